"""Papers of a meeting: what they say, to whom, and that they can be read by everybody and in every program."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx
import pytest
from docx import Document
from docx.oxml.ns import qn
from icalendar import Calendar
from pypdf import PdfReader

from api.pressing import Press
from hotline.kit import database
from hotline.kit.viewer import Role
from hotline.people import actions as people
from policy_board.agendas import actions as agendas
from policy_board.agendas import freezing, tray
from policy_board.agendas.editing import Where
from policy_board.agendas.tray import ItemDraft
from policy_board.meetings import actions as meetings
from policy_board.meetings.tables import MeetingState
from policy_board.minutes import actions as minutes
from tests import board, world
from tests import minutes as written
from tests import sittings as held
from tests.board import CHAIR, SECRETARY
from tests.drafts import row
from tests.tagged import elements, tags

TITLES = ["گزارش عملکرد سامانه", "آب گرفتگی معابر", "سامانه GIS و اپ My137"]
SECRET = "شکایت حقوقی"


async def frozen() -> UUID:
    """A frozen agenda with a part, a confidential item and an addendum."""
    agenda = await board.opened(TITLES)
    one, two, _ = await board.items(agenda)
    secret = ItemDraft(SECRET, "با کارشناس", 20, confidential=True)
    await agendas.add(agenda, secret, by=SECRETARY, revision=3, where=Where(after=one))
    await agendas.add(agenda, ItemDraft("منطقه ۳", None, 15), by=SECRETARY, revision=4, where=Where(under=two))
    await freezing.freeze(agenda, by=CHAIR, revision=5)
    late = await tray.propose(ItemDraft("پیشنهاد فوری"), by=CHAIR)
    await tray.accept(late, by=SECRETARY)
    await freezing.admit(agenda, [late], by=CHAIR)
    return agenda


async def got(http: httpx.AsyncClient, role: Role, path: str) -> httpx.Response:
    signed_in = await people.sign_in(role.lower(), world.PASSWORD, address="192.0.2.1")
    return await http.get(path, headers={"cookie": f"payesh_session={signed_in.key}"})


def words_of(content: bytes) -> str:
    """What a DOCX says, tables and all."""
    body = Document(BytesIO(content)).element.body
    return "\n".join("".join(run.text or "" for run in line.iter(qn("w:t"))) for line in body.iter(qn("w:p")))


async def test_an_agenda_goes_to_paper_as_a_tagged_pdf_with_title_language_and_a_described_code(
    http: httpx.AsyncClient,
) -> None:
    await frozen()
    answer = await got(http, Role.BOARD_MEMBER, "/meetings/1/agenda.pdf?lang=fa")
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == (
        "application/pdf",
        "private, no-store",
    )
    pdf = PdfReader(BytesIO(answer.content))
    assert pdf.metadata is not None
    assert pdf.metadata.title == "دستور جلسهٔ شورای سیاست‌گذاری ۱۳۷: جلسهٔ ۱"
    root = pdf.trailer["/Root"]
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure"} <= set(tags(answer.content))
    found = elements(root["/StructTreeRoot"])
    (figure,) = (element for element in found if element["/S"] == "/Figure")
    assert "/meetings/1/agenda" in figure["/Alt"]


async def test_who_may_not_see_an_item_gets_a_paper_without_it(http: httpx.AsyncClient) -> None:
    await frozen()
    for role, told in ((Role.BOARD_MEMBER, True), (Role.COUNCILLOR, False), (Role.OFFICE_ANALYST, False)):
        said = words_of((await got(http, role, "/meetings/1/agenda.docx?lang=fa")).content)
        assert all(title in said for title in TITLES), role
        assert (SECRET in said, "محرمانه" in said) == (told, told), role
        entry = (await got(http, role, "/meetings/1/meeting.ics?lang=fa")).content
        assert (SECRET in _event(entry)["description"]) is told, role


async def test_the_press_is_given_no_more_than_the_reader_gives(http: httpx.AsyncClient) -> None:
    await frozen()
    one, other = [await got(http, role, "/meetings/1/agenda.pdf") for role in (Role.BOARD_MEMBER, Role.COUNCILLOR)]
    assert len(_rows(one.content)) == len(_rows(other.content)) + 1


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.MANAGER, Role.ADMINISTRATOR])
@pytest.mark.parametrize("paper", ["agenda.pdf", "agenda.docx", "meeting.ics"])
async def test_who_may_not_see_meetings_gets_no_paper_of_them(
    http: httpx.AsyncClient, role: Role, paper: str
) -> None:
    await frozen()
    assert (await got(http, role, f"/meetings/1/{paper}")).status_code == 403


async def test_before_the_agenda_is_frozen_its_builders_alone_have_it_and_it_says_so(
    http: httpx.AsyncClient,
) -> None:
    await board.opened(TITLES)
    draft = words_of((await got(http, Role.BOARD_SECRETARY, "/meetings/1/agenda.docx?lang=en")).content)
    assert "Draft: the chair has not frozen it yet" in draft
    assert (await got(http, Role.BOARD_MEMBER, "/meetings/1/agenda.docx")).status_code == 404
    for nothing in ("/meetings/1/agenda.exe", "/meetings/9/agenda.pdf", "/meetings/9/meeting.ics"):
        assert (await got(http, Role.BOARD_SECRETARY, nothing)).status_code == 404


async def test_word_is_told_of_every_paragraph_run_and_table_that_it_is_persian(http: httpx.AsyncClient) -> None:
    await frozen()
    document = Document(BytesIO((await got(http, Role.BOARD_MEMBER, "/meetings/1/agenda.docx?lang=fa")).content))
    body = document.element.body
    assert body.sectPr.find(qn("w:bidi")) is not None
    assert all(line.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None for line in body.iter(qn("w:p")))
    assert all(table.tblPr.find(qn("w:bidiVisual")) is not None for table in body.iter(qn("w:tbl")))
    for run in body.iter(qn("w:r")):
        text = "".join(part.text or "" for part in run.iter(qn("w:t")))
        turned = run.rPr is not None and run.rPr.find(qn("w:rtl")) is not None
        assert turned is not text.isascii() or not text.strip(), text
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs")} == {"Vazirmatn"}
    (picture,) = body.iter(qn("wp:docPr"))
    assert "/meetings/1/agenda" in picture.get("descr")


async def test_a_papers_words_are_the_same_in_both_forms(http: httpx.AsyncClient) -> None:
    await frozen()
    document = Document(BytesIO((await got(http, Role.BOARD_MEMBER, "/meetings/1/agenda.docx?lang=fa")).content))
    titles = [row.cells[1].paragraphs[0].text for table in document.tables[1:] for row in table.rows[1:]]
    assert titles == [TITLES[0], f"{SECRET} (محرمانه)", TITLES[1], "منطقه ۳", TITLES[2], "پیشنهاد فوری"]
    pdf = await got(http, Role.BOARD_MEMBER, "/meetings/1/agenda.pdf?lang=fa")
    assert len(_rows(pdf.content)) == sum(len(table.rows) for table in document.tables)


async def test_a_meeting_is_one_entry_of_a_calendar_whose_sequence_rises_with_each_change(
    http: httpx.AsyncClient,
) -> None:
    agenda = await board.opened(TITLES)
    meeting = (await row("SELECT meeting_id FROM agenda WHERE id = $1", agenda))["meeting_id"]
    seen = []

    async def look() -> None:
        entry = _event((await got(http, Role.BOARD_MEMBER, "/meetings/1/meeting.ics?lang=en")).content)
        seen.append((entry["uid"], entry["sequence"], str(entry["status"]), entry["dtstart"].dt))
        assert entry["dtend"].dt - entry["dtstart"].dt == timedelta(minutes=120)

    await look()
    await meetings.arrange(meeting, await board.arrangement(9), by=SECRETARY, version=2)
    await look()
    await freezing.call_off(meeting, by=SECRETARY, version=3, to=MeetingState.POSTPONED, reason="تعطیلی")
    await look()
    await meetings.reconvene(meeting, await board.arrangement(20), by=SECRETARY, version=4)
    await look()
    assert [status for _, _, status, _ in seen] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert len({uid for uid, *_ in seen}) == 1
    sequences = [sequence for _, sequence, *_ in seen]
    assert sequences == sorted(set(sequences))
    assert seen[0][3] < seen[1][3] == seen[2][3] < seen[3][3]


async def test_what_a_calendar_could_take_for_more_of_the_entry_stays_text(http: httpx.AsyncClient) -> None:
    await board.planned(title="جلسه; X-EVIL:1, \\n", place="END:VEVENT")
    entry = _event((await got(http, Role.BOARD_MEMBER, "/meetings/1/meeting.ics")).content)
    assert (entry["summary"], entry["location"]) == ("جلسه; X-EVIL:1, \\n", "END:VEVENT")


async def test_markup_in_a_title_is_text_on_paper(http: httpx.AsyncClient) -> None:
    agenda = await board.opened(['<img src="file:///etc/passwd"> </td><b>'])
    await freezing.freeze(agenda, by=CHAIR, revision=1)
    said = words_of((await got(http, Role.BOARD_MEMBER, "/meetings/1/agenda.docx")).content)
    assert '<img src="file:///etc/passwd"> </td><b>' in said
    assert (await got(http, Role.BOARD_MEMBER, "/meetings/1/agenda.pdf")).content.startswith(b"%PDF")


async def test_minutes_and_single_decisions_go_to_paper_with_their_corrections_and_seal(
    http: httpx.AsyncClient,
) -> None:
    id_ = await written.approved()
    paragraph = await written.paragraph(id_, "DECISION")
    await minutes.correct(paragraph["id"], "متن درست.", by=CHAIR, reason="نادرست بود.")
    seal = (await row("SELECT encode(sha256, 'hex') AS seal FROM minutes"))["seal"]
    whole = words_of((await got(http, Role.COUNCILLOR, "/meetings/1/minutes.docx?lang=fa")).content)
    for part in (
        seal,
        CHAIR.name,
        held.APPROVED.text,
        written.REFERRED.text,
        "اصلاحیهٔ ۱: متن درست.",
        "نادرست بود.",
    ):
        assert part in whole
    # The second on the agenda, though the first in the minutes.
    one = words_of((await got(http, Role.COUNCILLOR, "/meetings/1/decisions/2.docx?lang=fa")).content)
    for part in (seal, written.REFERRED.text, "متن درست.", "۲ موافق"):
        assert part in one
    assert held.APPROVED.text not in one
    for paper in ("minutes.pdf", "decisions/1.pdf"):
        answer = await got(http, Role.COUNCILLOR, f"/meetings/1/{paper}?lang=en")
        root = PdfReader(BytesIO(answer.content)).trailer["/Root"]
        assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en", True)
        assert re.search(rb'pdfuaid:part(="|>)1', root["/Metadata"].get_data())


async def test_minutes_on_paper_say_that_they_are_a_draft_and_no_decision_is_given_out_of_one(
    http: httpx.AsyncClient,
) -> None:
    await written.begun()
    draft = words_of((await got(http, Role.BOARD_MEMBER, "/meetings/1/minutes.docx?lang=en")).content)
    assert "Draft: the chair has not approved it yet" in draft
    for role, paper in (
        (Role.BOARD_MEMBER, "decisions/1.pdf"),
        (Role.COUNCILLOR, "minutes.pdf"),
        (Role.BOARD_MEMBER, "minutes.exe"),
    ):
        assert (await got(http, role, f"/meetings/1/{paper}")).status_code == 404


async def test_a_confidential_decision_goes_to_paper_for_the_board_alone(http: httpx.AsyncClient) -> None:
    id_ = await written.begun()
    async with database.transaction() as tx:
        await tx.connection.execute("ALTER TABLE agenda_item DISABLE TRIGGER USER")
        await tx.connection.execute("UPDATE agenda_item SET confidential = true WHERE place = 2")
        await tx.connection.execute("ALTER TABLE agenda_item ENABLE TRIGGER USER")
    await minutes.approve(id_, by=CHAIR, version=1)
    for role, told in ((Role.BOARD_MEMBER, True), (Role.COUNCILLOR, False)):
        said = words_of((await got(http, role, "/meetings/1/minutes.docx?lang=fa")).content)
        assert (written.REFERRED.text in said) is told
        alone = await got(http, role, "/meetings/1/decisions/2.docx")
        assert alone.status_code == (200 if told else 404)


async def test_the_press_lays_the_same_sheet_out_once() -> None:
    press = Press()
    sheet = '<html lang="fa" dir="rtl"><title>آ</title><p>متن</p></html>'
    assert (await press(sheet)) is (await press(sheet))


def _event(content: bytes) -> Any:
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event


def _rows(content: bytes) -> list[Any]:
    root = PdfReader(BytesIO(content)).trailer["/Root"]["/StructTreeRoot"]
    return [element for element in elements(root) if element["/S"] == "/TR"]
