"""Signing in and out of the portal."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from hotline.kit import database
from hotline.kit.events import ACCESS
from hotline.kit.ids import new_id
from hotline.people import passwords, throttling
from hotline.people.accounts import fold_username
from hotline.people.keys import SESSION, new_key, seal
from hotline.people.rules import (
    SESSION_KEPT,
    SESSION_LASTS,
    STEP_LASTS,
    CodeNeeded,
    Halfway,
    SignInFailed,
    TooManyTries,
)

_log = logging.getLogger(__name__)
# As long as their columns.
_ADDRESS: Final = 60
_AGENT: Final = 200

_FIND: Final = """
SELECT p.id, p.password_hash, p.active, f.salt FROM person p LEFT JOIN second_factor f ON f.person_id = p.id
WHERE p.username = $1
"""
_OPEN: Final = """
INSERT INTO session (id, secret_hash, person_id, created_at, expires_at, address, agent)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_REVOKE: Final = """
UPDATE session SET revoked_at = $2 WHERE secret_hash = $1 AND revoked_at IS NULL RETURNING person_id
"""
_PURGE: Final = "DELETE FROM session WHERE coalesce(revoked_at, expires_at) < $1"


@dataclass(frozen=True)
class SignedIn:
    """A session just opened. The key is for the cookie alone."""

    person: UUID
    key: str = field(repr=False)
    expires_at: datetime


async def sign_in(username: str, password: str, *, address: str, agent: str = "") -> SignedIn:
    """Open a session for whoever knows the password. Raises SignInFailed, TooManyTries, or CodeNeeded where the
    password is right and a code is to follow.

    Unknown, wrong and inactive take the same way through the same work to the same answer, so that nobody
    learns who has an account. `address` is where the request came from, `agent` what its browser calls itself: kept
    with the session, for the person to know it by. A failure is a line in the log, without the username, into whose
    field people type their passwords.
    """
    username = fold_username(username)
    try:
        await throttling.count_try(username, address)
    except TooManyTries:
        _log.warning("too many sign-ins failed from %s, or under one name", address)
        raise
    async with database.transaction() as tx:
        person = await tx.connection.fetchrow(_FIND, username)
    right = await passwords.verify(password, person["password_hash"] if person else None)
    if person is None or not right or not person["active"]:
        _log.warning("a sign-in failed from %s", address)
        raise SignInFailed()
    async with database.transaction() as tx:
        await throttling.forget_try(tx, username, address)
        if person["salt"] is None:
            return await open_session(tx, person["id"], address=address, agent=agent)
        until = tx.at + STEP_LASTS
    raise CodeNeeded(Halfway(person["id"], until, under(person["password_hash"], person["salt"])))


def under(password_hash: str, salt: str) -> str:
    """What a first step stands on: it is worth nothing under another password, or another factor."""
    return seal(password_hash + salt)


async def open_session(tx: database.Transaction, person_id: UUID, *, address: str, agent: str) -> SignedIn:
    """A session for whoever has shown all that is asked of them."""
    key, expires_at = new_key(SESSION), tx.at + SESSION_LASTS
    told = address[:_ADDRESS], "".join(filter(str.isprintable, agent))[:_AGENT]
    await tx.connection.execute(_OPEN, new_id(), seal(key), person_id, tx.at, expires_at, *told)
    return SignedIn(person=person_id, key=key, expires_at=expires_at)


async def sign_out(key: str) -> None:
    """End the session of a cookie; one that has ended, or never was, changes nothing."""
    async with database.transaction() as tx:
        person_id = await tx.connection.fetchval(_REVOKE, seal(key), tx.at)
        if person_id is not None:
            tx.notify(ACCESS, person_id)


async def forget_old_sessions(tx: database.Transaction) -> None:
    """Delete the sessions that ended more than SESSION_KEPT ago."""
    await tx.connection.execute(_PURGE, tx.at - SESSION_KEPT)
