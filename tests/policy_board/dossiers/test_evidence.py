from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from hotline.city.reference import reference
from hotline.clocks import sweeping
from hotline.custody.cases import BadCases
from hotline.figures import marks
from hotline.kit import database
from hotline.kit.numbering import InvalidTrackingCode, tracking_code
from hotline.kit.refusals import Forbidden, NotFound, Refusal
from hotline.kit.text import UncleanText
from hotline.messages import actions as messages
from hotline.messages.tables import MessageState
from policy_board.dossiers import evidence, rules
from policy_board.dossiers.tables import DossierState
from tests import cycle, dossiers, world
from tests.conftest import Clock
from tests.drafts import ROUTINE, URGENT, row, rows

pytestmark = pytest.mark.usefixtures("db")


async def _figures() -> dict[str, tuple[int, int]]:
    found = await rows("SELECT mark, counted, whole FROM frozen_figure ORDER BY place")
    return {figure["mark"]: (figure["counted"], figure["whole"]) for figure in found}


async def test_frozen_figures_count_the_very_messages_that_bear_their_mark(clock: Clock) -> None:
    id_ = await dossiers.draft()
    for state in (MessageState.CLOSED, MessageState.IN_ACTION, MessageState.OBJECTED, MessageState.DISPATCHED):
        await cycle.at(state)
    await clock.forward(timedelta(hours=3))
    city = await reference()
    async with database.transaction() as tx:
        await sweeping.reach(tx, city=city, limit=100)
    await evidence.add(id_, by=world.office_analyst(), title="چاه‌ها", sought={"category": "open-manhole"})
    figures = await _figures()
    assert figures["MESSAGES"] == figures["URGENT"] == (4, 4)
    assert figures["OBJECTED"] == (1, 4)
    assert figures["OPEN"] == (3, 4)
    assert figures["ON_TIME:FIRST_ACTION"] == (3, 4)
    assert figures["LATE:FIRST_ACTION"] == (1, 4)
    counted = Counter(
        mark for message in await rows("SELECT marks FROM frozen_message") for mark in message["marks"]
    )
    assert {mark: counted for mark, (counted, _) in figures.items()} == {mark: counted[mark] for mark in figures}
    assert counted.keys() <= figures.keys()
    stage = await row("SELECT * FROM frozen_figure WHERE mark = 'STAGE:DISPATCHED'")
    assert 0 <= stage["median_seconds"] <= stage["ninth_decile_seconds"]


async def test_what_is_frozen_stays_while_its_messages_go_on_and_a_further_freeze_stands_beside() -> None:
    id_ = await dossiers.draft()
    message = await cycle.at(MessageState.IN_ACTION)
    evidence_id = await evidence.add(
        id_, by=world.office_analyst(), title="باز", sought={"open": True, "categories": ["open-manhole"]}
    )
    before = await dossiers.stored()
    for step in ("claim", "seek", "agree"):
        await cycle.take(step, message)
    await messages.register(URGENT, by=world.operator())
    assert await dossiers.stored() == before
    await evidence.freeze(evidence_id, by=world.head_of_office())
    frozen = await rows(
        "SELECT f.number, m.message_id, m.state FROM frozen_message m"
        " JOIN evidence_freeze f ON f.id = m.freeze_id ORDER BY f.number"
    )
    assert [(one["number"], one["message_id"] == message, one["state"]) for one in frozen] == [
        (1, True, "IN_ACTION"),
        (2, False, "DISPATCHED"),
    ]


async def test_evidence_by_hand_names_tracking_codes_in_any_digits() -> None:
    id_ = await dossiers.draft()
    first = await messages.register(ROUTINE, by=world.operator())
    await messages.register(ROUTINE, by=world.operator())
    typed = first.tracking_code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    await evidence.add(
        id_, by=world.office_analyst(), title="نمونه", sought={"trackingCodes": [typed, first.tracking_code]}
    )
    stored = await row("SELECT kind, sought FROM evidence")
    assert (stored["kind"], stored["sought"]) == ("MESSAGES", f'{{"trackingCodes": ["{first.tracking_code}"]}}')
    assert [found["message_id"] for found in await rows("SELECT message_id FROM frozen_message")] == [first.id]


