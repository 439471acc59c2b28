"""Throttling of sign-in: counted in the database, so that every process counts the same tries, and every try is
counted before its password is looked at. No answer from the database means no sign-in (testing rule 11)."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Final
from uuid import UUID

from hotline.kit import database
from hotline.people.rules import (
    TRIES_BY_ADDRESS,
    TRIES_BY_BOTH,
    TRIES_BY_USERNAME,
    TRIES_OF_CODES,
    TRIES_WINDOW,
    TooManyTries,
)

# Keys in one order, so that two processes never wait for each other; windows long past go as we pass by.
_COUNT: Final = """
WITH past AS (
    DELETE FROM throttle WHERE id IN (
        SELECT id FROM throttle WHERE window_start < $1::timestamptz - 2 * $2::interval
        LIMIT 100 FOR UPDATE SKIP LOCKED
    )
), counted AS (
    INSERT INTO throttle AS t (id, key, window_start, tries)
    SELECT gen_random_uuid(), key, date_bin($2, $1, 'epoch'), 1 FROM unnest($3::text[]) AS key ORDER BY key
    ON CONFLICT (key, window_start) DO UPDATE SET tries = t.tries + 1
    RETURNING key, tries
)
SELECT bool_or(tries > allowed) FROM counted JOIN unnest($3::text[], $4::int[]) AS l (key, allowed) USING (key)
"""
_GIVE_BACK: Final = """
UPDATE throttle SET tries = greatest(tries - 1, 0) WHERE key = ANY($1) AND window_start = date_bin($2, $3, 'epoch')
"""


async def count_try(username: str, address: str) -> None:
    """Count a try to sign in. Raises TooManyTries."""
    await _count(_limits(username, address))


async def count_code(person_id: UUID, address: str) -> None:
    """Count a try at somebody's code. Raises TooManyTries."""
    await _count(_limits_of_codes(person_id, address))


async def forget_code(tx: database.Transaction, person_id: UUID, address: str) -> None:
    """Take a try back whose code was right."""
    await _give_back(tx, _limits_of_codes(person_id, address))


async def forget_try(tx: database.Transaction, username: str, address: str) -> None:
    """Take a try back that succeeded: only failures count."""
    await _give_back(tx, _limits(username, address))


async def forget_old_tries(tx: database.Transaction) -> None:
    """Delete the windows long past that no try has passed by since."""
    await tx.connection.execute("DELETE FROM throttle WHERE window_start < $1", tx.at - 2 * TRIES_WINDOW)


async def _count(limits: Mapping[str, int]) -> None:
    async with database.transaction() as tx:
        over = await tx.connection.fetchval(_COUNT, tx.at, TRIES_WINDOW, list(limits), list(limits.values()))
    if over:
        raise TooManyTries()


async def _give_back(tx: database.Transaction, limits: Mapping[str, int]) -> None:
    await tx.connection.execute(_GIVE_BACK, sorted(limits), TRIES_WINDOW, tx.at)


def _limits(username: str, address: str) -> Mapping[str, int]:
    # Hashed: people type their passwords into the wrong field.
    name = sha256(username.encode()).hexdigest()[:32]
    return {
        f"address:{address[:60]}": TRIES_BY_ADDRESS,
        f"both:{name}:{address[:60]}": TRIES_BY_BOTH,
        f"username:{name}": TRIES_BY_USERNAME,
    }


def _limits_of_codes(person_id: UUID, address: str) -> Mapping[str, int]:
    # From wherever: a code is short, and whoever comes so far has the password.
    return {f"address:{address[:60]}": TRIES_BY_ADDRESS, f"code:{person_id}": TRIES_OF_CODES}
