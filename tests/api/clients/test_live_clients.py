"""Subscriptions with clients that others wrote, as they come: what they ask, hear, and make of an end."""

from collections.abc import AsyncIterator
from types import ModuleType
from typing import Any

import pytest
from gql import Client, gql
from gql.transport.websockets import WebsocketsTransport

from hotline.kit.viewer import Role
from hotline.messages import actions as messages
from hotline.messages.registering import Registration
from hotline.people import tokens
from schema.root import SDL
from tests import world
from tests.api.clients.node import Live, live
from tests.api.serving import Serving, citizen
from tests.drafts import ROUTINE

CLIENTS = ("graphql-ws", "graphql-sse", "apollo", "urql")
# They ask what stands before they follow it.
ASKING = ("apollo", "urql")


@pytest.fixture(scope="module")
async def clients(serving: Serving) -> AsyncIterator[Live]:
    """One process with all of them."""
    async with live(f"{serving.url}/graphql") as told:
        yield told


@pytest.fixture
async def message(db: ModuleType) -> Registration:
    return await messages.register(ROUTINE, by=world.frontend())


@pytest.mark.parametrize("client", CLIENTS)
async def test_a_citizen_follows_their_message_with(client: str, message: Registration, clients: Live) -> None:
    name = f"{client} follows"
    held = citizen(message.id)["authorization"]
    await clients.say(name, client=client, authorization=held, code=message.tracking_code)
    if client in ASKING:
        assert await clients.next(name) == {"event": "asked", "message": _as_of(message, 1)}
    assert await _told(clients, name) == _as_of(message, 1)
    await messages.take_in_hand(message.id, by=world.operator())
    assert await _told(clients, name) == _as_of(message, 2)
    await clients.say(name, leave=True)


async def test_an_answer_of_a_subscription_is_seen_by_whoever_watches_apollo_s_cache(
    message: Registration, clients: Live
) -> None:
    held = citizen(message.id)["authorization"]
    await clients.say("cache", client="apollo", authorization=held, code=message.tracking_code)
    await _told(clients, "cache")
    await messages.take_in_hand(message.id, by=world.operator())
    cached = {"event": "cached", "message": _as_of(message, 2)}
    heard: dict[str, Any] = {}
    while heard != cached:
        heard = await clients.next("cache")
    assert heard == cached
    await clients.say("cache", leave=True)


@pytest.mark.parametrize("client", ["graphql-ws", "graphql-sse"])
async def test_a_token_that_is_revoked_ends_what_it_follows_and_nothing_is_tried_again_by(
    client: str, message: Registration, clients: Live
) -> None:
    name = f"{client} ends"
    token = await tokens.create_token(
        Role.HEAD_OF_OFFICE, name="Example script", scopes=frozenset({"read"}), by=world.administrator()
    )
    held = f"Bearer {token.secret}"
    await clients.say(name, client=client, authorization=held, code=message.tracking_code)
    await _told(clients, name)
    await tokens.revoke_token(token.id, by=world.administrator())
    if client == "graphql-ws":
        assert await clients.next(name) == {"event": "failed", "closed": 4401, "codes": []}
    else:
        assert await clients.next(name) == {"event": "told", "codes": ["UNAUTHENTICATED"]}
        assert await clients.next(name) == {"event": "ended"}


@pytest.mark.parametrize("client", ["graphql-ws", "graphql-sse", "urql"])
async def test_why_something_cannot_be_followed_reaches_the_user_of(
    client: str, message: Registration, clients: Live
) -> None:
    name, held = f"{client} errs", citizen(message.id)["authorization"]
    await clients.say(name, client=client, authorization=held, code="nonsense")
    heard = await clients.next(name)
    if client in ASKING:
        heard = await clients.next(name)
    assert heard["codes"] == ["TRACKING_CODE_INVALID"]


async def test_a_citizen_follows_their_message_with_python_s_gql(message: Registration, serving: Serving) -> None:
    transport = WebsocketsTransport(
        url=serving.url.replace("http", "ws") + "/graphql",
        subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
        init_payload=citizen(message.id),
    )
    followed = gql("""
        subscription ($code: String!) { messageChanged(trackingCode: $code) { ...standing } }
        fragment standing on Message { id trackingCode state version }
    """)
    followed.variable_values = {"code": message.tracking_code}
    async with Client(transport=transport, schema=SDL.read_text("utf-8")) as session:
        told = session.subscribe(followed)
        assert await anext(told) == {"messageChanged": _as_of(message, 1)}
        await messages.take_in_hand(message.id, by=world.operator())
        assert await anext(told) == {"messageChanged": _as_of(message, 2)}
        await told.aclose()


async def _told(clients: Live, name: str) -> dict[str, Any]:
    """What the follower is told next by its subscription."""
    while True:
        heard = await clients.next(name)
        assert heard["event"] in ("told", "asked", "cached"), heard
        if heard["event"] == "told":
            found: dict[str, Any] = heard["message"]
            return found


def _as_of(message: Registration, version: int) -> dict[str, Any]:
    """What stands of a message that nobody has triaged yet."""
    return {
        "id": f"msg_{message.id}",
        "trackingCode": message.tracking_code,
        "state": "REGISTERED",
        "version": version,
    }
