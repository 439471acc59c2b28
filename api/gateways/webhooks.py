"""The way to frontends: webhooks, signed as the Standard Webhooks specification says (api/gateways/signing.py)."""

from base64 import b64decode
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import httpx
import orjson

from api.gateways import signing
from api.gateways.failing import GatewayFailed, RefusedForGood
from api.gateways.hosts import NotPublic, public_address
from hotline.deliveries.calls import SECRET_PREFIX, WebhookCall

TIMEOUT: Final = httpx.Timeout(10, connect=3)
_AGENT: Final = "Payesh-137"


class WebhookFailed(GatewayFailed):
    """The frontend's server did not confirm."""


class WebhookGone(WebhookFailed, RefusedForGood):
    """It says that it wants no more: 410."""


class Webhooks:
    """Calls frontends. `inside` lets it call servers of our own network too, over plain HTTP: for a trial."""

    def __init__(self, *, inside: bool) -> None:
        self._inside = inside
        # No proxy of the environment: it would be it that connects, to wherever the name leads then.
        self._client = httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False, trust_env=False)

    async def close(self) -> None:
        await self._client.aclose()

    async def call(self, call: WebhookCall, *, at: datetime) -> str:
        """Tell a frontend, `at` a moment; what it answered. Raises WebhookFailed."""
        parts = urlsplit(call.url)
        host, secure = parts.hostname or "", parts.scheme == "https"
        if not secure and not self._inside:
            raise WebhookFailed("not https")
        try:
            port = parts.port or (443 if secure else 80)
            address = await public_address(host, port, inside=self._inside)
        except (NotPublic, ValueError) as error:
            raise WebhookFailed(str(error)) from None
        body = orjson.dumps({"type": call.type, "timestamp": call.happened_at, "data": call.data})
        keys = [b64decode(secret.removeprefix(SECRET_PREFIX)) for secret in call.secrets]
        request = self._client.build_request(
            "POST",
            # To the address that was looked at, under the name whose certificate it must show.
            httpx.URL(call.url).copy_with(host=address, port=port),
            content=body,
            headers={
                "Host": parts.netloc.rpartition("@")[2],
                "Content-Type": "application/json",
                "User-Agent": _AGENT,
                **signing.headers(call.event, body, *keys, at=at),
            },
            extensions={"sni_hostname": host} if secure else {},
        )
        try:
            # What it says besides the status is not read.
            response = await self._client.send(request, stream=True)
            await response.aclose()
        except httpx.TimeoutException as error:
            raise WebhookFailed("no answer in time") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise WebhookFailed("no connection") from error
        if response.status_code == httpx.codes.GONE:
            raise WebhookGone("HTTP 410")
        if not response.is_success:
            raise WebhookFailed(f"HTTP {response.status_code}")
        return f"HTTP {response.status_code}"
