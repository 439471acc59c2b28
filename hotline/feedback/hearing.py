"""What citizens send by SMS: a verdict is taken as one; anything else is kept, and answered once with help."""

from datetime import timedelta
from typing import Final

from hotline.deliveries.enqueueing import enqueue_all, row_of
from hotline.deliveries.tables import DeliveryKind
from hotline.feedback import actions as feedback
from hotline.kit import database
from hotline.kit.ids import new_id
from hotline.kit.masking import mask
from hotline.kit.refusals import Refusal
from hotline.kit.text import latin_digits
from hotline.messages.contact import is_mobile

# Whoever answers our help with another riddle is not helped again before that.
HELP_AGAIN: Final = timedelta(hours=24)
_TEXT: Final = 1000
_SENDER: Final = 20


async def hear_sms(external_id: str, *, sender: str, text: str) -> None:
    """Take one SMS in, once for the provider's `external_id`. `sender` is a number as the provider writes it."""
    phone, said = _phone(sender), _readable(text)
    try:
        await feedback.answer_by_sms(external_id, phone=phone, text=said)
    except Refusal as refusal:
        await _keep(external_id, phone, said, refusal)


async def _keep(external_id: str, phone: str, text: str, refusal: Refusal) -> None:
    async with database.transaction() as tx:
        # Of two at once from one phone the second waits, and then sees that the first was helped.
        await tx.connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", phone)
        helped = await tx.connection.fetchval(_HELPED, phone, tx.at - HELP_AGAIN)
        kept = await tx.connection.fetchval(
            _KEEP, new_id(), external_id, tx.at, refusal.code, mask(text), text, phone
        )
        if kept is None or helped or not is_mobile(phone):
            return
        help_ = row_of(DeliveryKind.SMS, f"help-{kept}", at=tx.at, inbound=kept, template="NOT_UNDERSTOOD")
        await enqueue_all(tx, [help_])


def _phone(sender: str) -> str:
    """As reporters' numbers are stored."""
    digits = "".join(filter(str.isdecimal, latin_digits(sender[:40]))).removeprefix("00")
    if digits.startswith("98") and len(digits) == 12:
        digits = f"0{digits[2:]}"
    return digits[:_SENDER]


def _readable(text: str) -> str:
    """What can be stored and shown of it."""
    return "".join(letter for letter in text[:_TEXT] if letter.isprintable() or letter in "\n\u200c")


_HELPED: Final = """
SELECT EXISTS (
    SELECT FROM inbound JOIN delivery ON delivery.inbound_id = inbound.id
    WHERE inbound.source = 'SMS' AND inbound.pii_sender = $1 AND inbound.received_at > $2
)
"""

_KEEP: Final = """
INSERT INTO inbound (id, source, external_id, received_at, result, reason, text, pii_text, pii_sender)
VALUES ($1, 'SMS', $2, $3, 'NOT_UNDERSTOOD', $4, $5, $6, $7)
ON CONFLICT (source, external_id) DO NOTHING RETURNING id
"""
