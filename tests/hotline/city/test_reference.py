import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from hotline.city import reference
from hotline.city.reference import Policy
from tests import world
from tests.drafts import rows

pytestmark = pytest.mark.usefixtures("db")


async def test_a_category_goes_to_its_unit_or_to_the_section_of_the_district() -> None:
    city = await reference.reference()
    district = city.districts[2]
    assert city.unit_for(city.categories["fire-risk"], None) == world.id_of("unit", "fire")
    assert city.unit_for(city.categories["pothole"], district) == world.id_of("unit", "2-roads")
    assert city.unit_for(city.categories["pothole"], None) is None


async def test_the_nearest_district_is_nearest_on_the_ground() -> None:
    city = await reference.reference()
    for district in city.districts.values():
        assert city.district_of(district.latitude, district.longitude) is district


async def test_the_city_is_read_again_once_it_is_forgotten() -> None:
    before = await reference.reference()
    await rows("UPDATE category SET active = false WHERE code = 'litter'")
    assert await reference.reference() is before
    reference.forget()
    assert not (await reference.reference()).categories["litter"].active


async def test_what_was_being_read_while_the_city_changed_is_not_kept() -> None:
    reference.forget()
    reading = asyncio.create_task(reference.reference())
    await asyncio.sleep(0)
    reference.forget()
    assert await reading is not await reference.reference()


async def test_the_policy_in_force_is_the_latest_that_had_begun() -> None:
    city = await reference.reference()
    (first,) = city.policies
    later = Policy(first.id, 2, first.valid_from + timedelta(days=30), {})
    both = type(city)(**{name: getattr(city, name) for name in city.__slots__} | {"policies": (later, first)})
    assert both.policy(first.valid_from + timedelta(days=29)) is first
    assert both.policy(datetime(2199, 1, 1, tzinfo=UTC)) is later
