"""A frontend's webhook in the small city."""

from base64 import b64encode
from typing import Final
from uuid import UUID

from tests import world
from tests.drafts import rows

SECRET: Final = "whsec_" + b64encode(b"the secret of a webhook.").decode()


async def webhook(url: str = "https://frontend.example/hook", *, active: bool = True) -> UUID:
    """One of the frontend's, written down as registering does."""
    id_ = world.id_of("webhook", url)
    await rows(
        "INSERT INTO webhook (id, token_id, url, secret, active, created_at) VALUES ($1, $2, $3, $4, $5, now())",
        *(id_, world.id_of("token", "frontend"), url, SECRET, active),
    )
    return id_
