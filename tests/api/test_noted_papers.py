"""Bundles with notes, on paper and offline: what whoever asks may read, and no more."""

from io import BytesIO
from uuid import UUID
from zipfile import ZipFile

import httpx
import pytest
from pypdf import PdfReader

from hotline.kit.viewer import Role
from hotline.people import actions as people
from policy_board.annotations import actions as annotations
from policy_board.annotations.actions import Note
from tests import notes, world
from tests.drafts import row
from tests.tagged import tags

SHARED, PRIVATE, WHOLE, ANSWER = "کدام نقاط؟", "فقط برای خودم", "همه را خواندم <b>", "شش نقطه است."


async def noted() -> str:
    """A paper with a shared note that was answered, a private one and one on the whole; where its revision is."""
    _, paper = await notes.paper()
    id_, by = UUID(paper["id"]), world.councillor()
    shared = await annotations.annotate(id_, notes.on(paper, text=SHARED), by=by)
    await annotations.annotate(id_, notes.on(paper, "آب جمع می‌شود", PRIVATE, **notes.private()), by=by)
    await annotations.annotate(id_, Note(WHOLE), by=by)
    await annotations.answer(shared, ANSWER, by=world.office_analyst(), version=1)
    code = (await row("SELECT code FROM revision"))["code"]
    return "/bundles/" + code.partition("/")[2]


async def got(http: httpx.AsyncClient, role: Role, path: str) -> httpx.Response:
    signed_in = await people.sign_in(role.lower(), world.PASSWORD, address="192.0.2.1")
    return await http.get(path, headers={"cookie": f"payesh_session={signed_in.key}"})


async def test_a_bundle_is_read_offline_with_the_notes_that_its_reader_may_see(http: httpx.AsyncClient) -> None:
    address = await noted()
    for role, told in ((Role.COUNCILLOR, True), (Role.OFFICE_ANALYST, False)):
        answer = await got(http, role, f"{address}/notes.html")
        assert answer.headers["content-disposition"].startswith("attachment")
        assert (SHARED in answer.text, ANSWER in answer.text, PRIVATE in answer.text) == (True, True, told), role
        assert "همه را خواندم &lt;b&gt;" in answer.text
        assert 'href="#note-1-1"' in answer.text
        assert 'id="note-1-1"' in answer.text
        assert "http://" not in answer.text


async def test_a_dossier_goes_to_paper_with_numbered_notes_in_its_margin_tagged(http: httpx.AsyncClient) -> None:
    address = await noted()
    mine, theirs = [
        (await got(http, role, f"{address}/1/notes.pdf")).content for role in (Role.COUNCILLOR, Role.OFFICE_ANALYST)
    ]
    assert {"/H2", "/P", "/Link"} <= set(tags(mine))
    # One note more, in two paragraphs.
    assert tags(mine).count("/P") == tags(theirs).count("/P") + 2
    margin = PdfReader(BytesIO(mine)).pages[0]
    assert any("/Dest" in link or "/A" in link for link in (one.get_object() for one in margin["/Annots"]))


async def test_the_whole_is_packed_as_a_page_and_a_pdf(http: httpx.AsyncClient) -> None:
    address = await noted()
    answer = await got(http, Role.COUNCILLOR, f"{address}/notes.zip")
    with ZipFile(BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        page, whole = archive.namelist()
        assert (page, whole) == ("بازدید از منطقهٔ ۱.html", "بازدید از منطقهٔ ۱.pdf")
        assert PRIVATE in archive.read(page).decode()
        assert "/H1" in tags(archive.read(whole))


@pytest.mark.parametrize("path", ["/notes.html", "/notes.pdf", "/notes.zip", "/1/notes.pdf"])
async def test_who_may_not_read_a_bundle_gets_none_of_its_notes(http: httpx.AsyncClient, path: str) -> None:
    address = await noted()
    for role in (Role.BOARD_MEMBER, Role.OPERATOR):
        assert (await got(http, role, address + path)).status_code in (403, 404), role
    assert (await http.get(address + path)).status_code == 303
    assert (await got(http, Role.COUNCILLOR, address.replace("/1405/", "/1404/") + path)).status_code == 404
    assert (await got(http, Role.COUNCILLOR, f"{address}/notes.exe")).status_code == 404
