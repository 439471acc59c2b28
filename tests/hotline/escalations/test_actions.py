from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from hotline.city.tables import PostKind
from hotline.escalations import actions as escalations
from hotline.escalations.rules import AcknowledgedAlready, NothingToAcknowledge, ToldToAnother
from hotline.kit.access import where
from hotline.kit.refusals import NotFound, Refusal
from hotline.kit.text import TextTooLong
from hotline.kit.viewer import Viewer
from hotline.messages.access import MESSAGE
from tests import world
from tests.drafts import row, rows
from tests.hotline.escalations.superiors import CENTRE, at_the_centre, hold, sweep

pytestmark = pytest.mark.usefixtures("db")

HOUR = timedelta(hours=1)


async def told(clock: Any, quarters: int) -> UUID:
    """An escalation; the centre's manager is the manager of district 1, who sees nothing else of the centre."""
    await hold(CENTRE, PostKind.MANAGER, world.manager().person)
    await at_the_centre()
    await clock.forward(quarters * HOUR / 2)
    await sweep()
    id_: UUID = (await row("SELECT id FROM escalation"))["id"]
    return id_


async def stored() -> list[Any]:
    return [await rows(f"SELECT * FROM {table} ORDER BY id") for table in ("escalation", "follow_up", "message")]


async def refused(id_: UUID, *, by: Viewer, with_: type[Refusal], note: str | None = None) -> None:
    before = await stored()
    with pytest.raises(with_):
        await escalations.acknowledge(id_, by=by, note=note)
    assert await stored() == before


async def test_the_superior_who_was_told_takes_note_and_the_timeline_says_so(clock: Any) -> None:
    id_ = await told(clock, 4)
    message_id = await escalations.acknowledge(id_, by=world.manager(), note="دو گروه دیگر فرستادم.")
    found = await row("SELECT message_id, acknowledged_by_id, climbs_at, acknowledged_at FROM escalation")
    assert (found["message_id"], found["acknowledged_by_id"]) == (message_id, world.manager().person)
    assert found["climbs_at"] is None
    entry = await row("SELECT * FROM follow_up WHERE kind = 'ESCALATION_ACKNOWLEDGED'")
    assert (entry["actor_id"], entry["unit_id"]) == (world.manager().person, CENTRE)
    assert (entry["text"], entry["audience"]) == ("دو گروه دیگر فرستادم.", "COUNCIL")
    assert entry["recorded_at"] == found["acknowledged_at"]


async def test_a_second_time_is_refused(clock: Any) -> None:
    id_ = await told(clock, 4)
    await escalations.acknowledge(id_, by=world.manager())
    await refused(id_, by=world.manager(), with_=AcknowledgedAlready)


@pytest.mark.parametrize("by", [world.head_of_office(), world.dispatcher(), world.councillor()])
async def test_whoever_sees_it_and_was_not_told_is_refused(clock: Any, by: Viewer) -> None:
    await refused(await told(clock, 4), by=by, with_=ToldToAnother)


@pytest.mark.parametrize("by", [world.executive_agent(), world.citizen(), world.frontend(), world.administrator()])
async def test_whoever_does_not_see_it_finds_nothing(clock: Any, by: Viewer) -> None:
    id_ = await told(clock, 4)
    await rows("UPDATE message SET unit_id = $1 RETURNING id", world.id_of("unit", "2-roads"))
    await refused(id_, by=by, with_=NotFound)
    await refused(uuid4(), by=by, with_=NotFound)


async def test_a_reminder_is_not_acknowledged(clock: Any) -> None:
    await refused(await told(clock, 2), by=world.dispatcher(), with_=NothingToAcknowledge)


async def test_a_note_too_long_is_refused(clock: Any) -> None:
    await refused(await told(clock, 4), by=world.manager(), with_=TextTooLong, note="ن" * 5000)


async def test_a_superior_sees_what_was_escalated_to_them_and_nothing_else_of_a_unit_they_do_not_manage(
    clock: Any,
) -> None:
    await told(clock, 4)
    await rows("UPDATE message SET unit_id = $1 RETURNING id", CENTRE)
    other = await at_the_centre()
    await rows("UPDATE message SET unit_id = $2 WHERE id = $1 RETURNING id", other, CENTRE)
    seen, values = where(MESSAGE, world.manager(), "t")
    found = await rows(f"SELECT id FROM message t WHERE {seen}", *values)
    assert [message["id"] for message in found] == [(await row("SELECT message_id FROM escalation"))["message_id"]]
