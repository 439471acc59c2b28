from uuid import UUID

import pytest

from hotline.follow_ups import actions as follow_ups
from hotline.follow_ups.actions import YourOwnAudience
from hotline.follow_ups.tables import Audience
from hotline.kit.refusals import Forbidden, NotFound
from hotline.kit.text import TextEmpty, TextTooLong, UncleanText
from hotline.messages import actions as messages
from hotline.messages import rules
from tests import world
from tests.drafts import URGENT, counts, row, rows

pytestmark = pytest.mark.usefixtures("db")


async def registered() -> UUID:
    return (await messages.register(URGENT, by=world.operator())).id


async def test_a_note_stands_on_the_timeline_masked_and_as_written() -> None:
    id_ = await registered()
    note = await follow_ups.add_note(
        id_, by=world.dispatcher(), text="با ۰۹۱۲۱۲۳۴۵۶۷ هماهنگ شد.", audience=Audience.COUNCIL
    )
    entry = await row("SELECT * FROM follow_up WHERE id = $1", note)
    assert (entry["kind"], entry["state"], entry["audience"]) == ("NOTE", "DISPATCHED", "COUNCIL")
    assert (entry["actor_id"], entry["unit_id"]) == (world.dispatcher().person, world.id_of("unit", "centre"))
    assert "۰۹۱۲" in entry["pii_text"]
    assert "۰۹۱۲" not in entry["text"]
    assert len(entry["salt"]) == 16


async def test_a_note_makes_no_other_act_stale() -> None:
    id_ = await registered()
    await follow_ups.add_note(id_, by=world.operator(), text="یادداشت", audience=Audience.INTERNAL)
    assert (await row("SELECT version FROM message"))["version"] == 1


async def test_a_citizen_adds_to_their_own_message_where_they_can_see_it() -> None:
    id_ = await registered()
    await follow_ups.add_note(id_, by=world.citizen(id_), text="هنوز باز است", audience=Audience.CITIZEN)
    entry = await row("SELECT actor_kind, actor_id FROM follow_up WHERE kind = 'NOTE'")
    assert entry == {"actor_kind": "CITIZEN", "actor_id": None}
    before = await counts()
    with pytest.raises(YourOwnAudience):
        await follow_ups.add_note(id_, by=world.citizen(id_), text="پنهان", audience=Audience.INTERNAL)
    assert await counts() == before


async def test_a_bad_note_is_refused_and_nothing_is_stored() -> None:
    id_ = await registered()
    before = await counts()
    for text, refusal in ((" ", TextEmpty), ("a\0", UncleanText), ("ا" * 4001, TextTooLong)):
        with pytest.raises(refusal) as refused:
            await follow_ups.add_note(id_, by=world.operator(), text=text, audience=Audience.INTERNAL)
        assert list(refused.value.path) == ["text"]
    assert await counts() == before


async def test_those_who_do_not_work_on_a_message_add_nothing_to_it() -> None:
    id_ = await registered()
    before = await counts()
    for by, refusal in (
        (world.councillor(), Forbidden),
        (world.office_analyst(), Forbidden),
        (world.administrator(), NotFound),
        (world.citizen(), NotFound),
        (world.inspector(), NotFound),
    ):
        with pytest.raises(refusal):
            await follow_ups.add_note(id_, by=by, text="یادداشت", audience=Audience.CITIZEN)
    assert await counts() == before


async def test_a_closed_message_takes_no_notes() -> None:
    id_ = await registered()
    await rows("UPDATE message SET state = 'CLOSED', closed_at = registered_at, outcome = 'ANSWERED'")
    before = await counts()
    with pytest.raises(rules.IsOver):
        await follow_ups.add_note(id_, by=world.operator(), text="یادداشت", audience=Audience.INTERNAL)
    assert await counts() == before
