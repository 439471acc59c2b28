"""Whatever people really do, in whatever order: what is stored stays what the timeline makes of it."""

from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from hotline.city.reference import reference
from hotline.clocks import sweeping
from hotline.feedback import actions as feedback
from hotline.feedback.tables import FeedbackChannel, TryResult
from hotline.inspections import actions as inspections
from hotline.inspections.tables import Finding
from hotline.kit import database
from hotline.kit.refusals import Refusal
from hotline.messages import actions as messages
from hotline.messages.tables import Ground, Urgency
from hotline.objections import actions as objections
from tests import cycle, world
from tests.drafts import row, rows
from tests.hotline.clocks.recomputing import assert_recomputed

pytestmark = pytest.mark.usefixtures("db")

OFFICE, CREW = world.operator(), world.executive_agent()


async def _reclassify(id_: UUID, version: int, random: Random) -> None:
    urgent = random.random() < 0.5
    await messages.reclassify(
        id_,
        by=OFFICE,
        version=version,
        category_code=random.choice(("pothole", "open-manhole", "litter")),
        district_number=1,
        urgency=Urgency.URGENT if urgent else Urgency.ROUTINE,
        ground=Ground.HAZARD if urgent else None,
        reason="دیدیم چیز دیگری است.",
    )


async def _triage(id_: UUID, version: int, random: Random) -> None:
    settled: dict[str, Any] = {"category_code": "open-manhole", "district_number": 1}
    if random.random() < 0.5:
        settled |= {"urgency": Urgency.URGENT, "ground": Ground.HAZARD}
    else:
        settled |= {"urgency": Urgency.ROUTINE}
    await messages.triage(id_, by=OFFICE, version=version, **settled)


async def _try(id_: UUID, version: int, random: Random) -> None:
    result = random.choice((TryResult.NO_ANSWER, TryResult.BUSY, TryResult.SENT))
    await feedback.record_try(id_, by=OFFICE, version=version, channel=FeedbackChannel.CALL, result=result)


async def _return_from_inspection(id_: UUID, version: int, random: Random) -> None:
    await inspections.visit(id_, by=world.inspector(), version=version, found=Finding.NOT_DONE)


async def _confirm(id_: UUID, version: int, random: Random) -> None:
    acts = await rows("SELECT id, recorded_at FROM follow_up WHERE message_id = $1 AND kind = 'FIRST_ACTION'", id_)
    if acts:
        happened_at = acts[0]["recorded_at"] - timedelta(hours=random.uniform(0, 2))
        await inspections.confirm_earlier_time(
            id_, by=world.inspector(), version=version, follow_up_id=acts[0]["id"], happened_at=happened_at
        )


async def _call(id_: UUID, version: int, random: Random) -> None:
    await messages.call_again(id_, by=OFFICE, text="هنوز درست نشده است.")


async def _disagree(id_: UUID, version: int, random: Random) -> None:
    await feedback.record_answer(id_, by=OFFICE, satisfied=False)


async def _rule(id_: UUID, version: int, random: Random) -> None:
    for open_ in await rows("SELECT id FROM objection WHERE message_id = $1 AND state = 'OPEN'", id_):
        await objections.rule(open_["id"], by=world.head_of_office(), uphold=random.random() < 0.7, ruling="دیدیم.")


def _step(name: str) -> Any:
    async def take(id_: UUID, version: int, random: Random) -> None:
        await cycle.take(name, id_)

    return take


async def _sweep() -> None:
    city = await reference()
    async with database.transaction() as tx:
        await sweeping.reach(tx, city=city, limit=50)


ACTS = [
    *(
        _step(name)
        for name in ("acknowledge", "act", "claim", "inspect", "verify", "seek", "agree", "contest", "refer")
    ),
    *(_step(name) for name in ("act", "claim", "give_back")),
    *(_reclassify, _triage, _try, _return_from_inspection, _confirm, _call, _disagree, _rule),
]


@pytest.mark.parametrize("seed", range(8))
async def test_stored_clocks_are_recomputed_ones_after_every_act_and_every_sweep(seed: int, clock: Any) -> None:
    random = Random(seed)
    id_ = await cycle.take(random.choice(("register", "arrive")), UUID(int=0))
    done = 0
    for _ in range(60):
        await clock.forward(timedelta(hours=random.choice((0.1, 0.5, 2, 20))))
        if random.random() < 0.2:
            await _sweep()
        version = (await row("SELECT version FROM message WHERE id = $1", id_))["version"]
        try:
            await random.choice(ACTS)(id_, version, random)
        except Refusal:
            continue
        done += 1
        await assert_recomputed(id_)
    assert done > 5
    told = await rows("SELECT kind, cycle, facts->>'obligation' AS what FROM follow_up WHERE message_id = $1", id_)
    standing = {(one["cycle"], one["what"]) for one in told if one["kind"] == "BREACHED"}
    standing -= {(one["cycle"], one["what"]) for one in told if one["kind"] == "RESCINDED"}
    late = await rows("SELECT cycle, obligation FROM clock WHERE message_id = $1 AND state = 'BREACHED'", id_)
    assert standing == {(one["cycle"], one["obligation"]) for one in late}
