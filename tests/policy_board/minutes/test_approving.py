"""The chair signs; from then on the database keeps the minutes, and corrections stand beside what was approved."""

from hashlib import sha256

import asyncpg
import pytest

from hotline.kit import database
from hotline.kit.refusals import Forbidden, NotFound, Stale
from hotline.kit.text import TextEmpty, UncleanText
from hotline.kit.viewer import Role
from policy_board.meetings.rules import MeetingElsewhere
from policy_board.minutes import actions as minutes
from policy_board.minutes import rules
from policy_board.minutes.sealing import CANONICAL, INTACT
from policy_board.sittings import actions as sittings
from policy_board.sittings import correcting
from policy_board.sittings.rules import Draft
from policy_board.sittings.tables import Result
from tests import minutes as written
from tests import sittings as held
from tests import world
from tests.board import CHAIR, SECRETARY
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")


async def intact(id_: object) -> bool | None:
    return (await row(f"SELECT {INTACT.replace('{t}', 'm')} AS ok FROM minutes m WHERE id = $1", id_))["ok"]


async def test_approving_seals_the_minutes_and_moves_the_meeting_on() -> None:
    id_ = await written.approved()
    found = await row(
        f"SELECT m.*, {CANONICAL.replace('{t}', 'm')} AS canonical, meeting.state FROM minutes m"
        " JOIN meeting ON meeting.id = m.meeting_id WHERE m.id = $1",
        id_,
    )
    assert (found["state"], found["approved_by_id"]) == ("MINUTES_APPROVED", CHAIR.person)
    assert sha256(found["canonical"].encode()).digest() == found["sha256"]
    assert held.APPROVED.text in found["canonical"]
    assert await intact(id_) is True


@pytest.mark.parametrize("role", sorted(set(world.PEOPLE) - {Role.BOARD_CHAIR}))
async def test_nobody_but_the_chair_approves_or_corrects(role: Role) -> None:
    id_ = await written.begun()
    before = await written.stored()
    with pytest.raises((Forbidden, NotFound)):
        await minutes.approve(id_, by=world.viewer(role), version=1)
    assert await written.stored() == before
    await minutes.approve(id_, by=CHAIR, version=1)
    paragraph = await written.paragraph(id_, "DECISION")
    before = await written.stored()
    with pytest.raises((Forbidden, NotFound)):
        await minutes.correct(paragraph["id"], "x", by=world.viewer(role), reason="y")
    assert await written.stored() == before


async def test_minutes_that_tell_what_is_no_longer_so_are_not_approved() -> None:
    id_ = await written.begun()
    decision = await row("SELECT id FROM decision WHERE result = 'REFERRED'")
    await sittings.object_to(decision["id"], held.QUORATE[0], "من هم.", by=SECRETARY)
    before = await written.stored()
    with pytest.raises(rules.FactsChanged):
        await minutes.approve(id_, by=CHAIR, version=1)
    with pytest.raises(Stale):
        await minutes.approve(id_, by=CHAIR, version=9)
    assert await written.stored() == before
    paragraph = await written.paragraph(id_, "OBJECTIONS")
    await minutes.keep(paragraph["id"], by=SECRETARY, version=1)
    await minutes.approve(id_, by=CHAIR, version=2)


async def test_what_is_approved_is_not_written_in_any_more() -> None:
    id_ = await written.approved()
    paragraph = await written.paragraph(id_, "DECISION")
    before = await written.stored()
    for act in (
        minutes.write(paragraph["id"], "x", by=SECRETARY, version=1),
        minutes.take(paragraph["id"], by=SECRETARY, version=1),
        minutes.note(id_, "x", by=SECRETARY),
        minutes.place(id_, paragraph["item_id"], 2, by=SECRETARY, version=2),
    ):
        with pytest.raises(rules.MinutesApproved):
            await act
    with pytest.raises(MeetingElsewhere):
        await minutes.approve(id_, by=CHAIR, version=2)
    assert await written.stored() == before


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE minutes SET version = 9",
        "DELETE FROM minutes",
        "TRUNCATE minutes CASCADE",
        "UPDATE minutes_paragraph SET text = 'x'",
        "UPDATE minutes_paragraph SET fact = NULL",
        "DELETE FROM minutes_paragraph",
        "TRUNCATE minutes_paragraph CASCADE",
        "UPDATE minutes_item SET place = place + 1",
        "DELETE FROM minutes_item",
        "INSERT INTO minutes_paragraph (id, minutes_id, kind, text, version)"
        " SELECT gen_random_uuid(), id, 'NOTE', 'x', 1 FROM minutes",
        "UPDATE minutes_edit SET text = 'x'",
        "DELETE FROM minutes_edit",
        "UPDATE minutes_correction SET text = 'x'",
        "DELETE FROM minutes_correction",
        "UPDATE published_line SET text = 'x'",
        "DELETE FROM published_line",
        "UPDATE publication SET title = 'x'",
        "INSERT INTO published_line (id, publication_id, place, correction, kind, text, paragraph_id)"
        " SELECT gen_random_uuid(), publication_id, 99, 0, 'NOTE', 'x', paragraph_id FROM published_line LIMIT 1",
    ],
)
async def test_the_database_itself_refuses_every_change_of_what_is_approved(sql: str) -> None:
    id_ = await written.published()
    paragraph = await written.paragraph(id_, "DECISION")
    await minutes.correct(paragraph["id"], "متن درست.", by=CHAIR, reason="اشتباه نگارشی")
    before = await written.stored()
    with pytest.raises(asyncpg.PostgresError):
        async with database.transaction() as tx:
            await tx.connection.execute(sql)
    assert await written.stored() == before
    assert await intact(id_) is True


