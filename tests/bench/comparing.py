"""Whether two servers answer alike, moments compared as moments: their text has several right spellings."""

import re
from datetime import datetime
from typing import Any

from tests.bench.documents import Shape
from tests.bench.servers import Server

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(\+00:00|Z)")


async def assert_alike(shape: Shape, servers: dict[str, Server], *, asked: int) -> None:
    """Raises AssertionError naming the shape, the server and the first place that differs."""
    for variables in shape.variables[:: max(len(shape.variables) // asked, 1)]:
        answers = {name: await server.ask(shape.document, variables) for name, server in servers.items()}
        (first, expected), *others = answers.items()
        assert next(iter(expected.values())), f"{shape.name}: nothing found for {variables}"
        for name, answer in others:
            place = difference(expected, answer)
            assert place is None, f"{shape.name}: {name} differs from {first} at {place}"


def difference(one: Any, other: Any, path: str = "data") -> str | None:
    """Where two answers differ first; None if nowhere."""
    if isinstance(one, dict) and isinstance(other, dict) and list(one) == list(other):
        return next((found for key in one if (found := difference(one[key], other[key], f"{path}.{key}"))), None)
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return next((found for i, pair in pairs if (found := difference(*pair, f"{path}[{i}]"))), None)
    return None if _read(one) == _read(other) else f"{path}: {one!r} is not {other!r}"


def _read(value: Any) -> Any:
    return datetime.fromisoformat(value) if isinstance(value, str) and _MOMENT.fullmatch(value) else value
