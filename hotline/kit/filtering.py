"""Filters: what narrows a list of rows, said once for the reader's connections and for whatever is saved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final


@dataclass(frozen=True)
class Filter:
    """One key of a filter input: SQL over `{t}` and the bound value `{v}`, and the columns it reads. Where it looks
    at other rows `s` of the table, `{seen}` stands for which of them the viewer sees. `read` turns what was given
    into the value, or each item of it where `cast` is an array's (and refuses nonsense). `choices` gives the SQL
    for each value instead, where the value is a boolean or an enum. One that is `dear` reads more than an index has
    at hand."""

    columns: tuple[str, ...]
    sql: str = ""
    cast: str = "text"
    choices: Mapping[object, str] = field(default_factory=dict)
    read: Callable[[str], object] | None = None
    dear: bool = False


# A filter as JSON: names as in GraphQL, moments as ISO 8601.
Sought = Mapping[str, object]

# Values that the driver does not take as JSON has them.
_READS: Final[Mapping[str, Callable[[str], object]]] = {"timestamptz": datetime.fromisoformat}


def where(filters: Mapping[str, Filter], sought: Sought, alias: str, *, first: int = 1) -> tuple[str, list[object]]:
    """SQL over `alias` with parameters numbered from `first`, and their values; of filters that read nothing of
    the viewer. Raises what the filters' own `read` raises."""
    parts: list[str] = []
    values: list[object] = []
    for name, value in sought.items():
        declared = filters[name]
        if declared.choices:
            parts.append(declared.choices[value])
            continue
        place, cast = f"${first + len(values)}", declared.cast
        read = declared.read or _READS.get(cast, _same)
        values.append([read(item) for item in value] if isinstance(value, list) else read(value))  # type: ignore[arg-type]  # as JSON has it
        # A list of an enum's values stands after IN.
        bound = f"(SELECT unnest({place}::text[]))" if isinstance(value, list) and "[]" not in cast else ""
        parts.append(declared.sql.replace("{v}", bound or f"{place}::{cast}"))
    return " AND ".join(f"({part.replace('{t}', alias)})" for part in parts) or "TRUE", values


def _same(value: object) -> object:
    return value
