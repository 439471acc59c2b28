"""One delivery, tried: looked up, sent through its gateway, and what came back written down.

It may be tried twice after a crash; the receiver's idempotency key and our compare-and-set make it once in effect.
"""

import asyncio
import logging
import traceback
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID

from pgqueuer.errors import RetryRequested

from api.gateways.centre import Centre
from api.gateways.failing import GatewayFailed, RefusedForGood
from api.gateways.mail import Mail, MailConsole
from api.gateways.sms import Sms, Text
from api.gateways.webhooks import WebhookGone, Webhooks
from hotline.city import reference
from hotline.deliveries import actions as deliveries
from hotline.deliveries import calls, notices
from hotline.deliveries.notices import Notice
from hotline.deliveries.rules import STAND_BACK
from hotline.deliveries.tables import DeliveryKind
from hotline.feedback import actions as feedback
from hotline.kit import database
from hotline.messages import actions as messages
from hotline.messages import dispatching
from portal.papers import sms as to_citizens
from portal.papers import staff as to_staff

# Of one try, however slowly its receiver drips: well under the minute in which it is tried again.
LONGEST_TRY: Final = 30.0
# How soon a delivery is tried again that found the database away.
DATABASE_AWAY: Final = timedelta(seconds=2)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Gateways:
    """Every way out of the house."""

    centre: Centre
    sms: Sms
    mail: Mail = field(default_factory=MailConsole)
    webhooks: Webhooks = field(default_factory=lambda: Webhooks(inside=False))

    async def close(self) -> None:
        await self.centre.close()
        await self.sms.close()
        await self.webhooks.close()


class _StandsBack(Exception):
    """An earlier dispatch of the same message has not arrived yet."""


async def deliver(delivery_id: UUID, gateways: Gateways) -> None:
    """Try one delivery. Raises RetryRequested with the time to wait, once the failure is written down: a fault of
    ours, too, is a failure that the operations page shows and that is tried again."""
    try:
        async with asyncio.timeout(LONGEST_TRY):
            await _leave(delivery_id, gateways)
    except _StandsBack:
        raise RetryRequested(delay=STAND_BACK, reason="an earlier one first") from None
    except RefusedForGood as refusal:
        await _give_up(delivery_id, refusal)
        return
    except GatewayFailed as failure:
        error = str(failure)
    except TimeoutError:
        error = "no end in time"
    except database.UNAVAILABLE as away:
        error = type(away).__name__
    except Exception as fault:
        error = type(fault).__name__
        log_fault(f"delivery {delivery_id}", fault)
    else:
        return
    try:
        async with database.transaction() as tx:
            wait = await deliveries.record_attempt(tx, delivery_id, error=error)
    except database.UNAVAILABLE:
        # It keeps its job: given up, it would wait until the sweep misses it.
        raise RetryRequested(delay=DATABASE_AWAY, reason="the database is away") from None
    if wait is not None:
        raise RetryRequested(delay=wait, reason=error)


def log_fault(what: str, fault: Exception) -> None:
    """Where, not what: a driver's message quotes the row it failed on, a citizen's words among them."""
    where = "".join(traceback.format_tb(fault.__traceback__))
    _log.error("%s failed by a fault of ours, %s:\n%s", what, type(fault).__name__, where)


async def _leave(delivery_id: UUID, gateways: Gateways) -> None:
    """Through the gateway of its kind; nothing, where it is open no more."""
    match await deliveries.open_kind(delivery_id):
        case DeliveryKind.CENTRE:
            await _dispatch(delivery_id, gateways.centre)
        case DeliveryKind.SMS | DeliveryKind.EMAIL:
            await _notify(delivery_id, gateways)
        case DeliveryKind.WEBHOOK:
            await _call(delivery_id, gateways.webhooks)


async def _dispatch(delivery_id: UUID, centre: Centre) -> None:
    async with database.transaction() as tx:
        if await deliveries.stands_back(tx, delivery_id):
            raise _StandsBack
        if await dispatching.is_moot(tx, delivery_id):
            await deliveries.cancel(tx, delivery_id, reason="the message went elsewhere")
        found = await dispatching.dispatch_of(tx, delivery_id)
    if found is None:
        return
    key, dispatch = found
    await _write_down(delivery_id, await centre.dispatch(dispatch, idempotency_key=key), acknowledges=True)


async def _notify(delivery_id: UUID, gateways: Gateways) -> None:
    async with database.transaction() as tx:
        notice = await notices.notice_of(tx, delivery_id)
        if notice is not None and notice.address is None:
            await deliveries.cancel(tx, delivery_id, reason="nobody to tell any more")
    if notice is None or notice.address is None:
        return
    await _write_down(delivery_id, await _send(notice, notice.address, gateways))


async def _send(notice: Notice, address: str, gateways: Gateways) -> str:
    if not notice.to_staff:
        quoted = {"tracking_code": notice.tracking_code, **notice.details}
        said, tokens = to_citizens.text(notice.template, quoted), to_citizens.tokens(notice.template, quoted)
        text = Text(said, notice.template, tokens)
        return await gateways.sms.send(address, text, idempotency_key=notice.key)
    letter = to_staff.letter(
        notice.template,
        language=notice.language,
        tracking_code=notice.tracking_code,
        details=notice.details,
    )
    if notice.kind is DeliveryKind.SMS:
        return await gateways.sms.send(address, Text(letter.short), idempotency_key=notice.key)
    return await gateways.mail.send(address, letter.subject, letter.body, idempotency_key=notice.key)


async def _call(delivery_id: UUID, webhooks: Webhooks) -> None:
    async with database.transaction() as tx:
        call, at = await calls.call_of(tx, delivery_id), tx.at
    if call is None:
        return
    await _write_down(delivery_id, await webhooks.call(call, at=at))


async def _write_down(delivery_id: UUID, receipt: str, *, acknowledges: bool = False) -> None:
    """It arrived, and `acknowledges` the message it is about. A database that is away just now is waited
    for, as long as a try may take: given up, it would be sent once more."""
    while True:
        try:
            city = await reference.reference()
            async with database.transaction() as tx:
                message_id = await deliveries.delivered(tx, delivery_id, receipt=receipt)
                if acknowledges and message_id is not None:
                    await messages.receive(tx, message_id, city=city, receipt=receipt)
            return
        except database.UNAVAILABLE:
            await asyncio.sleep(DATABASE_AWAY.total_seconds() / 4)


async def _give_up(delivery_id: UUID, refusal: RefusedForGood) -> None:
    async with database.transaction() as tx:
        if isinstance(refusal, WebhookGone):
            await calls.gone(tx, delivery_id)
        await feedback.call_instead(tx, delivery_id)
        await deliveries.cancel(tx, delivery_id, reason=str(refusal))
