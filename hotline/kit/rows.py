"""Rows as JSON: many rows of many tables written in one statement, with one parameter for each table.

What a row leaves out is NULL, not the column's default.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import orjson

Row = Mapping[str, object]

INFINITY: Final = "infinity"


def insert(table: str, place: int) -> str:
    """SQL that writes the rows of parameter `$place`, as `encode` gives them."""
    return f"INSERT INTO {table} SELECT * FROM {records(table, place)}"


def records(table: str, place: int) -> str:
    """SQL for the rows of parameter `$place` as a table, to be selected from."""
    return f"json_populate_recordset(NULL::{table}, ${place}::json)"


def encode(rows: Sequence[Row]) -> str:
    """The rows as a parameter: UUIDs, times, enums and plain values; bytes as `hex_of` gives them."""
    return orjson.dumps(rows, default=_plain).decode()


def hex_of(value: bytes) -> str:
    """Bytes as PostgreSQL reads them in a text."""
    return "\\x" + value.hex()


def _plain(value: object) -> str:
    """The driver's own subclass of UUID, which orjson does not know."""
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not for a row")
