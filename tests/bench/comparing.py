"""Whether two servers answer alike, moments compared as moments: their text has several right spellings."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.bench.documents import Shape
from tests.bench.postgraphile_documents import reshaped, unsigned
from tests.bench.servers import Server

_MEANWHILE = 5
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(\+00:00|Z)")


async def assert_alike(
    shape: Shape, servers: Mapping[str, Server], *, asked: int, words: Mapping[str, Shape]
) -> None:
    """Raises AssertionError naming the shape, the server and the first place that differs. `words` is the shape as
    servers are asked that have words of their own for it."""
    for at in range(0, len(shape.variables), max(len(shape.variables) // asked, 1)):
        (first, expected), *others = [
            (name, await server.ask(own.document, own.variables[at]))
            for name, server in servers.items()
            for own in [words.get(name, shape)]
        ]
        assert next(iter(expected.values())), f"{shape.name}: nothing found for {shape.variables[at]}"
        for name, answer in others:
            if name in words:
                place = difference(unsigned(expected), unsigned(reshaped(answer)))
            else:
                place = difference(expected, answer)
            assert place is None, f"{shape.name}: {name} differs from {first} at {place}"


def difference(one: Any, other: Any, path: str = "data") -> str | None:
    """Where two answers differ first; None if nowhere."""
    if isinstance(one, dict) and isinstance(other, dict) and list(one) == list(other):
        return next((found for key in one if (found := difference(one[key], other[key], f"{path}.{key}"))), None)
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return next((found for i, pair in pairs if (found := difference(*pair, f"{path}[{i}]"))), None)
    # Time that still runs, and they are asked one after the other.
    if path.endswith("econds") and isinstance(one, int) and isinstance(other, int):
        return None if abs(one - other) <= _MEANWHILE else f"{path}: {one} is not {other}"
    return None if _read(one) == _read(other) else f"{path}: {one!r} is not {other!r}"


def _read(value: Any) -> Any:
    return datetime.fromisoformat(value) if isinstance(value, str) and _MOMENT.fullmatch(value) else value
