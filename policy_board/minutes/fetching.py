"""Minutes and their paragraphs, locked against whoever else would change them."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson

from hotline.kit import access
from hotline.kit.database import Transaction
from hotline.kit.refusals import NotFound, Stale
from hotline.kit.viewer import Viewer
from policy_board.minutes.access import MINUTES, MINUTES_PARAGRAPH
from policy_board.minutes.facts import FACT


async def fetch(
    tx: Transaction, minutes_id: UUID, *, by: Viewer, path: str = "id", version: int | None = None
) -> asyncpg.Record:
    """The minutes with their meeting's `state`, both locked. Raises NotFound, and Stale where they are no longer at
    `version`."""
    seen, values = access.where(MINUTES, by, "minutes", first=2)
    row = await tx.connection.fetchrow(_MINUTES.format(seen=seen), minutes_id, *values)
    if row is None:
        raise NotFound(path)
    if version is not None and row["version"] != version:
        raise Stale("version")
    return row


async def fetch_paragraph(
    tx: Transaction, paragraph_id: UUID, *, by: Viewer, path: str = "id", version: int | None = None
) -> tuple[asyncpg.Record, asyncpg.Record]:
    """A paragraph and its minutes, locked likewise."""
    minutes_id = await tx.connection.fetchval(
        "SELECT minutes_id FROM minutes_paragraph WHERE id = $1", paragraph_id
    )
    if minutes_id is None:
        raise NotFound(path)
    minutes = await fetch(tx, minutes_id, by=by, path=path)
    seen, values = access.where(MINUTES_PARAGRAPH, by, "minutes_paragraph", first=2)
    row = await tx.connection.fetchrow(_PARAGRAPH.format(seen=seen), paragraph_id, *values)
    if row is None:
        raise NotFound(path)
    if version is not None and row["version"] != version:
        raise Stale("version")
    return row, minutes


async def facts(tx: Transaction, minutes_id: UUID) -> Sequence[tuple[UUID, str, Any]]:
    """Each paragraph's id, kind and fact as it is now."""
    rows = await tx.connection.fetch(_FACTS, minutes_id)
    return [(row["id"], row["kind"], decode(row["fact_now"])) for row in rows]


def decode(fact: str | None) -> Any:
    return None if fact is None else orjson.loads(fact)


def encode(fact: Any) -> str | None:
    return None if fact is None else orjson.dumps(fact).decode()


_MINUTES: Final = """
SELECT minutes.*, meeting.state FROM minutes JOIN meeting ON meeting.id = minutes.meeting_id
WHERE minutes.id = $1 AND {seen} FOR UPDATE
"""

_PARAGRAPH: Final = f"""
SELECT minutes_paragraph.*, {FACT.replace("{t}", "minutes_paragraph")} AS fact_now
FROM minutes_paragraph WHERE id = $1 AND {{seen}} FOR UPDATE
"""

_FACTS: Final = f"""
SELECT id, kind, {FACT.replace("{t}", "paragraph")} AS fact_now FROM minutes_paragraph paragraph
WHERE minutes_id = $1 ORDER BY id
"""
