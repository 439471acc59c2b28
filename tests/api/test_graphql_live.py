"""Subscriptions against the real server: server-sent events, and WebSockets as `graphql-transport-ws`."""

import asyncio
from typing import Any

import httpx
import pytest

from hotline.kit.numbering import tracking_code
from hotline.kit.viewer import Role
from hotline.messages import actions as messages
from hotline.messages.registering import Registration
from tests import world
from tests.api.serving import FRONTEND, Serving, ask, bearer, citizen
from tests.api.streams import CHANGED, STREAM, as_of, closed, events, hear, socket, subscribe, tell
from tests.drafts import ROUTINE, counts

CONTACT = 'subscription { messageChanged(trackingCode: "%s") { reporter(reason: CLARIFY) { phone } } }'


@pytest.fixture
async def message(http: httpx.AsyncClient) -> Registration:
    return await messages.register(ROUTINE, by=world.frontend())


async def test_a_stream_tells_the_message_at_once_and_after_each_change(
    message: Registration, http: httpx.AsyncClient
) -> None:
    head = await bearer(Role.HEAD_OF_OFFICE)
    async with events(http, CHANGED, {"code": message.tracking_code}, head) as told:
        assert await anext(told) == ("next", as_of(1))
        await messages.take_in_hand(message.id, by=world.operator())
        assert await anext(told) == ("next", as_of(2))


async def test_a_subscription_is_streamed_to_whoever_takes_json_too(
    message: Registration, http: httpx.AsyncClient
) -> None:
    takes_both = {"accept": f"application/json, {STREAM}", **citizen(message.id)}
    async with events(http, CHANGED, {"code": message.tracking_code}, takes_both) as told:
        assert await anext(told) == ("next", as_of(1))


async def test_a_stream_is_silent_about_other_messages(message: Registration, http: httpx.AsyncClient) -> None:
    head = await bearer(Role.HEAD_OF_OFFICE)
    other = await messages.register(ROUTINE, by=world.frontend())
    async with events(http, CHANGED, {"code": message.tracking_code}, head) as told:
        await anext(told)
        await messages.take_in_hand(other.id, by=world.operator())
        await messages.take_in_hand(message.id, by=world.operator())
        # Nothing was told between the two.
        assert await anext(told) == ("next", as_of(2))


async def test_a_stream_tells_a_citizen_of_their_own_message_only(
    message: Registration, http: httpx.AsyncClient
) -> None:
    async with events(http, CHANGED, {"code": message.tracking_code}, citizen(message.id)) as told:
        assert await anext(told) == ("next", as_of(1))
    stranger = citizen(world.id_of("message", "another"))
    for code in (message.tracking_code, tracking_code(1405, 999)):
        async with events(http, CHANGED, {"code": code}, stranger) as told:
            assert await anext(told) == ("next", {"data": {"messageChanged": None}})


async def test_whoever_may_not_see_a_message_hears_no_hint_of_its_changes(
    message: Registration, http: httpx.AsyncClient
) -> None:
    inspector = await bearer(Role.INSPECTOR)
    async with events(http, CHANGED, {"code": message.tracking_code}, inspector) as told:
        assert await anext(told) == ("next", {"data": {"messageChanged": None}})
        await messages.take_in_hand(message.id, by=world.operator())
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await anext(told)


