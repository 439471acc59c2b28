"""From the password to the code, as a browser goes."""

from datetime import timedelta

import pytest

from api.viewers import Unauthenticated, Viewers
from hotline.kit.viewer import SYSTEM, Role
from hotline.people import actions as people
from hotline.people.rules import TRIES_OF_CODES
from tests import world
from tests.api.asgi import HERE, client
from tests.api.test_signin import RIGHT, SECRET, app
from tests.conftest import Clock
from tests.drafts import rows
from tests.factors import enrolled

pytestmark = pytest.mark.usefixtures("db")


async def sessions() -> int:
    return len(await rows("SELECT FROM session"))


async def test_the_password_leads_to_the_code_and_the_code_to_the_page_asked_for(clock: Clock) -> None:
    _, phone, _ = await enrolled("operator", secret=SECRET)
    await clock.forward(timedelta(minutes=1))
    before = await sessions()
    async with client(app(), origin=HERE) as http:
        answer = await http.post("/sign-in", data=RIGHT | {"next": "/messages?open=1"})
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            "/sign-in/code?next=%2Fmessages%3Fopen%3D1",
        )
        cookie = answer.headers["set-cookie"]
        attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert attributes >= {"httponly", "samesite=lax", "path=/sign-in", "max-age=600"}
        assert set(http.cookies) == {"payesh_step"}
        assert await sessions() == before
        assert (await http.get(answer.headers["location"])).text == "the code, problem=None"
        answer = await http.post("/sign-in/code", data={"code": await phone.code(), "next": "/messages?open=1"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/messages?open=1")
        assert set(http.cookies) == {"payesh_session"}
        held = [(b"cookie", f"payesh_session={http.cookies['payesh_session']}".encode())]
    assert (await Viewers([SECRET]).of({"headers": held})).name == "Example Operator"


async def test_what_stands_between_password_and_code_is_no_session_wherever_it_is_shown() -> None:
    await enrolled("operator", secret=SECRET)
    async with client(app(), origin=HERE) as http:
        await http.post("/sign-in", data=RIGHT)
        ticket = http.cookies["payesh_step"]
    for claim in (
        (b"cookie", f"payesh_session={ticket}".encode()),
        (b"authorization", f"Bearer {ticket}".encode()),
    ):
        with pytest.raises(Unauthenticated):
            await Viewers([SECRET]).of({"headers": [claim]})


async def test_a_browser_that_gave_no_password_is_sent_back_to_it(clock: Clock) -> None:
    _, phone, recovery = await enrolled("operator", secret=SECRET)
    await clock.forward(timedelta(minutes=1))
    before = await sessions()
    async with client(app(), origin=HERE) as http:
        answer = await http.get("/sign-in/code")
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
        for code in (await phone.code(), recovery[0]):
            answer = await http.post("/sign-in/code", data={"code": code})
            assert answer.status_code == 401
            assert "Begin again" in answer.text or "دوباره از گذرواژه" in answer.text
    assert await sessions() == before


async def test_a_wrong_code_shows_the_page_again_and_too_many_say_when_to_come_back() -> None:
    _, phone, _ = await enrolled("operator", secret=SECRET)
    before, wrong = await sessions(), await phone.wrong()
    async with client(app(), origin=HERE) as http:
        await http.post("/sign-in", data=RIGHT)
        for _ in range(TRIES_OF_CODES):
            answer = await http.post("/sign-in/code", data={"code": wrong})
            assert answer.status_code == 422
            assert answer.text.startswith("the code, problem=")
        answer = await http.post("/sign-in/code", data={"code": await phone.code(steps=1)})
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")
        assert set(http.cookies) == {"payesh_step"}
    assert await sessions() == before


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
async def test_no_other_site_gives_the_code(clock: Clock, headers: dict[str, str]) -> None:
    _, phone, _ = await enrolled("operator", secret=SECRET)
    await clock.forward(timedelta(minutes=1))
    before = await sessions()
    async with client(app()) as http:
        await http.post("/sign-in", data=RIGHT)
        answer = await http.post("/sign-in/code", data={"code": await phone.code()}, headers=headers)
    assert answer.status_code == 403
    assert await sessions() == before


async def test_whoever_is_let_go_between_password_and_code_begins_again_and_fails() -> None:
    _, phone, _ = await enrolled("operator", secret=SECRET)
    async with client(app(), origin=HERE) as http:
        await http.post("/sign-in", data=RIGHT)
        await people.deactivate(world.id_of("person", Role.OPERATOR), by=SYSTEM)
        answer = await http.post("/sign-in/code", data={"code": await phone.code(steps=1)})
        assert answer.status_code == 401
        assert "payesh_step" not in http.cookies
        assert (await http.post("/sign-in", data=RIGHT)).status_code == 401
    assert not await rows("SELECT FROM session WHERE revoked_at IS NULL")


async def test_production_sends_the_ticket_over_https_only() -> None:
    await enrolled("operator", secret=SECRET)
    async with client(app(secure=True), origin=HERE) as http:
        assert "; secure" in (await http.post("/sign-in", data=RIGHT)).headers["set-cookie"].lower()
