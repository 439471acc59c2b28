"""What people do with their own accounts: the password they sign in with, and where they are signed in.

Everything is done by the key of a session, so that a token never changes a password or ends a session.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.events import ACCESS
from hotline.people import passwords, throttling
from hotline.people.keys import seal
from hotline.people.rules import WrongPassword

# Of the last weeks; nobody looks through more.
_SHOWN: Final = 20

_MINE: Final = """
SELECT p.id, p.username, p.name, p.password_hash, p.version FROM session s JOIN person p ON p.id = s.person_id
WHERE s.secret_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND p.active
"""
_SESSIONS: Final = """
SELECT s.id, s.created_at AS began_at, s.address, s.agent, s.secret_hash = $1 AS current,
    s.revoked_at IS NULL AND s.expires_at > $2 AS live
FROM session s JOIN session mine ON mine.person_id = s.person_id
WHERE mine.secret_hash = $1 AND mine.revoked_at IS NULL AND mine.expires_at > $2
ORDER BY current DESC, live DESC, s.created_at DESC LIMIT $3
"""
# Where the password is still the one that was looked at.
_CHANGE: Final = "UPDATE person SET password_hash = $3, version = version + 1 WHERE id = $1 AND password_hash = $2"
_END: Final = """
UPDATE session SET revoked_at = $3 WHERE revoked_at IS NULL AND secret_hash <> $2 AND person_id = $1
    AND ($4::uuid IS NULL OR id = $4)
"""


@dataclass(frozen=True)
class OwnSession:
    """One sign-in: when, from which address, with what browser as it calls itself; whether it still holds, and
    whether it is the one that asks."""

    id: UUID
    began_at: datetime
    address: str
    agent: str
    live: bool
    current: bool


@dataclass(frozen=True)
class Holder:
    """Whose session it is."""

    id: UUID
    username: str
    name: str
    password_hash: str = field(repr=False)
    version: int


async def sessions(key: str) -> list[OwnSession]:
    """The sessions of whose session this is, its own first, then those that hold, then the last that ended; none
    where it has ended."""
    async with database.transaction() as tx:
        return [OwnSession(**row) for row in await tx.connection.fetch(_SESSIONS, seal(key), tx.at, _SHOWN)]


async def change_password(key: str, current: str, new: str, *, address: str) -> None:
    """Set a new password for oneself; every other session ends. Does nothing where this one has ended.

    Raises WrongPassword, TooManyTries, BadPassword or PasswordGuessable."""
    if (person := await holder(key)) is None:
        return
    await prove(person, current, address=address, path="current")
    sealed = await passwords.sealed(new, username=person.username, name=person.name, path="new")
    async with database.transaction() as tx:
        done = await tx.connection.execute(_CHANGE, person.id, person.password_hash, sealed)
        if done == "UPDATE 0":
            raise WrongPassword("current")
        await end_others(tx, person.id, key)


async def end_sessions(key: str, *, only: UUID | None = None) -> None:
    """End one's other sessions, or `only` this one of them. One that has ended, or is another's, changes
    nothing."""
    if (person := await holder(key)) is not None:
        async with database.transaction() as tx:
            await end_others(tx, person.id, key, only=only)


async def holder(key: str) -> Holder | None:
    """Whose session this is; None where it has ended."""
    async with database.transaction() as tx:
        row = await tx.connection.fetchrow(_MINE, seal(key), tx.at)
    return None if row is None else Holder(**row)


async def prove(person: Holder, password: str, *, address: str, path: str) -> None:
    """Whether it is theirs, before what only they may do. Raises WrongPassword, or TooManyTries: whoever sits down
    at another's desk must not guess here what signing in would not let them guess."""
    await throttling.count_try(person.username, address)
    if not await passwords.verify(password, person.password_hash):
        raise WrongPassword(path)
    # It was theirs: however often what else they typed is refused, nobody guessed.
    async with database.transaction() as tx:
        await throttling.forget_try(tx, person.username, address)


async def end_others(tx: Transaction, person_id: UUID, key: str, *, only: UUID | None = None) -> None:
    """End a person's sessions but this one, or `only` one of them."""
    await tx.connection.execute(_END, person_id, seal(key), tx.at, only)
    tx.notify(ACCESS, person_id)
