import asyncio
import sys
from base64 import urlsafe_b64decode
from datetime import timedelta
from hashlib import sha256

import pytest
from argon2 import PasswordHasher

from hotline.kit import database
from hotline.kit.viewer import SYSTEM, Role
from hotline.people import actions as people
from hotline.people import passwords
from hotline.people.keys import SESSION, new_key
from hotline.people.rules import (
    SESSION_KEPT,
    TRIES_BY_ADDRESS,
    TRIES_BY_BOTH,
    TRIES_WINDOW,
    SignInFailed,
    TooManyTries,
)
from tests import world
from tests.conftest import Clock
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")
HERE = "192.0.2.1"


async def fail(username: str = "operator", address: str = HERE) -> None:
    with pytest.raises(SignInFailed):
        await people.sign_in(username, "not the password", address=address)


async def test_a_session_keeps_only_the_digest_of_its_key() -> None:
    signed_in = await people.sign_in("operator", world.PASSWORD, address=HERE)
    assert signed_in.key.startswith("payesh_session_")
    assert signed_in.key not in repr(signed_in)
    stored = await row("SELECT * FROM session")
    assert stored["secret_hash"] == sha256(signed_in.key.encode()).hexdigest()
    assert stored["person_id"] == world.id_of("person", Role.OPERATOR)
    assert stored["expires_at"] == signed_in.expires_at == stored["created_at"] + timedelta(hours=12)


async def test_unknown_wrong_and_inactive_get_the_same_answer_after_the_same_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await people.deactivate(world.id_of("person", Role.INSPECTOR), by=SYSTEM)
    without_password = await people.add_person("نمونه", by=SYSTEM, username="nopassword")
    verified: list[str] = []
    verify = PasswordHasher.verify

    def watch(self: PasswordHasher, hash_: str, password: str | bytes) -> bool:
        verified.append(hash_)
        return bool(verify(self, hash_, password))

    monkeypatch.setattr(PasswordHasher, "verify", watch)
    tries = [
        ("nobody", "x"),
        ("operator", "x"),
        ("inspector", world.PASSWORD),
        ("nopassword", "x"),
        ("\x00\ud800", "\ud800"),
    ]
    said = []
    for username, password in tries:
        with pytest.raises(SignInFailed) as refusal:
            await people.sign_in(username, password, address=HERE)
        said.append((refusal.value.code, refusal.value.say("fa"), refusal.value.path, refusal.value.status))
    assert len(set(said)) == 1
    assert verified == [passwords.DUMMY, world.PASSWORD_HASH, world.PASSWORD_HASH, passwords.DUMMY, passwords.DUMMY]
    assert not await rows("SELECT FROM session")
    assert without_password


def test_a_key_holds_256_random_bits() -> None:
    keys = {new_key(SESSION) for _ in range(100)}
    assert len(keys) == 100
    assert {len(urlsafe_b64decode(key.removeprefix(SESSION) + "=")) for key in keys} == {32}


def test_the_dummy_costs_what_a_password_costs() -> None:
    assert not PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1).check_needs_rehash(passwords.DUMMY)


async def test_after_ten_failures_the_right_password_waits_too(clock: Clock) -> None:
    for _ in range(TRIES_BY_BOTH):
        await fail()
    with pytest.raises(TooManyTries):
        await people.sign_in("operator", world.PASSWORD, address=HERE)
    assert not await rows("SELECT FROM session")
    # Somebody else, and the same person elsewhere, are not kept out.
    await people.sign_in("inspector", world.PASSWORD, address=HERE)
    await people.sign_in("operator", world.PASSWORD, address="192.0.2.2")
    await clock.forward(timedelta(minutes=15))
    await people.sign_in("operator", world.PASSWORD, address=HERE)


async def test_an_unknown_username_is_throttled_as_a_known_one() -> None:
    for _ in range(TRIES_BY_BOTH):
        await fail("nobody")
    with pytest.raises(TooManyTries):
        await people.sign_in("nobody", "x", address=HERE)


async def test_one_address_may_not_try_every_username() -> None:
    for number in range(TRIES_BY_ADDRESS):
        await fail(f"nobody{number}")
    with pytest.raises(TooManyTries):
        await people.sign_in("operator", world.PASSWORD, address=HERE)


async def test_signing_in_rightly_is_never_throttled() -> None:
    for _ in range(TRIES_BY_BOTH + 2):
        await people.sign_in("operator", world.PASSWORD, address=HERE)
    assert {found["tries"] for found in await rows("SELECT tries FROM throttle")} == {0}


async def test_what_was_typed_is_not_kept_among_the_tries() -> None:
    await fail("my-password-in-the-wrong-field")
    assert not any("password" in found["key"] for found in await rows("SELECT key FROM throttle"))


async def test_tries_long_past_are_forgotten(clock: Clock) -> None:
    await fail()
    await clock.forward(timedelta(hours=1))
    await fail()
    assert len(await rows("SELECT FROM throttle")) == 3


async def test_two_processes_count_the_same_tries(dsn: str) -> None:
    script = f"""
import asyncio
from hotline.kit import database
from hotline.people import actions
from hotline.people.rules import SignInFailed, TooManyTries
async def main():
    await database.open({dsn!r}, pool_size=4)
    async def one():
        try:
            await actions.sign_in("operator", "not the password", address={HERE!r})
        except SignInFailed:
            return "failed"
        except TooManyTries:
            return "throttled"
    print(*await asyncio.gather(*(one() for _ in range(8))))
    await database.close()
asyncio.run(main())
"""
    processes = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE)
        for _ in range(2)
    ]
    said = [(await process.communicate())[0].decode().split() for process in processes]
    assert sorted(said[0] + said[1]) == ["failed"] * TRIES_BY_BOTH + ["throttled"] * (16 - TRIES_BY_BOTH)


async def test_signing_out_ends_the_session_and_only_that_one() -> None:
    one, two = [await people.sign_in("operator", world.PASSWORD, address=HERE) for _ in range(2)]
    await people.sign_out(one.key)
    await people.sign_out("never was")
    live = await rows("SELECT secret_hash FROM session WHERE revoked_at IS NULL")
    assert [found["secret_hash"] for found in live] == [sha256(two.key.encode()).hexdigest()]


async def test_a_session_is_forgotten_a_month_after_its_end(clock: Clock) -> None:
    await people.sign_in("operator", world.PASSWORD, address=HERE)
    ended = await people.sign_in("operator", world.PASSWORD, address=HERE)
    await people.sign_out(ended.key)
    await clock.forward(SESSION_KEPT + timedelta(hours=1))
    await forget_old()
    # The other one still had twelve hours to go.
    assert [row["revoked_at"] for row in await rows("SELECT revoked_at FROM session")] == [None]
    await clock.forward(timedelta(hours=12))
    await forget_old()
    assert await rows("SELECT id FROM session") == []


async def test_tries_are_forgotten_once_they_limit_nobody(clock: Clock) -> None:
    await fail()
    assert await rows("SELECT key FROM throttle")
    await clock.forward(TRIES_WINDOW)
    await forget_old()
    assert await rows("SELECT key FROM throttle")
    await clock.forward(2 * TRIES_WINDOW)
    await forget_old()
    assert await rows("SELECT key FROM throttle") == []


async def forget_old() -> None:
    async with database.transaction() as tx:
        await people.forget_old_sessions(tx)
        await people.forget_old_tries(tx)
