from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from hotline.deliveries import actions as deliveries
from hotline.deliveries import rules
from hotline.kit import database
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound
from hotline.messages import actions as messages
from tests import world
from tests.drafts import URGENT, counts, row, rows

pytestmark = pytest.mark.usefixtures("db")


async def sent() -> UUID:
    await messages.register(replace(URGENT, reporter=None), by=world.operator())
    id_: UUID = (await row("SELECT id FROM delivery"))["id"]
    return id_


async def failed(id_: UUID, times: int = 1) -> timedelta | None:
    wait = None
    for _ in range(times):
        async with database.transaction() as tx:
            wait = await deliveries.record_attempt(tx, id_, error="HTTP 503")
    return wait


async def test_failures_count_up_and_the_next_try_is_written_down() -> None:
    id_ = await sent()
    wait = await failed(id_, 3)
    delivery = await row("SELECT attempts, last_error, next_attempt_at - payesh_now() AS next FROM delivery")
    assert (delivery["attempts"], delivery["last_error"]) == (3, "HTTP 503")
    assert wait is not None
    assert delivery["next"] <= wait


async def test_what_has_arrived_neither_fails_nor_arrives_again() -> None:
    id_ = await sent()
    async with database.transaction() as tx:
        assert await deliveries.delivered(tx, id_, receipt="C000001") is not None
    before = await row("SELECT * FROM delivery")
    assert await failed(id_) is None
    async with database.transaction() as tx:
        assert await deliveries.delivered(tx, id_, receipt="C000002") is None
    assert await row("SELECT * FROM delivery") == before


async def test_sending_again_hurries_the_job_that_waits() -> None:
    id_ = await sent()
    await rows("UPDATE pgqueuer SET execute_after = now() + interval '1 minute'")
    await deliveries.resend(id_, by=world.dispatcher())
    assert (await row("SELECT execute_after <= now() AS due FROM pgqueuer"))["due"]


async def test_sending_again_makes_a_job_where_there_is_none() -> None:
    id_ = await sent()
    await rows("DELETE FROM pgqueuer")
    await deliveries.resend(id_, by=world.administrator())
    assert (await row("SELECT payload FROM pgqueuer"))["payload"] == id_.bytes


async def test_what_has_arrived_is_not_sent_again() -> None:
    id_ = await sent()
    async with database.transaction() as tx:
        await deliveries.delivered(tx, id_, receipt="C000001")
    await rows("DELETE FROM pgqueuer")
    before = await counts()
    with pytest.raises(rules.Delivered):
        await deliveries.resend(id_, by=world.head_of_office())
    assert await counts() == before


async def test_only_those_who_see_a_delivery_send_it_again() -> None:
    id_ = await sent()
    before: dict[str, Any] = await row("SELECT * FROM delivery")
    for by in (world.operator(), world.councillor(), world.citizen()):
        with pytest.raises(NotFound):
            await deliveries.resend(id_, by=by)
    with pytest.raises(NotFound):
        await deliveries.resend(new_id(), by=world.administrator())
    assert await row("SELECT * FROM delivery") == before
