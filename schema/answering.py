"""One GraphQL request, one answer: the JSON bytes and what the wire must know of them.

Refusals that end an operation become one coded error; anything unforeseen becomes `INTERNAL` with the request's
id, and nothing of it leaves the house.
"""

import logging
import traceback
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

import orjson
from graphql import OperationType

from hotline.kit import database
from hotline.kit.refusals import Refusal
from hotline.kit.viewer import Viewer
from schema.acting import ALWAYS_TAKEN, Call, run_act
from schema.reader.arguments import Variables
from schema.reader.documents import Operation
from schema.reader.faults import Fault
from schema.reader.reading import Reader
from schema.reader.selecting import Compiler, fields_of

_log = logging.getLogger(__name__)
# In seconds, when the service is away.
_AGAIN = 2
_TOLD = ("cost", "limit", "seconds")


class Internal(Fault):
    """A bug of ours."""

    code, sentence, status = (
        "INTERNAL",
        "Something went wrong on our side. Quote the request id if you tell us.",
        500,
    )


class Unavailable(Fault):
    """The database cannot be reached, or had no time: the same request may do later."""

    code, sentence, status = "UNAVAILABLE", "The service is busy or restarting. Try again in a moment.", 503


class TookTooLong(Fault):
    """A statement was cancelled: it ran, or waited for others, longer than it may."""

    code, sentence, status = "TOOK_TOO_LONG", "This took too long and was stopped. Ask for less, or later.", 503


class IntrospectionOff(Fault):
    """Introspection by whom this server does not answer it."""

    code, sentence, status = "INTROSPECTION_OFF", "Introspection is off. The schema stands at /schema.graphql.", 403


class GetMutates(Fault):
    """A mutation by GET, which caches and link previews may repeat."""

    code, sentence, status = "METHOD_NOT_ALLOWED", "A mutation is sent by POST.", 405


class NeedsStream(Fault):
    """A subscription where one answer was asked for."""

    code, sentence, status = "NEEDS_STREAM", "A subscription needs Accept: text/event-stream, or a WebSocket.", 406


# Takes what an operation costs before it runs, and says what is left, where that is bounded; raises where it is too
# little. Without it nobody pays, and any cost is taken: so our own pages ask.
Pay = Callable[[int], int | None]


class Request(NamedTuple):
    """A GraphQL request as the wire gave it. `safe` marks a method that must not change anything."""

    text: str
    operation_name: str | None
    variables: Mapping[str, Any]
    request_id: str
    safe: bool = False
    extensions: Mapping[str, Any] = MappingProxyType({})


class Answer(NamedTuple):
    """The whole response body. `status` is what `application/graphql-response+json` asks for; `ran` tells
    whether the operation began (then `data` is there). `private` answers must not be stored by anyone. A refused
    request may be repeated after `retry_after` seconds."""

    body: bytes
    status: int = 200
    ran: bool = True
    private: bool = False
    retry_after: int = 0


# Who is told the schema by introspection; `known` are those with a token or a session.
Introspection = Literal["anybody", "known", "nobody"]


