import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.origins import SameSite, csrf_of
from api.signin import SigningIn, safe_next
from api.viewers import Unauthenticated, Viewers
from hotline.people.rules import TRIES_BY_BOTH
from tests import world
from tests.api.asgi import HERE, client
from tests.drafts import rows

pytestmark = pytest.mark.usefixtures("db")
SECRET = b"a secret of thirty-two characters"
RIGHT = {"username": "operator", "password": world.PASSWORD}


def page(request: Request, problem: str | None, username: str) -> Response:
    return HTMLResponse(f"problem={problem} username={username}")


def code_page(request: Request, problem: str | None) -> Response:
    return HTMLResponse(f"the code, problem={problem}")


def app(*, secure: bool = False) -> SameSite:
    signing_in = SigningIn(page, code_page, SECRET, secure=secure)
    return SameSite(Starlette(routes=list(signing_in.routes())), SECRET)


async def test_the_right_password_sets_a_cookie_and_goes_on() -> None:
    async with client(app(), origin=HERE) as http:
        answer = await http.post("/sign-in", data=RIGHT | {"next": "/messages?open=1#top"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/messages?open=1#top")
        cookie = answer.headers["set-cookie"]
        viewer = await Viewers([SECRET]).of({"headers": [(b"cookie", cookie.partition(";")[0].encode())]})
    assert viewer.name == "Example Operator"
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert attributes >= {"httponly", "samesite=lax", "path=/", f"max-age={12 * 3600}"}
    assert "secure" not in attributes


async def test_production_sends_the_cookie_over_https_only() -> None:
    async with client(app(secure=True)) as http:
        assert "; secure" in (await http.post("/sign-in", data=RIGHT)).headers["set-cookie"].lower()


async def test_unknown_and_wrong_show_the_same_page_and_keep_what_was_typed() -> None:
    async with client(app()) as http:
        wrong = await http.post("/sign-in", data={"username": "operator", "password": "x"})
        unknown = await http.post("/sign-in", data={"username": "operatoz", "password": "x"})
        empty = await http.post("/sign-in")
    assert wrong.status_code == unknown.status_code == empty.status_code == 401
    assert wrong.text == unknown.text.replace("operatoz", "operator")
    assert "username=operator" in wrong.text
    assert not {"set-cookie"} & {*wrong.headers, *unknown.headers, *empty.headers}
    assert not await rows("SELECT FROM session")


async def test_too_many_tries_say_when_to_come_back() -> None:
    async with client(app()) as http:
        for _ in range(TRIES_BY_BOTH):
            await http.post("/sign-in", data={"username": "operator", "password": "x"})
        answer = await http.post("/sign-in", data=RIGHT)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")
    assert not await rows("SELECT FROM session")


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
async def test_no_other_site_signs_anybody_in(headers: dict[str, str]) -> None:
    async with client(app(), **headers) as http:
        answer = await http.post("/sign-in", data=RIGHT)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert not await rows("SELECT FROM session")


async def test_signing_out_ends_the_session_and_takes_the_cookie_back() -> None:
    async with client(app(), origin=HERE) as http:
        await http.post("/sign-in", data=RIGHT)
        cookie = [(b"cookie", f"payesh_session={http.cookies['payesh_session']}".encode())]
        refused = await http.post("/sign-out")
        assert refused.status_code == 403
        assert await rows("SELECT FROM session WHERE revoked_at IS NULL")
        answer = await http.post("/sign-out", data={"csrf": csrf_of({"headers": cookie}, SECRET)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    assert answer.headers["clear-site-data"] == '"storage"'
    with pytest.raises(Unauthenticated):
        await Viewers([SECRET]).of({"headers": cookie})


async def test_signing_in_again_ends_the_session_before() -> None:
    async with client(app(), origin=HERE) as http:
        await http.post("/sign-in", data=RIGHT)
        cookie = [(b"cookie", f"payesh_session={http.cookies['payesh_session']}".encode())]
        await http.post("/sign-in", data=RIGHT | {"csrf": csrf_of({"headers": cookie}, SECRET)})
    assert len(await rows("SELECT FROM session WHERE revoked_at IS NULL")) == 1
    assert len(await rows("SELECT FROM session")) == 2


@pytest.mark.parametrize(
    "next_",
    [
        "", "messages", "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
        "/\t/evil.example", "/\n/evil.example", "javascript:alert(1)", " //evil.example",
        "/%0d%0a\r\nSet-Cookie: a=b", "http:/evil.example",
        "///evil.example", "/\u202eevil",
    ],
)  # fmt: skip
def test_no_link_through_our_sign_in_leads_elsewhere(next_: str) -> None:
    assert safe_next(next_) == "/"


@pytest.mark.parametrize("next_", ["/", "/messages", "/messages/137/1405/00084217?lang=en", "/a//b", "/?next=//x"])
def test_a_path_of_our_own_is_gone_on_to(next_: str) -> None:
    assert safe_next(next_) == next_
