"""Asking the schema: the documents beside this file, under the rights of whoever asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from starlette.types import Scope

from api.languages import speaking
from api.open311.parameters import Wanted
from api.open311.refused import Error, NoKey, NoSuchService, Refused
from api.requests import request_id_of
from api.viewers import Unauthenticated, Viewers
from hotline.kit.numbering import InvalidTrackingCode, read_tracking_code
from hotline.kit.refusals import NotFound
from hotline.kit.viewer import ANONYMOUS, Viewer
from portal.asking import load
from schema.acting import Call
from schema.answering import Answerer, Request

Node = Mapping[str, Any]

_SERVICES: Final = load(__file__, "services.graphql")
_SERVICE: Final = load(__file__, "service.graphql")
_REQUESTS: Final = load(__file__, "requests.graphql")
_REGISTER: Final = load(__file__, "register.graphql")
# What a mutation's field may fail of; anything else is our bug.
_FAILED: Final = {"UNAVAILABLE": 503}


@dataclass(frozen=True)
class Schema:
    """The questions of this interface. Reading sees what the public may know, whoever reads."""

    answerer: Answerer
    viewers: Viewers
    call_of: Callable[[Viewer, str | None], Call]

    async def services(self, scope: Scope, language: str) -> list[Node]:
        found: list[Node] = (await self._read(scope, language, _SERVICES, {}))["categories"]
        return found

    async def service(self, scope: Scope, language: str, code: str) -> Node:
        """Raises NoSuchService, also for one that is no longer offered."""
        category: Node | None = None
        if code.isprintable():
            category = (await self._read(scope, language, _SERVICE, {"code": code}))["category"]
        if category is None or not category["active"]:
            raise NoSuchService()
        return category

    async def page(self, scope: Scope, language: str, wanted: Wanted) -> Node:
        variables = {"filter": wanted.filter, "first": wanted.first, "after": wanted.after}
        page: Node = (await self._read(scope, language, _REQUESTS, variables))["messages"]
        return page

    async def message(self, scope: Scope, language: str, id_: str) -> Node:
        """The message with this id, with or without its strokes. Raises NotFound."""
        try:
            wanted = Wanted({"trackingCodes": [read_tracking_code(id_)]}, 1)
        except InvalidTrackingCode:
            raise NotFound() from None
        found: list[Node] = (await self.page(scope, language, wanted))["nodes"]
        if not found:
            raise NotFound()
        return found[0]

    async def register(self, scope: Scope, language: str, draft: Mapping[str, object], by: Viewer) -> Node:
        found: Node = (await self._ask(scope, _REGISTER, {"input": draft}, speaking(by, language), safe=False))[
            "registerMessage"
        ]
        return found

    async def holder_of(self, scope: Scope, key: str) -> Viewer:
        """Whoever the key stands for; what they may do is for the act to say. Raises NoKey."""
        if not key.isascii():
            raise NoKey()
        headers = [(b"authorization", b"Bearer " + key.encode())]
        try:
            return await self.viewers.of({**scope, "headers": headers})
        except Unauthenticated:
            raise NoKey() from None

    async def _read(
        self, scope: Scope, language: str, document: str, variables: Mapping[str, object]
    ) -> dict[str, Any]:
        return await self._ask(scope, document, variables, speaking(ANONYMOUS, language), safe=True)

    async def _ask(
        self, scope: Scope, document: str, variables: Mapping[str, object], by: Viewer, *, safe: bool
    ) -> dict[str, Any]:
        question = Request(document, None, variables, request_id_of(scope), safe)
        answer = await self.answerer.answer(question, self.call_of(by, None))
        found: dict[str, Any] = orjson.loads(answer.body)
        if "errors" in found:
            first = found["errors"][0]
            status = _FAILED.get(first["extensions"]["code"], 500) if answer.ran else answer.status
            raise Refused([Error(status, first["message"])])
        data: dict[str, Any] = found["data"]
        return data