async def test_a_correction_has_a_number_and_a_reason_and_leaves_the_original_as_it_was() -> None:
    id_ = await written.approved()
    one, other = await written.paragraph(id_, "DECISION"), await written.paragraph(id_, "DECISION", place=2)
    await minutes.correct(one["id"], "نخست.", by=CHAIR, reason="نادرست بود.")
    await minutes.correct(other["id"], "دوم.", by=CHAIR, reason="نام اشتباه بود.")
    await minutes.correct(one["id"], "سوم.", by=CHAIR, reason="باز هم نادرست بود.")
    found = await rows("SELECT number, paragraph_id, text, reason, by_id FROM minutes_correction ORDER BY number")
    assert [tuple(one.values()) for one in found] == [
        (1, one["id"], "نخست.", "نادرست بود.", CHAIR.person),
        (2, other["id"], "دوم.", "نام اشتباه بود.", CHAIR.person),
        (3, one["id"], "سوم.", "باز هم نادرست بود.", CHAIR.person),
    ]
    assert (await written.paragraph(id_, "DECISION"))["text"] == one["text"]
    assert await intact(id_) is True


async def test_a_correction_that_somebody_slipped_in_breaks_the_seal() -> None:
    id_ = await written.approved()
    paragraph = await written.paragraph(id_, "DECISION")
    await written.strike(
        "INSERT INTO minutes_correction (id, minutes_id, number, paragraph_id, text, reason, at, by_id, sha256)"
        " VALUES (gen_random_uuid(), $1, 1, $2, 'x', 'y', now(), $3, $4)",
        id_,
        paragraph["id"],
        CHAIR.person,
        bytes(32),
    )
    assert await intact(id_) is False


async def test_a_correction_without_reason_or_change_or_with_unclean_text_is_refused() -> None:
    id_ = await written.approved()
    paragraph = await written.paragraph(id_, "DECISION")
    before = await written.stored()
    for text, reason, refusal in (
        (paragraph["text"], "z", rules.CorrectsNothing),
        ("x", " ", TextEmpty),
        (" ", "z", TextEmpty),
        ("a\u202eb", "z", UncleanText),
        ("x", "a\u2066b", UncleanText),
    ):
        with pytest.raises(refusal):
            await minutes.correct(paragraph["id"], text, by=CHAIR, reason=reason)
    assert await written.stored() == before


async def test_minutes_are_not_corrected_before_they_are_approved() -> None:
    id_ = await written.begun()
    paragraph = await written.paragraph(id_, "DECISION")
    before = await written.stored()
    with pytest.raises(MeetingElsewhere):
        await minutes.correct(paragraph["id"], "x", by=CHAIR, reason="y")
    assert await written.stored() == before


async def test_a_decision_corrected_after_approval_flags_its_paragraph_until_that_is_corrected_too() -> None:
    id_ = await written.approved()
    decision = await row("SELECT id FROM decision WHERE result = 'APPROVED'")
    draft = Draft(Result.APPROVED, "لایروبی تا پایان مهر انجام شود.")
    await correcting.correct_decision(decision["id"], draft, by=CHAIR, reason="ماه نادرست بود.")
    paragraph = await written.paragraph(id_, "DECISION", place=2)
    assert await written.flagged(id_) == {paragraph["id"]}
    await minutes.correct(paragraph["id"], "تصویب شد: لایروبی تا پایان مهر.", by=CHAIR, reason="ماه نادرست بود.")
    assert await written.flagged(id_) == set()
    assert await intact(id_) is True
