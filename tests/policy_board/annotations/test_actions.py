import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from hotline.kit.refusals import Forbidden, NotFound, Refusal, Stale
from hotline.kit.text import TextEmpty, UncleanText
from hotline.kit.viewer import Role, Viewer
from policy_board.annotations import actions, rules
from policy_board.annotations.actions import Note
from policy_board.annotations.tables import AnnotationKind, AnnotationVisibility
from policy_board.bundles import publishing
from tests import bundles, notes, world
from tests import dossiers as written
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")


async def test_a_note_keeps_the_words_it_is_on_with_what_stands_around_them() -> None:
    id_, paper = await notes.noted(kind=AnnotationKind.QUESTION)
    made = await row("SELECT * FROM annotation WHERE id = $1", id_)
    assert (made["number"], made["target"], made["kind"], made["status"]) == (1, "PASSAGE", "QUESTION", "OPEN")
    assert made["prefix"] + made["quote"] + made["suffix"] in paper["text"]
    assert paper["text"][made["start"] : made["stop"]] == made["quote"] == notes.QUOTE
    [placed] = await notes.placements(id_)
    assert (placed["anchoring"], placed["start"], placed["stop"]) == ("EXACT", made["start"], made["stop"])
    assert (await row("SELECT number, text FROM annotation_edit")) == {"number": 1, "text": "کدام نقاط؟"}


async def test_a_note_is_on_a_section_by_its_heading_and_on_the_whole_without_a_passage() -> None:
    _, paper = await notes.paper()
    id_ = UUID(paper["id"])
    await actions.annotate(id_, notes.on(paper, "آنچه تاکنون انجام شده"), by=world.councillor())
    await actions.annotate(id_, Note("همه را خواندم."), by=world.office_analyst())
    made = await rows("SELECT number, target, stop - start AS length FROM annotation ORDER BY number")
    assert [(one["number"], one["target"]) for one in made] == [(1, "SECTION"), (2, "WHOLE")]
    assert made[1]["length"] == len(paper["text"])


async def test_spaces_around_a_selection_are_none_of_its_words() -> None:
    _, paper = await notes.paper()
    await actions.annotate(UUID(paper["id"]), notes.on(paper, f" {notes.QUOTE} "), by=world.councillor())
    assert (await row("SELECT quote FROM annotation"))["quote"] == notes.QUOTE


@pytest.mark.parametrize(
    ("change", "refusal", "path"),
    [
        ({"start": -1}, rules.OutsideTheText, "start"),
        ({"end": 100_000}, rules.OutsideTheText, "start"),
        ({"start": 9, "end": 9}, rules.OutsideTheText, "start"),
        ({"quote": "همین نقاط"}, rules.QuoteNotThere, "quote"),
        ({"start": 0}, rules.QuoteNotThere, "quote"),
        ({"quote": None}, rules.QuoteNotThere, "quote"),
        ({"text": " "}, TextEmpty, "text"),
        ({"text": "سلام \u202e"}, UncleanText, "text"),
    ],
)
async def test_a_note_outside_the_text_or_on_other_words_is_refused_and_nothing_is_stored(
    change: dict[str, Any], refusal: type[Refusal], path: str
) -> None:
    _, paper = await notes.paper()
    before = await notes.stored()
    with pytest.raises(refusal) as refused:
        await actions.annotate(UUID(paper["id"]), replace(notes.on(paper), **change), by=world.councillor())
    assert refused.value.path == (path,)
    assert await notes.stored() == before


async def test_nobody_notes_on_spaces() -> None:
    _, paper = await notes.paper()
    with pytest.raises(rules.NothingSelected):
        await actions.annotate(UUID(paper["id"]), notes.on(paper, "\n\n"), by=world.councillor())
    assert await rows("SELECT FROM annotation") == []


async def test_personal_data_in_a_note_is_masked() -> None:
    await notes.noted(text="با ۰۹۱۳۱۲۳۴۵۶۷ تماس بگیرید")
    assert (await row("SELECT text FROM annotation"))["text"] == "با ⟦تلفن⟧ تماس بگیرید"


async def test_only_those_who_read_the_bundle_note_on_it() -> None:
    _, paper = await notes.paper()
    for by in (world.operator(), world.board_member(), written.another_councillor()):
        with pytest.raises(NotFound):
            await actions.annotate(UUID(paper["id"]), notes.on(paper), by=by)
    assert await rows("SELECT FROM annotation") == []


