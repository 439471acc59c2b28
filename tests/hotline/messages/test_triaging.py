from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from hotline.city.reference import reference
from hotline.kit import database
from hotline.kit.ids import new_id
from hotline.kit.refusals import Forbidden, NotFound, Refusal, Stale
from hotline.kit.text import UncleanText
from hotline.messages import actions as messages
from hotline.messages import rules
from hotline.messages.drafts import Draft, UnknownCategory, UnknownDistrict
from hotline.messages.tables import Ground, Urgency
from tests import world
from tests.drafts import CLAIMED, ROUTINE, URGENT, counts, dispatches, row, rows

pytestmark = pytest.mark.usefixtures("db")

GOOD: dict[str, Any] = {
    "version": 1,
    "category_code": "open-manhole",
    "district_number": 1,
    "urgency": Urgency.URGENT,
    "ground": Ground.HAZARD,
}


async def claimed() -> UUID:
    return (await messages.register(CLAIMED, by=world.frontend())).id


async def stored(id_: UUID) -> list[dict[str, Any]]:
    """All that an act on the message could change."""
    return [
        await row("SELECT * FROM message WHERE id = $1", id_),
        *await rows("SELECT * FROM clock WHERE message_id = $1 ORDER BY id", id_),
        await counts(),
    ]


async def test_triage_confirms_a_claim_and_sends_it_to_the_centre() -> None:
    id_ = await claimed()
    await messages.triage(id_, by=world.operator(), **GOOD, note="تلفنی پرسیدم: ۰۹۱۲۱۲۳۴۵۶۷")
    message = await row("SELECT * FROM message WHERE id = $1", id_)
    assert (message["state"], message["ground"], message["version"]) == ("DISPATCHED", "HAZARD", 2)
    assert message["unit_id"] == world.id_of("unit", "1-roads")
    assert message["holder_person_id"] == world.operator().person
    note = await row("SELECT text, pii_text, audience FROM follow_up WHERE kind = 'TRIAGED'")
    assert "۰۹۱۲" in note["pii_text"]
    assert "۰۹۱۲" not in note["text"]
    assert await dispatches() == 1


async def test_waiting_in_the_queue_counts_for_the_clock(clock: Any) -> None:
    done = await messages.register(replace(CLAIMED, claimed_ground=None), by=world.frontend())
    await clock.forward(timedelta(minutes=50))
    await messages.triage(done.id, by=world.operator(), **GOOD)
    message = await row("SELECT registered_at, next_due_at FROM message")
    assert message["next_due_at"] == message["registered_at"] + timedelta(hours=2)


async def test_urgency_raised_later_on_new_facts_starts_its_clock_then(clock: Any) -> None:
    done = await messages.register(ROUTINE, by=world.operator())
    await rows("UPDATE message SET state = 'RETURNED'")
    await clock.forward(timedelta(hours=5))
    await messages.triage(done.id, by=world.operator(), **GOOD)
    started = await row("SELECT started_at FROM clock WHERE obligation = 'FIRST_ACTION'")
    message = await row("SELECT registered_at FROM message")
    assert started["started_at"] >= message["registered_at"] + timedelta(hours=5)


async def test_a_claim_that_does_not_hold_loses_its_clock() -> None:
    id_ = await claimed()
    await messages.triage(id_, by=world.operator(), **GOOD | {"urgency": Urgency.ROUTINE, "ground": None})
    states = {clock["obligation"]: clock["state"] for clock in await rows("SELECT obligation, state FROM clock")}
    assert states == {"FIRST_ACTION": "CANCELLED", "RESOLUTION": "RUNNING"}
    message = await row("SELECT registered_at, next_due_at, claimed_ground FROM message")
    assert message["next_due_at"] == message["registered_at"] + timedelta(days=3)
    assert message["claimed_ground"] == "HAZARD"


async def test_triage_again_never_stretches_a_clock(clock: Any) -> None:
    done = await messages.register(URGENT, by=world.operator())
    before = await rows("SELECT obligation, due_at FROM clock ORDER BY obligation")
    await rows("UPDATE message SET state = 'RETURNED'")
    await clock.forward(timedelta(hours=1))
    await messages.triage(done.id, by=world.operator(), **GOOD | {"category_code": "burst-pipe"})
    assert await rows("SELECT obligation, due_at FROM clock ORDER BY obligation") == before
    assert await dispatches() == 2


