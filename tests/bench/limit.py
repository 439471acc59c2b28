"""The limit: what a server by hand would cost that does nothing but these five questions and districtFigures.

Its SQL has the same predicates and gives the same JSON, whose text goes out as it is; the viewer is found and the
bytes sent by the same code and server as ours. Its connections are of asyncpg's own pool, as one would have it by
hand, but without the RESET at each release. `python -m tests.bench.limit PORT`.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
import uvicorn
from starlette.types import Receive, Scope, Send

from api import settings
from api.requests import read_body
from api.viewers import Viewers
from hotline.kit import database
from hotline.kit.viewer import Viewer
from portal.cycle.pages import PAGE as CYCLE
from schema import root
from schema.message import MESSAGE_ORDERS
from schema.reader.cursors import read_cursor
from schema.reader.plans import Plan
from schema.reader.reading import Reader
from tests.bench.limit_sql import DETAIL, DISTRICTS, FLAT, NESTED, QUEUE

_NEWEST: Final = MESSAGE_ORDERS["REGISTERED_AT_DESC"]

Values = Mapping[str, Any]
Arguments = Callable[[Values, Viewer], Sequence[object]]


def _after(variables: Values, _: Viewer) -> tuple[object, ...]:
    return read_cursor(variables["after"], "Message.REGISTERED_AT_DESC", _NEWEST)


def _days(variables: Values, _: Viewer) -> tuple[object, ...]:
    return date.fromisoformat(variables["from"]), date.fromisoformat(variables["to"])


# By the operation's name.
QUESTIONS: Final[Mapping[str, tuple[str, Arguments]]] = {
    "Detail": (DETAIL, lambda variables, _: (variables["code"],)),
    "Queue": (QUEUE, lambda _, viewer: (viewer.person,)),
    "Nested": (NESTED, _after),
    "Flat": (FLAT, _after),
    "Districts": (DISTRICTS, _days),
}


@lru_cache
def _cycle(viewer: Viewer) -> Plan:
    """The cycle page's statement, a dozen sub-selects long, is the one that ours compiles: what is measured is the
    server around it."""
    reader = Reader(root.build()._schema)
    operation = reader.document(CYCLE).operation("Cycle")
    return reader.plan(operation, operation.coerce({"code": "", "after": None}), viewer)


class Limit:
    """An ASGI app: a viewer, one statement, its text."""

    def __init__(self, given: settings.Settings) -> None:
        self.settings = given
        self.viewers = Viewers(given.keys)
        # Of its own where it is served.
        self.pool: Any = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        viewer = await self.viewers.of(scope)
        if scope["method"] == "GET":
            given_by_get = dict(parse_qsl(scope["query_string"].decode()))
            name, variables = given_by_get["operationName"], orjson.loads(given_by_get["variables"])
        else:
            asked = orjson.loads(await read_body(receive))
            name, variables = asked["operationName"], asked["variables"]
        if name == "Cycle":
            plan = _cycle(viewer)
            sql, given = plan.sql, plan.parameters(variables, viewer, {})
        else:
            sql, arguments = QUESTIONS[name]
            given = arguments(variables, viewer)
        async with (self.pool or database.reads()).acquire() as connection:
            found = await connection.fetchval(sql, *given)
        body = b'{"data":' + (found if name == "Cycle" else found.encode()) + b"}"
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        assert self.settings.database_url
        where, size = self.settings.database_url, self.settings.pool_size
        # The viewer is found over ours.
        await database.open(where, pool_size=size)
        self.pool = await database.read_pool(where, pool_size=size)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.pool.close()
        await database.close()
        await send({"type": "lifespan.shutdown.complete"})


if __name__ == "__main__":
    uvicorn.run(
        Limit(settings.load()), port=int(sys.argv[1]), loop="uvloop", http="httptools", access_log=False,
        server_header=False, log_level="warning",
    )  # fmt: skip
