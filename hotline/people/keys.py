"""Keys: the random secrets behind sessions and tokens. Only their SHA-256 is stored; 32 random bytes need no
slow hash."""

from hashlib import sha256
from secrets import token_urlsafe
from typing import Final

SESSION: Final = "payesh_session_"
TOKEN: Final = "payesh_token_"  # noqa: S105 - a prefix, which secret scanners can look for, and no secret


def new_key(prefix: str) -> str:
    """A new secret. It is shown once and stored nowhere."""
    return prefix + token_urlsafe(32)


def seal(key: str) -> str:
    """What is stored of a key: its SHA-256 in hexadecimal."""
    return sha256(key.encode()).hexdigest()
