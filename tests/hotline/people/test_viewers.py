from datetime import datetime, timedelta

import pytest

from hotline.kit.viewer import SYSTEM, Role
from hotline.people import actions as people
from hotline.people import viewers
from hotline.people.keys import seal
from tests import world
from tests.conftest import Clock
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")
IDLE = timedelta(hours=4)


async def key_of(role: Role) -> str:
    return (await people.sign_in(role.lower(), world.PASSWORD, address="192.0.2.1")).key


@pytest.mark.parametrize("role", sorted(world.PEOPLE))
async def test_a_session_finds_the_person_with_roles_units_and_managed_units(role: Role) -> None:
    found = await viewers.of_session(await key_of(role))
    right = world.viewer(role)
    assert found is not None
    assert (found.person, found.roles, found.name) == (right.person, right.roles, right.name)
    assert found.managed == () or set(found.managed) == set(right.managed)
    assert set(found.managed) == set(right.managed)
    assert set(found.units) == (set() if role is Role.MANAGER else set(right.units))
    assert found.language == "fa"


async def test_a_manager_answers_for_all_units_below_their_own() -> None:
    person = world.id_of("person", Role.COUNCILLOR)
    await people.grant(person, Role.MANAGER, by=SYSTEM, unit_id=world.id_of("unit", "services"))
    found = await viewers.of_session(await key_of(Role.COUNCILLOR))
    assert found is not None
    below = {unit["id"] for unit in await rows("SELECT id FROM unit WHERE code <> 'office'")}
    assert set(found.managed) == below
    assert found.units == ()


async def test_a_session_ends_by_time_by_sign_out_and_with_its_person(clock: Clock) -> None:
    expired, signed_out, dismissed = [
        await key_of(role) for role in (Role.OPERATOR, Role.INSPECTOR, Role.DISPATCHER)
    ]
    await people.sign_out(signed_out)
    await people.deactivate(world.id_of("person", Role.DISPATCHER), by=SYSTEM)
    assert await viewers.of_session(signed_out) is None
    assert await viewers.of_session(dismissed) is None
    await clock.forward(timedelta(hours=12))
    assert await viewers.of_session(expired) is None


async def test_one_kind_of_key_does_not_open_the_other_door() -> None:
    assert await viewers.of_token(await key_of(Role.OPERATOR)) is None
    assert await viewers.of_session(world.TOKEN_SECRET) is None


async def end_of(key: str) -> datetime:
    ends: datetime = (await row("SELECT expires_at FROM session WHERE secret_hash = $1", seal(key)))["expires_at"]
    return ends


async def test_a_session_that_nobody_uses_ends_and_one_that_is_used_goes_on(clock: Clock) -> None:
    used, left = await key_of(Role.OPERATOR), await key_of(Role.INSPECTOR)
    assert await viewers.of_session(left, used_for=IDLE)
    for _ in range(2):
        assert await viewers.of_session(used, used_for=IDLE)
        await clock.forward(timedelta(hours=3))
    assert await viewers.of_session(used, used_for=IDLE)
    assert await viewers.of_session(left, used_for=IDLE) is None
    assert [session.live for session in await people.sessions(used)] == [True]
    assert await people.sessions(left) == []


async def test_no_use_makes_a_session_last_more_than_twelve_hours(clock: Clock) -> None:
    key = await key_of(Role.OPERATOR)
    for _ in range(4):
        assert await viewers.of_session(key, used_for=IDLE)
        await clock.forward(timedelta(hours=3))
    assert await viewers.of_session(key, used_for=IDLE) is None


async def test_to_look_whose_it_is_is_no_use_of_a_session(clock: Clock) -> None:
    key = await key_of(Role.OPERATOR)
    assert await viewers.of_session(key, used_for=IDLE)
    for _ in range(3):
        await clock.forward(timedelta(hours=1))
        assert await viewers.of_session(key)
    await clock.forward(timedelta(hours=1))
    assert await viewers.of_session(key) is None


async def test_a_use_is_written_down_once_in_five_minutes(clock: Clock) -> None:
    key = await key_of(Role.OPERATOR)
    assert await viewers.of_session(key, used_for=IDLE)
    first = await end_of(key)
    await clock.forward(timedelta(minutes=4))
    assert await viewers.of_session(key, used_for=IDLE)
    assert await end_of(key) == first
    await clock.forward(timedelta(minutes=2))
    assert await viewers.of_session(key, used_for=IDLE)
    assert await end_of(key) >= first + timedelta(minutes=6)


async def test_a_session_that_was_ended_is_not_brought_back_by_a_use() -> None:
    key = await key_of(Role.OPERATOR)
    await people.sign_out(key)
    before = await end_of(key)
    assert await viewers.of_session(key, used_for=IDLE) is None
    assert await end_of(key) == before
