"""Finding a person by name, for the pages that put somebody on record."""

from dataclasses import dataclass, field
from typing import Any, Final

from starlette.requests import Request

from portal.asking import Failed, load

FIND: Final = load(__file__, "find.graphql")
KNOWN: Final = load(__file__, "known.graphql")
# More than these are told apart by a longer name.
SIZE: Final = 20
_NO_NAMES: Final = {"TEXT_UNCLEAN", "TEXT_TOO_LONG", "TEXT_EMPTY"}


@dataclass(frozen=True)
class Found:
    """Who has this name, and whether there are `more`; None where nobody was looked for."""

    people: list[dict[str, Any]] | None = None
    more: bool = False
    problems: dict[str, str] = field(default_factory=dict)


async def find(request: Request, name: str) -> Found:
    """Who works with the system under this name, or what is wrong with it."""
    try:
        data = (await request.state.ask(FIND, {"name": name, "first": SIZE}))["people"]
    except Failed as failed:
        if failed.code not in _NO_NAMES:
            raise
        return Found(problems={"name": failed.message})
    people = sorted(data["nodes"], key=lambda person: str(person["name"]))
    return Found(people, data["pageInfo"]["hasNextPage"])


async def known(request: Request, id_: str) -> dict[str, Any] | None:
    """The person of this global id."""
    found: dict[str, Any] | None = (await request.state.ask(KNOWN, {"id": id_}))["node"]
    return found or None