async def test_notes_made_at_once_are_numbered_without_gaps() -> None:
    _, paper = await notes.paper()
    made = (actions.annotate(UUID(paper["id"]), notes.on(paper), by=world.councillor()) for _ in range(5))
    await asyncio.gather(*made)
    assert [one["number"] for one in await rows("SELECT number FROM annotation ORDER BY 1")] == [1, 2, 3, 4, 5]


async def test_a_new_revision_finds_every_note_in_the_same_transaction() -> None:
    bundle, paper = await notes.paper()
    by, dossier = world.councillor(), UUID(paper["dossier_id"])
    kept = await actions.annotate(UUID(paper["id"]), notes.on(paper, "نصب دریچه"), by=by)
    changed = await actions.annotate(UUID(paper["id"]), notes.on(paper, "با هر باران در همان نقاط"), by=by)
    gone = await actions.annotate(UUID(paper["id"]), notes.on(paper, "آب جمع می‌شود"), by=by)
    whole = await actions.annotate(UUID(paper["id"]), Note("خوب است."), by=by)
    newer = await notes.republished(bundle, dossier, "پیش‌گفتاری تازه.\n\nبا هر بارندگی در همان نقاط خیابان می‌بندد.")
    found = {id_: (await notes.placements(id_))[-1] for id_ in (kept, changed, gone, whole)}
    assert {str(one["paper_id"]) for one in found.values()} == {newer["id"]}
    assert found[kept]["anchoring"] == "SHIFTED"
    assert newer["text"][found[kept]["start"] : found[kept]["stop"]] == "نصب دریچه"
    assert found[changed]["anchoring"] in ("FUZZY", "AMBIGUOUS")
    assert found[gone]["anchoring"] in ("ORPHANED", "AMBIGUOUS")
    assert found[gone]["start"] is None
    assert (found[whole]["anchoring"], found[whole]["start"]) == ("EXACT", 0)


async def test_what_was_struck_out_and_comes_back_is_found_again() -> None:
    bundle, paper = await notes.paper()
    dossier = UUID(paper["dossier_id"])
    id_ = await actions.annotate(UUID(paper["id"]), notes.on(paper, "در همان نقاط آب جمع"), by=world.councillor())
    await notes.republished(bundle, dossier, "این بخش بازنویسی می‌شود.")
    await notes.republished(bundle, dossier, written.DRAFT.statement)
    assert [one["anchoring"] for one in await notes.placements(id_)] == ["EXACT", "ORPHANED", "EXACT"]


async def test_a_note_on_an_older_revision_is_looked_for_in_the_newer_ones_at_once() -> None:
    bundle, paper = await notes.paper()
    await notes.republished(bundle, UUID(paper["dossier_id"]), f"یک جمله.\n\n{written.DRAFT.statement}")
    id_ = await actions.annotate(UUID(paper["id"]), notes.on(paper), by=world.councillor())
    assert [one["anchoring"] for one in await notes.placements(id_)] == ["EXACT", "SHIFTED"]


async def test_a_revision_that_cannot_be_published_leaves_no_placements() -> None:
    id_, _ = await notes.noted()
    bundle = (await row("SELECT bundle_id FROM annotation"))["bundle_id"]
    with pytest.raises(Stale):
        await publishing.publish(bundle, by=world.head_of_office(), version=1, follow=actions.reanchor)
    assert len(await notes.placements(id_)) == 1


async def lost() -> tuple[UUID, UUID, dict[str, Any]]:
    """A note whose words were struck out: it, its placement, and the paper without them."""
    bundle, paper = await notes.paper()
    by = world.councillor()
    id_ = await actions.annotate(UUID(paper["id"]), notes.on(paper, "آب جمع می‌شود"), by=by)
    newer = await notes.republished(bundle, UUID(paper["dossier_id"]), "متنی یکسره تازه دربارهٔ چیز دیگر.")
    [*_, placed] = await notes.placements(id_)
    return id_, placed["id"], newer


@pytest.mark.parametrize("by", [world.councillor, world.head_of_office, world.office_analyst])
async def test_its_author_or_the_office_says_where_a_lost_note_belongs(by: Any) -> None:
    id_, placement, paper = await lost()
    start = paper["text"].index("چیز دیگر")
    await actions.place(placement, start, start + 8, "چیز دیگر", by=by())
    [*_, placed] = await notes.placements(id_)
    assert (placed["anchoring"], placed["start"], placed["settled_by_id"]) == ("ORPHANED", start, by().person)
    with pytest.raises(rules.NotLost):
        await actions.leave(placement, by=by())


