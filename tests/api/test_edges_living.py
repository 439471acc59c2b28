"""Server, worker and stand-in centre, each a process of its own, on a bad day."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from hotline.messages import actions as messages
from tests import world
from tests.api.processes import StandIn, centre_running, eventually, running
from tests.api.serving import Serving
from tests.drafts import URGENT, row, rows

TOLD = ["ACKNOWLEDGED", "ASSIGNED", "FIRST_ACTION", "RESOLUTION_CLAIMED"]


async def registered() -> UUID:
    return (await messages.register(replace(URGENT, reporter=None), by=world.operator())).id


async def timeline(id_: UUID) -> list[str]:
    found = await rows(
        "SELECT kind FROM follow_up WHERE message_id = $1 AND actor_kind = 'CENTRE' ORDER BY recorded_at, id", id_
    )
    return [each["kind"] for each in found]


def environment(stand_in: StandIn, dsn: str) -> dict[str, str]:
    return stand_in.environment | {"DATABASE_URL": dsn}


async def done(id_: UUID) -> bool:
    return (await row("SELECT state FROM message WHERE id = $1", id_))["state"] == "RESOLUTION_CLAIMED"


async def test_a_centre_that_tells_everything_twice_is_heard_once(
    http: httpx.AsyncClient, serving: Serving, dsn: str, tmp_path: Path
) -> None:
    async with centre_running(tmp_path, serving.url, pace=0.2) as stand_in:
        await stand_in.feel("twice")
        id_ = await registered()
        async with running("worker", environment(stand_in, dsn)):
            await eventually(lambda: done(id_))
        assert await timeline(id_) == TOLD
        assert [each["result"] for each in await rows("SELECT result FROM inbound")] == ["APPLIED"] * 3


async def test_a_centre_that_was_down_and_lost_its_answers_has_each_message_once_and_so_have_we(
    http: httpx.AsyncClient, serving: Serving, dsn: str, tmp_path: Path
) -> None:
    async with centre_running(tmp_path, serving.url, pace=0.2) as stand_in:
        await stand_in.feel("down")
        ids = [await registered() for _ in range(5)]
        async with running("worker", environment(stand_in, dsn)):
            for mood, tries in (("down", 1), ("forgetful", 2)):
                await stand_in.feel(mood)

                async def tried(least: int = tries) -> bool:
                    found = await row("SELECT min(attempts) AS tries FROM delivery WHERE kind = 'CENTRE'")
                    return bool(found["tries"] >= least)

                await eventually(tried)
            await stand_in.feel("well")
            for id_ in ids:
                await eventually(lambda id_=id_: done(id_))
        received: list[dict[str, Any]] = (await stand_in.client.get("/dispatches")).json()["dispatches"]
        assert len({one["trackingCode"] for one in received}) == len(received) == 5
        assert [sorted(await timeline(id_)) for id_ in ids] == [sorted(TOLD)] * 5


@pytest.mark.parametrize("mood", ["slow", "hanging"])
async def test_a_worker_killed_between_sending_and_writing_down_loses_nothing_and_doubles_nothing(
    http: httpx.AsyncClient, serving: Serving, dsn: str, tmp_path: Path, mood: str
) -> None:
    async with centre_running(tmp_path, serving.url, pace=0.2) as stand_in:
        await stand_in.feel(mood)
        ids = [await registered() for _ in range(5)]

        async def all_in_hand() -> bool:
            return len(await rows("SELECT FROM pgqueuer WHERE status = 'picked' AND entrypoint = 'deliver'")) == 5

        async with running("worker", environment(stand_in, dsn)) as killed:
            await eventually(all_in_hand)
            killed.kill()
            await killed.wait()
        await stand_in.feel("well")
        # Its heartbeat has been silent for as long as makes another worker take over.
        await rows("UPDATE pgqueuer SET heartbeat = heartbeat - interval '31 seconds'")
        async with running("worker", environment(stand_in, dsn)):
            for id_ in ids:
                await eventually(lambda id_=id_: done(id_))
        received = (await stand_in.client.get("/dispatches")).json()["dispatches"]
        assert len({one["trackingCode"] for one in received}) == len(received) == 5
        assert [sorted(await timeline(id_)) for id_ in ids] == [sorted(TOLD)] * 5
