from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.kit import database
from hotline.kit.masking import PHONE
from hotline.kit.refusals import Forbidden, NotFound, Refusal, Stale
from hotline.kit.text import TextEmpty, TextTooLong, UncleanText
from policy_board.dossiers import actions, rules
from policy_board.dossiers.actions import SectionDraft
from policy_board.dossiers.rules import TRANSITIONS
from policy_board.dossiers.tables import DossierState
from policy_board.prose import PersonalData
from tests import dossiers, world
from tests.dossiers import DRAFT
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")


async def test_a_dossier_is_numbered_without_gaps_and_begins_with_its_first_version() -> None:
    first, second = await dossiers.draft(), await dossiers.draft()
    assert [(await dossiers.look(id_))["code"] for id_ in (first, second)] == ["پ/1405/0001", "پ/1405/0002"]
    found = await rows(
        "SELECT v.number, v.statement, s.title FROM dossier_version v JOIN dossier_section s ON s.version_id = v.id"
        " WHERE v.dossier_id = $1 ORDER BY s.place",
        first,
    )
    assert [tuple(part.values()) for part in found] == [
        (1, DRAFT.statement, DRAFT.sections[0].title),
        (1, DRAFT.statement, DRAFT.sections[1].title),
    ]


async def test_a_revision_is_a_further_version_and_sections_keep_their_key_wherever_they_go() -> None:
    id_ = await dossiers.draft()
    one, two = await rows("SELECT key, title, body FROM dossier_section ORDER BY place")
    moved = [SectionDraft("پیامدها", "خسارت", two["key"]), SectionDraft(one["title"], one["body"], one["key"])]
    await actions.revise(
        id_,
        by=world.head_of_office(),
        version=1,
        draft=replace(DRAFT, title="تازه", sections=moved),
        note="جابه‌جایی",
    )
    dossier = await dossiers.look(id_)
    assert (dossier["version"], dossier["title"], dossier["state"]) == (2, "تازه", "DRAFT")
    sections = await rows(
        "SELECT s.key FROM dossier_section s JOIN dossier_version v ON v.id = s.version_id WHERE v.number = 2"
        " ORDER BY s.place"
    )
    assert [section["key"] for section in sections] == [two["key"], one["key"]]
    assert len(await rows("SELECT FROM dossier_version")) == 2


async def test_personal_data_is_masked_as_it_is_written() -> None:
    id_ = await actions.begin(replace(DRAFT, statement="تماس با 09121234567"), by=world.office_analyst())
    stored = await row("SELECT statement FROM dossier_version WHERE dossier_id = $1", id_)
    assert stored["statement"] == f"تماس با {PHONE}"


@pytest.mark.parametrize(
    ("change", "refusal", "path"),
    [
        ({"title": ""}, TextEmpty, "title"),
        ({"title": "ک" * 201}, TextTooLong, "title"),
        ({"title": "آب\u202eگرفتگی"}, UncleanText, "title"),
        ({"statement": "آب &#x202e; گرفتگی"}, UncleanText, "statement"),
        ({"statement": "آب\x00"}, UncleanText, "statement"),
        ({"statement": "0912**123**4567"}, PersonalData, "statement"),
        ({"sections": [SectionDraft("", "متن")]}, TextEmpty, "sections.0.title"),
        ({"sections": [SectionDraft("الف", "\x00")]}, UncleanText, "sections.0.body"),
        ({"sections": [SectionDraft("الف", "")] * 31}, rules.TooManyParts, "sections"),
        ({"sections": [SectionDraft("الف", "", uuid4())] * 2}, rules.SectionTwice, "sections"),
    ],
)
async def test_what_cannot_be_written_is_refused_by_name_and_nothing_is_stored(
    change: dict[str, Any], refusal: type[Refusal], path: str
) -> None:
    id_ = await dossiers.draft()
    before = await dossiers.stored()
    draft = replace(DRAFT, **change)
    for act in (
        actions.begin(draft, by=world.office_analyst()),
        actions.revise(id_, by=world.office_analyst(), version=1, draft=draft),
    ):
        with pytest.raises(refusal) as refused:
            await act
        assert refused.value.path == (path,)
    assert await dossiers.stored() == before


