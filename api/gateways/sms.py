"""The way to citizens' phones: a provider's HTTP API, or the terminal for a trial."""

import hashlib
from typing import Final, Protocol

import httpx

KAVENEGAR: Final = "https://api.kavenegar.com"
TIMEOUT: Final = httpx.Timeout(10, connect=3)


class SmsFailed(Exception):
    """The provider did not take it. The text is for the operations page: never the number, nor the URL's key."""


class Sms(Protocol):
    """Sends one text; the provider's receipt. Raises SmsFailed."""

    async def send(self, phone: str, text: str, *, idempotency_key: str) -> str: ...

    async def close(self) -> None: ...


class Console:
    """A trial's gateway: prints the text, and the number covered but for its end."""

    async def send(self, phone: str, text: str, *, idempotency_key: str) -> str:
        print(f"SMS to …{phone[-4:]}: {text}", flush=True)
        return f"console {idempotency_key}"[:120]

    async def close(self) -> None:
        """Nothing is open."""


class Kavenegar:
    """Kavenegar's API, `sms/send`. Its `localid` makes a repeat of one notice the same notice."""

    def __init__(self, key: str, sender: str, url: str = KAVENEGAR) -> None:
        self._sender = sender
        self._client = httpx.AsyncClient(base_url=f"{url}/v1/{key}", timeout=TIMEOUT)

    async def close(self) -> None:
        await self._client.aclose()

    async def send(self, phone: str, text: str, *, idempotency_key: str) -> str:
        form = {"receptor": phone, "message": text, "localid": _local_id(idempotency_key)}
        if self._sender:
            form["sender"] = self._sender
        try:
            response = await self._client.post("/sms/send.json", data=form)
        except httpx.TimeoutException as error:
            raise SmsFailed("no answer in time") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SmsFailed("no connection") from error
        try:
            answer = response.json()
            status = answer["return"]["status"]
            receipt = str(answer["entries"][0]["messageid"]) if status == 200 else ""
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise SmsFailed(f"HTTP {response.status_code}, and no answer to read") from error
        if status != 200:
            raise SmsFailed(f"refused with {status}")
        return receipt


def _local_id(idempotency_key: str) -> str:
    """A number of 15 digits at most, as the provider asks for."""
    return str(int.from_bytes(hashlib.sha256(idempotency_key.encode()).digest()[:6]))