async def test_a_lost_note_may_be_left_and_is_kept_all_the_same() -> None:
    id_, placement, _ = await lost()
    await actions.leave(placement, by=world.councillor())
    [*_, placed] = await notes.placements(id_)
    assert placed["start"] is None
    assert placed["settled_at"] is not None
    assert len(await rows("SELECT FROM annotation")) == 1


async def test_a_lost_note_is_not_put_on_words_that_are_not_there() -> None:
    _, placement, _ = await lost()
    before = await notes.stored()
    with pytest.raises(rules.QuoteNotThere):
        await actions.place(placement, 0, 4, "کجاست", by=world.councillor())
    with pytest.raises(NotFound):
        await actions.place(placement, 0, 4, "متنی", by=world.operator())
    assert await notes.stored() == before


async def test_words_change_with_their_history_until_the_note_is_settled() -> None:
    id_, _ = await notes.noted()
    by, office = world.councillor(), world.office_analyst()
    await actions.edit(id_, Note("کدام نقاط و از کی؟"), by=by, version=1)
    with pytest.raises(Stale):
        await actions.edit(id_, Note("دیگر"), by=by, version=1)
    with pytest.raises(rules.NotYourNote):
        await actions.edit(id_, Note("دیگر"), by=office, version=2)
    await actions.answer(id_, "شش نقطه؛ فهرست پیوست شد.", by=office, version=2)
    await actions.settle(id_, "در ویرایش بعد می‌آید.", by=world.head_of_office(), version=3, accept=True)
    before = await notes.stored()
    with pytest.raises(rules.NoteSettled):
        await actions.edit(id_, Note("دیگر"), by=by, version=4)
    assert await notes.stored() == before
    told = await rows("SELECT number, status, text FROM annotation_edit ORDER BY number")
    assert [one["status"] for one in told] == ["OPEN", "OPEN", "ANSWERED", "ACCEPTED"]
    assert [one["text"] for one in told][:2] == ["کدام نقاط؟", "کدام نقاط و از کی؟"]


async def test_who_asked_may_say_that_the_answer_is_none() -> None:
    id_, _ = await notes.noted()
    with pytest.raises(rules.NoteUnanswered):
        await actions.reopen(id_, "پاسخ این نیست.", by=world.councillor(), version=1)
    await actions.answer(id_, "در دست بررسی است.", by=world.office_analyst(), version=1)
    await actions.reopen(id_, "پاسخ این نیست.", by=world.councillor(), version=2)
    assert (await row("SELECT status FROM annotation"))["status"] == "OPEN"
    thread = await rows("SELECT status FROM annotation_reply ORDER BY at, id")
    assert [one["status"] for one in thread] == ["ANSWERED", "OPEN"]


async def test_nothing_is_settled_before_it_is_answered_nor_by_members() -> None:
    id_, _ = await notes.noted()
    before = await notes.stored()
    with pytest.raises(rules.NoteUnanswered):
        await actions.settle(id_, "باشد.", by=world.head_of_office(), version=1, accept=True)
    with pytest.raises(Forbidden):
        await actions.answer(id_, "باشد.", by=world.councillor(), version=1)
    with pytest.raises(Forbidden):
        await actions.assign(id_, None, by=world.councillor(), version=1, due_on=None)
    assert await notes.stored() == before


async def test_the_office_says_who_of_it_sees_to_a_note() -> None:
    id_, _ = await notes.noted()
    analyst = world.id_of("person", Role.OFFICE_ANALYST)
    await actions.assign(id_, analyst, by=world.head_of_office(), version=1, due_on=None)
    assert (await row("SELECT assignee_id FROM annotation"))["assignee_id"] == analyst
    with pytest.raises(rules.NotReadByThem):
        await actions.assign(id_, bundles.COUNCILLOR, by=world.head_of_office(), version=2, due_on=None)


async def test_a_private_note_becomes_a_shared_one_and_never_the_other_way() -> None:
    id_, _ = await notes.noted(**notes.private())
    with pytest.raises(NotFound):
        await actions.reply(id_, "دیدم.", by=world.head_of_office())
    await actions.edit(id_, Note("برای همه"), by=world.councillor(), version=1)
    await actions.reply(id_, "دیدم.", by=world.head_of_office())
    with pytest.raises(rules.NoteShared):
        await actions.edit(id_, Note("تنها من", **notes.private()), by=world.councillor(), version=2)


