import asyncio
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from api.viewers import Unauthenticated, Viewers
from hotline.kit.viewer import ANONYMOUS, SYSTEM, ActorKind, Role, Viewer
from hotline.messages.receipts import receipt
from hotline.people import actions as people
from tests import world
from tests.conftest import Clock

pytestmark = pytest.mark.usefixtures("db")
SECRET = b"a secret of thirty-two characters"
MESSAGE = UUID(int=137)


@dataclass
class Hands:
    """A clock moved by hand."""

    at: float = 0.0

    def __call__(self) -> float:
        return self.at


async def ask(viewers: Viewers, **headers: str) -> Viewer:
    return await viewers.of({"headers": [(name.encode(), value.encode()) for name, value in headers.items()]})


async def test_whoever_says_nothing_is_anonymous() -> None:
    assert await ask(Viewers([SECRET])) == ANONYMOUS
    assert await ask(Viewers([SECRET]), cookie="payesh_language=fa") == ANONYMOUS


async def test_a_cookie_is_the_person_who_signed_in() -> None:
    signed_in = await people.sign_in("operator", world.PASSWORD, address="192.0.2.1")
    viewer = await ask(Viewers([SECRET]), cookie=f"payesh_language=fa; payesh_session={signed_in.key}")
    assert (viewer.person, viewer.roles) == (world.id_of("person", Role.OPERATOR), {Role.OPERATOR})


async def test_a_bearer_is_the_frontend() -> None:
    viewer = await ask(Viewers([SECRET]), authorization=f"bearer {world.TOKEN_SECRET}")
    assert (viewer.kind, viewer.token) == (ActorKind.FRONTEND, world.id_of("token", "frontend"))


async def test_receipts_are_the_citizen_of_those_messages() -> None:
    one, two = uuid4(), uuid4()
    given = f"Receipt {receipt(one, SECRET)}, {receipt(two, SECRET)}"
    viewer = await ask(Viewers([SECRET]), authorization=given)
    assert (viewer.kind, viewer.messages) == (ActorKind.CITIZEN, (one, two))
    assert viewer.roles == {Role.CITIZEN}


@pytest.mark.parametrize(
    "authorization",
    [
        "", "Bearer", "Bearer ", "Bearer nobody", "Bearer " + "x" * 5000, "Basic YTpi", "Receipt", "Receipt ,",
        "Receipt " + "A" * 43, "Receipt " + receipt(MESSAGE, b"another secret altogether, as long"),
        "Bearer \x00", "Receipt " + ",".join([receipt(MESSAGE, SECRET)] * 101),
    ],
)  # fmt: skip
async def test_credentials_that_do_not_hold_are_refused_and_never_taken_for_less(authorization: str) -> None:
    signed_in = await people.sign_in("operator", world.PASSWORD, address="192.0.2.1")
    with pytest.raises(Unauthenticated):
        await ask(Viewers([SECRET]), authorization=authorization, cookie=f"payesh_session={signed_in.key}")


async def test_a_receipt_given_under_the_secret_before_holds_as_long_as_that_stands() -> None:
    given, now = f"Receipt {receipt(MESSAGE, SECRET)}", b"another secret altogether, as long"
    assert (await ask(Viewers([now, SECRET]), authorization=given)).messages == (MESSAGE,)
    with pytest.raises(Unauthenticated):
        await ask(Viewers([now]), authorization=given)


async def test_one_false_receipt_spoils_them_all() -> None:
    with pytest.raises(Unauthenticated):
        await ask(Viewers([SECRET]), authorization=f"Receipt {receipt(uuid4(), SECRET)}, {'A' * 43}")


async def test_a_revoked_session_is_dead_within_a_second() -> None:
    hands = Hands()
    viewers = Viewers([SECRET], clock=hands)
    signed_in = await people.sign_in("operator", world.PASSWORD, address="192.0.2.1")
    cookie = f"payesh_session={signed_in.key}"
    await ask(viewers, cookie=cookie)
    await people.sign_out(signed_in.key)
    hands.at = 0.999
    await ask(viewers, cookie=cookie)
    hands.at = 1.0
    with pytest.raises(Unauthenticated):
        await ask(viewers, cookie=cookie)


