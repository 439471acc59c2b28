from uuid import UUID

import pytest

from hotline.kit.viewer import SYSTEM, Role
from hotline.people import actions as people
from hotline.people import viewers
from hotline.people.passwords import GUESSES, _guesses
from hotline.people.rules import (
    TRIES_BY_BOTH,
    BadPassword,
    PasswordGuessable,
    SignInFailed,
    TooManyTries,
    WrongPassword,
)
from tests import world
from tests.conftest import Clock
from tests.drafts import row

pytestmark = pytest.mark.usefixtures("db")
HERE = "192.0.2.1"
NEW = "copper lantern by the river"


async def sign_in(role: Role = Role.OPERATOR, password: str = world.PASSWORD, *, agent: str = "") -> str:
    return (await people.sign_in(role.lower(), password, address=HERE, agent=agent)).key


async def hash_of(role: Role = Role.OPERATOR) -> str:
    stored: str = (await row("SELECT password_hash FROM person WHERE username = $1", role.lower()))["password_hash"]
    return stored


async def test_a_new_password_signs_in_and_the_old_one_no_more() -> None:
    await people.change_password(await sign_in(), world.PASSWORD, NEW, address=HERE)
    await sign_in(password=NEW)
    with pytest.raises(SignInFailed):
        await sign_in()


async def test_whoever_changes_their_password_stays_and_is_signed_out_everywhere_else() -> None:
    here, there, another = await sign_in(), await sign_in(), await sign_in(Role.INSPECTOR)
    await people.change_password(here, world.PASSWORD, NEW, address=HERE)
    assert await viewers.of_session(here)
    assert await viewers.of_session(there) is None
    assert await viewers.of_session(another)


async def test_without_the_password_one_has_nothing_changes_and_guessing_ends_soon() -> None:
    key, before = await sign_in(), await hash_of()
    for _ in range(TRIES_BY_BOTH):
        with pytest.raises(WrongPassword):
            await people.change_password(key, "not the password", NEW, address=HERE)
    with pytest.raises(TooManyTries):
        await people.change_password(key, world.PASSWORD, NEW, address=HERE)
    assert await hash_of() == before


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("short", BadPassword),
        ("operator", BadPassword),
        ("x" * 201, BadPassword),
        ("password123", PasswordGuessable),
        ("1234567890", PasswordGuessable),
        ("qwertyuiop", PasswordGuessable),
        ("operator-137", PasswordGuessable),
        ("isfahan-1405", PasswordGuessable),
        ("13570621137", PasswordGuessable),
    ],
)
async def test_a_password_easily_guessed_is_refused_and_the_old_one_holds(
    password: str, refusal: type[Exception]
) -> None:
    key, before = await sign_in(), await hash_of()
    with pytest.raises(refusal):
        await people.change_password(key, world.PASSWORD, password, address=HERE)
    with pytest.raises(refusal):
        await people.set_password(world.id_of("person", Role.OPERATOR), password, by=SYSTEM)
    assert await hash_of() == before


async def test_whoever_knows_their_password_may_think_of_many_new_ones() -> None:
    key = await sign_in()
    for _ in range(TRIES_BY_BOTH + 1):
        with pytest.raises(PasswordGuessable):
            await people.change_password(key, world.PASSWORD, "password123", address=HERE)
    await people.change_password(key, world.PASSWORD, NEW, address=HERE)
    await sign_in(password=NEW)


@pytest.mark.parametrize("password", [NEW, "چهار سیب در باران", "x9!kq27-Wd"])
def test_words_of_any_language_and_what_chance_made_are_not_easily_guessed(password: str) -> None:
    assert _guesses(password, ["operator", "Example", "Operator"]) >= GUESSES


async def test_a_session_that_has_ended_changes_nothing() -> None:
    key, before = await sign_in(), await hash_of()
    other = await sign_in()
    await people.sign_out(key)
    await people.change_password(key, world.PASSWORD, NEW, address=HERE)
    await people.end_sessions(key)
    assert await people.sessions(key) == []
    assert await hash_of() == before
    assert await viewers.of_session(other)


async def test_people_see_where_they_alone_are_signed_in_with_the_one_that_asks_first(clock: Clock) -> None:
    ended = await sign_in(agent="Ended")
    await people.sign_out(ended)
    await sign_in(agent="There")
    here = await sign_in(agent="He\nre" + "x" * 300)
    await sign_in(Role.INSPECTOR, agent="Another's")
    found = await people.sessions(here)
    assert [(one.agent[:5], one.current, one.live) for one in found] == [
        ("Herex", True, True),
        ("There", False, True),
        ("Ended", False, False),
    ]
    assert {one.address for one in found} == {HERE}


async def test_ending_one_session_ends_no_other_and_never_anothers() -> None:
    here, there, third, another = await sign_in(), await sign_in(), await sign_in(), await sign_in(Role.INSPECTOR)
    one = next(session for session in await people.sessions(there) if session.current)
    anothers = (await people.sessions(another))[0]
    for id_ in (one.id, anothers.id, UUID(int=0)):
        await people.end_sessions(here, only=id_)
    assert await viewers.of_session(there) is None
    assert await viewers.of_session(third)
    assert await viewers.of_session(another)
    await people.end_sessions(here)
    assert await viewers.of_session(third) is None
    assert await viewers.of_session(here)
    assert await viewers.of_session(another)


async def test_a_failed_sign_in_is_a_line_in_the_log_without_what_was_typed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    for _ in range(TRIES_BY_BOTH):
        with pytest.raises(SignInFailed):
            await people.sign_in("my secret in the wrong field", "not the password", address=HERE)
    with pytest.raises(TooManyTries):
        await people.sign_in("my secret in the wrong field", "not the password", address=HERE)
    assert caplog.text.count(f"a sign-in failed from {HERE}") == TRIES_BY_BOTH
    assert f"too many sign-ins failed from {HERE}" in caplog.text
    assert "secret" not in caplog.text
    assert "not the password" not in caplog.text
