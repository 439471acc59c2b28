"""Several people act on one message at the same time, each on a connection of their own."""

import asyncio
from itertools import combinations, pairwise
from typing import Any

import pytest

from hotline.kit.refusals import Refusal
from hotline.kit.viewer import Role, Viewer
from hotline.messages import actions as messages
from hotline.messages.tables import MessageState
from tests import cycle, world
from tests.acts import ACTS, viewer_of
from tests.drafts import rows
from tests.permitted import ALLOWED, outcome
from tests.schema.invariants import hold

pytestmark = pytest.mark.usefixtures("db")

# What two people may decide on the same version of a claimed message, or of one on its way.
CLAIMED = ("seek feedback", "close", "open an inspection", "mark special", "reclassify")
SENT = ("acknowledge", "return", "act", "reclassify", "mark special")
WHO = dict.fromkeys(("acknowledge", "return", "act"), Role.DISPATCHER)


@pytest.mark.parametrize(
    ("state", "one", "other"),
    [(MessageState.RESOLUTION_CLAIMED, *pair) for pair in combinations(CLAIMED, 2)]
    + [(MessageState.DISPATCHED, *pair) for pair in combinations(SENT, 2)],
)
async def test_of_two_acts_on_one_version_one_is_done_and_the_other_is_told(
    state: MessageState, one: str, other: str
) -> None:
    seen = await cycle.seen(await cycle.at(state))
    came = await asyncio.gather(*(outcome(name, seen, _by(name, seen)) for name in (one, other)))
    assert sorted(came) == ["STALE", ALLOWED]
    grown = (await cycle.look(seen["id"]))["version"] - seen["version"]
    assert grown in ACTS[one].moves | ACTS[other].moves
    await hold(seen["id"], [])


async def test_acts_that_need_no_version_all_happen_one_after_the_other() -> None:
    id_ = await cycle.at(MessageState.DISPATCHED)
    before = await cycle.look(id_)
    calls = (messages.call_again(id_, by=world.operator(), text=f"بار {number}") for number in range(8))
    await asyncio.gather(*calls, messages.take_in_hand(id_, by=world.head_of_office()))
    after = await cycle.look(id_)
    assert (after["calls"], after["version"]) == (9, before["version"] + 9)
    told = await hold(id_, [])
    instants = sorted({entry["recorded_at"] for entry in told})
    acts = [entry for entry in told if entry["kind"] in {"CALLED_AGAIN", "TAKEN_IN_HAND"}]
    assert len(acts) == len({entry["recorded_at"] for entry in acts}) == 9
    assert all(earlier < later for earlier, later in pairwise(instants))
    assert len(await rows("SELECT FROM inspection WHERE message_id = $1", id_)) == 1


async def test_the_centres_receipt_and_an_act_on_the_ground_do_not_lose_each_other() -> None:
    id_ = await cycle.at(MessageState.DISPATCHED)
    seen = await cycle.seen(id_)
    receipt, acted = await asyncio.gather(
        cycle.take("receive", id_), outcome("act", seen, _by("act", seen)), return_exceptions=True
    )
    assert not isinstance(receipt, BaseException)
    kinds = [entry["kind"] for entry in await hold(id_, [])]
    assert ("FIRST_ACTION" in kinds) == (acted == ALLOWED)
    assert acted in {ALLOWED, "STALE"}


async def test_fifty_who_close_at_once_close_once() -> None:
    seen = await cycle.seen(await cycle.at(MessageState.RESOLUTION_CLAIMED))

    async def close() -> str:
        try:
            await ACTS["close"].call(seen, world.head_of_office())
        except Refusal as refusal:
            return refusal.code
        return ALLOWED

    came = await asyncio.gather(*(close() for _ in range(50)))
    assert sorted(came, key=len) == ["STALE"] * 49 + [ALLOWED]
    assert [entry["kind"] for entry in await hold(seen["id"], [])].count("CLOSED") == 1


def _by(name: str, seen: dict[str, Any]) -> Viewer:
    return viewer_of(WHO.get(name, Role.HEAD_OF_OFFICE), seen["id"])