@pytest.mark.parametrize(
    ("sought", "refusal"),
    [
        ({}, rules.EvidenceTooMuch),
        ({"category": None, "states": []}, rules.EvidenceTooMuch),
        ({"category": "pruning"}, rules.EvidenceNone),
        ({"inMyHand": True, "category": "litter"}, rules.EvidencePersonal),
        ({"trackingCodes": ["137/1405/00000001"]}, InvalidTrackingCode),
        ({"rated": "district=x"}, BadCases),
        ({"marked": ["WRONG"]}, BadCases),
        ({"category": "litter\x00"}, UncleanText),
        ({"categories": ["\ud800"]}, UncleanText),
        ({"trackingCodes": ["137/1405/00000012"] * 501}, rules.TooManyParts),
    ],
)
async def test_a_filter_that_names_nothing_or_too_much_is_refused(
    sought: dict[str, Any], refusal: type[Refusal]
) -> None:
    id_ = await dossiers.draft()
    await messages.register(ROUTINE, by=world.operator())
    before = await dossiers.stored()
    with pytest.raises(refusal):
        await evidence.add(id_, by=world.office_analyst(), title="زباله", sought=sought)
    assert await dossiers.stored() == before


async def test_more_messages_than_can_be_frozen_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    id_ = await dossiers.draft()
    await messages.register(ROUTINE, by=world.operator())
    before = await dossiers.stored()
    monkeypatch.setattr(evidence, "MOST", 0)
    with pytest.raises(rules.EvidenceTooMuch):
        await evidence.add(id_, by=world.office_analyst(), title="زباله", sought={"category": "litter"})
    assert await dossiers.stored() == before


async def test_an_unknown_tracking_code_is_named() -> None:
    id_ = await dossiers.draft()
    unknown = tracking_code(1399, 1)
    known = (await messages.register(ROUTINE, by=world.operator())).tracking_code
    before = await dossiers.stored()
    with pytest.raises(rules.EvidenceUnknown) as refused:
        await evidence.add(
            id_, by=world.office_analyst(), title="نمونه", sought={"trackingCodes": [known, unknown]}
        )
    assert refused.value.details == {"codes": unknown}
    assert await dossiers.stored() == before


async def test_removed_evidence_stays_where_it_is_cited_and_is_frozen_no_more() -> None:
    id_ = await dossiers.evident()
    evidence_id = (await row("SELECT id FROM evidence"))["id"]
    await evidence.remove(evidence_id, by=world.office_analyst())
    before = await dossiers.stored()
    for act in (evidence.remove, evidence.freeze):
        with pytest.raises(rules.EvidenceRemoved):
            await act(evidence_id, by=world.office_analyst())
    assert await dossiers.stored() == before
    assert len(await rows("SELECT FROM frozen_message")) == 1
    with pytest.raises(NotFound):
        await evidence.add(id_, by=world.councillor(), title="زباله", sought={"category": "litter"})


async def test_members_add_no_evidence_and_nobody_does_before_the_board() -> None:
    id_ = await dossiers.ready()
    before = await dossiers.stored()
    with pytest.raises(Forbidden):
        await evidence.add(id_, by=world.councillor(), title="زباله", sought={"category": "litter"})
    assert await dossiers.stored() == before
    async with database.transaction() as tx:
        await tx.connection.execute("UPDATE dossier SET state = $1", DossierState.FORWARDED)
    with pytest.raises(rules.NotWritten):
        await evidence.add(id_, by=world.office_analyst(), title="زباله", sought={"category": "litter"})


@pytest.mark.parametrize("mark", ["MESSAGES", "LATE:FIRST_ACTION", "STAGE:IN_ACTION"])
def test_marks_are_read_as_they_are_written(mark: str) -> None:
    assert marks.read(mark) == mark
