"""Idempotency keys: a repeat of an act gets the first answer, and a key never stands for two bodies (G7).

The key's row is written in the transaction it answers for, under a unique constraint: of fifty repeats at once
one commits, and the others wait for it and then read what it did.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from hotline.kit import database, rows
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import Refusal
from hotline.kit.rows import Row
from hotline.kit.viewer import Viewer

KEPT: Final = timedelta(hours=48)


class KeyReused(Refusal):
    code, sentence, status = "IDEMPOTENCY_KEY_REUSED", "This idempotency key has stood for something else.", 409


@dataclass(frozen=True, slots=True)
class Attempt:
    """One act tried under a key. Keys of different callers never meet."""

    by: Viewer
    key: str
    act: str
    body_hash: bytes

    @property
    def caller(self) -> str:
        return str(self.by.person or self.by.token or self.by.kind)


def rows_of(attempt: Attempt | None, subject_id: UUID, at: datetime) -> list[Row]:
    """The row that keeps the answer, to be written with what it answers for; none without a key."""
    if attempt is None:
        return []
    return [
        {
            "id": new_id(),
            "caller": attempt.caller,
            "key": attempt.key,
            "act": attempt.act,
            "body_hash": rows.hex_of(attempt.body_hash),
            "subject_id": subject_id,
            "created_at": at,
        }
    ]


async def answered(attempt: Attempt) -> UUID | None:
    """What the act was done to the first time; None if there was no first time. Raises KeyReused."""
    async with database.transaction() as tx:
        row = await tx.connection.fetchrow(
            "SELECT act, body_hash, subject_id FROM idempotency WHERE caller = $1 AND key = $2",
            attempt.caller,
            attempt.key,
        )
    if row is None:
        return None
    if (row["act"], row["body_hash"]) != (attempt.act, attempt.body_hash):
        raise KeyReused("idempotencyKey")
    return UUID(str(row["subject_id"]))


async def forget_old(tx: Transaction) -> None:
    """Delete the keys nobody repeats any more."""
    await tx.connection.execute("DELETE FROM idempotency WHERE created_at < $1", tx.at - KEPT)
