"""Which refusals an act may come to, found by following what its code names: more than it raises on a given day,
and none that it does not know."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

import api
import hotline
import policy_board
import portal
import schema
from hotline.kit.refusals import Refusal

_ROOMS: Final = (api, hotline, policy_board, portal, schema)
_OURS: Final = ("hotline.", "policy_board.", "schema.")
# Nobody names these, and they run all the same.
_UNNAMED: Final = frozenset({"__init__", "__post_init__"})


def every_refusal() -> list[type[Refusal]]:
    """All that our rooms declare, by code."""
    for room in _ROOMS:
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            # Migrations declare no refusal, and a `__main__` would run.
            if ".migrations" not in found.name and not found.name.endswith("__main__"):
                importlib.import_module(found.name)
    ours = {room.__name__ for room in _ROOMS}
    found_ones = {one.code: one for one in _below(Refusal) if one.__module__.split(".")[0] in ours}
    return [found_ones[code] for code in sorted(found_ones)]


def _below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for child in kind.__subclasses__():
        if "code" in vars(child):
            yield child
        yield from _below(child)


def refusals_of(act: object) -> set[type[Refusal]]:
    """The refusals behind a function, or behind any function it names."""
    found: set[type[Refusal]] = set()
    seen: set[object] = set()
    waiting: list[object] = [act]
    while waiting:
        one: Any = waiting.pop()
        one = inspect.unwrap(one) if callable(one) else one
        if isinstance(one, type) and issubclass(one, Refusal):
            if one is not Refusal:
                found.add(one)
        elif isinstance(one, FunctionType) and one not in seen and one.__module__.startswith(_OURS):
            seen.add(one)
            waiting += _named(one.__code__, one.__globals__)
            waiting += [cell.cell_contents for cell in one.__closure__ or ()]
    return found


def _named(code: CodeType, names: dict[str, Any]) -> list[object]:
    """What a code names: of its module, of modules it reaches into, and the methods of classes it makes."""
    found: list[object] = []
    for name in code.co_names:
        value = names.get(name)
        if isinstance(value, ModuleType) and value.__name__.startswith(_OURS):
            values = [getattr(value, inner, None) for inner in code.co_names]
        else:
            values = [value]
        for each in values:
            found.append(each)
            if isinstance(each, type) and each.__module__.startswith(_OURS) and not issubclass(each, Refusal):
                called = _UNNAMED | set(code.co_names)
                found += [method for method_name, method in vars(each).items() if method_name in called]
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found += _named(constant, names)
    return found
