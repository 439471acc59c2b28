"""How subscriptions end, against the real server: with the right to ask, and with the server."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from api.origins import csrf_of
from api.viewers import COOKIE
from hotline.kit.viewer import Role
from hotline.messages import actions as messages
from hotline.messages.registering import Registration
from hotline.people import accounts, signing_in, tokens
from tests import world
from tests.api.serving import SECRET, Serving, citizen, server_running
from tests.api.streams import CHANGED, as_of, closed, events, hear, socket, subscribe, tell
from tests.drafts import ROUTINE

OPERATOR = world.id_of("person", Role.OPERATOR)
REVOCATIONS: dict[str, Callable[[str], Awaitable[None]]] = {
    "signed out": signing_in.sign_out,
    "a new password": lambda _: accounts.set_password(OPERATOR, "another-password", by=world.administrator()),
    "deactivated": lambda _: accounts.deactivate(OPERATOR, by=world.administrator()),
}


@pytest.fixture
async def message(http: httpx.AsyncClient) -> Registration:
    return await messages.register(ROUTINE, by=world.frontend())


@pytest.mark.parametrize("how", REVOCATIONS)
async def test_a_stream_ends_with_the_session_it_was_asked_in(
    how: str, message: Registration, http: httpx.AsyncClient
) -> None:
    signed_in = await signing_in.sign_in("operator", world.PASSWORD, address="192.0.2.1")
    cookie = f"{COOKIE}={signed_in.key}"
    csrf = csrf_of({"headers": [(b"cookie", cookie.encode())]}, SECRET.encode())
    asked = {"cookie": cookie, "x-payesh-csrf": csrf}
    async with events(http, CHANGED, {"code": message.tracking_code}, asked) as told:
        assert await anext(told) == ("next", as_of(1))
        await REVOCATIONS[how](signed_in.key)
        kind, answer = await anext(told)
        assert (kind, [error["extensions"]["code"] for error in answer["errors"]]) == ("next", ["UNAUTHENTICATED"])
        assert await anext(told) == ("complete", None)


async def test_a_socket_is_closed_with_the_token_it_was_opened_with(
    message: Registration, serving: Serving
) -> None:
    token = await _token(Role.HEAD_OF_OFFICE)
    async with socket(serving, f"Bearer {token.secret}") as connection:
        await tell(connection, **subscribe(message.tracking_code))
        assert (await hear(connection))["payload"] == as_of(1)
        await tokens.revoke_token(token.id, by=world.administrator())
        assert await closed(connection) == 4401


async def test_a_socket_that_follows_nothing_yet_follows_nothing_after_its_token_is_revoked(
    message: Registration, serving: Serving
) -> None:
    token = await _token(Role.HEAD_OF_OFFICE)
    async with socket(serving, f"Bearer {token.secret}") as connection:
        await tokens.revoke_token(token.id, by=world.administrator())
        # By now the server has heard of it, or remembers nobody any more.
        await asyncio.sleep(1)
        await tell(connection, **subscribe(message.tracking_code))
        assert await closed(connection) == 4401


async def test_others_are_followed_on_when_one_token_is_revoked(
    message: Registration, http: httpx.AsyncClient, serving: Serving
) -> None:
    revoked, kept = await _token(Role.HEAD_OF_OFFICE), await _token(Role.HEAD_OF_OFFICE)
    async with socket(serving, f"Bearer {kept.secret}") as connection:
        await tell(connection, **subscribe(message.tracking_code))
        await hear(connection)
        await tokens.revoke_token(revoked.id, by=world.administrator())
        await messages.take_in_hand(message.id, by=world.operator())
        assert (await hear(connection))["payload"] == as_of(2)


async def test_a_role_taken_away_takes_the_message_out_of_sight(message: Registration, serving: Serving) -> None:
    signed_in = await signing_in.sign_in("operator", world.PASSWORD, address="192.0.2.1")
    async with socket(serving, headers={"cookie": f"{COOKIE}={signed_in.key}"}) as connection:
        await tell(connection, type="connection_init")
        await hear(connection)
        await tell(connection, **subscribe(message.tracking_code))
        assert (await hear(connection))["payload"] == as_of(1)
        office = world.id_of("unit", "office")
        await accounts.revoke_role(OPERATOR, Role.OPERATOR, by=world.administrator(), unit_id=office)
        answer = await hear(connection)
        assert (answer["type"], answer["payload"][0]["extensions"]["code"]) == ("error", "FORBIDDEN_FIELD")


async def test_a_server_told_to_end_ends_at_once_and_in_peace_though_streams_are_open(
    message: Registration, dsn: str, tmp_path: Path
) -> None:
    held, log = citizen(message.id), tmp_path / "stderr"
    with log.open("wb") as said:
        async with (
            server_running(dsn, tmp_path, said) as ending,
            httpx.AsyncClient(base_url=ending.url, timeout=30) as client,
            events(client, CHANGED, {"code": message.tracking_code}, held) as told,
            socket(ending, held["authorization"]) as connection,
        ):
            await anext(told)
            await tell(connection, **subscribe(message.tracking_code))
            await hear(connection)
            ending.process.send_signal(signal.SIGTERM)
            assert await closed(connection) == 1012
            # Cut, not complete: the client goes on at the next process.
            assert [event async for event in told] == []
            async with asyncio.timeout(15):
                assert await ending.process.wait() in (0, -signal.SIGTERM)
    # Had its grace run out, it would say so.
    assert log.read_text() == ""


async def _token(role: Role) -> tokens.CreatedToken:
    scopes = frozenset({"read"})
    return await tokens.create_token(role, name="Example script", scopes=scopes, by=world.administrator())
