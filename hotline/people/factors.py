"""The second factor: the key behind a person's codes, the codes for whoever lost the phone, and what becomes of one
that is used.

The key is made of the server's secret, whose it is and a salt, so that a copy of the database makes no codes.
"""

import asyncio
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit.database import Transaction
from hotline.kit.text import latin_digits
from hotline.people import passwords, totp

SALT_BYTES: Final = 16
_RECOVERY_CODES: Final = 10
# Digits, as the other codes are: one field takes both, from a telephone's keys.
_RECOVERY_DIGITS: Final = 12

_SPEND_STEP: Final = """
UPDATE second_factor SET last_step = $3 WHERE person_id = $1 AND salt = $2 AND last_step < $3
"""
_SPEND_RECOVERY: Final = """
UPDATE second_factor SET recovery = array_remove(recovery, $3)
WHERE person_id = $1 AND salt = $2 AND $3 = ANY (recovery)
"""

# What of a factor a code was: its step of time, or the digest of a recovery code.
Spent = int | str


def key_of(person_id: UUID, salt: str, secret: bytes) -> bytes:
    """The key that the person's app holds."""
    return hmac.digest(secret, b"factor" + person_id.bytes + bytes.fromhex(salt), "sha256")[: totp.KEY_BYTES]


def read_code(typed: str) -> str:
    """A code as it was typed: digits of any script, with whatever stands between them."""
    return "".join(letter for letter in latin_digits(typed[:100]) if letter in "0123456789")


def new_recovery_codes() -> list[str]:
    """Ten codes, shown once."""
    return [f"{secrets.randbelow(10**_RECOVERY_DIGITS):0{_RECOVERY_DIGITS}}" for _ in range(_RECOVERY_CODES)]


async def sealed(codes: Sequence[str], salt: str) -> list[str]:
    """What is stored of recovery codes."""
    return await asyncio.gather(*(passwords.digest(code, bytes.fromhex(salt)) for code in codes))


async def found(factor: asyncpg.Record, typed: str, at: datetime, secrets: Sequence[bytes]) -> Spent | None:
    """What of the factor (`person_id`, `salt`, `last_step`, `recovery`) a typed code is; None for a wrong one. It
    was set up under any of the secrets."""
    code = read_code(typed)
    if len(code) == _RECOVERY_DIGITS:
        digest = await passwords.digest(code, bytes.fromhex(factor["salt"]))
        return digest if digest in factor["recovery"] else None
    keys = [key_of(factor["person_id"], factor["salt"], secret) for secret in secrets]
    steps = [totp.step_matched(key, code, at, after=factor["last_step"]) for key in keys]
    return next((step for step in steps if step is not None), None)


async def spend(tx: Transaction, factor: asyncpg.Record, spent: Spent) -> bool:
    """Whether it was still to be spent: of two who come with one code at once, one is late."""
    statement = _SPEND_STEP if isinstance(spent, int) else _SPEND_RECOVERY
    return await tx.connection.execute(statement, factor["person_id"], factor["salt"], spent) == "UPDATE 1"
