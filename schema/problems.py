"""The codes that a refusal of an act may carry, as an enum of all that the rooms below declare."""

import importlib
import pkgutil
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final

import strawberry
from strawberry.annotation import StrawberryAnnotation

import hotline
import policy_board
from hotline.kit.refusals import Refusal
from schema.reader.declarations import Given, declare


def _declared(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for child in kind.__subclasses__():
        if "code" in vars(child):
            yield child
        yield from _declared(child)


# Whatever an act may come to is declared in these rooms, in modules that somebody may import later than us.
for _room in (hotline, policy_board):
    for _found in pkgutil.walk_packages(_room.__path__, f"{_room.__name__}."):
        importlib.import_module(_found.name)
_ROOMS: Final = ("hotline.", "policy_board.")
SENTENCES: Final = dict(
    sorted((kind.code, kind.sentence) for kind in _declared() if kind.__module__.startswith(_ROOMS))
)
ProblemCode = StrEnum("ProblemCode", {code: code for code in SENTENCES})  # type: ignore[misc]  # read from classes
strawberry.enum(
    ProblemCode, description="Why something is refused. Codes are added, and never change their meaning."
)


def code(description: str, *, nullable: bool = False) -> Any:
    """A field that holds one."""
    field = declare(Given(), description)
    field.type_annotation = StrawberryAnnotation(ProblemCode | None if nullable else ProblemCode)
    return field
