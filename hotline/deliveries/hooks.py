"""Where a frontend wants to hear of its messages: registered, given a new secret, taken away."""

import secrets
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from hotline.deliveries import rules
from hotline.deliveries.access import WEBHOOK
from hotline.deliveries.calls import SECRET_PREFIX
from hotline.kit import access, database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound
from hotline.kit.text import clean
from hotline.kit.viewer import Viewer

_URL: Final = 500
_SECRET_BYTES: Final = 32
# A trial's frontend may run on the same machine; in production no call leads there (api/gateways/hosts.py).
_HERE: Final = frozenset({"localhost", "127.0.0.1"})


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A webhook and its secret, which is shown this once."""

    id: UUID
    secret: str = field(repr=False)


async def register(url: str, *, by: Viewer) -> NewSecret:
    """Have the frontend told at `url` of the messages it registered; again after it was taken away there. Raises
    Forbidden, WebhookUrlInvalid, WebhookExists and TooManyWebhooks."""
    if refusal := rules.can_register_webhook(by.roles):
        raise refusal()
    url = _checked(clean(url, limit=_URL, path="url"))
    made = NewSecret(new_id(), _secret())
    async with database.transaction() as tx:
        # The frontend's own count, one at a time.
        await tx.connection.execute("SELECT FROM token WHERE id = $1 FOR UPDATE", by.token)
        if await tx.connection.fetchval(_COUNT, by.token) >= rules.MOST_WEBHOOKS:
            raise rules.TooManyWebhooks(most=rules.MOST_WEBHOOKS)
        id_ = await tx.connection.fetchval(_REGISTER, made.id, by.token, url, made.secret, tx.at)
        if id_ is None:
            raise rules.WebhookExists("url")
        return NewSecret(id_, made.secret)


async def rotate(webhook_id: UUID, *, by: Viewer) -> NewSecret:
    """A new secret; for a day the old one signs too. Raises NotFound and the refusals of
    `rules.can_rotate_webhook`."""
    made = NewSecret(webhook_id, _secret())
    async with database.transaction() as tx:
        active = await _fetch(tx, webhook_id, by)
        if refusal := rules.can_rotate_webhook(by.roles, active=active):
            raise refusal()
        await tx.connection.execute(_ROTATE, webhook_id, made.secret, tx.at)
    return made


async def deactivate(webhook_id: UUID, *, by: Viewer) -> None:
    """Tell nothing more there; what was on its way is cancelled. Raises NotFound and the refusals of
    `rules.can_deactivate_webhook`."""
    async with database.transaction() as tx:
        active = await _fetch(tx, webhook_id, by)
        if refusal := rules.can_deactivate_webhook(by.roles, active=active):
            raise refusal()
        await tx.connection.execute(_DEACTIVATE, webhook_id)


async def _fetch(tx: Transaction, webhook_id: UUID, by: Viewer) -> bool:
    """Whether it is active. Raises NotFound."""
    seen, values = access.where(WEBHOOK, by, "webhook", first=2)
    active: bool | None = await tx.connection.fetchval(
        f"SELECT active FROM webhook WHERE id = $1 AND {seen} FOR UPDATE OF webhook", webhook_id, *values
    )
    if active is None:
        raise NotFound("id")
    return active


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        whole = parts.hostname and parts.port != 0 and not (parts.username or parts.password or parts.fragment)
    except ValueError:
        raise rules.WebhookUrlInvalid("url") from None
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
    if not whole or not safe or not url.isascii() or " " in url:
        raise rules.WebhookUrlInvalid("url")
    return url


def _secret() -> str:
    return SECRET_PREFIX + b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


_COUNT: Final = "SELECT count(*) FROM webhook WHERE token_id = $1 AND active"

_REGISTER: Final = """
INSERT INTO webhook (id, token_id, url, secret, active, created_at) VALUES ($1, $2, $3, $4, true, $5)
ON CONFLICT (token_id, url) DO UPDATE
    SET active = true, secret = excluded.secret, secret_before = NULL, rotated_at = NULL
    WHERE NOT webhook.active
RETURNING id
"""

_ROTATE: Final = "UPDATE webhook SET secret_before = secret, secret = $2, rotated_at = $3 WHERE id = $1"

_DEACTIVATE: Final = """
WITH closed AS (UPDATE webhook SET active = false WHERE id = $1 RETURNING id)
UPDATE delivery SET state = 'CANCELLED', next_attempt_at = NULL
FROM closed WHERE delivery.webhook_id = closed.id AND state IN ('PENDING', 'STUCK')
"""
