import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from pgqueuer.errors import RetryRequested

from api import delivering, worker
from api.gateways.centre import Centre
from api.gateways.sms import Console
from hotline.deliveries import actions as deliveries
from hotline.deliveries.figures import HEALTH
from hotline.figures.figures import BY_DISTRICT
from hotline.kit import database
from hotline.messages import actions as messages
from hotline.messages.registering import Registration
from tests import world
from tests.api.processes import KEY, StandIn, centre_running, eventually, running
from tests.drafts import ROUTINE, URGENT, row, rows
from tests.troubles import failing


@pytest.fixture(scope="module")
async def stand_in(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[StandIn]:
    async with centre_running(tmp_path_factory.mktemp("centre")) as started:
        yield started


@pytest.fixture
async def centre(db: ModuleType, stand_in: StandIn) -> AsyncIterator[Centre]:
    await stand_in.feel("well")
    gateway = Centre(stand_in.url, KEY)
    yield gateway
    await gateway.close()


@dataclass(frozen=True)
class Sent:
    """A message on its way, and its delivery."""

    message: Registration
    id: UUID

    async def delivery(self) -> dict[str, Any]:
        return await row("SELECT * FROM delivery WHERE id = $1", self.id)

    async def arrived(self) -> bool:
        state = await row("SELECT state FROM message WHERE id = $1", self.message.id)
        return state["state"] == "ACKNOWLEDGED" and (await self.delivery())["state"] == "DELIVERED"

    async def posts(self, stand_in: StandIn) -> list[int]:
        """How often each effect of it at the centre was posted."""
        return [received["times"] for received in await stand_in.received(self.message.tracking_code)]


@pytest.mark.parametrize("condition", ["admin_shutdown", "cannot_connect_now", "disk_full"])
async def test_a_delivery_that_finds_the_database_away_keeps_its_job_and_counts_no_fault_of_ours(
    centre: Centre,
    stand_in: StandIn,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    condition: str,
) -> None:
    monkeypatch.setattr(delivering, "LONGEST_TRY", 1.0)
    sent = await send()
    gateways = worker.Gateways(centre, Console())
    async with failing("delivery", condition):
        with pytest.raises(RetryRequested) as again:
            await worker.deliver(sent.id, gateways)
    assert again.value.delay <= timedelta(seconds=5)
    assert (await sent.delivery())["state"] == "PENDING"
    assert "fault of ours" not in caplog.text
    await worker.deliver(sent.id, gateways)
    assert await sent.arrived()
    assert await sent.posts(stand_in) == [2]


async def test_what_the_centre_confirmed_while_the_database_was_away_is_not_sent_again(
    centre: Centre, stand_in: StandIn
) -> None:
    sent = await send()
    async with failing("delivery", "cannot_connect_now"):
        delivering_it = asyncio.create_task(worker.deliver(sent.id, worker.Gateways(centre, Console())))
        await eventually(lambda: sent.posts(stand_in))
        assert not await sent.arrived()
    await delivering_it
    assert await sent.arrived()
    assert await sent.posts(stand_in) == [1]


async def send() -> Sent:
    """Of a reporter who left no number: nothing leaves but the dispatch."""
    message = await messages.register(replace(URGENT, reporter=None), by=world.operator())
    delivery = await row("SELECT id FROM delivery WHERE message_id = $1 AND kind = 'CENTRE'", message.id)
    return Sent(message, delivery["id"])


def environment(stand_in: StandIn, dsn: str) -> dict[str, str]:
    return stand_in.environment | {"DATABASE_URL": dsn}


async def health() -> dict[str, Any]:
    return await row(HEALTH)


async def picked() -> bool:
    return bool(await rows("SELECT FROM pgqueuer WHERE status = 'picked'"))


async def test_what_the_centre_confirms_is_delivered_and_acknowledged(stand_in: StandIn, centre: Centre) -> None:
    sent = await send()
    await worker.deliver(sent.id, worker.Gateways(centre, Console()))
    assert await sent.arrived()
    (received,) = await stand_in.received(sent.message.tracking_code)
    delivery = await sent.delivery()
    assert (delivery["receipt"], delivery["attempts"]) == (received["receipt"], 1)


async def test_a_job_run_twice_delivers_once(stand_in: StandIn, centre: Centre) -> None:
    sent = await send()
    await worker.deliver(sent.id, worker.Gateways(centre, Console()))
    await worker.deliver(sent.id, worker.Gateways(centre, Console()))
    assert await sent.posts(stand_in) == [1]
    assert len(await rows("SELECT FROM follow_up WHERE kind = 'ACKNOWLEDGED'")) == 1


async def test_a_failure_is_written_down_before_the_next_try(stand_in: StandIn, centre: Centre) -> None:
    await stand_in.feel("down")
    sent = await send()
    with pytest.raises(RetryRequested) as retry:
        await worker.deliver(sent.id, worker.Gateways(centre, Console()))
    delivery = await sent.delivery()
    assert (delivery["state"], delivery["attempts"], delivery["last_error"]) == ("PENDING", 1, "HTTP 503")
    assert timedelta(0) < retry.value.delay <= timedelta(seconds=1)
    assert not await sent.arrived()


async def test_a_fault_of_ours_is_shown_and_tried_again(centre: Centre, caplog: pytest.LogCaptureFixture) -> None:
    sent = await send()
    await centre.close()
    with pytest.raises(RetryRequested):
        await worker.deliver(sent.id, worker.Gateways(centre, Console()))
    delivery = await sent.delivery()
    assert (delivery["attempts"], delivery["last_error"]) == (1, "RuntimeError")
    assert str(sent.id) in caplog.text
    assert URGENT.body not in caplog.text


async def test_a_forgetful_centre_has_one_effect_in_the_end(stand_in: StandIn, centre: Centre) -> None:
    await stand_in.feel("forgetful")
    sent = await send()
    for _ in range(2):
        with pytest.raises(RetryRequested):
            await worker.deliver(sent.id, worker.Gateways(centre, Console()))
    await stand_in.feel("well")
    await worker.deliver(sent.id, worker.Gateways(centre, Console()))
    assert await sent.arrived()
    assert await sent.posts(stand_in) == [3]


async def test_after_half_an_hour_a_delivery_alarms_and_is_tried_all_the_same(
    stand_in: StandIn, centre: Centre, clock: Any
) -> None:
    await stand_in.feel("down")
    sent = await send()
    await clock.forward(timedelta(minutes=31))
    with pytest.raises(RetryRequested):
        await worker.deliver(sent.id, worker.Gateways(centre, Console()))
    assert (await sent.delivery())["state"] == "STUCK"
    assert (await health())["stuck"] == 1
    await stand_in.feel("well")
    await worker.deliver(sent.id, worker.Gateways(centre, Console()))
    assert await sent.arrived()
    assert await health() == {"pending": 0, "stuck": 0, "undelivered": 0, "oldest_pending_at": None}


async def test_the_watchdog_asks_the_messages_and_not_the_deliveries(db: ModuleType, clock: Any) -> None:
    await send()
    await messages.register(replace(ROUTINE, reporter=None), by=world.operator())
    assert (await health())["undelivered"] == 0
    await clock.forward(timedelta(minutes=6))
    assert (await health())["undelivered"] == 1
    await rows("DELETE FROM delivery")
    assert (await health())["undelivered"] == 1


async def test_what_the_reporter_was_told_is_no_sign_that_the_centre_has_it(db: ModuleType, clock: Any) -> None:
    await messages.register(URGENT, by=world.operator())
    await rows("UPDATE delivery SET state = 'DELIVERED', delivered_at = now() WHERE kind = 'SMS'")
    await clock.forward(timedelta(minutes=6))
    assert (await health())["undelivered"] == 1


async def test_a_worker_delivers_what_is_registered_and_folds_its_figures(
    stand_in: StandIn, centre: Centre, dsn: str
) -> None:
    async with running("worker", environment(stand_in, dsn)):
        sent = await send()
        await eventually(sent.arrived)

        async def folded() -> bool:
            return not await rows("SELECT FROM figure_delta")

        await eventually(folded)
    ever = BY_DISTRICT.replace("$1", "date '2000-01-01'").replace("$2", "date '2200-01-01'")
    assert (await row(ever))["urgent"] == 1


async def test_what_was_registered_while_the_centre_was_down_arrives_when_it_is_well(
    stand_in: StandIn, centre: Centre, dsn: str
) -> None:
    await stand_in.feel("down")
    sent = [await send() for _ in range(5)]
    async with running("worker", environment(stand_in, dsn)):

        async def all_tried() -> bool:
            return all([(await one.delivery())["attempts"] for one in sent])

        await eventually(all_tried)
        await stand_in.feel("well")
        for one in sent:
            await eventually(one.arrived)
    assert [await one.posts(stand_in) for one in sent] == [[1]] * 5


async def test_a_worker_killed_while_delivering_leaves_its_job_to_another(
    stand_in: StandIn, centre: Centre, dsn: str
) -> None:
    await stand_in.feel("slow")
    sent = await send()
    async with running("worker", environment(stand_in, dsn)) as killed:
        await eventually(picked)
        killed.kill()
        await killed.wait()
    assert not await sent.arrived()
    await stand_in.feel("well")
    # Its heartbeat has been silent for as long as makes another worker take over.
    await rows("UPDATE pgqueuer SET heartbeat = heartbeat - $1::interval", worker.HEARTBEAT + timedelta(seconds=1))
    async with running("worker", environment(stand_in, dsn)):
        await eventually(sent.arrived)
    assert len(await sent.posts(stand_in)) == 1


async def test_a_worker_told_to_stop_finishes_what_it_is_delivering(
    stand_in: StandIn, centre: Centre, dsn: str
) -> None:
    await stand_in.feel("slow")
    sent = await send()
    async with running("worker", environment(stand_in, dsn)) as stopped:
        await eventually(picked)
        stopped.terminate()
        assert await stopped.wait() == 0
    assert await sent.arrived()


async def test_two_workers_share_the_work_and_double_none(stand_in: StandIn, centre: Centre, dsn: str) -> None:
    sent = [await send() for _ in range(30)]
    async with running("worker", environment(stand_in, dsn)), running("worker", environment(stand_in, dsn)):
        for one in sent:
            await eventually(one.arrived)
    assert [await one.posts(stand_in) for one in sent] == [[1]] * 30


async def test_a_later_dispatch_of_a_message_never_overtakes_an_earlier_one(
    stand_in: StandIn, centre: Centre
) -> None:
    first = await send()
    async with database.transaction() as tx:
        later = Sent(first.message, await deliveries.enqueue_dispatch(tx, first.message.id, version=5))
    with pytest.raises(RetryRequested):
        await worker.deliver(later.id, worker.Gateways(centre, Console()))
    assert await first.posts(stand_in) == []
    assert (await later.delivery())["attempts"] == 0
    await rows("UPDATE pgqueuer SET execute_after = now() + interval '1 minute'")
    await worker.deliver(first.id, worker.Gateways(centre, Console()))
    hurried = await row("SELECT execute_after <= now() AS due FROM pgqueuer WHERE dedupe_key = $1", str(later.id))
    assert hurried["due"]
    await worker.deliver(later.id, worker.Gateways(centre, Console()))
    keys = [each["idempotencyKey"] for each in await stand_in.received(first.message.tracking_code)]
    assert keys == [f"dispatch-{first.message.id}-1", f"dispatch-{first.message.id}-5"]


@pytest.mark.parametrize("elsewhere", ["RETURNED", "REJECTED"])
async def test_no_crew_is_sent_for_a_message_that_went_elsewhere_while_it_waited(
    stand_in: StandIn, centre: Centre, elsewhere: str
) -> None:
    sent = await send()
    await rows("UPDATE message SET state = $1", elsewhere)
    await worker.deliver(sent.id, worker.Gateways(centre, Console()))
    assert await sent.posts(stand_in) == []
    delivery = await sent.delivery()
    assert (delivery["state"], delivery["last_error"]) == ("CANCELLED", "the message went elsewhere")


async def test_a_centre_that_hangs_keeps_no_notice_waiting(stand_in: StandIn, centre: Centre, dsn: str) -> None:
    await stand_in.feel("hanging")
    for _ in range(3):
        await send()
    await messages.register(ROUTINE, by=world.operator())

    async def told() -> bool:
        return bool(await rows("SELECT FROM delivery WHERE kind = 'SMS' AND state = 'DELIVERED'"))

    async with running("worker", environment(stand_in, dsn)) as working:
        await eventually(told)
        assert not await rows("SELECT FROM delivery WHERE kind = 'CENTRE' AND state = 'DELIVERED'")
        await stand_in.feel("well")
        working.kill()


async def test_a_delivery_whose_job_is_lost_gets_another(stand_in: StandIn, centre: Centre, clock: Any) -> None:
    sent = await send()
    await rows("DELETE FROM pgqueuer")
    await clock.forward(deliveries.LOST_AFTER + timedelta(seconds=1))
    for _ in range(2):
        async with database.transaction() as tx:
            await deliveries.sweep(tx)
    job = await row("SELECT payload, entrypoint FROM pgqueuer")
    assert job == {"payload": sent.id.bytes, "entrypoint": "deliver"}


async def test_a_database_that_goes_away_is_waited_for(stand_in: StandIn, centre: Centre, dsn: str) -> None:
    async with running("worker", environment(stand_in, dsn)) as working:
        first = await send()
        await eventually(first.arrived)
        await rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        second = await send()
        await eventually(second.arrived)
        assert working.returncode is None


async def test_a_worker_with_nothing_to_do_hears_itself_and_says_nothing(
    stand_in: StandIn, db: ModuleType, dsn: str, tmp_path: Path
) -> None:
    with (tmp_path / "said").open("wb") as said:
        async with running("worker", environment(stand_in, dsn), said=said):
            # Each lane asks whether it hears itself as it begins, and gives up after ten seconds.
            await asyncio.sleep(18)
    assert (tmp_path / "said").read_text("utf-8") == ""
