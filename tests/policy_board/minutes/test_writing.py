"""Minutes are written from facts, in an order of their own; a changed fact flags what was written from it."""

from typing import Any

import pytest

from hotline.kit.refusals import Forbidden, NotFound, Stale
from hotline.kit.text import TextTooLong, UncleanText
from hotline.kit.viewer import Role
from policy_board.agendas.rules import NoSuchPlace
from policy_board.meetings.rules import MeetingElsewhere
from policy_board.minutes import actions as minutes
from policy_board.minutes import rules
from policy_board.sittings import actions as sittings
from policy_board.sittings import attending, correcting
from policy_board.sittings.rules import Draft, NoQuorum
from policy_board.sittings.tables import Result
from tests import minutes as written
from tests import sittings as held
from tests import world
from tests.board import CHAIR, SECRETARY
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")
SECRETARIES = {Role.BOARD_SECRETARY}


async def test_they_tell_who_was_there_and_what_became_of_each_item_in_the_order_in_which_it_was_taken_up() -> None:
    id_ = await written.begun()
    (opening,) = await written.texts(id_, "OPENING")
    assert "جلسهٔ ۱ شورای سیاست‌گذاری ۱۳۷" in opening
    (attendance,) = await written.texts(id_, "ATTENDANCE")
    assert f"اعضای حاضر: {world.name_of(Role.BOARD_CHAIR)}، {world.name_of(Role.BOARD_MEMBER)}" in attendance
    assert f"اعضای غایب: {world.name_of(Role.HEAD_OF_OFFICE)}، {world.name_of(Role.MANAGER)}." in attendance
    referred, approved, left = await written.texts(id_, "DECISION")
    assert referred == (
        "به «کمیسیون عمران» ارجاع شد: بررسی و گزارش ظرف یک ماه.\n(با حضور ۳ نفر از ۵ عضو؛ حد نصاب ۳ نفر)"
    )
    assert approved.startswith(f"تصویب شد: {held.APPROVED.text}")
    assert left == "فرصت رسیدگی به این موضوع نشد و به جلسهٔ بعد موکول شد."
    assert await written.texts(id_, "DISCUSSION") == ["اعضا گفتند چه باید کرد.", "", ""]
    vote, consent, none = await written.texts(id_, "VOTE")
    assert vote.splitlines()[0] == "رأی‌گیری علنی: ۲ موافق، ۱ مخالف، ۰ ممتنع."
    assert f"مخالف: {world.name_of(Role.COUNCILLOR)}." in vote
    assert (consent, none) == ("بدون مخالفت و بی‌نیاز به رأی‌گیری.", "")
    objected, *_ = await written.texts(id_, "OBJECTIONS")
    assert objected == f"مخالفت {world.name_of(Role.COUNCILLOR)} ثبت شد: هزینهٔ آن برآورد نشده است."
    assert await written.flagged(id_) == set()


async def test_guests_are_named_as_guests_and_make_no_quorum() -> None:
    meeting = await held.opened(present=held.QUORATE[:2])
    before = await held.stored()
    for guest in (Role.OPERATOR, Role.DISPATCHER):
        await sittings.arrive(meeting, world.id_of("person", guest), by=SECRETARY)
    item, _ = await held.items(meeting)
    with pytest.raises(NoQuorum):
        await sittings.decide(item, held.APPROVED, by=SECRETARY)
    after = await held.stored()
    assert {name for name in before if before[name] != after[name]} == {"attendance"}
    await held.close(meeting)
    (attendance,) = await written.texts(await minutes.begin(meeting, by=SECRETARY), "ATTENDANCE")
    present, guests, absent = attendance.splitlines()
    assert present.startswith("اعضای حاضر: ")
    assert guests.startswith(f"میهمانان: {world.name_of(Role.DISPATCHER)}")
    assert world.name_of(Role.OPERATOR) in guests
    assert absent.startswith("اعضای غایب: ")


