from datetime import timedelta

import pytest

from hotline.kit.viewer import SYSTEM, Role
from hotline.people import actions as people
from hotline.people import viewers
from tests import world
from tests.conftest import Clock
from tests.drafts import rows

pytestmark = pytest.mark.usefixtures("db")


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
