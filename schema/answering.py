"""One GraphQL request, one answer: the JSON bytes and what the wire must know of them.

Refusals that end an operation become one coded error; anything unforeseen becomes `INTERNAL` with the request's
id, and nothing of it leaves the house.
"""

import logging
import traceback
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson
import strawberry
from graphql import OperationType

from hotline.kit import database
from hotline.kit.refusals import Refusal
from hotline.kit.viewer import Viewer
from schema.acting import Call, run_act
from schema.reader.arguments import Variables
from schema.reader.documents import Operation
from schema.reader.faults import Fault
from schema.reader.reading import Reader
from schema.reader.selecting import Compiler, fields_of

_log = logging.getLogger(__name__)


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


class GetMutates(Fault):
    """A mutation by GET, which caches and link previews may repeat."""

    code, sentence, status = "METHOD_NOT_ALLOWED", "A mutation is sent by POST.", 405


class NeedsStream(Fault):
    """A subscription where one answer was asked for."""

    code, sentence, status = "NEEDS_STREAM", "A subscription needs Accept: text/event-stream, or a WebSocket.", 406


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
    whether the operation began (then `data` is there). `private` answers must not be stored by anyone."""

    body: bytes
    status: int = 200
    ran: bool = True
    private: bool = False


class Answerer:
    """Answers requests over one schema."""

    def __init__(self, strawberry_schema: strawberry.Schema, reader: Reader) -> None:
        self._strawberry = strawberry_schema
        self.reader = reader

    async def answer(self, request: Request, call: Call) -> Answer:
        """Never raises, but for cancellation."""
        try:
            operation = self.reader.document(request.text).operation(request.operation_name)
            if operation.kind is OperationType.SUBSCRIPTION:
                raise NeedsStream()
            if operation.kind is OperationType.MUTATION and request.safe:
                raise GetMutates()
            variables = operation.coerce(request.variables)
            if operation.kind is OperationType.MUTATION:
                return await self._mutation(operation, variables, request, call)
            plan = self.reader.plan(operation, variables, call.viewer)
            if plan.records and request.safe:
                raise GetMutates()
            data = await self.reader.run(plan, variables, call.viewer)
            return Answer(b"".join((b'{"data":', data, b"}")), private=plan.records)
        except Exception as error:
            return refusal_answer(error, request.request_id, call.viewer)

    def follows(self, request: Request) -> bool:
        """Whether the request is a subscription's. One that cannot be read is not."""
        try:
            operation = self.reader.document(request.text).operation(request.operation_name)
        except Fault:
            return False
        return operation.kind is OperationType.SUBSCRIPTION

    async def _mutation(self, operation: Operation, variables: Variables, request: Request, call: Call) -> Answer:
        """Field after field; one that fails is null beside its error, since those before it have committed."""
        fields = fields_of(
            Compiler(
                self.reader.catalogue,
                operation.fragments,
                variables,
                call.viewer.roles,
                call.viewer.language,
                False,
            ),
            self.reader.root(operation.kind),
            [operation.node.selection_set],
        )
        parts: list[bytes] = []
        errors: list[dict[str, object]] = []
        for key, nodes in fields.items():
            if nodes[0].name.value == "__typename":
                parts.append(b'"' + key.encode() + b'":"Mutation"')
                continue
            try:
                # What may not be read back is refused before anything is done.
                self.reader.payload_plan(operation, key, nodes, variables, call.viewer)
                given = await run_act(self.reader, self._strawberry, operation, nodes, variables, call)
                part = await self.reader.payload(operation, key, nodes, variables, call.viewer, given)
            except Exception as error:
                part = b"null"
                errors.append(error_of(error, request.request_id, call.viewer, [key]))
            parts.append(b'"' + key.encode() + b'":' + part)
        body = b'{"data":{' + b",".join(parts) + b"}"
        if errors:
            body += b',"errors":' + orjson.dumps(errors)
        return Answer(body + b"}", private=True)


def refusal_answer(error: Exception, request_id: str, viewer: Viewer) -> Answer:
    """The answer of a request that did not run."""
    refusal = as_refusal(error, request_id)
    body = orjson.dumps({"errors": [_told(refusal, request_id, viewer)]})
    return Answer(body, status=refusal.status, ran=False)


def error_of(error: Exception, request_id: str, viewer: Viewer, path: list[str]) -> dict[str, object]:
    """One entry of `errors[]` for a field that failed."""
    return _told(as_refusal(error, request_id), request_id, viewer) | {"path": path}


def as_refusal(error: Exception, request_id: str) -> Refusal:
    """What may be said of an exception. An unforeseen one is logged by its kind and place, never its text,
    which may repeat a citizen's data."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, database.UNAVAILABLE):
        _log.warning("unavailable request=%s error=%s", request_id, type(error).__name__)
        return Unavailable()
    places = " < ".join(
        f"{frame.name}:{frame.lineno}" for frame in reversed(traceback.extract_tb(error.__traceback__))
    )
    _log.error("internal request=%s error=%s at=%s", request_id, type(error).__name__, places)
    return Internal()


def _told(refusal: Refusal, request_id: str, viewer: Viewer) -> dict[str, object]:
    extensions = {"code": refusal.code, "requestId": request_id}
    if refusal.path:
        extensions["path"] = ".".join(map(str, refusal.path))
    return {"message": refusal.say(viewer.language), "extensions": extensions}
