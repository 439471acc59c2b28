"""Mutations: one field, one input, one action, one transaction; the payload is read after the commit."""

from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import orjson
import strawberry
from graphql import FieldNode

from hotline.files.store import Store
from hotline.kit.refusals import Refusal, Refusals
from hotline.kit.viewer import Viewer
from hotline.messages import idempotency
from hotline.messages.idempotency import Attempt, Refused
from hotline.people.rules import may_act
from schema.inputs import taker_of
from schema.reader.arguments import Variables, arguments_of
from schema.reader.catalogue import definition_of
from schema.reader.declarations import argument
from schema.reader.documents import Operation
from schema.reader.reading import Reader


class Call(NamedTuple):
    """Who acts, and what the act may need that is not input: the request's idempotency key, how to seal a receipt
    for a citizen, and where files are."""

    viewer: Viewer
    idempotency_key: str | None
    seal: Callable[[UUID], str]
    store: Store


ACT = "act"
_KEEPS_KEYS = "keeps keys"
_KEY = "idempotencyKey"
# Mutations that no budget holds up: a citizen may be waiting.
ALWAYS_TAKEN = frozenset({"registerMessage"})

# What an action answers, by the payload's field names; ids where the payload finds a row.
Given = Mapping[str, object]
Act = Callable[[Call, Any], Awaitable[Given]]


def act(run: Act, input_type: type, payload: type, description: str, *, keeps_keys: bool = False) -> Any:
    """A mutation field: `run(call, input)` does it, `payload` says what is read of its answer. A hot one keeps its
    idempotency keys itself, with its other rows; for all others it is done here."""

    metadata = {ACT: run, _KEEPS_KEYS: keeps_keys}
    field = strawberry.field(graphql_type=payload | None, description=description, metadata=metadata)
    field.arguments = [argument("input", input_type, "What to do.", ...)]
    return field


async def run_act(
    reader: Reader,
    operation: Operation,
    nodes: list[FieldNode],
    variables: Variables,
    call: Call,
) -> Given:
    """Run the action behind one mutation field. Refusals become the payload's problems."""
    field = reader.root(operation.kind).fields[nodes[0].name.value]
    definition = definition_of(field)
    input = arguments_of(field, nodes[0], variables)["input"].known
    run: Act = definition.metadata[ACT]
    try:
        if refused_token := may_act(call.viewer):
            raise refused_token()
        attempt = None
        if not definition.metadata[_KEEPS_KEYS]:
            attempt = _attempt(call, nodes[0].name.value, input)
        taken = taker_of(field.args["input"].type)(input)
        if attempt is None:
            return {"problems": [], **await run(call, taken)}
        return {"problems": [], **await idempotency.once(attempt, lambda: run(call, taken))}
    except Refused as refused:
        return refused.given
    except Refusals as refused:
        return {"problems": [_problem(refusal, call.viewer.language) for refusal in refused.problems]}
    except Refusal as refusal:
        return {"problems": [_problem(refusal, call.viewer.language)]}


def _attempt(call: Call, field: str, input: Mapping[str, object]) -> Attempt | None:
    """None without a key, and for whoever is nobody in particular: their keys would be each other's."""
    key = input.get(_KEY) or call.idempotency_key
    if key is None or (call.viewer.person is call.viewer.token is None and not call.viewer.messages):
        return None
    said = {name: value for name, value in input.items() if name != _KEY}
    body = orjson.dumps(said, default=str, option=orjson.OPT_SORT_KEYS)
    return idempotency.attempt(call.viewer, str(key), field, sha256(body).digest())


def _problem(refusal: Refusal, language: str) -> dict[str, object]:
    return {"code": refusal.code, "path": list(map(str, refusal.path)), "message": refusal.say(language)}
