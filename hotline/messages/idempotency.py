"""Idempotency keys: a repeat of an act gets the first answer, and a key never stands for two bodies (G7).

The key's row is written in the transaction it answers for, under a unique constraint: of fifty repeats at once
one commits, and the others wait for it and then read what it did. A refusal is no answer to keep: nothing was done.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

import orjson

from hotline.kit import database, rows
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import Refusal
from hotline.kit.rows import Row
from hotline.kit.viewer import Viewer
from hotline.messages.drafts import KEY

KEPT: Final = timedelta(hours=48)
_KEY: Final = re.compile(rf"[ -~]{{1,{KEY}}}")

# What an act answered, by name.
Answered = Mapping[str, object]


class KeyInvalid(Refusal):
    code, sentence = "KEY_INVALID", "An idempotency key has one to {limit} printable ASCII characters."


class KeyReused(Refusal):
    code, sentence, status = "IDEMPOTENCY_KEY_REUSED", "This idempotency key has stood for something else.", 409


class Refused(Exception):
    """Carries out of the transaction what an act answered that did nothing."""

    def __init__(self, given: Answered) -> None:
        self.given = given
        super().__init__("nothing was done")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One act tried under a key. Keys of different callers never meet."""

    by: Viewer
    key: str
    act: str
    body_hash: bytes

    @property
    def caller(self) -> str:
        """A citizen is whom their receipts show; who shows nothing shares a name with nobody that was answered."""
        if self.by.messages:
            shown = ",".join(sorted(map(str, self.by.messages)))
            return f"receipts:{sha256(shown.encode()).hexdigest()[:40]}"
        return str(self.by.person or self.by.token or self.by.kind)


def attempt(by: Viewer, key: str, act: str, body_hash: bytes) -> Attempt:
    """Raises KeyInvalid."""
    if not _KEY.fullmatch(key):
        raise KeyInvalid("idempotencyKey", limit=KEY)
    return Attempt(by, key, act, body_hash)


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


async def once(attempt: Attempt, run: Callable[[], Awaitable[Answered]]) -> Answered:
    """What `run` answers, or answered the first time. Raises KeyReused and what `run` raises.

    Of the answer are kept ids, numbers and truth values, never a text: a secret shown once is not shown again."""
    async with database.whole() as tx:
        taken = await tx.connection.fetchval(
            _TAKE, new_id(), attempt.caller, attempt.key, attempt.act, attempt.body_hash, tx.at
        )
        if taken is None:
            return await _first(tx, attempt)
        given = await run()
        if given.get("problems"):
            raise Refused(given)
        await tx.connection.execute("UPDATE idempotency SET answer = $2 WHERE id = $1", taken, _written(given))
        return given


async def _first(tx: Transaction, attempt: Attempt) -> Answered:
    row = await tx.connection.fetchrow(_FIRST, attempt.caller, attempt.key)
    assert row is not None, "whoever wrote it has committed"
    if (row["act"], row["body_hash"]) != (attempt.act, attempt.body_hash):
        raise KeyReused("idempotencyKey")
    answer: dict[str, object] = orjson.loads(row["answer"])
    return {name: UUID(value) if isinstance(value, str) else value for name, value in answer.items()}


def _written(given: Answered) -> str:
    return orjson.dumps({name: _plain(value) for name, value in given.items() if name != "problems"}).decode()


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    return value if isinstance(value, int) else None


async def forget_old(tx: Transaction) -> None:
    """Delete the keys nobody repeats any more."""
    await tx.connection.execute("DELETE FROM idempotency WHERE created_at < $1", tx.at - KEPT)


_TAKE: Final = """
INSERT INTO idempotency (id, caller, key, act, body_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (caller, key) DO NOTHING RETURNING id
"""

_FIRST: Final = "SELECT act, body_hash, answer FROM idempotency WHERE caller = $1 AND key = $2"
