import pytest

from hotline.kit.refusals import Forbidden, NotFound
from hotline.kit.viewer import SYSTEM, Role
from hotline.people import actions as people
from hotline.people import passwords
from hotline.people.rules import BadPassword, BadUsername, SignInFailed, UsernameTaken, may_have_password
from tests import world
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")
PASSWORD = "a long enough secret"


async def how_many() -> int:
    found: int = (await row("SELECT count(*) FROM person"))["count"]
    return found


async def test_a_person_added_with_a_role_signs_in() -> None:
    person = await people.add_person("نمونه", by=world.administrator(), username=" Sample.One ", password=PASSWORD)
    await people.grant(person, Role.OPERATOR, by=SYSTEM, unit_id=world.id_of("unit", "office"))
    assert (await people.sign_in("SAMPLE.ONE", PASSWORD, address="1.1.1.1")).person == person
    stored = await row("SELECT username, password_hash FROM person WHERE id = $1", person)
    assert stored["username"] == "sample.one"
    assert stored["password_hash"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("role", sorted(set(world.PEOPLE) - {Role.ADMINISTRATOR}))
async def test_only_an_administrator_keeps_accounts(role: Role) -> None:
    before, by, someone = await how_many(), world.viewer(role), world.id_of("person", Role.OPERATOR)
    for act in (
        people.add_person("نمونه", by=by),
        people.grant(someone, Role.HEAD_OF_OFFICE, by=by),
        people.revoke_role(someone, Role.OPERATOR, by=by),
        people.set_password(someone, PASSWORD, by=by),
        people.deactivate(someone, by=by),
        people.create_token(Role.FRONTEND, name="x", scopes=frozenset({"register"}), by=by),
        people.revoke_token(world.id_of("token", "frontend"), by=by),
    ):
        with pytest.raises(Forbidden):
            await act
    assert await how_many() == before
    assert [held["role"] for held in await rows("SELECT role FROM person_role WHERE person_id = $1", someone)] == [
        Role.OPERATOR
    ]
    await people.sign_in("operator", world.PASSWORD, address="1.1.1.1")


async def test_a_username_is_one_persons_however_it_is_typed() -> None:
    before = await how_many()
    for typed in ("operator", "OPERATOR", "\uff4fperator", " operator "):
        with pytest.raises(UsernameTaken):
            await people.add_person("نمونه", by=SYSTEM, username=typed)
    assert await how_many() == before


@pytest.mark.parametrize("username", ["", "a", "a b", "a/b", "a" * 61, "<b>"])
async def test_a_username_that_could_be_mistaken_is_refused(username: str) -> None:
    with pytest.raises(BadUsername):
        await people.add_person("نمونه", by=SYSTEM, username=username)
    assert not await rows("SELECT FROM person WHERE name = 'نمونه'")


@pytest.mark.parametrize("password", ["", "short", "x" * 201, "Sample.One"])
async def test_a_password_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(BadPassword):
        await people.add_person("نمونه", by=SYSTEM, username="sample.one", password=password)
    with pytest.raises(BadPassword):
        await people.set_password(world.id_of("person", Role.OPERATOR), password[:9], by=SYSTEM)
    assert not await rows("SELECT FROM person WHERE name = 'نمونه'")
    await people.sign_in("operator", world.PASSWORD, address="1.1.1.1")


@pytest.mark.parametrize("password", ["x" * 10, "x" * 64, "x" * 200, "0123456789", " گذرواژه با فاصله "])
def test_length_is_all_that_is_asked_of_a_password(password: str) -> None:
    assert may_have_password(password, username="sample.one") is None


async def test_a_password_is_compared_as_it_was_typed() -> None:
    typed = " As Typed " + "x" * 80
    sealed = await passwords.hash_password(typed)
    assert await passwords.verify(typed, sealed)
    for other in (typed.strip(), typed.casefold(), typed[:72], typed + " "):
        assert not await passwords.verify(other, sealed)


async def test_a_password_without_a_username_is_refused() -> None:
    with pytest.raises(BadUsername):
        await people.add_person("نمونه", by=SYSTEM, password=PASSWORD)


async def test_a_role_granted_twice_is_held_once() -> None:
    person = await people.add_person("نمونه", by=SYSTEM)
    for _ in range(2):
        await people.grant(person, Role.COUNCILLOR, by=SYSTEM)
        await people.grant(person, Role.OPERATOR, by=SYSTEM, unit_id=world.id_of("unit", "office"))
    held = await rows("SELECT role FROM person_role WHERE person_id = $1 ORDER BY role", person)
    assert [one["role"] for one in held] == ["COUNCILLOR", "OPERATOR"]
    await people.revoke_role(person, Role.COUNCILLOR, by=SYSTEM)
    with pytest.raises(NotFound):
        await people.revoke_role(person, Role.COUNCILLOR, by=SYSTEM)


async def test_nobody_and_nowhere_are_not_found() -> None:
    nobody = world.id_of("person", "nobody")
    person = world.id_of("person", Role.COUNCILLOR)
    for act in (
        people.grant(nobody, Role.OPERATOR, by=SYSTEM),
        people.grant(person, Role.OPERATOR, by=SYSTEM, unit_id=nobody),
        people.set_password(nobody, PASSWORD, by=SYSTEM),
        people.deactivate(nobody, by=SYSTEM),
        people.revoke_token(nobody, by=SYSTEM),
    ):
        with pytest.raises(NotFound):
            await act


async def test_a_new_password_ends_the_sessions_under_the_old_one() -> None:
    await people.sign_in("operator", world.PASSWORD, address="1.1.1.1")
    await people.set_password(world.id_of("person", Role.OPERATOR), PASSWORD, by=SYSTEM)
    assert not await rows("SELECT FROM session WHERE revoked_at IS NULL")
    with pytest.raises(SignInFailed):
        await people.sign_in("operator", world.PASSWORD, address="1.1.1.1")
    await people.sign_in("operator", PASSWORD, address="1.1.1.1")