@pytest.mark.parametrize(
    ("document", "headers", "code"),
    [
        (CHANGED, FRONTEND, "FORBIDDEN_FIELD"),
        (CHANGED, {}, "FORBIDDEN_FIELD"),
        ("{ __typename }", {}, "NOT_A_SUBSCRIPTION"),
        ("subscription { nothing }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("subscription {", {}, "GRAPHQL_PARSE_FAILED"),
    ],
)
async def test_a_stream_that_cannot_be_is_told_why_and_ends(
    document: str, headers: dict[str, str], code: str, message: Registration, http: httpx.AsyncClient
) -> None:
    async with events(http, document, {"code": message.tracking_code}, headers) as told:
        kind, answer = await anext(told)
        assert (kind, [error["extensions"]["code"] for error in answer["errors"]]) == ("next", [code])
        assert "data" not in answer
        assert await anext(told) == ("complete", None)


async def test_contact_data_is_never_streamed(
    message: Registration, http: httpx.AsyncClient, serving: Serving
) -> None:
    head = await bearer(Role.HEAD_OF_OFFICE)
    before, document = await counts(), CONTACT % message.tracking_code
    async with events(http, document, {}, head) as told:
        _, answer = await anext(told)
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["NEVER_STREAMED"]
    async with socket(serving, head["authorization"]) as connection:
        await tell(connection, id="1", type="subscribe", payload={"query": document})
        assert (await hear(connection))["payload"][0]["extensions"]["code"] == "NEVER_STREAMED"
    assert await counts() == before


async def test_a_stream_needs_credentials_that_hold(http: httpx.AsyncClient) -> None:
    response = await ask(http, CHANGED, {"code": "x"}, accept=STREAM, headers={"authorization": "Bearer x"})
    assert response.status_code == 401


async def test_a_socket_tells_the_message_at_once_and_after_each_change_until_unsubscribed(
    message: Registration, serving: Serving
) -> None:
    head = await bearer(Role.HEAD_OF_OFFICE)
    async with socket(serving, head["authorization"]) as connection:
        for id_ in ("one", "two"):
            await tell(connection, **subscribe(message.tracking_code, id_))
            assert await hear(connection) == {"id": id_, "type": "next", "payload": as_of(1)}
        await tell(connection, id="one", type="complete")
        await tell(connection, id="never seen", type="complete")
        await messages.take_in_hand(message.id, by=world.operator())
        assert await hear(connection) == {"id": "two", "type": "next", "payload": as_of(2)}
        await tell(connection, type="ping")
        assert await hear(connection) == {"type": "pong"}
        # Its name is free again.
        await tell(connection, **subscribe(message.tracking_code, "one"))
        assert await hear(connection) == {"id": "one", "type": "next", "payload": as_of(2)}


async def test_a_socket_tells_errors_of_one_subscription_and_goes_on(
    message: Registration, serving: Serving
) -> None:
    head = await bearer(Role.HEAD_OF_OFFICE)
    async with socket(serving, head["authorization"]) as connection:
        await tell(connection, **subscribe("nonsense"))
        told = await hear(connection)
        assert (told["type"], told["id"]) == ("error", "1")
        assert told["payload"][0]["extensions"]["code"] == "TRACKING_CODE_INVALID"
        await tell(connection, **subscribe(message.tracking_code))
        assert (await hear(connection))["payload"] == as_of(1)


async def test_a_socket_without_credentials_is_the_public(message: Registration, serving: Serving) -> None:
    async with socket(serving) as connection:
        await tell(connection, type="connection_init")
        assert await hear(connection) == {"type": "connection_ack"}
        await tell(connection, **subscribe(message.tracking_code))
        assert (await hear(connection))["payload"][0]["extensions"]["code"] == "FORBIDDEN_FIELD"


@pytest.mark.parametrize("authorization", ["Bearer nobody", "Receipt x", "nonsense"])
async def test_a_socket_with_credentials_that_do_not_hold_is_closed(
    authorization: str, message: Registration, serving: Serving
) -> None:
    async with socket(serving) as connection:
        await tell(connection, type="connection_init", payload={"authorization": authorization})
        assert await closed(connection) == 4403


async def test_a_socket_that_speaks_another_protocol_is_closed(message: Registration, serving: Serving) -> None:
    async with socket(serving, spoken=None) as connection:
        assert await closed(connection) == 4406


@pytest.mark.parametrize("first", ['{"type": "subscribe"}', '{"type": "ping"}', "nonsense", "[]", "null"])
async def test_whoever_does_not_introduce_itself_first_is_closed(
    first: str, message: Registration, serving: Serving
) -> None:
    async with socket(serving) as connection:
        await connection.send(first)
        assert await closed(connection) == 4401


BAD: dict[str, tuple[Any, int]] = {
    "no JSON": ("nonsense", 4400),
    "bytes": (b"\xff\x00", 4400),
    "a list": ("[]", 4400),
    "half a character": (r'{"type": "ping", "id": "\ud800"}', 4400),
    "an unknown type": ('{"type": "start"}', 4400),
    "a type that is a list": ('{"type": []}', 4400),
    "introducing itself again": ('{"type": "connection_init"}', 4429),
    "no name": ('{"type": "subscribe", "payload": {"query": "{ __typename }"}}', 4400),
    "no payload": ('{"type": "subscribe", "id": "2"}', 4400),
    "no document": ('{"type": "subscribe", "id": "2", "payload": {"query": null}}', 4400),
    "variables that are a list": (
        '{"type": "subscribe", "id": "2", "payload": {"query": "{ a }", "variables": [1]}}',
        4400,
    ),
    "a name that is a number": (
        '{"type": "subscribe", "id": "2", "payload": {"query": "{ a }", "operationName": 1}}',
        4400,
    ),
}


@pytest.mark.parametrize("name", BAD)
async def test_what_is_no_message_of_the_protocol_closes_the_socket(
    name: str, message: Registration, serving: Serving
) -> None:
    sent, code = BAD[name]
    async with socket(serving, FRONTEND["authorization"]) as connection:
        await connection.send(sent)
        assert await closed(connection) == code


@pytest.mark.parametrize("id_", ["1", "نام" * 40])
async def test_two_subscriptions_of_one_name_close_the_socket(
    id_: str, message: Registration, serving: Serving
) -> None:
    async with socket(serving, citizen(message.id)["authorization"]) as connection:
        for _ in range(2):
            await tell(connection, **subscribe(message.tracking_code, id_))
        assert await closed(connection) == 4409


async def test_too_many_subscriptions_close_the_socket(message: Registration, serving: Serving) -> None:
    async with socket(serving, citizen(message.id)["authorization"]) as connection:
        for number in range(51):
            await tell(connection, **subscribe(message.tracking_code, str(number)))
        assert await closed(connection) == 4429


async def test_a_message_larger_than_a_body_may_be_closes_the_socket(
    message: Registration, serving: Serving
) -> None:
    async with socket(serving, FRONTEND["authorization"]) as connection:
        await tell(connection, **subscribe("x" * 2_000_000))
        assert await closed(connection) == 1009
