"""A message's whole life over HTTP, step by step, and what each step costs at a given size of the database."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from hotline.kit import database
from hotline.kit.viewer import SYSTEM, Role
from hotline.people.actions import create_token
from tests.bench import machine
from tests.bench.databases import Database
from tests.bench.documents import registration
from tests.bench.servers import OURS, serving
from tests.bench.writing import forget_since

_ACT: Final = """
mutation Act($input: {input}!) {{
  {field}(input: $input) {{ message {{ id version }} problems {{ code message }} }}
}}
"""
# How many go through it, so many at once.
MESSAGES: Final = 200
_AT_ONCE: Final = 8


@dataclass(frozen=True)
class Step:
    """`more` is what it says beside the message; `versioned`, it names the version it was decided on."""

    name: str
    role: Role
    field: str
    input: str
    more: Mapping[str, object]
    versioned: bool = True

    @property
    def document(self) -> str:
        return _ACT.format(field=self.field, input=self.input)


REGISTERED: Final = Step("registered", Role.OPERATOR, "registerMessage", "RegisterMessageInput", {})
STEPS: Final = (
    Step("acknowledged", Role.DISPATCHER, "acknowledgeMessage", "MessageInput", {}),
    Step("acted on", Role.DISPATCHER, "recordAction", "RecordActionInput", {"note": "درپوش گذاشتیم"}),
    Step("said to be done", Role.DISPATCHER, "claimResolution", "ClaimResolutionInput", {"note": "انجام شد"}),
    Step("citizen asked", Role.OPERATOR, "seekFeedback", "SeekFeedbackInput", {"channel": "CALL"}),
    Step(
        *("answered, closed", Role.OPERATOR, "recordFeedback", "RecordFeedbackInput"),
        more={"satisfied": True, "text": "درست شد"},
        versioned=False,
    ),
)
_UNITS: Final = {
    Role.OPERATOR: "OFFICE",
    Role.DISPATCHER: "CENTRE",
}

# By step, milliseconds of CPU for each: of the server, and of PostgreSQL.
Cost = dict[str, tuple[float, float]]


async def lived(db: Database) -> Cost:
    """Urgent messages through their whole lives; they are taken away again."""
    keys = await keys_of(db.dsn)
    connection = await db.connect()
    begun = await connection.fetchval("SELECT payesh_now()")
    cost: Cost = {}
    try:
        async with (
            serving(OURS, db) as server,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", timeout=60) as http,
        ):
            for number in range(_AT_ONCE):
                await _ask(http, keys, REGISTERED, registration(number, urgent=True))
            inputs: list[dict[str, Any]] = [registration(number, urgent=True) for number in range(MESSAGES)]
            for step in (REGISTERED, *STEPS):
                before, behind = machine.cpu(server.pid), machine.backends_cpu(db.postmaster)
                stood = await _all(http, keys, step, inputs)
                cost[step.name] = (
                    (machine.cpu(server.pid) - before) * 1000 / MESSAGES,
                    (machine.backends_cpu(db.postmaster) - behind) * 1000 / MESSAGES,
                )
                inputs = [{"id": one["id"], "version": one["version"]} for one in stood]
    finally:
        await forget_since(connection, begun)
        await connection.close()
    return cost


async def keys_of(dsn: str) -> Mapping[Role, Mapping[str, str]]:
    """A token's header for each role that takes part."""
    await database.open(dsn, pool_size=1)
    try:
        units = {row["kind"]: row["id"] for row in await database.reads().fetch("SELECT kind, id FROM unit")}
        made = {
            role: await create_token(
                role, name="Growth", scopes=frozenset({"read", "act"}), by=SYSTEM, unit_id=units[kind]
            )
            for role, kind in _UNITS.items()
        }
    finally:
        await database.close()
    return {role: {"authorization": f"Bearer {token.secret}"} for role, token in made.items()}


async def _all(
    http: httpx.AsyncClient, keys: Mapping[Role, Mapping[str, str]], step: Step, inputs: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    places = asyncio.Semaphore(_AT_ONCE)

    async def one(given: dict[str, Any]) -> dict[str, Any]:
        async with places:
            return await _ask(http, keys, step, given)

    return await asyncio.gather(*map(one, inputs))


async def _ask(
    http: httpx.AsyncClient, keys: Mapping[Role, Mapping[str, str]], step: Step, given: Mapping[str, Any]
) -> dict[str, Any]:
    """The message as it then stands."""
    known = {name: value for name, value in given.items() if step.versioned or name != "version"}
    body = {"query": step.document, "variables": {"input": {**known, **step.more}}}
    answer = (await http.post("/graphql", json=body, headers=dict(keys[step.role]))).json()
    assert not answer.get("errors"), answer
    (payload,) = answer["data"].values()
    assert not payload["problems"], payload
    message: dict[str, Any] = payload["message"]
    return message
