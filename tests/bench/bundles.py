"""`python -m tests.bench.bundles [MESSAGES]`: what reading a bundle of twenty dossiers with 500 notes costs, and
putting it on paper.

In process, on a database of its own: the CPU told is the server's and the caller's together, an upper bound.
"""

import asyncio
import gzip
import re
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Final

import httpx
from pypdf import PdfReader

from api.app import create_app
from api.demo import loading
from api.demo.dossiers import councillor, viewer
from api.demo.people import PASSWORD
from api.lifespan import opened
from api.printing import Printer
from api.settings import Settings
from hotline.city import actions as city
from hotline.files.store import Store
from hotline.kit import database
from hotline.kit.viewer import SYSTEM, Role
from hotline.people import actions as people
from policy_board.annotations import actions as annotations
from policy_board.annotations.actions import Note
from policy_board.annotations.tables import AnnotationKind
from policy_board.bundles import actions as bundles
from policy_board.bundles import publishing
from policy_board.bundles.drafts import Draft
from policy_board.bundles.figures import ANALYSIS
from policy_board.bundles.periods import Period
from policy_board.dossiers import actions as dossiers
from policy_board.dossiers import evidence
from policy_board.dossiers.actions import SectionDraft
from portal.rendering import STATIC
from schema.bus import Bus

DOSSIERS: Final = 20
NOTES: Final = 500
MESSAGES: Final = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
REPEATS: Final = 30
LINE: Final = (
    "در این محله با هر باران در **همان نقاط** آب جمع می‌شود و شهروندان بارها تماس گرفته‌اند؛ پیگیری میان دو واحد"
    " سرگردان می‌ماند و لایروبی دیر انجام می‌شود. "
)
DRAWN: Final = Random(137)
QUOTE: Final = "همان نقاط آب جمع می‌شود"
NOTE: Final = "در کدام نقاط، و از کی؟ سال گذشته هم همین را پرسیدیم و پاسخ روشنی نیامد؛ با شمارهٔ معبر بنویسید."
BODY: Final = f"{LINE * 4}\n\n- لایروبی\n- نصب دریچه\n\n{LINE * 5}\n\n| واحد | تعداد |\n|---|---|\n| عمران | ۱۲ |"


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), mode="trial", files_url=(Path(folder) / "files").as_uri())
        async with opened(settings):
            await city.seed(by=SYSTEM)
            await loading.load(MESSAGES, seed=137, until=None, told=lambda _: None)
            revision = await _published()
            await _noted()
            await _pages(settings, revision)
            await _told("the analysis, from the exact sums", lambda: database.reads().fetch(_LIVE), 5)
            began = time.perf_counter()
            await Printer(Store(settings.files_url)).print(revision["id"])
            row = await database.reads().fetchrow("SELECT state, pages, pdf_size, zip_size FROM printing")
            took, pressed = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
            print(f"on paper: {dict(row or {})} in {took:.1f} s, the press {pressed.ru_utime:.1f} s of CPU")


async def _published() -> dict[str, object]:
    analyst, head = viewer(Role.OFFICE_ANALYST), viewer(Role.HEAD_OF_OFFICE)
    now, ids = await database.now(), []
    sought = {"registeredFrom": (now - timedelta(days=1)).isoformat(timespec="seconds")}
    for number in range(DOSSIERS):
        sections = [SectionDraft(title, BODY) for title in ("روند کنونی", "آنچه انجام شده", "پیامد")]
        id_ = await dossiers.begin(dossiers.Draft(f"چالش {number}", BODY, sections), by=analyst)
        await evidence.add(id_, by=analyst, title="پیام‌ها", sought=sought)
        ids.append(await dossiers.mark_ready(id_, by=head, version=1))
    today = now.date()
    period = Period(today - timedelta(days=7), today - timedelta(days=1))
    bundle = await bundles.prepare(Draft("بازدید", today, period, LINE), by=analyst)
    await bundles.arrange(bundle, ids, by=analyst, version=1)
    member = councillor(1).person
    assert member is not None
    await bundles.invite(bundle, [member], by=analyst, version=2)
    id_ = await publishing.publish(bundle, by=head, version=3)
    code = await database.reads().fetchval("SELECT code FROM revision")
    return {"id": id_, "path": "/bundles/" + "/".join(str(code).split("/")[1:])}


async def _noted() -> None:
    """Each dossier with its share of the notes, on passages from its beginning to its end; every fifth answered."""
    member, analyst, kinds = councillor(1), viewer(Role.OFFICE_ANALYST), list(AnnotationKind)
    for paper in await database.reads().fetch("SELECT id, text FROM revision_paper ORDER BY place"):
        text, each = paper["text"], NOTES // DOSSIERS
        for number in range(each):
            start = text.index("همان", number * len(text) // (each + 1))
            at = {"start": start, "end": start + len(QUOTE), "quote": text[start : start + len(QUOTE)]}
            id_ = await annotations.annotate(paper["id"], Note(_said(), kinds[number % 4], **at), by=member)
            if number % 5 == 0:
                await annotations.answer(id_, _said(), by=analyst, version=1)


def _said() -> str:
    """Each time something else, so that it packs no better than what people write."""
    words = NOTE.split()
    return " ".join(DRAWN.choice(words) + " " * (DRAWN.random() < 0.1) for _ in range(30))


async def _pages(settings: Settings, revision: dict[str, object]) -> None:
    transport = httpx.ASGITransport(create_app(settings, Bus()))
    for who in ("councillor", "office_analyst"):
        signed_in = await people.sign_in(who, PASSWORD, address="192.0.2.1")
        cookie = {"cookie": f"payesh_session={signed_in.key}"}
        async with httpx.AsyncClient(transport=transport, base_url="http://bench", headers=cookie) as http:
            await _looked(http, who, str(revision["path"]))
    async with httpx.AsyncClient(transport=transport, base_url="http://bench", headers=cookie, timeout=60) as http:
        began = time.perf_counter()
        answer = await http.get(f"{revision['path']}/notes.pdf")
        pages, took = len(PdfReader(BytesIO(answer.content)).pages), time.perf_counter() - began
        print(f"with its notes on paper, when asked for: {pages} pages in {took:.1f} s")


async def _looked(http: httpx.AsyncClient, who: str, at: str) -> None:
    for name, path in ((f"contents, {who}", at), (f"a dossier's page, {who}", f"{at}/1")):
        answer = await http.get(path)
        assert answer.status_code == 200, answer.text[:500]
        files = set(re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js))"', answer.text))
        weights = [len(gzip.compress(part)) for part in (answer.content, *_contents(files))]
        print(f"{name}: {weights[0] / 1000:.1f} kB gzipped, {sum(weights) / 1000:.1f} with its style and scripts")
        await _told(name, lambda path=path: http.get(path), REPEATS)


def _contents(files: set[str]) -> list[bytes]:
    return [(STATIC / name).read_bytes() for name in sorted(files)]


async def _told(name: str, act: Callable[[], Awaitable[object]], repeats: int) -> None:
    await act()
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(repeats):
        await act()
    cpu, wall = (time.process_time() - cpu) / repeats, (time.perf_counter() - wall) / repeats
    print(f"{name}: {cpu * 1000:.1f} ms of CPU, {wall * 1000:.1f} ms")


_LIVE: Final = f"SELECT count(*) FROM ({ANALYSIS}) analysis WHERE bundle_id = (SELECT id FROM bundle)"

if __name__ == "__main__":
    asyncio.run(main())
