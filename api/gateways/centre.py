"""The way to the operations centre's own system: HTTP, signed, and once in effect.

`POST /dispatches` with the header `Idempotency-Key`; the centre answers 200 or 201 with `{"receipt": "…"}`, the
same for a repeat of the key. `X-Payesh-Signature: sha256=<hex>` is the HMAC of the body under the shared key.
"""

import hashlib
import hmac
from typing import Final

import httpx
import orjson

from api.gateways.failing import GatewayFailed
from hotline.messages.dispatching import Dispatch

SIGNATURE: Final = "X-Payesh-Signature"
# Long enough for a busy centre, short enough that a hanging one is tried again within the minute.
TIMEOUT: Final = httpx.Timeout(10, connect=3)
_RECEIPT: Final = 120


class CentreFailed(GatewayFailed):
    """The centre did not confirm."""


class Centre:
    """The operations centre at an address, under a shared key."""

    def __init__(self, url: str, key: str) -> None:
        self._key = key.encode()
        self._client = httpx.AsyncClient(base_url=url, timeout=TIMEOUT)

    async def close(self) -> None:
        await self._client.aclose()

    async def dispatch(self, dispatch: Dispatch, *, idempotency_key: str) -> str:
        """Hand a message over; the centre's receipt. Raises CentreFailed."""
        body = orjson.dumps(_body(dispatch, idempotency_key))
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": idempotency_key,
            SIGNATURE: sign(body, self._key),
        }
        try:
            response = await self._client.post("/dispatches", content=body, headers=headers)
        except httpx.TimeoutException as error:
            raise CentreFailed("no answer in time") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise CentreFailed("no connection") from error
        if response.status_code not in (200, 201):
            raise CentreFailed(f"HTTP {response.status_code}")
        return _receipt(response)


def sign(body: bytes, key: bytes) -> str:
    """The signature of a body."""
    return "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest()


def _body(dispatch: Dispatch, idempotency_key: str) -> dict[str, object]:
    place = {
        "latitude": dispatch.latitude,
        "longitude": dispatch.longitude,
        "address": dispatch.address,
        "district": dispatch.district,
    }
    return {
        "idempotencyKey": idempotency_key,
        "trackingCode": dispatch.tracking_code,
        "category": {"code": dispatch.category_code, "title": dispatch.category},
        "ground": dispatch.ground,
        "text": dispatch.text,
        "unit": dispatch.unit,
        "place": place,
        "registeredAt": dispatch.registered_at,
        "mergedInto": dispatch.merged_into,
    }


def _receipt(response: httpx.Response) -> str:
    try:
        receipt = response.json()["receipt"]
    except (ValueError, KeyError, TypeError) as error:
        raise CentreFailed("an answer without a receipt") from error
    if not isinstance(receipt, str) or not 0 < len(receipt) <= _RECEIPT:
        raise CentreFailed("an answer without a receipt")
    return receipt
