"""Published minutes are for everybody: nobody is named, personal data is masked, nothing confidential is said."""

import pytest

from hotline.kit.refusals import Forbidden, NotFound, Stale
from hotline.kit.viewer import Role
from policy_board.meetings.rules import STEERING, MeetingElsewhere
from policy_board.minutes import actions as minutes
from policy_board.minutes.sentences import SOMEBODY
from tests import minutes as written
from tests import sittings as held
from tests import world
from tests.board import CHAIR, SECRETARY
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")
LINES = "SELECT place, correction, kind, number, title, text FROM published_line ORDER BY place, correction"


async def said() -> str:
    return "\n".join(f"{line['title'] or ''} {line['text']}" for line in await rows(LINES))


async def test_what_everybody_reads_names_nobody_and_counts_instead() -> None:
    await written.published()
    text = await said()
    assert not [role for role in world.PEOPLE if world.name_of(role) in text]
    assert "۳ نفر از ۵ عضو شورا حضور داشتند." in text
    assert "رأی‌گیری علنی: ۲ موافق، ۱ مخالف، ۰ ممتنع." in text
    assert "مخالفت ۱ عضو با این تصمیم ثبت شد." in text
    assert held.APPROVED.text in text
    assert (await row("SELECT state FROM meeting"))["state"] == "PUBLISHED"


async def test_names_in_the_secretarys_own_words_are_taken_out_too() -> None:
    id_ = await written.begun()
    paragraph = await written.paragraph(id_, "DISCUSSION")
    own = f"{world.name_of(Role.BOARD_CHAIR)} و {world.name_of(Role.BOARD_MEMBER)} سخن گفتند."
    await minutes.write(paragraph["id"], own, by=SECRETARY, version=1)
    await minutes.note(id_, f"با سپاس از {world.name_of(Role.OPERATOR)}", by=SECRETARY)
    await minutes.approve(id_, by=CHAIR, version=3)
    await minutes.publish(id_, by=CHAIR, version=4)
    text = await said()
    assert f"{SOMEBODY} و {SOMEBODY} سخن گفتند." in text
    assert not [role for role in world.PEOPLE if world.name_of(role) in text]


async def test_a_name_in_the_meetings_title_is_taken_out_too() -> None:
    id_ = await written.approved()
    await written.strike(f"UPDATE meeting SET title = 'به درخواست {world.name_of(Role.COUNCILLOR)}'")
    await minutes.publish(id_, by=SECRETARY, version=await written.version_of(id_))
    assert (await row("SELECT title FROM publication"))["title"] == f"به درخواست {SOMEBODY}"


async def test_what_is_confidential_is_left_out_with_its_title_and_its_corrections() -> None:
    meeting = await held.frozen(["الف", "محرمانه‌ترین", "پ"])
    await written.strike("UPDATE agenda_item SET confidential = true WHERE title = 'محرمانه‌ترین'")
    await held.sittings.open_session(
        meeting, by=SECRETARY, version=await held.version_of(meeting), present=held.QUORATE
    )
    one, secret, _ = await held.items(meeting)
    await held.sittings.decide(secret, written.REFERRED, by=SECRETARY)
    await held.sittings.decide(one, held.APPROVED, by=SECRETARY)
    await held.close(meeting)
    id_ = await minutes.begin(meeting, by=SECRETARY)
    await minutes.approve(id_, by=CHAIR, version=1)
    await minutes.publish(id_, by=SECRETARY, version=2)
    paragraph = await written.paragraph(id_, "DECISION", place=1)
    assert paragraph["item_id"] == secret
    await minutes.correct(paragraph["id"], "رازی دیگر", by=CHAIR, reason="z")
    text = await said()
    for hidden in ("محرمانه‌ترین", written.REFERRED.text, "رازی دیگر", "کمیسیون عمران"):
        assert hidden not in text
    assert held.APPROVED.text in text


async def test_a_paragraph_that_is_withheld_is_not_published_nor_are_its_corrections() -> None:
    id_ = await written.approved()
    paragraph = await written.paragraph(id_, "DISCUSSION")
    await minutes.publish(id_, by=SECRETARY, version=2, withheld=[paragraph["id"]])
    await minutes.correct(paragraph["id"], "جز این", by=CHAIR, reason="z")
    assert paragraph["text"] not in await said()
    assert "جز این" not in await said()


async def test_corrections_stand_beside_what_they_correct_whenever_they_are_made() -> None:
    id_ = await written.approved()
    paragraph = await written.paragraph(id_, "DECISION")
    await minutes.correct(paragraph["id"], "پیش از انتشار.", by=CHAIR, reason="z")
    await minutes.publish(id_, by=SECRETARY, version=2)
    name = world.name_of(Role.BOARD_CHAIR)
    await minutes.correct(paragraph["id"], f"پس از انتشار، {name} ۰۹۱۳۱۲۳۴۵۶۷", by=CHAIR, reason="z")
    found = [line for line in await rows(LINES) if line["kind"] == "DECISION" and line["number"] == "2"]
    assert [line["correction"] for line in found] == [0, 1, 2]
    assert found[0]["text"] == paragraph["text"]
    assert [line["text"] for line in found[1:]] == ["پیش از انتشار.", f"پس از انتشار، {SOMEBODY} ⟦تلفن⟧"]
    assert len({line["place"] for line in found}) == 1


async def test_only_approved_minutes_are_published_once_and_as_they_were_read() -> None:
    id_ = await written.begun()
    before = await written.stored()
    with pytest.raises(MeetingElsewhere):
        await minutes.publish(id_, by=SECRETARY, version=1)
    assert await written.stored() == before
    await minutes.approve(id_, by=CHAIR, version=1)
    before = await written.stored()
    for version, withheld, refusal in ((1, (), Stale), (2, (id_,), NotFound)):
        with pytest.raises(refusal):
            await minutes.publish(id_, by=SECRETARY, version=version, withheld=withheld)
    assert await written.stored() == before
    await minutes.publish(id_, by=SECRETARY, version=2)
    before = await written.stored()
    with pytest.raises(MeetingElsewhere):
        await minutes.publish(id_, by=SECRETARY, version=2)
    assert await written.stored() == before


@pytest.mark.parametrize("role", sorted(set(world.PEOPLE) - STEERING))
async def test_nobody_else_publishes(role: Role) -> None:
    id_ = await written.approved()
    before = await written.stored()
    with pytest.raises((Forbidden, NotFound)):
        await minutes.publish(id_, by=world.viewer(role), version=2)
    assert await written.stored() == before
