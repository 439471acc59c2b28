import asyncio
from datetime import timedelta
from typing import Any

import pytest

from hotline.city import reference
from hotline.kit import database
from hotline.messages import actions as messages
from hotline.messages import idempotency
from hotline.messages.idempotency import KeyInvalid, KeyReused
from tests import world
from tests.drafts import ROUTINE, STORED, URGENT, counts, dispatches, rows

pytestmark = pytest.mark.usefixtures("db")


async def forget() -> None:
    async with database.transaction() as tx:
        await idempotency.forget_old(tx)


async def test_a_key_is_kept_for_two_days(clock: Any) -> None:
    await messages.register(ROUTINE, by=world.operator(), idempotency_key="k")
    await clock.forward(timedelta(hours=47))
    await forget()
    assert (await counts())["idempotency"] == 1
    await clock.forward(timedelta(hours=2))
    await forget()
    assert (await counts())["idempotency"] == 0


async def test_a_repeat_with_the_same_key_gets_the_first_answer() -> None:
    first = await messages.register(URGENT, by=world.operator(), idempotency_key="k")
    again = await messages.register(URGENT, by=world.operator(), idempotency_key="k")
    assert (again.id, again.tracking_code, again.replayed) == (first.id, first.tracking_code, True)
    assert not first.replayed
    assert (await counts())["message"] == 1


async def test_a_key_that_stood_for_another_body_is_refused() -> None:
    await messages.register(URGENT, by=world.operator(), idempotency_key="k")
    before = await counts()
    with pytest.raises(KeyReused) as refusal:
        await messages.register(ROUTINE, by=world.operator(), idempotency_key="k")
    assert list(refusal.value.path) == ["idempotencyKey"]
    assert await counts() == before


async def test_two_callers_may_use_the_same_key() -> None:
    await messages.register(ROUTINE, by=world.operator(), idempotency_key="k")
    other = await messages.register(ROUTINE, by=world.head_of_office(), idempotency_key="k")
    assert not other.replayed
    assert (await counts())["message"] == 2


async def test_a_repeat_gets_the_first_answer_although_its_request_type_went_out_of_use() -> None:
    first = await messages.register(ROUTINE, by=world.operator(), idempotency_key="k")
    await rows("UPDATE category SET active = false WHERE code = 'litter'")
    reference.forget()
    try:
        again = await messages.register(ROUTINE, by=world.operator(), idempotency_key="k")
    finally:
        reference.forget()
    assert again.id == first.id


async def test_an_endless_or_empty_key_is_refused() -> None:
    for key in ("", "k" * 121, "a\0b"):
        with pytest.raises(KeyInvalid):
            await messages.register(ROUTINE, by=world.operator(), idempotency_key=key)
    assert await counts() == dict.fromkeys(STORED, 0)


async def test_fifty_posts_at_once_with_one_key_are_one_message_and_one_dispatch() -> None:
    answers = await asyncio.gather(
        *(messages.register(URGENT, by=world.operator(), idempotency_key="k") for _ in range(50))
    )
    assert len({answer.id for answer in answers}) == 1
    assert sum(not answer.replayed for answer in answers) == 1
    stored = await counts()
    assert (stored["message"], stored["idempotency"], await dispatches()) == (1, 1, 1)
    assert stored["pgqueuer"] == stored["delivery"] == 2  # the centre, and the reporter
