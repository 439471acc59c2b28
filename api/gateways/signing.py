"""Signatures over HTTP, as the Standard Webhooks specification writes them: what frontends are sent by us, and what
the operations centre sends us.

`webhook-id` names the event, `webhook-timestamp` is in seconds since 1970, `webhook-signature` holds one or more
`v1,<base64>` apart by spaces: HMAC-SHA256 over `id.timestamp.body` under the shared key.
"""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

ID: Final = "webhook-id"
TIMESTAMP: Final = "webhook-timestamp"
SIGNATURE: Final = "webhook-signature"
# How far the two clocks may stand apart, a delivery's way included.
TOLERANCE: Final = timedelta(minutes=5)
_VERSION: Final = "v1"


def headers(event: str, body: bytes, *keys: bytes, at: datetime) -> dict[str, str]:
    """The headers of a body signed `at` under each of the keys: during a rotation there are two."""
    timestamp = str(int(at.timestamp()))
    signatures = " ".join(_signature(event, timestamp, body, key) for key in keys)
    return {ID: event, TIMESTAMP: timestamp, SIGNATURE: signatures}


def holds(given: Mapping[str, str], body: bytes, key: bytes, *, at: datetime) -> bool:
    """Whether the body was signed under `key` within the tolerance of `at`. Compared in constant time."""
    event, timestamp = given.get(ID, ""), given.get(TIMESTAMP, "")
    if not event or not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    if abs(at.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        return False
    right = _signature(event, timestamp, body, key).encode()
    given_ones = given.get(SIGNATURE, "").split(" ")[:10]
    # All are compared, whichever holds.
    return any([hmac.compare_digest(right, one.encode("utf-8", "replace")) for one in given_ones])


def _signature(event: str, timestamp: str, body: bytes, key: bytes) -> str:
    signed = b".".join((event.encode("utf-8", "replace"), timestamp.encode(), body))
    return f"{_VERSION},{b64encode(hmac.digest(key, signed, 'sha256')).decode()}"
