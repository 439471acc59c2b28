"""The schema grows; what it takes away is announced, as graphql-inspector finds it against what was released."""

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
)

from schema import root
from tests.api.clients.node import lines_of

RELEASED: Final = root.SDL.with_name("released.graphql")
ANNOUNCED: Final = root.SDL.with_name("announced.toml")
SIX_MONTHS: Final = timedelta(days=183)
_REASON: Final = re.compile(r"since (\d{4}-\d\d-\d\d), removal (\d{4}-\d\d-\d\d): .+")

Announced = dict[str, dict[str, Any]]


def unannounced(changes: list[dict[str, Any]], announced: Announced, today: date) -> list[str]:
    """What breaks a frontend and may not yet: it was not announced, or its day has not come."""
    return [
        change["message"]
        for change in changes
        if change["level"] == "BREAKING"
        and not any(
            part in announced and announced[part]["removal"] <= today for part in _parts(change["path"] or "")
        )
    ]


def too_soon(schema: GraphQLSchema) -> list[str]:
    """What is deprecated without saying since when, until when and what instead, or for less than six months."""
    wrong = []
    for name, reason in _deprecated(schema):
        found = _REASON.fullmatch(reason)
        if found is None or date.fromisoformat(found[2]) - date.fromisoformat(found[1]) < SIX_MONTHS:
            wrong.append(name)
    return wrong


def announced() -> Announced:
    return tomllib.loads(ANNOUNCED.read_text("utf-8"))


async def test_what_breaks_a_frontend_is_announced() -> None:
    changes = await lines_of("changes.mjs", str(RELEASED), str(root.SDL))
    assert unannounced(changes, announced(), datetime.now(UTC).date()) == []


async def test_a_field_taken_away_an_argument_asked_for_and_a_value_gone_are_found(tmp_path: Path) -> None:
    text = RELEASED.read_text("utf-8")
    for gone in ("registeredAtText: String!", "BREACHED"):
        text = re.sub(rf'  """[^"]*"""\n  {gone}\n', "", text, count=1)
    text = text.replace("input AddNoteInput {", 'input AddNoteInput {\n  """New."""\n  wanted: Int!\n')
    changed = tmp_path / "changed.graphql"
    changed.write_text(text, "utf-8")
    changes = await lines_of("changes.mjs", str(RELEASED), str(changed))
    broken = {change["path"] for change in changes if change["level"] == "BREAKING"}
    assert {"Message.registeredAtText", "AddNoteInput.wanted"} <= broken
    assert any(path.endswith(".BREACHED") for path in broken)
    assert len(unannounced(changes, {}, date(2030, 1, 1))) == len(broken)
    said = {path: {"removal": date(2030, 1, 1)} for path in broken}
    assert unannounced(changes, said, date(2030, 1, 1)) == []
    assert len(unannounced(changes, said, date(2029, 12, 31))) == len(broken)


def test_an_announcement_gives_six_months_and_says_what_instead() -> None:
    released = build_schema(RELEASED.read_text("utf-8"))
    for path, said in announced().items():
        assert said["removal"] - said["since"] >= SIX_MONTHS, path
        assert said["instead"], path
        assert path.partition(".")[0] in released.type_map, f"{path} was never released"


def test_whatever_is_deprecated_stays_for_six_months_at_least() -> None:
    assert too_soon(build_schema(root.sdl())) == []


def test_a_deprecation_that_does_not_say_its_days_or_gives_too_few_is_found() -> None:
    schema = build_schema("""
        type Query {
          bare: Int @deprecated
          soon: Int @deprecated(reason: "since 2026-11-26, removal 2027-03-01: other")
          fair(old: Int @deprecated(reason: "old")): Int
            @deprecated(reason: "since 2026-11-26, removal 2027-06-01: other")
        }
        enum Kind { OLD @deprecated(reason: "since 2026-11-26, removal 2027-06-01: NEW") NEW }
        input Given { old: Int @deprecated(reason: "no day") }
    """)
    assert too_soon(schema) == ["Query.bare", "Query.soon", "Query.fair(old)", "Given.old"]


def _parts(path: str) -> Iterator[str]:
    """The path and what it lies in: what is gone with its type is announced with it."""
    steps = path.split(".")
    for length in range(len(steps), 0, -1):
        yield ".".join(steps[:length])


def _deprecated(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    for type_ in schema.type_map.values():
        if type_.name.startswith("__"):
            continue
        declared: dict[str, Any] = {}
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            declared |= {f"{type_.name}.{name}": field for name, field in type_.fields.items()}
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in type_.fields.items():
                declared |= {f"{type_.name}.{name}({argument})": one for argument, one in field.args.items()}
        if isinstance(type_, GraphQLEnumType):
            declared |= {f"{type_.name}.{name}": value for name, value in type_.values.items()}
        for name, one in declared.items():
            if one.deprecation_reason is not None:
                yield name, one.deprecation_reason
