import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
import uvicorn
from standardwebhooks.webhooks import Webhook
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.gateways.hosts import NotPublic, public_address
from api.gateways.webhooks import WebhookFailed, WebhookGone, Webhooks
from hotline.deliveries.calls import WebhookCall
from tests.api.processes import eventually
from tests.bench.servers import free_port
from tests.webhooks import SECRET


@dataclass
class Frontend:
    """A frontend's server on a real socket. `status` is what it answers."""

    url: str
    status: int = 204
    got: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)


@pytest.fixture
async def frontend() -> AsyncIterator[Frontend]:
    port = free_port()
    found = Frontend(f"http://127.0.0.1:{port}/hook")

    async def hook(request: Request) -> Response:
        found.got.append((await request.body(), dict(request.headers)))
        return Response(status_code=found.status)

    async def elsewhere(_: Request) -> Response:
        return RedirectResponse("/hook", 307)

    routes = [Route("/hook", hook, methods=["POST"]), Route("/moved", elsewhere, methods=["POST"])]
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), port=port, log_level="error"))
    serving = asyncio.create_task(server.serve())

    async def started() -> bool:
        return server.started

    await eventually(started)
    yield found
    server.should_exit = True
    await serving


@pytest.fixture
async def webhooks() -> AsyncIterator[Webhooks]:
    gateway = Webhooks(inside=True)
    yield gateway
    await gateway.close()


def call(url: str, **changes: Any) -> WebhookCall:
    data = {"trackingCode": "137/1405/00000018", "version": 2, "kind": "REJECTED", "state": "REJECTED"}
    return replace(WebhookCall("event", url, (SECRET,), "2026-04-04T12:00:00+00:00", data), **changes)


async def test_a_frontend_is_told_what_happened_and_can_verify_who_says_so(
    frontend: Frontend, webhooks: Webhooks
) -> None:
    assert await webhooks.call(call(frontend.url), at=datetime.now(UTC)) == "HTTP 204"
    ((body, headers),) = frontend.got
    told = Webhook(SECRET).verify(body, headers)
    assert told["type"] == "message.changed"
    assert told["data"] == {
        "trackingCode": "137/1405/00000018",
        "version": 2,
        "kind": "REJECTED",
        "state": "REJECTED",
    }
    assert headers["webhook-id"] == "event"
    assert headers["host"] == frontend.url.split("/")[2]


async def test_for_a_while_after_a_rotation_both_secrets_verify(frontend: Frontend, webhooks: Webhooks) -> None:
    other = "whsec_" + "b3RoZXI="
    await webhooks.call(call(frontend.url, secrets=(other, SECRET)), at=datetime.now(UTC))
    ((body, headers),) = frontend.got
    assert Webhook(SECRET).verify(body, headers) == Webhook(other).verify(body, headers) == json.loads(body)


@pytest.mark.parametrize("status", [307, 400, 404, 429, 500])
async def test_whatever_is_no_yes_is_a_failure(frontend: Frontend, webhooks: Webhooks, status: int) -> None:
    frontend.status = status
    with pytest.raises(WebhookFailed, match=f"HTTP {status}"):
        await webhooks.call(call(frontend.url), at=datetime.now(UTC))


async def test_who_wants_no_more_is_believed(frontend: Frontend, webhooks: Webhooks) -> None:
    frontend.status = 410
    with pytest.raises(WebhookGone):
        await webhooks.call(call(frontend.url), at=datetime.now(UTC))


async def test_nobody_is_led_elsewhere(frontend: Frontend, webhooks: Webhooks) -> None:
    with pytest.raises(WebhookFailed, match="HTTP 307"):
        await webhooks.call(call(frontend.url.replace("/hook", "/moved")), at=datetime.now(UTC))
    assert frontend.got == []


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1"),
        *("64:ff9b::a00:1", "2002:a00:1::", "2130706433", "0x7f.1", "017700000001"),
    ],
)
async def test_no_address_leads_into_our_own_network(host: str) -> None:
    with pytest.raises(NotPublic):
        await public_address(host, 443)


async def test_a_public_address_is_one() -> None:
    assert await public_address("93.184.216.34", 443) == "93.184.216.34"
    assert await public_address("127.0.0.1", 80, inside=True) == "127.0.0.1"


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/hook", "https://localhost:8137/graphql", "http://93.184.216.34/"]
)
async def test_in_production_only_servers_of_the_public_net_are_called_and_never_in_the_clear(url: str) -> None:
    gateway = Webhooks(inside=False)
    with pytest.raises(WebhookFailed, match=r"not https|not a public address"):
        await gateway.call(call(url), at=datetime.now(UTC))
    await gateway.close()