async def test_whoever_is_forgotten_is_found_anew_at_once() -> None:
    viewers = Viewers([SECRET], clock=Hands())
    signed_in = await people.sign_in("operator", world.PASSWORD, address="192.0.2.1")
    cookie = f"payesh_session={signed_in.key}"
    finding = asyncio.create_task(ask(viewers, cookie=cookie))
    # It has begun, and is not to be remembered when it ends.
    await asyncio.sleep(0)
    viewers.forget()
    await finding
    await people.sign_out(signed_in.key)
    with pytest.raises(Unauthenticated):
        await ask(viewers, cookie=cookie)


async def test_a_role_taken_away_is_gone_within_a_second() -> None:
    hands = Hands()
    viewers = Viewers([SECRET], clock=hands)
    signed_in = await people.sign_in("operator", world.PASSWORD, address="192.0.2.1")
    await ask(viewers, cookie=f"payesh_session={signed_in.key}")
    office = world.id_of("unit", "office")
    await people.revoke_role(world.id_of("person", Role.OPERATOR), Role.OPERATOR, by=SYSTEM, unit_id=office)
    hands.at = 1.0
    viewer = await ask(viewers, cookie=f"payesh_session={signed_in.key}")
    assert (viewer.roles, viewer.units) == (frozenset(), ())


async def test_what_is_remembered_shows_no_secret() -> None:
    viewers = Viewers([SECRET])
    await ask(viewers, authorization=f"Bearer {world.TOKEN_SECRET}")
    assert world.TOKEN_SECRET not in str(vars(viewers)["_known"])
    assert "secret" not in repr(viewers)


async def test_who_was_seen_is_recognised_without_asking_and_a_stranger_is_not() -> None:
    viewers = Viewers([SECRET])
    signed_in = await people.sign_in("operator", world.PASSWORD, address="192.0.2.1")
    for name, value in (
        ("authorization", f"Bearer {world.TOKEN_SECRET}"),
        ("cookie", f"payesh_session={signed_in.key}"),
    ):
        headers = {name.encode(): value.encode()}
        assert viewers.recognised(headers) is None
        seen = await ask(viewers, **{name: value})
        assert viewers.recognised(headers) == seen
    assert viewers.recognised({}) is None
    assert viewers.recognised({b"authorization": b"Bearer"}) is None
    viewers.forget()
    assert viewers.recognised(headers) is None


async def test_neither_a_stream_nor_a_page_that_renews_itself_keeps_a_session_from_ending(clock: Clock) -> None:
    hands = Hands()
    viewers = Viewers([SECRET], timedelta(hours=4), hands)
    cookie = f"payesh_session={(await people.sign_in('operator', world.PASSWORD, address='192.0.2.1')).key}"
    await ask(viewers, cookie=cookie)
    for _ in range(3):
        hands.at += 1
        await clock.forward(timedelta(hours=1))
        await ask(viewers, cookie=cookie, accept="text/event-stream")
        hands.at += 1
        await ask(viewers, **{"cookie": cookie, "x-payesh-unattended": "1"})
        hands.at += 1
        await viewers.of({"type": "websocket", "headers": [(b"cookie", cookie.encode())]})
    hands.at += 1
    await clock.forward(timedelta(hours=1))
    with pytest.raises(Unauthenticated):
        await ask(viewers, cookie=cookie)


async def test_who_asks_for_a_page_now_and_then_stays_signed_in(clock: Clock) -> None:
    hands = Hands()
    viewers = Viewers([SECRET], timedelta(hours=4), hands)
    cookie = f"payesh_session={(await people.sign_in('operator', world.PASSWORD, address='192.0.2.1')).key}"
    for _ in range(4):
        await ask(viewers, cookie=cookie, accept="text/html")
        hands.at += 1
        await clock.forward(timedelta(hours=2, minutes=50))
    assert await ask(viewers, cookie=cookie)
