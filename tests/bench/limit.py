"""The limit: what a server by hand would cost that does nothing but these four questions and districtFigures.

Its SQL has the same predicates and gives the same JSON, whose text goes out as it is; the viewer is found, the
pool lent and the bytes sent by the same code and server as ours. `python -m tests.bench.limit PORT`.
"""

import sys
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

import orjson
import uvicorn
from starlette.types import Receive, Scope, Send

from api import settings
from api.requests import read_body
from api.viewers import Viewers
from hotline.kit import database
from hotline.kit.viewer import Viewer
from schema.message import MESSAGE_ORDERS
from schema.reader.cursors import read_cursor
from tests.bench.limit_sql import DETAIL, DISTRICTS, FLAT, NESTED, QUEUE

_NEWEST: Final = MESSAGE_ORDERS["REGISTERED_AT_DESC"]

Values = Mapping[str, Any]
Arguments = Callable[[Values, Viewer], tuple[object, ...]]


def _after(variables: Values, _: Viewer) -> tuple[object, ...]:
    return read_cursor(variables["after"], "REGISTERED_AT_DESC", _NEWEST)


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


class Limit:
    """An ASGI app: a viewer, one statement, its text."""

    def __init__(self, given: settings.Settings) -> None:
        self.settings = given
        self.viewers = Viewers(given.key)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        viewer = await self.viewers.of(scope)
        asked = orjson.loads(await read_body(receive))
        sql, arguments = QUESTIONS[asked["operationName"]]
        async with database.reads().acquire() as connection:
            text = await connection.fetchval(sql, *arguments(asked["variables"], viewer))
        body = b'{"data":' + text.encode() + b"}"
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        assert self.settings.database_url
        await database.open(self.settings.database_url, pool_size=self.settings.pool_size)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await database.close()
        await send({"type": "lifespan.shutdown.complete"})


if __name__ == "__main__":
    uvicorn.run(
        Limit(settings.load()), port=int(sys.argv[1]), loop="uvloop", http="httptools", access_log=False,
        server_header=False, log_level="warning",
    )  # fmt: skip
