"""Passwords: argon2id, two at a time, off the event loop; and whether one is easily guessed, by `zxcvbn`, which
knows common ones, names, dates and rows of keys.

Parameters as OWASP advises: two passes over 19 MiB on one lane (p=4 took 430 ms on two cores). Two threads
bound what a flood of sign-ins can take from the citizens' messages.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.low_level import Type, hash_secret_raw
from zxcvbn import zxcvbn

from hotline.people.rules import PasswordGuessable, may_have_password

_PASSES, _MEMORY = 2, 19_456
_HASHER: Final = PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY, parallelism=1)
_THREADS: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
_LONGEST: Final = 1000
# Fewer guesses than this are made where nothing slows them down; zxcvbn's mark 3 of 4 begins here.
GUESSES: Final = 1e8
# What anybody would try of people who work here.
_OF_HERE: Final = ("payesh", "137", "isfahan", "esfahan", "shahrdari", "پایش", "اصفهان", "شهرداری")
# Characters, beyond which it takes its time.
_LOOKED_AT: Final = 72

# What an unknown username is verified against, so that it takes as long as a known one. Of no password.
DUMMY: Final = "$argon2id$v=19$m=19456,t=2,p=1$4EoAi6rJgardVnxQ1TnG5A$HdtEfJODUt4p+VoWUao6g6SSByLrUQACslN7p5TrLVc"


async def sealed(password: str, *, username: str, name: str, path: str = "password") -> str:
    """The hash of a password that may be one. Raises BadPassword or PasswordGuessable."""
    if refusal := may_have_password(password, username=username):
        raise refusal(path)
    known = [username, *name.split(), *_OF_HERE]
    if await asyncio.get_running_loop().run_in_executor(_THREADS, _guesses, password, known) < GUESSES:
        raise PasswordGuessable(path)
    return await hash_password(password)


async def hash_password(password: str) -> str:
    """The hash to store."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _HASHER.hash, password)


async def verify(password: str, against: str | None) -> bool:
    """Whether it is the password. Without a hash the same work is done, and the answer is no."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _verify, password, against)


async def digest(text: str, salt: bytes) -> str:
    """A digest as slow as a password's, under a salt that is given: equal texts are equal."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _digest, text, salt)


def _digest(text: str, salt: bytes) -> str:
    return hash_secret_raw(text.encode(), salt, _PASSES, _MEMORY, 1, 32, Type.ID).hex()


def _guesses(password: str, known: list[str]) -> float:
    return float(zxcvbn(password[:_LOOKED_AT], user_inputs=known)["guesses"])


def _verify(password: str, against: str | None) -> bool:
    try:
        _HASHER.verify(against or DUMMY, password[:_LONGEST].encode("utf-8", "replace"))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return against is not None
