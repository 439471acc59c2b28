"""The real server as a frontend meets it: another process, on a socket, before this worker's database."""

import socket
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import httpx

from hotline.kit.viewer import Role
from hotline.messages.receipts import receipt
from hotline.people.tokens import create_token
from tests import world
from tests.api.processes import KEY, eventually, running
from tests.drafts import rows

SMS_KEY = "the-end-of-an-address-nobody-guesses"
SECRET = "the-secret-of-the-server-in-tests-0137"
JSON = "application/json"
RESPONSE = "application/graphql-response+json"
FRONTEND = {"authorization": f"Bearer {world.TOKEN_SECRET}"}

REGISTER = """
mutation Register($input: RegisterMessageInput!) {
  registerMessage(input: $input) {
    trackingCode receipt replayed problems { code path message }
  }
}
"""
INPUT: dict[str, Any] = {
    "body": "زباله‌های کوچه را نبرده‌اند.",
    "categoryCode": "litter",
    "districtNumber": 1,
    "place": {"latitude": 32.652, "longitude": 51.668, "address": "کنار پارک"},
    "reporter": {"name": "شهروند نمونه", "phone": "09120000000"},
}


@dataclass(frozen=True)
class Serving:
    """A running server."""

    url: str
    process: Process

    async def answers(self) -> bool:
        assert self.process.returncode is None, "it ended by itself"
        try:
            async with httpx.AsyncClient() as client:
                return (await client.get(f"{self.url}/readyz")).status_code == 200
        except httpx.TransportError:
            return False


@asynccontextmanager
async def server_running(
    dsn: str, folder: Path, said: IO[bytes] | None = None, **settings: str
) -> AsyncIterator[Serving]:
    """`payesh serve` on a free port, ready to answer; what it says on stderr goes to `said`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        "DATABASE_URL": dsn,
        "PAYESH_DATA": str(folder),
        "PAYESH_PORT": str(port),
        "PAYESH_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PAYESH_SECRET": SECRET,
        "PAYESH_CENTRE_KEY": KEY,
        "PAYESH_SMS_INBOUND_KEY": SMS_KEY,
        # Tests ask more in a minute than anybody else does.
        "PAYESH_BUDGET": "0",
        "PAYESH_BUDGET_ANONYMOUS": "0",
        # And more at once.
        "PAYESH_PLACES": "100",
        # Many servers share a run's PostgreSQL, and its hundred connections.
        "PAYESH_POOL_SIZE": "4",
        # What the server logs of bad input is of no interest; what it answers is.
        "PAYESH_LOG_LEVEL": "error",
        **settings,
    }
    async with running("serve", environment, said=said) as process:
        serving = Serving(f"http://127.0.0.1:{port}", process)
        await eventually(serving.answers)
        yield serving


async def ask(
    http: httpx.AsyncClient,
    query: str,
    variables: dict[str, Any] | None = None,
    *,
    language: str = "en",
    accept: str = JSON,
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    """POST a document."""
    return await http.post(
        "/graphql",
        json={"query": query, "variables": variables or {}},
        headers={"accept": accept, "accept-language": language, **(headers or {})},
    )


async def register(http: httpx.AsyncClient, headers: dict[str, str], **changes: Any) -> dict[str, Any]:
    """The payload of a registration of `INPUT` with `changes`."""
    response = await ask(http, REGISTER, {"input": INPUT | changes}, headers=headers)
    payload: dict[str, Any] = response.json()["data"]["registerMessage"]
    return payload


async def bearer(role: Role) -> dict[str, str]:
    """The header of a new token that reads and acts in `role`, in the unit where the small city has that role."""
    unit = world.PEOPLE[role]
    token = await create_token(
        role,
        name=f"Example script of the {role.lower()}",
        scopes=frozenset({"read", "act"}),
        by=world.administrator(),
        unit_id=world.id_of("unit", unit) if unit else None,
    )
    return {"authorization": f"Bearer {token.secret}"}


def citizen(*messages: UUID) -> dict[str, str]:
    """The header of whoever holds the receipts of `messages`."""
    return {"authorization": "Receipt " + ", ".join(receipt(id_, SECRET.encode()) for id_ in messages)}


def codes(response: httpx.Response) -> list[str]:
    """The codes of `errors[]`."""
    return [error["extensions"]["code"] for error in response.json().get("errors", [])]


def is_persian(message: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in message)


async def everything() -> dict[str, int]:
    """How many rows every table holds."""
    tables = await rows("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
    counted = " UNION ALL ".join(
        f"SELECT '{table['name']}' AS name, count(*) FROM {table['name']}" for table in tables
    )
    return {table["name"]: table["count"] for table in await rows(counted)}
