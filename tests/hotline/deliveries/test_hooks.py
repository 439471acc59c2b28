from base64 import b64decode
from dataclasses import replace
from typing import Any

import pytest

from hotline.deliveries import hooks, rules
from hotline.deliveries.calls import BOTH_SIGN, call_of
from hotline.kit import database
from hotline.kit.ids import new_id
from hotline.kit.refusals import Forbidden, NotFound, Refusal
from hotline.messages import actions as messages
from tests import world
from tests.drafts import CLAIMED, row, rows

pytestmark = pytest.mark.usefixtures("db")

URL = "https://frontend.example/hook?a=1"
OTHER = replace(world.frontend(), token=world.id_of("token", "other"))


async def test_a_frontend_is_given_a_secret_once_and_it_is_long() -> None:
    made = await hooks.register(URL, by=world.frontend())
    assert len(b64decode(made.secret.removeprefix("whsec_"))) == 32
    assert made.secret not in repr(made)
    stored = await row("SELECT token_id, url, active FROM webhook")
    assert stored == {"token_id": world.id_of("token", "frontend"), "url": URL, "active": True}


@pytest.mark.parametrize(
    "url",
    [
        *("http://frontend.example/", "ftp://frontend.example/", "frontend.example", "https://", "https:///path"),
        *("https://user:pass@frontend.example/", "https://frontend.example/#x", "https://frontend.example:99999/"),
        *("https://[::1/", "https://فرانت.example/", "https://frontend.example/a b", "https://frontend.example:0/"),
    ],
)
async def test_an_address_that_is_none_or_tells_in_the_clear_is_refused(url: str) -> None:
    with pytest.raises(rules.WebhookUrlInvalid):
        await hooks.register(url, by=world.frontend())
    assert await rows("SELECT FROM webhook") == []


async def test_an_address_is_told_once_and_again_after_it_was_taken_away_under_a_new_secret() -> None:
    made = await hooks.register(URL, by=world.frontend())
    with pytest.raises(rules.WebhookExists):
        await hooks.register(URL, by=world.frontend())
    await hooks.deactivate(made.id, by=world.frontend())
    again = await hooks.register(URL, by=world.frontend())
    assert again.id == made.id
    assert again.secret != made.secret


async def test_there_are_no_more_than_a_few() -> None:
    for number in range(rules.MOST_WEBHOOKS):
        await hooks.register(f"{URL}{number}", by=world.frontend())
    with pytest.raises(rules.TooManyWebhooks):
        await hooks.register(URL, by=world.frontend())
    assert len(await rows("SELECT FROM webhook")) == rules.MOST_WEBHOOKS


@pytest.mark.parametrize("by", [world.operator(), world.administrator(), world.citizen()])
async def test_only_a_frontend_is_told(by: Any) -> None:
    with pytest.raises(Forbidden):
        await hooks.register(URL, by=by)


async def test_another_frontends_webhook_is_not_there() -> None:
    made = await hooks.register(URL, by=world.frontend())
    before = await row("SELECT * FROM webhook")
    for act in (hooks.rotate, hooks.deactivate):
        for id_, by in ((made.id, OTHER), (made.id, world.operator()), (new_id(), world.frontend())):
            with pytest.raises(NotFound):
                await act(id_, by=by)
    assert await row("SELECT * FROM webhook") == before


@pytest.mark.parametrize(("act", "refusal"), [(hooks.rotate, Forbidden), (hooks.deactivate, None)])
async def test_an_administrator_may_stop_it_and_is_never_given_its_secret(
    act: Any, refusal: type[Refusal] | None
) -> None:
    made = await hooks.register(URL, by=world.frontend())
    if refusal:
        with pytest.raises(refusal):
            await act(made.id, by=world.administrator())
    else:
        await act(made.id, by=world.administrator())
    assert (await row("SELECT active FROM webhook"))["active"] is (refusal is not None)


async def test_what_was_on_its_way_to_a_webhook_that_is_taken_away_is_cancelled() -> None:
    made = await hooks.register(URL, by=world.frontend())
    done = await messages.register(CLAIMED, by=world.frontend())
    await messages.reject(done.id, by=world.operator(), version=1, reason="تکراری است")
    await hooks.deactivate(made.id, by=world.frontend())
    assert (await row("SELECT state FROM delivery WHERE kind = 'WEBHOOK'"))["state"] == "CANCELLED"
    with pytest.raises(rules.WebhookInactive):
        await hooks.rotate(made.id, by=world.frontend())


async def test_for_a_day_after_a_rotation_the_old_secret_signs_too(clock: Any) -> None:
    made = await hooks.register(URL, by=world.frontend())
    done = await messages.register(CLAIMED, by=world.frontend())
    await messages.reject(done.id, by=world.operator(), version=1, reason="تکراری است")
    delivery = (await row("SELECT id FROM delivery WHERE kind = 'WEBHOOK'"))["id"]
    new = await hooks.rotate(made.id, by=world.frontend())

    async def secrets() -> tuple[str, ...]:
        async with database.transaction() as tx:
            call = await call_of(tx, delivery)
        assert call is not None
        return call.secrets

    assert await secrets() == (new.secret, made.secret)
    await clock.forward(BOTH_SIGN)
    assert await secrets() == (new.secret,)


async def test_a_call_tells_the_code_and_the_state_and_nothing_personal() -> None:
    await hooks.register(URL, by=world.frontend())
    done = await messages.register(CLAIMED, by=world.frontend())
    await messages.reject(done.id, by=world.operator(), version=1, reason="شماره‌ام ۰۹۱۲۱۲۳۴۵۶۷")
    async with database.transaction() as tx:
        delivery = await tx.connection.fetchval("SELECT id FROM delivery WHERE kind = 'WEBHOOK'")
        call = await call_of(tx, delivery)
    assert call is not None
    assert call.data == {"trackingCode": done.tracking_code, "version": 2, "kind": "REJECTED", "state": "REJECTED"}
