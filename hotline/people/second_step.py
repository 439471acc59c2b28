"""The second step of signing in: from the right password to a session, by a code.

What stands between them is a ticket, signed and not stored: it names who and until when, holds for the password and
the factor it was given under alone, and opens nothing by itself.
"""

import hmac
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from hotline.kit import database
from hotline.people import factors, throttling
from hotline.people.rules import Halfway, StepEnded, TooManyTries, WrongCode
from hotline.people.signing_in import SignedIn, open_session, under

_log = logging.getLogger(__name__)

_FIND: Final = """
SELECT p.id AS person_id, p.username, p.password_hash, f.salt, f.last_step, f.recovery
FROM person p JOIN second_factor f ON f.person_id = p.id WHERE p.id = $1 AND p.active
"""


def ticket(halfway: Halfway, secret: bytes) -> str:
    """What a browser shows with the code: it says who gave the password, and until when that counts."""
    until = int(halfway.until.timestamp())
    signed = b"step" + halfway.person.bytes + until.to_bytes(8, "big") + halfway.under.encode()
    return f"{halfway.person}.{until}.{hmac.digest(secret, signed, 'sha256').hex()}"


async def enter_code(
    shown: str, code: str, *, secret: bytes, before: Sequence[bytes] = (), address: str, agent: str = ""
) -> SignedIn:
    """Open a session for whoever shows a ticket and knows a code of the person it names, set up under this secret
    or one `before` it. Raises StepEnded, WrongCode or TooManyTries. A failure is a line in the log,
    without a name."""
    person, until = _named(shown)
    async with database.transaction() as tx:
        factor, at = await tx.connection.fetchrow(_FIND, person), tx.at
    if factor is None or until <= at:
        raise StepEnded()
    given = Halfway(person, until, under(factor["password_hash"], factor["salt"]))
    if not hmac.compare_digest(ticket(given, secret).encode(), shown.encode()):
        raise StepEnded()
    try:
        await throttling.count_code(person, address)
    except TooManyTries:
        _log.warning("too many codes failed from %s, or of one person", address)
        raise
    spent = await factors.found(factor, code, at, [secret, *before])
    async with database.transaction() as tx:
        if spent is None or not await factors.spend(tx, factor, spent):
            _log.warning("a code failed from %s", address)
            raise WrongCode("code")
        await throttling.forget_code(tx, person, address)
        return await open_session(tx, person, address=address, agent=agent)


def _named(shown: str) -> tuple[UUID, datetime]:
    """Whom and when a ticket names, true or not."""
    try:
        person, until, _ = shown.encode("ascii").decode().split(".")
        return UUID(person), datetime.fromtimestamp(int(until), UTC)
    except (ValueError, OverflowError, OSError):
        raise StepEnded() from None
