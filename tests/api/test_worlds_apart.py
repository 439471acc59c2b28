"""Two worlds that differ only in citizens' data show the same pages and papers to whoever may not read it, and what
citizens say of themselves stands in no log and no error (G10)."""

import os
import re
from base64 import b64encode
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from zipfile import ZipFile

import httpx
import pytest
from starlette.routing import Route

from hotline.kit.viewer import Role
from portal.routes import routes
from tests.api.serving import FRONTEND, REGISTER, Serving, ask, bearer, register, server_running
from tests.conftest import Clock
from tests.schema import everything
from tests.schema.test_non_interference import other_citizens

LONG: Final = "PAYESH_WORLDS_DOCUMENTS" in os.environ
ROLES: Final = (
    Role.COUNCILLOR,
    *((Role.OFFICE_ANALYST, Role.BOARD_MEMBER, Role.BOARD_SECRETARY, Role.PUBLIC) if LONG else ()),
)
# Pages of one shape, of which so many are opened.
OF_ONE_SHAPE: Final = 3 if LONG else 1
BEGINNINGS: Final = (
    *(
        route.path
        for route in routes
        if isinstance(route, Route) and "GET" in (route.methods or ()) and "{" not in route.path
    ),
    *("/open311/v2/services.json", "/open311/v2/requests.json", "/open311/v2/requests.xml"),
)
LINK: Final = re.compile(r'href="(/[^"#]*)"')
# What goes by the time of the question, in pages and in papers.
NOW: Final = re.compile(
    rb'data-(now|mark)="[^"]*"|/(CreationDate|ModDate|ID)[^\n]*|DTSTAMP:\w+|"(seconds|requestId)":("\w+"|\d+)'
)

PHONE: Final = "09121370137"
NAME: Final = "شهروندنمونه‌یی"


@pytest.mark.parametrize("role", ROLES)
async def test_pages_and_papers_are_the_same_in_both_worlds(
    role: Role, db: Any, clock: Clock, serving: Serving
) -> None:
    await everything.fill()
    # What pages say of how long ago something was would differ, the later they are read.
    await clock.stop()
    headers = {} if role is Role.PUBLIC else await bearer(role)
    async with httpx.AsyncClient(base_url=serving.url, timeout=60, headers=headers) as http:
        # A page that was opened says so the next time.
        paths = await _seen(http)
        before = {path: _plain(await http.get(path)) for path in paths}
        await other_citizens()
        after = {path: _plain(await http.get(path)) for path in before}
    assert [path for path in before if before[path] != after[path]] == []
    shown = [path for path, (status, _) in before.items() if status == 200]
    assert len(shown) > (5 if role is Role.PUBLIC else 20)


async def test_what_citizens_say_of_themselves_stands_in_no_log_and_no_error(
    dsn: str, db: Any, tmp_path: Path
) -> None:
    reporter = {"name": NAME, "phone": PHONE, "email": f"{PHONE}@example.org"}
    with (tmp_path / "said").open("w+b") as said:
        async with (
            server_running(dsn, tmp_path, said, PAYESH_LOG_LEVEL="debug") as serving,
            httpx.AsyncClient(base_url=serving.url, timeout=30) as http,
        ):
            assert (await register(http, FRONTEND, reporter=reporter))["problems"] == []
            answers = [await ask(http, *question, headers=FRONTEND) for question in _wrong(PHONE)]
            for form in _forms(PHONE):
                answers += [await http.get(path) for path in _addresses(form)]
                answers += [await http.post("/graphql", **body) for body in _bodies(form)]
        said.seek(0)
        log = said.read().decode()
    assert "startup complete" in log
    assert all(answer.status_code < 500 for answer in answers)
    assert [form for form in (*_forms(PHONE), *_forms(NAME)) if form in log] == []
    told = [error["message"] for answer in answers for error in _errors(answer)]
    assert told
    # A value is repeated to nobody; the name of a field that is none, to whoever wrote it.
    assert all(f"'x{PHONE}'" in sentence for sentence in told if PHONE in sentence)


def _wrong(phone: str) -> list[tuple[str, dict[str, Any]]]:
    """Questions that fail with the number in them: as a value, a literal, a name that is none."""
    return [
        (REGISTER, {"input": {"body": 5, "reporter": {"phone": phone}}}),
        (REGISTER, {"input": {"body": "x", "categoryCode": phone, "reporter": {"phone": phone * 9}}}),
        (f'{{ message(trackingCode: "{phone}") {{ text }} }}', {}),
        (f'{{ message(trackingCode: "{phone}" {{ text }} }}', {}),
        (f'{{ node(id: "{phone}") {{ id }} }}', {}),
        (f"{{ x{phone} }}", {}),
    ]


def _forms(value: str) -> list[str]:
    """Raw, in Persian digits, as in an address, in base64."""
    persian = value.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    in_base64 = [b64encode(one.encode()).decode() for one in (value, persian)]
    return [value, persian, quote(persian), *in_base64]


def _addresses(form: str) -> list[str]:
    return [f"/messages?code={form}", f"/graphql?query={form}", f"/{form}", f"/open311/v2/requests/{form}.json"]


def _bodies(form: str) -> list[dict[str, Any]]:
    bearer = {"authorization": b"Bearer " + form.encode()}
    return [
        {"content": form, "headers": {"content-type": "application/json"}},
        {"json": {"query": "{ city { nameFa } }"}, "headers": bearer},
    ]


def _errors(answer: httpx.Response) -> list[dict[str, Any]]:
    found = answer.json() if "json" in answer.headers.get("content-type", "") else {}
    return list(found.get("errors", [])) if isinstance(found, dict) else []


async def _seen(http: httpx.AsyncClient) -> list[str]:
    """Every page that links lead to, some of each shape."""
    waiting, seen, shapes = [*BEGINNINGS], list[str](), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        shape = re.sub(r"[0-9]+|=[^&]*|[a-z]{3}_[0-9a-f-]{36}", "#", path)
        if path not in seen and shapes[shape] < OF_ONE_SHAPE and not _leads_nowhere(path):
            shapes[shape] += 1
            seen.append(path)
            answer = await http.get(path)
            if "html" in answer.headers.get("content-type", ""):
                waiting += [link.replace("&amp;", "&") for link in LINK.findall(answer.text)]
    return seen


def _leads_nowhere(path: str) -> bool:
    """To nothing of ours to read, or to another language, which the next page would then be in."""
    return path.startswith(("/static", "/sign-")) or "lang=" in path


def _plain(answer: httpx.Response) -> tuple[int, bytes]:
    content = answer.content
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as archive:
            # Beside its properties, which say when it was made.
            content = b"".join(archive.read(name) for name in archive.namelist() if "core.xml" not in name)
    return answer.status_code, NOW.sub(b"", content)