async def test_a_question_is_triaged_and_stays_with_the_office() -> None:
    done = await messages.register(Draft(body="پرسش"), by=world.operator())
    routine = {"category_code": "opening-hours", "urgency": Urgency.ROUTINE, "ground": None}
    await messages.triage(done.id, by=world.operator(), **GOOD | routine)
    message = await row("SELECT state, kind, unit_id FROM message")
    assert message == {"state": "TRIAGED", "kind": "INFORMATION", "unit_id": world.id_of("unit", "office")}


REFUSED = {
    "urgent without a ground": ({"ground": None}, rules.GroundRequired, ["ground"]),
    "a ground without urgency": ({"urgency": Urgency.ROUTINE}, rules.GroundWithoutUrgency, ["ground"]),
    "an unknown request type": ({"category_code": "no-such"}, UnknownCategory, ["categoryCode"]),
    "an unknown district": ({"district_number": 99}, UnknownDistrict, ["districtNumber"]),
    "an unclean note": ({"note": "a\u202eb"}, UncleanText, ["note"]),
    "another version": ({"version": 7}, Stale, ["version"]),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_bad_triage_is_refused_and_changes_nothing(case: str) -> None:
    changes, refusal, path = REFUSED[case]
    id_ = await claimed()
    before = await stored(id_)
    with pytest.raises(Refusal) as refused:
        await messages.triage(id_, by=world.operator(), **GOOD | changes)
    assert (type(refused.value), list(refused.value.path)) == (refusal, path)
    assert await stored(id_) == before


async def test_of_two_triages_of_one_version_the_second_is_stale() -> None:
    id_ = await claimed()
    await messages.triage(id_, by=world.operator(), **GOOD)
    before = await stored(id_)
    with pytest.raises(Stale):
        await messages.triage(id_, by=world.head_of_office(), **GOOD)
    assert await stored(id_) == before


async def test_what_has_left_the_office_is_not_triaged() -> None:
    done = await messages.register(ROUTINE, by=world.operator())
    before = await stored(done.id)
    with pytest.raises(rules.NotFromHere):
        await messages.triage(done.id, by=world.operator(), **GOOD)
    assert await stored(done.id) == before


async def test_what_a_viewer_may_not_see_is_not_found_and_what_they_may_not_do_is_forbidden() -> None:
    id_ = await claimed()
    before = await stored(id_)
    with pytest.raises(NotFound):
        await messages.triage(id_, by=world.dispatcher(), **GOOD)
    with pytest.raises(NotFound):
        await messages.triage(new_id(), by=world.operator(), **GOOD)
    with pytest.raises(Forbidden):
        await messages.triage(id_, by=world.office_analyst(), **GOOD)
    assert await stored(id_) == before


async def test_the_office_passes_a_message_from_hand_to_hand() -> None:
    id_ = await claimed()
    await messages.take_in_hand(id_, by=world.operator())
    assert (await row("SELECT holder_person_id FROM message"))["holder_person_id"] == world.operator().person
    before = await stored(id_)
    with pytest.raises(rules.InHandAlready):
        await messages.take_in_hand(id_, by=world.operator())
    assert await stored(id_) == before
    await messages.take_in_hand(id_, by=world.head_of_office())
    message = await row("SELECT holder_person_id, version FROM message")
    assert message == {"holder_person_id": world.head_of_office().person, "version": 3}
    assert len(await rows("SELECT id FROM follow_up WHERE kind = 'TAKEN_IN_HAND'")) == 2


async def test_nobody_takes_a_message_out_of_a_units_hands() -> None:
    done = await messages.register(URGENT, by=world.operator())
    async with database.transaction() as tx:
        await messages.receive(tx, done.id, city=await reference(), receipt="C000001")
    before = await stored(done.id)
    with pytest.raises(rules.NotWithTheOffice):
        await messages.take_in_hand(done.id, by=world.head_of_office())
    assert await stored(done.id) == before


async def test_custody_moves_on_the_centres_receipt_and_once() -> None:
    done = await messages.register(URGENT, by=world.operator())
    for expected in (True, False):
        async with database.transaction() as tx:
            assert await messages.receive(tx, done.id, city=await reference(), receipt="C000001") is expected
    message = await row("SELECT state, holder_unit_id, holder_person_id, version FROM message")
    assert message == {
        "state": "ACKNOWLEDGED",
        "holder_unit_id": world.id_of("unit", "centre"),
        "holder_person_id": None,
        "version": 2,
    }
    entry = await row("SELECT actor_kind, text FROM follow_up WHERE kind = 'ACKNOWLEDGED'")
    assert entry == {"actor_kind": "CENTRE", "text": "C000001"}