async def test_whoever_is_slower_is_told_and_changes_nothing() -> None:
    id_ = await dossiers.draft()
    await actions.revise(id_, by=world.office_analyst(), version=1, draft=replace(DRAFT, title="یک"))
    before = await dossiers.stored()
    with pytest.raises(Stale):
        await actions.revise(id_, by=world.head_of_office(), version=1, draft=replace(DRAFT, title="دو"))
    assert await dossiers.stored() == before


async def test_a_revision_that_changes_nothing_is_no_version() -> None:
    id_ = await dossiers.draft()
    keys = await rows("SELECT key FROM dossier_section ORDER BY place")
    same = [replace(section, key=row["key"]) for section, row in zip(DRAFT.sections, keys, strict=True)]
    before = await dossiers.stored()
    with pytest.raises(rules.NothingChanged):
        await actions.revise(id_, by=world.office_analyst(), version=1, draft=replace(DRAFT, sections=same))
    assert await dossiers.stored() == before


async def test_only_the_office_writes_and_members_do_not_know_of_a_draft() -> None:
    with pytest.raises(Forbidden):
        await actions.begin(DRAFT, by=world.councillor())
    id_ = await dossiers.evident()
    before = await dossiers.stored()
    with pytest.raises(NotFound):
        await actions.revise(id_, by=world.councillor(), version=1, draft=replace(DRAFT, title="یک"))
    with pytest.raises(NotFound):
        await actions.mark_ready(id_, by=world.operator(), version=1)
    await actions.mark_ready(id_, by=world.office_analyst(), version=1)
    with pytest.raises(Forbidden):
        await actions.revise(id_, by=world.councillor(), version=1, draft=replace(DRAFT, title="یک"))
    assert {**await dossiers.stored(), "dossier": "", "dossier_step": ""} == {
        **before,
        "dossier": "",
        "dossier_step": "",
    }


async def test_a_dossier_without_evidence_is_not_ready() -> None:
    id_ = await dossiers.draft()
    before = await dossiers.stored()
    with pytest.raises(rules.WithoutEvidence):
        await actions.mark_ready(id_, by=world.office_analyst(), version=1)
    assert await dossiers.stored() == before


async def test_what_was_decided_is_put_in_effect_settled_and_may_be_taken_up_again() -> None:
    id_ = await dossiers.ready()
    head = world.head_of_office()
    async with database.transaction() as tx:
        for state in (DossierState.FORWARDED, DossierState.DECIDED):
            await actions.answer(tx, id_, state=state, by=None, note="مصوب شد")
    with pytest.raises(Forbidden):
        await actions.put_in_effect(id_, by=world.office_analyst())
    await actions.put_in_effect(id_, by=head, note="آغاز شد")
    await actions.settle(id_, by=head)
    await actions.take_up_again(id_, by=head, note="دوباره رخ داد")
    steps = await rows("SELECT state FROM dossier_step WHERE dossier_id = $1 ORDER BY at, id", id_)
    assert [step["state"] for step in steps] == [
        *("DRAFT", "READY", "FORWARDED", "DECIDED", "IN_EFFECT", "SETTLED", "READY")
    ]
    with pytest.raises(rules.NotInState):
        await actions.settle(id_, by=head)


@settings(deadline=None)
@given(st.lists(st.sampled_from(DossierState), max_size=12))
def test_every_way_through_the_states_can_go_on_and_none_leads_back_to_the_draft(path: list[DossierState]) -> None:
    assert TRANSITIONS.keys() == set(DossierState)
    state = DossierState.DRAFT
    for to in path:
        if to in TRANSITIONS[state]:
            assert to is not DossierState.DRAFT
            state = to
    assert TRANSITIONS[state]


@pytest.mark.parametrize("state", DossierState)
async def test_only_what_the_table_of_transitions_allows_is_written_down_from_above(state: DossierState) -> None:
    for to in DossierState:
        id_ = await dossiers.draft()
        async with database.transaction() as tx:
            await tx.connection.execute("UPDATE dossier SET state = $2 WHERE id = $1", id_, state)
        if to in TRANSITIONS[state]:
            async with database.transaction() as tx:
                await actions.answer(tx, id_, state=to, by=None)
            assert (await dossiers.look(id_))["state"] == to
            continue
        with pytest.raises(rules.NotInState):
            async with database.transaction() as tx:
                await actions.answer(tx, id_, state=to, by=None)
        assert (await dossiers.look(id_))["state"] == state
