from collections import Counter
from uuid import UUID

import pytest

from hotline.inspections import stepping_in
from hotline.inspections.tables import InspectionCause
from hotline.kit import database
from hotline.kit.ids import new_id
from hotline.kit.viewer import SYSTEM
from hotline.messages import actions as messages
from tests import world
from tests.drafts import URGENT, row, rows

pytestmark = pytest.mark.usefixtures("db")


async def registered(count: int) -> dict[UUID, int]:
    return {(await messages.register(URGENT, by=world.operator())).id: 1 for _ in range(count)}


async def charge(cycles: dict[UUID, int]) -> dict[UUID, UUID | None]:
    async with database.transaction() as tx:
        return await stepping_in.charge(tx, cycles, cause=InspectionCause.BREACH, by=SYSTEM)


async def second_inspector() -> UUID:
    id_ = new_id()
    await rows("INSERT INTO person (id, name, active, language, version) VALUES ($1, 'Second', true, 'fa', 1)", id_)
    await rows("INSERT INTO person_role (id, person_id, role) VALUES ($1, $2, 'INSPECTOR')", new_id(), id_)
    return id_


async def test_many_inspections_are_shared_out_among_the_inspectors() -> None:
    second = await second_inspector()
    (first,) = (await charge(await registered(1))).values()
    opened = await charge(await registered(5))
    (other,) = {second, world.inspector().person} - {first}
    assert Counter(opened.values()) == {first: 2, other: 3}
    charged = await rows("SELECT inspector_id FROM message WHERE id = ANY($1)", list(opened))
    assert Counter(message["inspector_id"] for message in charged) == Counter(opened.values())


async def test_what_is_inspected_already_is_left_out() -> None:
    cycles = await registered(2)
    first = next(iter(cycles))
    await charge({first: 1})
    before = await row("SELECT * FROM inspection")
    assert set(await charge(cycles)) == set(cycles) - {first}
    assert await row("SELECT * FROM inspection WHERE message_id = $1", first) == before


async def test_without_an_inspector_the_inspection_is_open_all_the_same() -> None:
    await rows("UPDATE person SET active = false WHERE id = $1", world.inspector().person)
    cycles = await registered(1)
    assert await charge(cycles) == dict.fromkeys(cycles)
    assert await row("SELECT state, inspector_id, assigned_at FROM inspection") == {
        "state": "OPEN",
        "inspector_id": None,
        "assigned_at": None,
    }
