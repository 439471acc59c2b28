from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from hotline.deliveries import actions as deliveries
from hotline.deliveries import alarms, rules
from hotline.kit import database
from hotline.kit.viewer import Role
from hotline.messages import actions as messages
from tests import world
from tests.drafts import URGENT, row, rows
from tests.webhooks import webhook

pytestmark = pytest.mark.usefixtures("db")


async def reachable(role: Role, *, phone: str | None = None, email: str | None = None) -> None:
    person = world.id_of("person", role)
    await rows("UPDATE person SET pii_phone = $2, pii_email = $3 WHERE id = $1", person, phone, email)


async def sent() -> UUID:
    await messages.register(replace(URGENT, reporter=None), by=world.operator())
    id_: UUID = (await row("SELECT id FROM delivery"))["id"]
    return id_


async def watch() -> list[UUID]:
    async with database.transaction() as tx:
        return await alarms.watch(tx)


async def notices(gateway: str) -> set[tuple[str, str]]:
    """By which gateway which role was told that `gateway` is stuck."""
    found = await rows(
        "SELECT kind, role FROM delivery JOIN person_role ON person_role.person_id = delivery.person_id"
        " WHERE template = 'DELIVERIES_STUCK' AND details->>'gateway' = $1",
        gateway,
    )
    assert len(found) == len({(each["kind"], each["role"]) for each in found})
    return {(each["kind"], each["role"]) for each in found}


async def test_nothing_alarms_before_half_an_hour(clock: Any) -> None:
    await sent()
    await clock.forward(rules.STUCK_AFTER - timedelta(seconds=5))
    assert await watch() == []


async def test_a_stuck_dispatch_tells_those_who_answer_for_it_once_whatever_else_is_stuck(clock: Any) -> None:
    await reachable(Role.ADMINISTRATOR, email="admin@payesh.example")
    await reachable(Role.HEAD_OF_OFFICE, phone="09120000001", email="head@payesh.example")
    await reachable(Role.DISPATCHER, phone="09120000002")
    await reachable(Role.OPERATOR, phone="09120000003")
    await sent()
    await clock.forward(rules.STUCK_AFTER + timedelta(seconds=1))
    assert len(await watch()) == 1
    expected = {
        ("EMAIL", "ADMINISTRATOR"),
        ("EMAIL", "HEAD_OF_OFFICE"),
        ("SMS", "HEAD_OF_OFFICE"),
        ("SMS", "DISPATCHER"),
    }
    assert await notices("CENTRE") == expected
    await messages.register(replace(URGENT, reporter=None), by=world.operator())
    await clock.forward(timedelta(hours=1))
    await watch()
    assert len(await rows("SELECT FROM delivery_alarm WHERE kind = 'CENTRE'")) == 1
    assert await notices("CENTRE") == expected


async def test_the_gateway_that_is_stuck_is_not_the_one_that_tells(clock: Any) -> None:
    await reachable(Role.HEAD_OF_OFFICE, phone="09120000001", email="head@payesh.example")
    await messages.register(replace(URGENT, urgency=None, ground=None, category_code="litter"), by=world.operator())
    await clock.forward(rules.STUCK_AFTER + timedelta(seconds=1))
    await watch()
    assert await notices("SMS") == {("EMAIL", "HEAD_OF_OFFICE")}


async def test_an_alarm_is_over_when_nothing_is_stuck_and_the_next_is_a_new_one(clock: Any) -> None:
    id_ = await sent()
    await clock.forward(timedelta(minutes=31))
    (first,) = await watch()
    async with database.transaction() as tx:
        await deliveries.delivered(tx, id_, receipt="C1")
    await rows("UPDATE message SET state = 'ACKNOWLEDGED'")
    assert await watch() == []
    assert (await row("SELECT ended_at FROM delivery_alarm WHERE id = $1", first))["ended_at"] is not None
    await messages.register(replace(URGENT, reporter=None), by=world.operator())
    await clock.forward(timedelta(minutes=31))
    assert await watch() not in ([], [first])


async def test_an_urgent_message_whose_dispatch_was_never_written_alarms_too(clock: Any) -> None:
    await sent()
    await rows("DELETE FROM delivery")
    await clock.forward(timedelta(minutes=31))
    assert len(await watch()) == 1


async def test_a_frontends_own_server_wakes_nobody(clock: Any) -> None:
    id_ = await sent()
    await rows("UPDATE delivery SET kind = 'WEBHOOK', webhook_id = $2 WHERE id = $1", id_, await webhook())
    await rows("UPDATE message SET state = 'ACKNOWLEDGED'")
    await clock.forward(timedelta(hours=2))
    assert await watch() == []
