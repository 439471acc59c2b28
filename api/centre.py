"""A stand-in for the operations centre, a process of its own, so that the whole way is real in demo and tests.

It keeps what it received, and under which key, in a file: killed and started again, it knows a repeat as one. Its
mood can be set, since a real centre has bad days too: `well`, `slow` (answers late), `hanging` (never answers),
`down` (503), `forgetful` (takes the message, then loses its answer: the case that idempotency keys are for), and
`twice` (tells everything two times). It tells us how its work goes on, as the real one does; started again, only of
what comes then.
"""

import asyncio
import hmac
import time
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape
from pathlib import Path
from typing import Final

import orjson
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from api.centre_telling import Telling
from api.gateways.centre import SIGNATURE, sign

SLOW_SECONDS: Final = 3.0


class Mood(StrEnum):
    WELL = "well"
    SLOW = "slow"
    DOWN = "down"
    FORGETFUL = "forgetful"
    HANGING = "hanging"
    TWICE = "twice"


_WAITS: Final = {Mood.SLOW: SLOW_SECONDS, Mood.HANGING: 3600.0}


@dataclass
class Received:
    """A dispatch that took effect. `times` counts how often it was posted: its effect is one."""

    receipt: str
    content: dict[str, object]
    at: float
    times: int = 1


@dataclass
class _Memory:
    key: bytes
    telling: Telling
    kept: Path
    mood: Mood = Mood.WELL
    received: dict[str, Received] = field(default_factory=dict)

    def recall(self) -> None:
        """What was received before this process."""
        self.kept.parent.mkdir(parents=True, exist_ok=True)
        with self.kept.open("a+b") as file:
            file.seek(0)
            for line in (lines := file.readlines()):
                # The last line of one that was killed may be a part.
                if line.endswith(b"\n"):
                    self._receive(*orjson.loads(line))
            if lines and not lines[-1].endswith(b"\n"):
                file.truncate(file.tell() - len(lines[-1]))

    def receive(self, idempotency_key: str, content: dict[str, object]) -> Received:
        """What the post came to, written down before it is answered."""
        post = (idempotency_key, content, time.time())  # clock: the stand-in has no database
        with self.kept.open("ab") as file:
            file.write(orjson.dumps(post) + b"\n")
        return self._receive(*post)

    def _receive(self, idempotency_key: str, content: dict[str, object], at: float) -> Received:
        known = self.received.get(idempotency_key)
        if known:
            known.times += 1
        else:
            known = self.received[idempotency_key] = Received(f"C{len(self.received) + 1:06}", content, at)
        return known


def app(key: str, kept: Path, url: str = "", pace: float = 0) -> Starlette:
    """The stand-in centre, which shares `key` with us and keeps what it receives in the file `kept`. It tells what
    it does to the server at `url`, a step every `pace` seconds; at 0 only when it is asked to."""
    memory = _Memory(key.encode(), Telling(url, key.encode(), pace), kept)
    memory.recall()

    async def receive(request: Request) -> Response:
        return await _receive(request, memory)

    async def show(request: Request) -> Response:
        if "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(_page(memory))
        return JSONResponse({"mood": memory.mood, "dispatches": list(map(_shown, memory.received.values()))})

    async def feel(request: Request) -> Response:
        try:
            memory.mood = Mood(orjson.loads(await request.body())["mood"])
        except (orjson.JSONDecodeError, ValueError, KeyError, TypeError):
            return JSONResponse({"problem": f"a mood is one of {', '.join(Mood)}"}, 400)
        return JSONResponse({"mood": memory.mood})

    async def tell(request: Request) -> Response:
        """Tell us what the body says, under the event id in the path."""
        answer = await memory.telling.tell(request.path_params["event"], orjson.loads(await request.body()))
        return Response(answer.content, answer.status_code, media_type="application/json")

    async def home(request: Request) -> Response:
        return RedirectResponse("/dispatches")

    return Starlette(
        routes=[
            Route("/", home),
            Route("/dispatches", receive, methods=["POST"]),
            Route("/dispatches", show),
            Route("/mood", feel, methods=["PUT"]),
            Route("/statuses/{event:path}", tell, methods=["POST"]),
        ]
    )


async def _receive(request: Request, memory: _Memory) -> Response:
    try:
        body = await request.body()
    except ClientDisconnect:
        return Response(status_code=400)
    if not hmac.compare_digest(request.headers.get(SIGNATURE, "").encode(), sign(body, memory.key).encode()):
        return JSONResponse({"problem": "the signature is not yours"}, 401)
    mood = memory.mood
    if mood == Mood.DOWN:
        return JSONResponse({"problem": "out of order"}, 503)
    idempotency_key = request.headers.get("idempotency-key", "")
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        content = None
    if not idempotency_key or not isinstance(content, dict):
        return JSONResponse({"problem": "send a JSON object and an Idempotency-Key"}, 400)
    if mood in _WAITS:
        await asyncio.sleep(_WAITS[mood])
    received = memory.receive(idempotency_key, content)
    if received.times == 1:
        memory.telling.begin(received.receipt, content, twice=mood == Mood.TWICE)
    if mood == Mood.FORGETFUL:
        return JSONResponse({"problem": "the answer was lost"}, 500)
    return JSONResponse({"receipt": received.receipt}, 201 if received.times == 1 else 200)


def _shown(received: Received) -> dict[str, object]:
    return {"receipt": received.receipt, "times": received.times, "receivedAt": received.at, **received.content}


def _page(memory: _Memory) -> str:
    rows = "".join(_row(received) for received in reversed(memory.received.values()))
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Stand-in operations centre</title>'
        "<style>body{font:16px/1.5 system-ui;margin:2rem}td,th{padding:.3rem .8rem;text-align:start}</style>"
        f"<h1>Stand-in operations centre</h1><p>Mood: {memory.mood}. Received: {len(memory.received)}.</p>"
        "<table><tr><th>Receipt<th>Code<th>Ground<th>Text<th>Posted</tr>"
        f"{rows}</table></html>"
    )


def _row(received: Received) -> str:
    content = received.content
    cells = (received.receipt, content.get("trackingCode"), content.get("ground"), content.get("text"))
    shown = "".join(f'<td><bdi dir="auto">{escape(str(cell))}</bdi>' for cell in cells)
    return f"<tr>{shown}<td>{received.times} ×</tr>"
