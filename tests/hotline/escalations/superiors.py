"""Superiors of the small city, and what a sweep leaves behind."""

from typing import Any
from uuid import UUID

from hotline.city.reference import reference
from hotline.city.tables import PostKind
from hotline.escalations import actions as escalations
from hotline.kit import database
from hotline.messages import actions as messages
from tests import world
from tests.drafts import URGENT, row, rows

CENTRE, SERVICES, OFFICE = (world.id_of("unit", code) for code in ("centre", "services", "office"))
AT_ONCE = 100


def of(unit: UUID, kind: PostKind) -> UUID:
    """The person whom `settle` puts there."""
    return world.id_of("superior", (unit, kind))


async def hold(unit: UUID, kind: PostKind, person: UUID | None = None) -> UUID:
    """Have a place held, by somebody new if no person is given."""
    if person is None:
        person = of(unit, kind)
        await rows(
            "INSERT INTO person (id, name, active, language, version, pii_phone)"
            " VALUES ($1, $2, true, 'fa', 1, '09120000000')",
            person,
            f"Example {kind.title()}",
        )
    await rows(
        "INSERT INTO post (id, unit_id, kind, person_id) VALUES ($1, $2, $3, $4)",
        world.id_of("post", (unit, kind)),
        unit,
        kind,
        person,
    )
    return person


async def settle() -> None:
    """The centre's supervisor and manager, and the deputy above; they and the dispatcher are reached by SMS."""
    await rows("UPDATE person SET pii_phone = '09120000000' WHERE id = $1", world.dispatcher().person)
    await hold(CENTRE, PostKind.SUPERVISOR)
    await hold(CENTRE, PostKind.MANAGER)
    await hold(SERVICES, PostKind.DEPUTY)


async def at_the_centre() -> UUID:
    """An urgent message in the dispatcher's hands, just registered."""
    id_ = (await messages.register(URGENT, by=world.operator())).id
    await messages.acknowledge(id_, by=world.dispatcher(), version=1)
    return id_


async def sweep(limit: int = AT_ONCE) -> int:
    city = await reference()
    async with database.transaction() as tx:
        return await escalations.sweep(tx, city=city, limit=limit)


async def climb(limit: int = AT_ONCE) -> int:
    city = await reference()
    async with database.transaction() as tx:
        return await escalations.climb(tx, city=city, limit=limit)


async def fired() -> list[tuple[int, str | None, UUID | None]]:
    """Percent, whom and who, in the order in which they fired."""
    found = await rows("SELECT percent, tell, person_id FROM escalation ORDER BY fired_at, percent")
    return [tuple(escalation.values()) for escalation in found]


async def happenings(id_: UUID) -> list[str]:
    """What the message's timeline says, since it came to the centre."""
    found = await rows("SELECT kind FROM follow_up WHERE message_id = $1 ORDER BY recorded_at, id", id_)
    kinds = [entry["kind"] for entry in found]
    return kinds[kinds.index("ACKNOWLEDGED") + 1 :]


async def notices() -> list[dict[str, Any]]:
    return await rows(
        "SELECT person_id, template, details, kind, state FROM delivery WHERE person_id IS NOT NULL ORDER BY id"
    )


async def version(id_: UUID) -> int:
    return int((await row("SELECT version FROM message WHERE id = $1", id_))["version"])