async def test_the_order_of_the_minutes_is_changed_and_that_of_the_agenda_stays() -> None:
    id_ = await written.begun()
    before = await rows("SELECT id, place, number FROM agenda_item ORDER BY place")
    one, two, three = await held.items((await row("SELECT meeting_id FROM minutes"))["meeting_id"])
    order = "SELECT item_id FROM minutes_item ORDER BY place"
    assert [found["item_id"] for found in await rows(order)] == [two, one, three]
    await minutes.place(id_, three, 1, by=SECRETARY, version=1)
    assert [found["item_id"] for found in await rows(order)] == [three, two, one]
    assert await rows("SELECT id, place, number FROM agenda_item ORDER BY place") == before
    stored = await written.stored()
    for place, version, refusal in ((0, 2, NoSuchPlace), (4, 2, NoSuchPlace), (1, 1, Stale)):
        with pytest.raises(refusal):
            await minutes.place(id_, one, place, by=SECRETARY, version=version)
    assert await written.stored() == stored


async def test_a_changed_fact_flags_its_paragraph_and_no_other() -> None:
    id_ = await written.begun()
    meeting = (await row("SELECT meeting_id FROM minutes"))["meeting_id"]
    decision = await row("SELECT id FROM decision WHERE result = 'REFERRED'")
    await sittings.object_to(decision["id"], held.QUORATE[0], "من هم.", by=SECRETARY)
    objections = await written.paragraph(id_, "OBJECTIONS")
    assert await written.flagged(id_) == {objections["id"]}
    await correcting.correct_decision(
        decision["id"],
        Draft(Result.REFERRED, "ظرف دو ماه.", body="کمیسیون عمران", objections={held.QUORATE[0]: "من هم."}),
        by=CHAIR,
        reason="مهلت نادرست ثبت شده بود.",
    )
    expected = {objections["id"], *[(await written.paragraph(id_, kind))["id"] for kind in ("DECISION", "VOTE")]}
    assert await written.flagged(id_) == expected
    (session,) = await rows("SELECT min(at) AS since, max(at) AS until FROM meeting_step WHERE state <> 'PLANNED'")
    opened = (await row("SELECT at FROM meeting_step WHERE state = 'IN_SESSION'"))["at"]
    await attending.correct_attendance(
        meeting, held.MEMBERS[4], [(opened, session["until"])], seen=(), by=SECRETARY, reason="حاضر بود."
    )
    assert await written.flagged(id_) == expected | {(await written.paragraph(id_, "ATTENDANCE"))["id"]}


async def test_the_new_sentence_is_taken_or_ones_own_words_are_kept_and_nothing_typed_is_lost() -> None:
    id_ = await written.begun()
    paragraph = await written.paragraph(id_, "OBJECTIONS")
    await minutes.write(paragraph["id"], "به زبان خودم.", by=SECRETARY, version=1)
    decision = await row("SELECT id FROM decision WHERE result = 'REFERRED'")
    await sittings.object_to(decision["id"], held.QUORATE[0], "من هم.", by=SECRETARY)

    await minutes.keep(paragraph["id"], by=SECRETARY, version=2)
    assert (await written.paragraph(id_, "OBJECTIONS"))["text"] == "به زبان خودم."
    assert await written.flagged(id_) == set()

    await sittings.object_to(decision["id"], held.QUORATE[1], "و من.", by=SECRETARY)
    await minutes.take(paragraph["id"], by=SECRETARY, version=3)
    assert (await written.paragraph(id_, "OBJECTIONS"))["text"].count("ثبت شد") == 3
    assert await written.flagged(id_) == set()
    edits = await rows(
        "SELECT cause, text FROM minutes_edit WHERE paragraph_id = $1 ORDER BY number", paragraph["id"]
    )
    assert [edit["cause"] for edit in edits] == ["WRITTEN", "TYPED", "KEPT", "TAKEN"]
    assert edits[1]["text"] == "به زبان خودم."


async def test_what_has_not_changed_is_neither_taken_nor_kept() -> None:
    id_ = await written.begun()
    paragraph = await written.paragraph(id_, "DECISION")
    before = await written.stored()
    for act in (minutes.take, minutes.keep):
        with pytest.raises(rules.NothingChanged):
            await act(paragraph["id"], by=SECRETARY, version=1)
    assert await written.stored() == before


