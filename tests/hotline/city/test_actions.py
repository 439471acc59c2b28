"""Seeding the city."""

from types import ModuleType

import pytest

from hotline.city import actions
from hotline.city.tables import Category, City, District, PolicyTarget, Unit
from hotline.kit.refusals import Forbidden
from hotline.kit.viewer import SYSTEM
from tests import world


@pytest.fixture
async def bare(db: ModuleType) -> None:
    """A database without any city."""
    async with db.transaction() as tx:
        await tx.connection.execute("SET LOCAL session_replication_role = replica")
        for table in (
            "post",
            "person_role",
            "policy_target",
            "policy_version",
            "category",
            "unit",
            "district",
            "city",
        ):
            await tx.connection.execute(f"DELETE FROM {table}")


async def test_a_seeded_city_has_its_districts_units_and_request_types(bare: None) -> None:
    await actions.seed(by=SYSTEM)
    assert await District.all().count() == 15
    assert await Category.all().count() >= 120
    assert await PolicyTarget.all().count() == await Category.all().count()
    assert await Unit.filter(parent_id=None).count() == 1
    assert not (await City.get(id=1)).demo


async def test_seeding_again_puts_names_right_and_adds_nothing(bare: None) -> None:
    await actions.seed(by=SYSTEM)
    before = [await table.all().count() for table in (District, Unit, Category, PolicyTarget)]
    await District.filter(number=1).update(name_en="Renamed")
    await PolicyTarget.filter(category__code="POTHOLE").update(first_action_minutes=7)

    await actions.seed(by=world.administrator())
    assert [await table.all().count() for table in (District, Unit, Category, PolicyTarget)] == before
    assert (await District.get(number=1)).name_en == "District 1"
    assert (await PolicyTarget.get(category__code="POTHOLE")).first_action_minutes == 7


async def test_only_an_administrator_or_the_system_seeds(bare: None) -> None:
    with pytest.raises(Forbidden):
        await actions.seed(by=world.head_of_office())
    assert not await City.exists()
