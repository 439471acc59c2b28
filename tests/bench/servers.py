"""The servers, each a process of its own on the same database, and what a run of load costs them."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlencode

import httpx
import orjson

from hotline.documents.rules import name_of
from tests.bench import machine
from tests.bench.documents import Shape

ROOT: Final = Path(__file__).parents[2]
SECRET: Final = "secret-of-the-benchmark-0123456789abcdef"
CONNECTIONS: Final = 8
POOL: Final = 8

OURS: Final = ("-m", "api.cli", "serve")
LIMIT: Final = ("-m", "tests.bench.limit")
ORDINARY: Final = ("-m", "tests.bench.ordinary")
# What people would pick instead, in Node.js.
PEERS: Final = {
    "PostGraphile": ("tests/bench/peers/postgraphile.js",),
    "Mercurius": ("tests/bench/peers/mercurius.js",),
    "Apollo": ("tests/bench/peers/apollo.js",),
}


class Database(Protocol):
    """What a server needs to know of its database."""

    @property
    def dsn(self) -> str: ...
    @property
    def folder(self) -> Path: ...
    @property
    def postmaster(self) -> int: ...
    @property
    def token(self) -> str: ...


@dataclass(frozen=True)
class Cost:
    """Of one run: milliseconds of CPU for a request, in the server and in the database; requests a second; and the
    milliseconds that the answer took, of half of them at most and of 99 in 100."""

    server: float
    database: float
    rate: float
    median: float
    p99: float


@dataclass(frozen=True)
class Server:
    """A running server, and the PostgreSQL server behind it."""

    port: int
    pid: int
    postmaster: int
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {
            "authorization": f"Bearer {self.token}",
            "accept-language": "en",
            "content-type": "application/json",
        }

    async def ask(self, document: str, variables: Mapping[str, object]) -> Any:
        """`data` of the answer."""
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", headers=self.headers) as http:
            response = await http.post("/graphql", content=body_of(document, variables), timeout=120)
        answer = response.json()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def cost(self, shape: Shape, seconds: float, *, connections: int = CONNECTIONS) -> Cost:
        """What the shape's requests cost, asked for some seconds."""
        headers = [f"{name}: {value}" for name, value in self.headers.items()]
        asked = query_of if shape.by_get else body_of
        lines = [[asked(shape.document, one).decode(), *headers] for one in shape.variables]
        for line, tag in zip(lines, shape.tags, strict=False):
            line.append(f"if-none-match: {tag}")
        before, behind = machine.cpu(self.pid), machine.backends_cpu(self.postmaster)
        load = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.load", str(self.port), str(seconds), str(connections)),
            stdin=PIPE,
            stdout=PIPE,
            cwd=ROOT,
        )
        printed, _ = await load.communicate(b"\n".join(map(orjson.dumps, lines)))
        answered, median, p99 = orjson.loads(printed)
        return Cost(
            (machine.cpu(self.pid) - before) * 1000 / answered,
            (machine.backends_cpu(self.postmaster) - behind) * 1000 / answered,
            answered / seconds,
            median,
            p99,
        )


def body_of(document: str, variables: Mapping[str, object]) -> bytes:
    """A GraphQL request; its operation is named, since the limit knows operations by name."""
    name = document.replace("mutation", "query").split("query ")[1].split("(")[0].strip()
    return orjson.dumps({"query": document, "operationName": name, "variables": variables})


def query_of(document: str, variables: Mapping[str, object]) -> bytes:
    """The same by GET, where the document is persisted."""
    operation = orjson.loads(body_of(document, variables))["operationName"]
    given = {"documentId": f"sha256:{name_of(document)}", "operationName": operation}
    return b"?" + urlencode(given | {"variables": orjson.dumps(variables)}).encode()


@asynccontextmanager
async def serving(command: Sequence[str], db: Database) -> AsyncIterator[Server]:
    """The server, answering, and ended at the end of the block."""
    port = free_port()
    arguments = command if command == OURS else (*command, str(port))
    environment = {
        "DATABASE_URL": db.dsn,
        "PAYESH_DATA": str(db.folder),
        # Counted as for everybody, and never spent.
        "PAYESH_BUDGET": str(10**12),
        # Nor is anybody turned away, of two thousand who come at once.
        "PAYESH_PLACES": "5000",
        "PAYESH_PORT": str(port),
        "PAYESH_SECRET": SECRET,
        "PAYESH_POOL_SIZE": str(POOL),
        "NODE_ENV": "production",
        "GRAPHILE_ENV": "production",
    }
    async with process(arguments, environment) as running:
        server = Server(port, running.pid, db.postmaster, db.token)
        ended, answers = asyncio.create_task(running.wait()), asyncio.create_task(answering(port))
        await asyncio.wait([ended, answers], return_when=asyncio.FIRST_COMPLETED)
        assert answers.done(), f"{command} ended"
        yield server


async def answering(port: int) -> None:
    """Wait until something listens."""
    while True:
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.02)


@asynccontextmanager
async def process(arguments: Sequence[str], environment: Mapping[str, str]) -> AsyncIterator[Process]:
    """A process of Python, or of Node.js, ended at the end of the block."""
    program = _node() if arguments[0].endswith(".js") else sys.executable
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PAYESH_")}
    running = await asyncio.create_subprocess_exec(program, *arguments, env=clean | environment, cwd=ROOT)
    try:
        yield running
    finally:
        if running.returncode is None:
            running.terminate()
        await running.wait()


def _node() -> str:
    """The one installed with the peers: PostGraphile wants a later one than many systems have."""
    installed = (ROOT / "tests/bench/peers/node_modules").glob("node-linux-*/bin/node")
    return str(next(installed, "node"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
