"""A revision goes to paper by a job, once, and comes from there only to those it is meant for."""

import asyncio
import io
from collections.abc import Awaitable
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import asyncpg
import pytest
from pgqueuer.errors import RetryRequested
from pypdf import PdfReader
from starlette.applications import Starlette

from api.papers import Papers
from api.printing import Printer
from api.viewers import Viewers
from hotline.files.store import Store
from hotline.kit.ids import global_id
from hotline.kit.refusals import Forbidden, NotFound
from hotline.people import actions as people
from policy_board.bundles import printing
from policy_board.bundles.tables import Form
from tests import dossiers, world
from tests.api.asgi import client
from tests.api.processes import eventually
from tests.bundles import published, stored
from tests.drafts import row, rows
from tests.tagged import tags

pytestmark = pytest.mark.usefixtures("db")
SECRET = b"a secret of thirty-two characters"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store((tmp_path / "files").as_uri())


async def printed(revision: UUID) -> dict[str, Any]:
    return await row("SELECT * FROM printing WHERE revision_id = $1", revision)


async def test_a_published_revision_becomes_a_pdf_and_a_zip_with_named_papers(store: Store) -> None:
    _, revision = await published()
    assert (await printed(revision))["state"] == "WAITING"
    assert await rows("SELECT payload FROM pgqueuer WHERE entrypoint = 'print'") == [{"payload": revision.bytes}]

    await Printer(store).print(revision)

    done = await printed(revision)
    assert (done["state"], done["pages"] > 1) == ("DONE", True)
    pdf = await printing.fetch(revision, Form.PDF, by=world.office_analyst(), store=store)
    assert sha256(pdf.content).digest() == done["pdf_sha256"]
    assert len(PdfReader(io.BytesIO(pdf.content)).pages) == done["pages"]
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/Link"} <= set(tags(pdf.content))
    zipped = await printing.fetch(revision, Form.ZIP, by=world.office_analyst(), store=store)
    with ZipFile(io.BytesIO(zipped.content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        page = archive.read(names[0]).decode()
    assert names == [
        "بازدید از منطقهٔ ۱.html",
        "بازدید از منطقهٔ ۱.pdf",
        "پرونده ها/۰۱ - آب گرفتگی معابر در نقاط تکراری.pdf",
    ]
    # Offline it needs nothing but itself.
    assert "همان نقاط" in page
    assert "data:font/woff2" in page
    assert "http://" not in page
    assert 'src="/' not in page


async def test_a_database_that_goes_away_is_waited_for_and_not_taken_for_a_failure(store: Store, dsn: str) -> None:
    _, revision = await published()
    killer = await asyncpg.connect(dsn)
    async with asyncio.TaskGroup() as group, killer.transaction():
        await killer.execute("LOCK printing")
        waiting = group.create_task(_raised(Printer(store).print(revision)))

        async def killed() -> bool:
            return bool(await killer.fetchval(_KILL_WHO_WAITS))

        await eventually(killed)
        assert await waiting is RetryRequested
    assert (await printed(revision))["state"] == "WAITING"
    await Printer(store).print(revision)
    assert (await printed(revision))["state"] == "DONE"
    await killer.close()


async def _raised(act: Awaitable[None]) -> type[BaseException] | None:
    try:
        await act
    except Exception as error:
        return type(error)
    return None


_KILL_WHO_WAITS = """
SELECT bool_or(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


async def test_a_job_that_comes_twice_prints_once(store: Store) -> None:
    _, revision = await published()
    await Printer(store).print(revision)
    before = await printed(revision)
    await Printer(store).print(revision)
    assert await printed(revision) == before


async def test_what_could_not_be_printed_is_told_and_may_be_asked_for_anew(
    tmp_path: Path, store: Store, db: ModuleType
) -> None:
    _, revision = await published()
    broken = Store((tmp_path / "broken").as_uri())
    (tmp_path / "broken").rmdir()
    (tmp_path / "broken").write_text("not a folder")
    await Printer(broken).print(revision)
    assert (await printed(revision))["state"] == "FAILED"
    before = await stored()
    for by, refusal in ((world.councillor(), Forbidden), (world.operator(), NotFound)):
        with pytest.raises(refusal):
            await printing.request(revision, by=by)
    assert await stored() == before
    await printing.request(revision, by=world.office_analyst())
    await Printer(store).print(revision)
    assert (await printed(revision))["state"] == "DONE"
    before = await stored()
    with pytest.raises(printing.PrintedAlready):
        await printing.request(revision, by=world.office_analyst())
    assert await stored() == before


async def test_progress_is_written_down_and_nothing_undoes_what_is_done(store: Store) -> None:
    _, revision = await published()
    await printing.progress(revision, 7)
    assert [(await printed(revision))[name] for name in ("state", "pages")] == ["RUNNING", 7]
    await Printer(store).print(revision)
    before = await stored()
    await printing.progress(revision, 8)
    await printing.fail(revision)
    assert await stored() == before


async def test_papers_are_served_to_those_they_are_meant_for_and_that_is_written_down(store: Store) -> None:
    _, revision = await published()
    app = Starlette(routes=list(Papers(Viewers([SECRET]).of, store).routes()))
    signed_in = await people.sign_in("councillor", world.PASSWORD, address="192.0.2.1")
    address = f"/papers/{global_id('rev', revision)}"
    async with client(app, cookie=f"payesh_session={signed_in.key}") as http:
        waiting = await http.get(f"{address}/pdf")
        assert (waiting.status_code, await rows("SELECT FROM opening")) == (409, [])
        await Printer(store).print(revision)
        answer = await http.get(f"{address}/pdf")
        assert answer.content.startswith(b"%PDF")
        assert answer.headers["content-disposition"].endswith(".pdf")
        assert answer.headers["cache-control"] == "private, no-store"
        assert (await http.get(f"{address}/zip")).content.startswith(b"PK")
        for nothing in (f"{address}/exe", "/papers/rev_x/pdf", f"/papers/{global_id('msg', revision)}/pdf"):
            assert (await http.get(nothing)).status_code == 404
    opened = await rows("SELECT form FROM opening ORDER BY form")
    assert [each["form"] for each in opened] == ["PDF", "ZIP"]
    before = await stored()
    with pytest.raises(NotFound):
        await printing.fetch(revision, Form.PDF, by=dossiers.another_councillor(), store=store)
    async with client(app) as stranger:
        assert (await stranger.get(f"{address}/pdf")).status_code in (401, 404)
    assert await stored() == before
