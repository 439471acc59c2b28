"""What the portal's pages find on their request: who looks, in which language, and how to ask the schema.

A page has no other way to data than `ask`: the same documents, rules and answers as any frontend; and none to files
than `take`, which keeps them as `POST /files` does. `press` makes a PDF of a sheet.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.languages import COOKIE, asked_language, page_language, speaking
from api.origins import csrf_of
from api.pressing import Press
from api.reports import Reports
from api.requests import request_id_of
from api.viewers import Unauthenticated, Viewers
from hotline.kit import database
from hotline.kit.viewer import ANONYMOUS, Viewer
from portal.asking import Ask, Failed, NotAllowed
from schema.acting import Call
from schema.answering import Answerer, as_refusal
from schema.answering import Request as Question

_YEAR: Final = 31_536_000
_SAFE: Final = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Pages:
    """Wraps the portal's routes."""

    app: ASGIApp
    answerer: Answerer
    viewers: Viewers
    call_of: Callable[[Viewer, str | None], Call]
    reports: Reports
    press: Press
    public_url: str
    secret: bytes = field(repr=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        state = request.state
        viewer = ANONYMOUS
        # A cookie that no longer holds: whoever has it is a visitor, and signs in again.
        with suppress(Unauthenticated):
            viewer = await self.viewers.of(scope)
        state.language = page_language(scope, viewer)
        state.viewer = speaking(viewer, state.language)
        state.csrf = csrf_of(scope, self.secret)
        state.now, state.mark = await database.moment()
        state.ask = self._ask(request, safe=request.method in _SAFE)
        # What a page says of itself by being looked at: that a member opened it.
        state.tell = self._ask(request, safe=False)
        state.press, state.public_url = self.press, self.public_url
        state.take = partial(self.reports.take, by=state.viewer)
        try:
            await self.app(scope, receive, _remembering(scope, send))
        except Exception as error:
            as_refusal(error, request_id_of(scope))

    def _ask(self, request: Request, *, safe: bool) -> Ask:
        async def ask(document: str, variables: Mapping[str, object]) -> dict[str, Any]:
            question = Question(document, None, variables, request_id_of(request.scope), safe)
            answer = await self.answerer.answer(question, self.call_of(request.state.viewer, None))
            found: dict[str, Any] = orjson.loads(answer.body)
            if "errors" in found:
                first = found["errors"][0]
                code, message = first["extensions"]["code"], first["message"]
                if answer.status in (401, 403):
                    raise NotAllowed(code, message)
                raise Failed(code, message, answer.status)
            data: dict[str, Any] = found["data"]
            return data

        return ask


def _remembering(scope: Scope, send: Send) -> Send:
    """Remember on this device the language its address asked for."""
    language = asked_language(scope)
    if language is None:
        return send

    async def remember(message: Message) -> None:
        if message["type"] == "http.response.start":
            cookie = f"{COOKIE}={language}; Path=/; Max-Age={_YEAR}; SameSite=Lax"
            message["headers"] = [*message["headers"], (b"set-cookie", cookie.encode())]
        await send(message)

    return remember
