from datetime import timedelta
from typing import Any

import pytest

from hotline.kit import database
from hotline.messages import actions as messages
from hotline.messages import idempotency
from tests import world
from tests.drafts import ROUTINE, counts

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