class Answerer:
    """Answers requests over the reader's schema."""

    def __init__(self, reader: Reader, *, introspection: Introspection = "anybody") -> None:
        self._introspection = introspection
        self.reader = reader

    async def answer(self, request: Request, call: Call, pay: Pay | None = None) -> Answer:
        """Never raises, but for cancellation."""
        try:
            operation = self.reader.document(request.text).operation(request.operation_name)
            if operation.introspects and not self._may_introspect(call.viewer):
                raise IntrospectionOff()
            if operation.kind is OperationType.SUBSCRIPTION:
                raise NeedsStream()
            if operation.kind is OperationType.MUTATION and request.safe:
                raise GetMutates()
            variables = operation.coerce(request.variables)
            if operation.kind is OperationType.MUTATION:
                return await self._mutation(operation, variables, request, call, pay)
            plan = self.reader.plan(operation, variables, call.viewer, free=pay is None)
            if plan.records and request.safe:
                raise GetMutates()
            left = None if pay is None else pay(plan.cost)
            data = await self.reader.run(plan, variables, call.viewer)
            end = self._told_cost(request, plan.cost, left) if request.extensions else b"}"
            return Answer(b"".join((b'{"data":', data, end)), private=plan.records)
        except Exception as error:
            return refusal_answer(error, request.request_id, call.viewer)

    def follows(self, request: Request) -> bool:
        """Whether the request is a subscription's. One that cannot be read is not."""
        try:
            operation = self.reader.document(request.text).operation(request.operation_name)
        except Fault:
            return False
        return operation.kind is OperationType.SUBSCRIPTION

    async def _mutation(
        self, operation: Operation, variables: Variables, request: Request, call: Call, pay: Pay | None
    ) -> Answer:
        """Field after field; one that fails is null beside its error, since those before it have committed."""
        root, selections = self.reader.root(operation.kind), [operation.node.selection_set]
        compiler = Compiler(
            self.reader.catalogue,
            operation.fragments,
            variables,
            call.viewer.roles,
            call.viewer.language,
            False,
        )
        fields = fields_of(compiler, root, selections)
        cost = self.reader.costs.of(compiler, root, selections)
        left = None
        if pay is not None:
            self.reader.costs.check(cost)
            # A citizen's message is taken, whatever has been spent.
            if not all(nodes[0].name.value in ALWAYS_TAKEN for nodes in fields.values()):
                left = pay(cost)
        parts: list[bytes] = []
        errors: list[dict[str, object]] = []
        done = False
        for key, nodes in fields.items():
            if nodes[0].name.value == "__typename":
                parts.append(b'"' + key.encode() + b'":"Mutation"')
                continue
            try:
                # What may not be read back is refused before anything is done.
                plan = self.reader.payload_plan(operation, key, nodes, variables, call.viewer)
                given = await run_act(self.reader, operation, nodes, variables, call)
                part = await self.reader.run(plan, variables, call.viewer, given=given, primary=True)
                done = True
            except Exception as error:
                if not done and isinstance(error, database.UNAVAILABLE):
                    # The whole may be tried again, and whoever looks at the status alone must see that.
                    raise
                part = b"null"
                errors.append(error_of(error, request.request_id, call.viewer, [key]))
            parts.append(b'"' + key.encode() + b'":' + part)
        body = b'{"data":{' + b",".join(parts) + b"}"
        if errors:
            body += b',"errors":' + orjson.dumps(errors)
        return Answer(body + self._told_cost(request, cost, left), private=True)

    def _may_introspect(self, viewer: Viewer) -> bool:
        known = viewer.person is not None or viewer.token is not None
        return self._introspection == "anybody" or (self._introspection == "known" and known)

    def _told_cost(self, request: Request, cost: int, left: int | None) -> bytes:
        """The end of a body, with the operation's cost where the request's `extensions` ask for it."""
        if request.extensions.get("cost") is not True:
            return b"}"
        told = {"cost": {"requested": cost, "limit": self.reader.costs.limit, "left": left}}
        return b',"extensions":' + orjson.dumps(told) + b"}"


def refusal_answer(error: Exception, request_id: str, viewer: Viewer) -> Answer:
    """The answer of a request that did not run."""
    refusal = as_refusal(error, request_id)
    body = orjson.dumps({"errors": [_told(refusal, request_id, viewer)]})
    return Answer(body, refusal.status, ran=False, retry_after=_retry_after(refusal))


def error_of(error: Exception, request_id: str, viewer: Viewer, path: list[str]) -> dict[str, object]:
    """One entry of `errors[]` for a field that failed."""
    return _told(as_refusal(error, request_id), request_id, viewer) | {"path": path}


def as_refusal(error: Exception, request_id: str) -> Refusal:
    """What may be said of an exception. An unforeseen one is logged by its kind and place, never its text,
    which may repeat a citizen's data."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, database.TOO_LONG):
        _log.warning("took too long request=%s", request_id)
        return TookTooLong()
    if isinstance(error, database.UNAVAILABLE):
        _log.warning("unavailable request=%s error=%s", request_id, type(error).__name__)
        return Unavailable()
    places = " < ".join(
        f"{frame.name}:{frame.lineno}" for frame in reversed(traceback.extract_tb(error.__traceback__))
    )
    _log.error("internal request=%s error=%s at=%s", request_id, type(error).__name__, places)
    return Internal()


def _retry_after(refusal: Refusal) -> int:
    if refusal.status == 503:
        return _AGAIN
    return int(str(refusal.details.get("seconds", 0)))


def _told(refusal: Refusal, request_id: str, viewer: Viewer) -> dict[str, object]:
    extensions: dict[str, object] = {"code": refusal.code, "requestId": request_id}
    # What programs may want to know of it, too.
    extensions |= {name: refusal.details[name] for name in _TOLD if name in refusal.details}
    if refusal.path:
        extensions["path"] = ".".join(map(str, refusal.path))
    return {"message": refusal.say(viewer.language), "extensions": extensions}
