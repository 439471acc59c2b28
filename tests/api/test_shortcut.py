"""What goes past the layers is answered as through them, and only what they have nothing to do with goes."""

import itertools
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from api.app import create_app
from api.compressing import Compressing
from api.places import Places
from api.settings import Settings
from api.shortcut import Shortcut
from hotline.kit.viewer import Role
from schema.bus import Bus
from tests.api.asgi import client
from tests.api.serving import FRONTEND, JSON, RESPONSE, bearer

DISTRICTS = {"query": "query Some($first: Int) { districts { number } messages(first: $first) { totalCount } }"}
SITE = "https://app.example"


@pytest.fixture(params=[(), (SITE,)], ids=["no other site", "a site that may ask"])
def app(request: pytest.FixtureRequest, db: ModuleType, tmp_path: Path) -> Shortcut:
    settings = Settings(
        mode="production",
        secret="x" * 40,
        allowed_origins=request.param,
        public_url="https://137.example",
        files_url=tmp_path.as_uri(),
    )
    made = create_app(settings, Bus())
    assert isinstance(made, Places)
    assert isinstance(made.app, Compressing)
    assert isinstance(made.app.app, Shortcut)
    return made.app.app


class Watched:
    """The layers, and whether a request went through them."""

    def __init__(self, layers: ASGIApp) -> None:
        self.layers, self.passed = layers, False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.passed = True
        await self.layers(scope, receive, send)


async def both(app: Shortcut, **request: Any) -> tuple[httpx.Response, bool]:
    """The answer, which is the same through the layers, and whether it went past them."""
    watched = Watched(app.layers)
    guarded = watched if app.guarded is app.layers else app.guarded
    async with client(Shortcut(watched, guarded, app.endpoint, app.headers)) as http:
        answer = await http.request(**{"method": "GET", "url": "/graphql"} | request)
    async with client(app.layers) as http:
        through = await http.request(**{"method": "GET", "url": "/graphql"} | request)
    ids = [one.headers["x-request-id"] for one in (answer, through)]
    assert len(ids[0]) == len(ids[1]) == 32
    # What a page says of itself alone: its moment, and the number of its request.
    own = re.compile("|".join((*ids, r'data-(now|mark)="[^"]*"')).encode())
    told = [own.sub(b"", one.content) for one in (answer, through)]
    assert (answer.status_code, told[0]) == (through.status_code, told[1])
    named = [
        sorted((name, value) for name, value in one.headers.items() if name != "x-request-id")
        for one in (answer, through)
    ]
    assert named[0] == named[1]
    return answer, not watched.passed


@pytest.mark.parametrize(
    "params",
    [
        DISTRICTS,
        DISTRICTS | {"variables": '{"first": 1}', "operationName": "Some"},
        DISTRICTS | {"variables": '{"first": "x"}'},
        DISTRICTS | {"variables": "{"},
        {"query": "{ nothing }"},
        {"query": "{ deliveries { totalCount } }"},
        {"query": "mutation { a }"},
        {"documentId": "sha256:none"},
        {"extensions": "[]"},
        {"a": "1"},
        {},
    ],
)
async def test_a_get_is_answered_past_the_layers_as_through_them(params: dict[str, str], app: Shortcut) -> None:
    askers = ({}, FRONTEND, await bearer(Role.OPERATOR), {"authorization": "Bearer nobody"})
    for who, accept in itertools.product(askers, (JSON, RESPONSE, "*/*", "image/png")):
        answer, past = await both(app, params=params, headers={"accept": accept, "accept-language": "en", **who})
        assert past
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "max-age" in answer.headers["strict-transport-security"]
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


async def test_a_304_past_the_layers_is_the_one_through_them(app: Shortcut) -> None:
    first, _ = await both(app, params=DISTRICTS)
    again, past = await both(app, params=DISTRICTS, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, past) == (304, True)


@pytest.mark.parametrize(
    "request_",
    [
        {"headers": {"origin": SITE}},
        {"headers": {"origin": "https://evil.example"}},
        {"headers": {"cookie": "payesh_session=x"}},
        {"headers": {"cookie": "payesh_language=fa"}},
        {"method": "POST", "json": DISTRICTS, "headers": {"origin": SITE}},
        {"method": "POST", "json": DISTRICTS, "headers": {"cookie": "payesh_session=x"}},
        {"method": "OPTIONS"},
        {"method": "HEAD"},
        {"url": "/graphql/"},
        {"url": "/schema.graphql"},
    ],
    ids=str,
)
async def test_whatever_a_layer_looks_at_goes_through_it(request_: dict[str, Any], app: Shortcut) -> None:
    _, past = await both(app, params=DISTRICTS, **request_)
    assert not past


@pytest.mark.parametrize(
    "request_",
    [
        {"headers": {"accept": "text/html"}},
        {"headers": {"content-length": "3"}, "content": b"abc"},
        {"headers": {"content-length": "3000000"}, "content": b"x" * 3_000_000},
        {"headers": {"transfer-encoding": "chunked"}},
        {"headers": {"expect": "100-continue"}},
        {"method": "POST", "json": DISTRICTS},
        {"method": "POST", "json": DISTRICTS, "headers": {"authorization": "Bearer nobody"}},
        {"method": "POST", "content": b"{", "headers": {"content-type": JSON}},
        {"method": "POST", "content": b"x" * 3_000_000, "headers": {"content-type": JSON}},
        {"method": "POST", "content": b"a=1", "headers": {"content-type": "application/x-www-form-urlencoded"}},
    ],
    ids=lambda request_: str(request_)[:60],
)
async def test_a_body_is_read_by_the_guard_whatever_else_is_passed(request_: dict[str, Any], app: Shortcut) -> None:
    # Where another site may ask, every answer is told to differ by origin.
    _, past = await both(app, **{"params": DISTRICTS if "method" not in request_ else None} | request_)
    assert past is (app.guarded is not app.layers)


async def test_a_fault_of_ours_past_the_layers_tells_nothing(
    app: Shortcut, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(scope: Scope) -> None:
        raise RuntimeError("a secret")

    object.__setattr__(app.endpoint, "viewer_of", broken)
    answer, past = await both(app, params=DISTRICTS)
    assert (answer.status_code, past) == (500, True)
    assert answer.json()["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert "secret" not in answer.text