async def test_notes_of_the_secretary_are_of_no_fact_and_never_flagged() -> None:
    id_ = await written.begun()
    (item, *_) = await rows("SELECT item_id FROM minutes_item ORDER BY place")
    await minutes.note(id_, "جلسه با تلاوت قرآن آغاز شد.", by=SECRETARY)
    await minutes.note(id_, "مستندات پیوست است.", by=SECRETARY, item_id=item["item_id"])
    assert await written.texts(id_, "NOTE") == ["جلسه با تلاوت قرآن آغاز شد.", "مستندات پیوست است."]
    assert await written.flagged(id_) == set()
    before = await written.stored()
    with pytest.raises(NotFound):
        await minutes.note(id_, "x", by=SECRETARY, item_id=id_)
    assert await written.stored() == before


@pytest.mark.parametrize(
    ("text", "refusal"), [("a\u202eb", UncleanText), ("a\x00", UncleanText), ("x" * 20_001, TextTooLong)]
)
async def test_what_cannot_be_stored_is_refused(text: str, refusal: type[Exception]) -> None:
    id_ = await written.begun()
    paragraph = await written.paragraph(id_, "DECISION")
    before = await written.stored()
    with pytest.raises(refusal):
        await minutes.write(paragraph["id"], text, by=SECRETARY, version=1)
    with pytest.raises(refusal):
        await minutes.note(id_, text, by=SECRETARY)
    assert await written.stored() == before


async def test_personal_data_is_masked_when_it_is_written_and_a_script_is_but_text() -> None:
    id_ = await written.begun()
    paragraph = await written.paragraph(id_, "DISCUSSION")
    await minutes.write(paragraph["id"], "<script>alert(1)</script> شهروند ۰۹۱۳۱۲۳۴۵۶۷", by=SECRETARY, version=1)
    assert (await written.paragraph(id_, "DISCUSSION"))["text"] == "<script>alert(1)</script> شهروند ⟦تلفن⟧"


async def test_two_who_write_the_same_paragraph_do_not_overwrite_each_other_unseen() -> None:
    id_ = await written.begun()
    paragraph = await written.paragraph(id_, "DECISION")
    await minutes.write(paragraph["id"], "یکی", by=SECRETARY, version=1)
    before = await written.stored()
    with pytest.raises(Stale):
        await minutes.write(paragraph["id"], "دیگری", by=SECRETARY, version=1)
    assert await written.stored() == before


@pytest.mark.parametrize("role", sorted(set(world.PEOPLE) - SECRETARIES))
async def test_nobody_else_writes(role: Role) -> None:
    meeting, by = await written.closed(), world.viewer(role)
    before = await written.stored()
    with pytest.raises((Forbidden, NotFound)):
        await minutes.begin(meeting, by=by)
    assert await written.stored() == before
    id_ = await minutes.begin(meeting, by=SECRETARY)
    paragraph = (await written.paragraph(id_, "DECISION"))["id"]
    item = (await rows("SELECT item_id FROM minutes_item"))[0]["item_id"]
    before = await written.stored()
    acts: list[Any] = [
        minutes.write(paragraph, "x", by=by, version=1),
        minutes.take(paragraph, by=by, version=1),
        minutes.keep(paragraph, by=by, version=1),
        minutes.note(id_, "x", by=by),
        minutes.place(id_, item, 1, by=by, version=1),
    ]
    for act in acts:
        with pytest.raises((Forbidden, NotFound)):
            await act
    assert await written.stored() == before


async def test_minutes_are_begun_once_and_of_a_closed_meeting() -> None:
    meeting = await held.opened()
    before = await written.stored()
    with pytest.raises(MeetingElsewhere):
        await minutes.begin(meeting, by=SECRETARY)
    assert await written.stored() == before
    await held.close(meeting)
    await minutes.begin(meeting, by=SECRETARY)
    before = await written.stored()
    with pytest.raises(rules.MinutesBegunAlready):
        await minutes.begin(meeting, by=SECRETARY)
    assert await written.stored() == before
