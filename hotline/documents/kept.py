"""Which persisted documents are taken now."""

from collections.abc import Collection
from typing import Final

import asyncpg

from hotline.kit import database

_NAMES: Final = "SELECT DISTINCT sha256 FROM persisted_document WHERE retired_at IS NULL"
_TEXTS: Final = "SELECT DISTINCT sha256, text FROM persisted_document WHERE sha256 = ANY ($1)"
_LISTED: Final = """
SELECT sha256, client, text, loaded_at, retired_at FROM persisted_document ORDER BY client, loaded_at, sha256
"""


async def names() -> set[str]:
    """The names of those that any client has, and that were not retired."""
    return {row["sha256"] for row in await database.fresh().fetch(_NAMES)}


async def texts(names: Collection[str]) -> dict[str, str]:
    """The texts of these, by name."""
    return {row["sha256"]: row["text"] for row in await database.fresh().fetch(_TEXTS, list(names))}


async def listed() -> "list[asyncpg.Record]":
    """Every document of every client, retired ones too."""
    return await database.reads().fetch(_LISTED)
