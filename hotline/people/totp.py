"""Codes that change with time (RFC 6238, as every authenticator app makes them: SHA-1, six digits, half a minute).
Pure. A few lines of the standard library: what libraries add is a clock, which here is the database's, and they do
not say which step a code was of, which is what makes it good only once."""

import hmac
from base64 import b32encode
from datetime import datetime
from typing import Final
from urllib.parse import quote

DIGITS: Final = 6
_STEP: Final = 30
# Steps that a phone's clock may be off, either way.
_DRIFT: Final = 1
# As long as the digest, as RFC 4226 §4 advises.
KEY_BYTES: Final = 20


def code_of(key: bytes, step: int, *, digits: int = DIGITS) -> str:
    """The code of one step."""
    digest = hmac.digest(key, step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**digits).zfill(digits)


def step_of(at: datetime) -> int:
    """The step that a moment lies in."""
    return int(at.timestamp()) // _STEP


def step_matched(key: bytes, code: str, at: datetime, *, after: int) -> int | None:
    """The step the code is of: now's or a neighbour, and later than `after`, the last one used (§5.2). None for any
    other code."""
    now = step_of(at)
    matched = [
        step
        for step in range(now - _DRIFT, now + _DRIFT + 1)
        if hmac.compare_digest(code_of(key, step).encode(), code.encode()) and step > after
    ]
    return min(matched, default=None)


def key_text(key: bytes) -> str:
    """The key as people type it into an app: groups of four."""
    text = b32encode(key).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def address_of(key: bytes, *, username: str, issuer: str) -> str:
    """What the QR code says, and a link opens an app with. Only what differs from an app's own ways is named: some
    do not understand the rest."""
    secret = b32encode(key).decode()
    return f"otpauth://totp/{quote(issuer)}:{quote(username)}?secret={secret}&issuer={quote(issuer)}"
