"""What people do with their own second factor: set it up and take it away. As with the password, by the key of a
session, and with the password itself: whoever sits down at another's desk binds no phone of theirs to the account.
"""

import hmac
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from hotline.kit import database
from hotline.kit.ids import new_id
from hotline.people import factors, throttling, totp
from hotline.people.keys import seal
from hotline.people.own_account import Holder, end_others, holder, prove
from hotline.people.rules import SecondStepExists, WrongCode

_log = logging.getLogger(__name__)

# What the app calls us. Latin letters, since not every app shows others.
_ISSUER: Final = "Payesh 137"

_FIND: Final = "SELECT person_id, salt, enrolled_at, last_step, recovery FROM second_factor WHERE person_id = $1"
_ENROL: Final = """
INSERT INTO second_factor (id, person_id, salt, enrolled_at, last_step, recovery) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (person_id) DO NOTHING
"""
_TAKE_AWAY: Final = "DELETE FROM second_factor WHERE person_id = $1 AND salt = $2"
# So that no key is offered twice.
_CHANGED: Final = "UPDATE person SET version = version + 1 WHERE id = $1"


@dataclass(frozen=True)
class OwnFactor:
    """Since when a code is asked for, and how many recovery codes are left."""

    enrolled_at: datetime
    recovery_left: int


@dataclass(frozen=True)
class Offer:
    """A key for one's app: as the QR code says it, and as it is typed."""

    address: str = field(repr=False)
    text: str = field(repr=False)


async def factor(key: str) -> OwnFactor | None:
    """One's second factor, where there is one and the session holds."""
    if (person := await holder(key)) is None:
        return None
    async with database.transaction() as tx:
        found = await tx.connection.fetchrow(_FIND, person.id)
    return OwnFactor(found["enrolled_at"], len(found["recovery"])) if found else None


async def offered(key: str, *, secret: bytes) -> Offer | None:
    """The key that would be set up in this session, as often as it is asked for: phones read a page again when one
    comes back from another app. None where the session has ended."""
    if (person := await holder(key)) is None:
        return None
    made = factors.key_of(person.id, _salt(person, key, secret), secret)
    return Offer(totp.address_of(made, username=person.username, issuer=_ISSUER), totp.key_text(made))


async def enrol(key: str, password: str, code: str, *, secret: bytes, address: str) -> list[str]:
    """Ask oneself for a code from now on, once the app has shown a right one: the recovery codes, which nobody sees
    again. Every other session ends. Nothing where this one has ended.

    Raises SecondStepExists, WrongPassword, TooManyTries or WrongCode."""
    if (person := await holder(key)) is None:
        return []
    async with database.transaction() as tx:
        at = tx.at
        if await tx.connection.fetchrow(_FIND, person.id):
            raise SecondStepExists()
    await prove(person, password, address=address, path="password")
    salt = _salt(person, key, secret)
    made = factors.key_of(person.id, salt, secret)
    step = totp.step_matched(made, factors.read_code(code), at, after=0)
    if step is None:
        raise WrongCode("code")
    codes = factors.new_recovery_codes()
    sealed = await factors.sealed(codes, salt)
    async with database.transaction() as tx:
        done = await tx.connection.execute(_ENROL, new_id(), person.id, salt, tx.at, step, sealed)
        if done == "INSERT 0 0":
            raise SecondStepExists()
        await tx.connection.execute(_CHANGED, person.id)
        await end_others(tx, person.id, key)
    _log.warning("a second step was set up from %s", address)
    return codes


async def take_away(
    key: str, password: str, code: str, *, secret: bytes, before: Sequence[bytes] = (), address: str
) -> None:
    """Sign in by password alone again. Every other session ends. Does nothing where this one has ended, or there is
    no second step. It was set up under this secret or one `before` it.

    Raises WrongPassword, TooManyTries or WrongCode."""
    if (person := await holder(key)) is None:
        return
    async with database.transaction() as tx:
        found, at = await tx.connection.fetchrow(_FIND, person.id), tx.at
    if found is None:
        return
    await prove(person, password, address=address, path="password")
    await throttling.count_code(person.id, address)
    spent = await factors.found(found, code, at, [secret, *before])
    async with database.transaction() as tx:
        if spent is None or not await factors.spend(tx, found, spent):
            raise WrongCode("code")
        await throttling.forget_code(tx, person.id, address)
        await tx.connection.execute(_TAKE_AWAY, person.id, found["salt"])
        await tx.connection.execute(_CHANGED, person.id)
        await end_others(tx, person.id, key)
    _log.warning("a second step was taken away from %s", address)


def _salt(person: Holder, key: str, secret: bytes) -> str:
    told = f"{seal(key)}{person.version}".encode()
    return hmac.digest(secret, b"offer" + told, "sha256")[: factors.SALT_BYTES].hex()