async def test_only_those_who_may_read_a_note_are_mentioned_in_it() -> None:
    _, paper = await notes.paper()
    id_, head = UUID(paper["id"]), world.id_of("person", Role.HEAD_OF_OFFICE)
    await actions.annotate(id_, notes.on(paper), by=world.councillor(), mentions=[head, head])
    assert [one["person_id"] for one in await rows("SELECT person_id FROM annotation_mention")] == [head]
    before = await notes.stored()
    for note, named in (
        (notes.on(paper, **notes.private()), head),
        (notes.on(paper), world.id_of("person", Role.OPERATOR)),
    ):
        with pytest.raises(rules.NotReadByThem):
            await actions.annotate(id_, note, by=world.councillor(), mentions=[named])
    assert await notes.stored() == before


async def test_what_is_typed_is_kept_until_the_note_is_made() -> None:
    _, paper = await notes.paper()
    id_, note, by = UUID(paper["id"]), notes.on(paper), world.councillor()
    await actions.save_draft(id_, "کد", by=by, start=note.start, end=note.end)
    await actions.save_draft(id_, "کدام", by=by, start=note.start, end=note.end)
    await actions.save_draft(id_, "دیگری", by=world.office_analyst(), start=note.start, end=note.end)
    assert [one["text"] for one in await rows("SELECT text FROM annotation_draft ORDER BY text")] == [
        "دیگری",
        "کدام",
    ]
    await actions.annotate(id_, note, by=by)
    assert [one["text"] for one in await rows("SELECT text FROM annotation_draft")] == ["دیگری"]
    await actions.save_draft(id_, " ", by=world.office_analyst(), start=note.start, end=note.end)
    assert await rows("SELECT FROM annotation_draft") == []


async def test_a_draft_outside_the_text_is_refused() -> None:
    _, paper = await notes.paper()
    with pytest.raises(rules.OutsideTheText):
        await actions.save_draft(UUID(paper["id"]), "الف", by=world.councillor(), start=0, end=1_000_000)
    assert await rows("SELECT FROM annotation_draft") == []


async def test_what_is_typed_under_a_note_is_kept_for_whoever_types_it_until_they_send_it() -> None:
    id_, _ = await notes.noted()
    by, office = world.councillor(), world.office_analyst()
    await actions.save_reply_draft(id_, "شش", by=office)
    await actions.save_reply_draft(id_, "شش نقطه", by=office)
    await actions.save_reply_draft(id_, "یک چیز دیگر", by=by)
    kept = "SELECT text FROM annotation_reply_draft ORDER BY text"
    assert [one["text"] for one in await rows(kept)] == ["شش نقطه", "یک چیز دیگر"]
    await actions.answer(id_, "شش نقطه.", by=office, version=1)
    assert [one["text"] for one in await rows(kept)] == ["یک چیز دیگر"]
    await actions.save_reply_draft(id_, "", by=by)
    assert await rows(kept) == []


@pytest.mark.parametrize("by", [world.board_chair(), world.operator()])
async def test_nobody_keeps_drafts_under_a_note_that_they_may_not_answer(by: Viewer) -> None:
    id_, _ = await notes.noted(visibility=AnnotationVisibility.BOARD)
    before = await notes.stored()
    with pytest.raises(Refusal):
        await actions.save_reply_draft(id_, "الف", by=by)
    assert await notes.stored() == before


def viewers() -> dict[str, Viewer]:
    return {
        "author": world.councillor(),
        "uninvited": written.another_councillor(),
        "office": world.head_of_office(),
        "analyst": world.office_analyst(),
        "board": world.board_chair(),
        "operator": world.operator(),
    }


# By hand: who reads a note, by whom it is meant for, and whether its dossier is before the board.
READ = {
    (AnnotationVisibility.PRIVATE, False): {"author"},
    (AnnotationVisibility.BUNDLE, False): {"author", "office", "analyst"},
    (AnnotationVisibility.BOARD, False): {"author", "office", "analyst"},
    (AnnotationVisibility.PRIVATE, True): {"author"},
    (AnnotationVisibility.BUNDLE, True): {"author", "office", "analyst"},
    (AnnotationVisibility.BOARD, True): {"author", "office", "analyst", "board"},
}


@pytest.mark.parametrize(("visibility", "before_the_board"), READ)
async def test_a_note_is_read_by_those_it_is_meant_for(
    visibility: AnnotationVisibility, before_the_board: bool
) -> None:
    dossier, _ = await written.forwarded() if before_the_board else (await written.ready(), None)
    _, revision = await bundles.published(dossier)
    [paper] = await bundles.papers(revision)
    note = notes.on(paper, visibility=visibility)
    id_ = await actions.annotate(UUID(paper["id"]), note, by=world.councillor())
    assert {name for name, by in viewers().items() if await notes.reads(id_, by)} == READ[
        visibility, before_the_board
    ]
