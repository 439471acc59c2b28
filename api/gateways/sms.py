"""The way to phones: a provider's HTTP API, or the terminal for a trial."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import httpx

from api.gateways.failing import GatewayFailed, RefusedForGood

KAVENEGAR: Final = "https://api.kavenegar.com"
TIMEOUT: Final = httpx.Timeout(10, connect=3)
_TOKENS: Final = ("token", "token2", "token3")
# Of Kavenegar's status codes, those that no repeat will mend: the number is none, or is one that takes no SMS.
_NEVER: Final = frozenset({411})


class SmsFailed(GatewayFailed):
    """The provider did not take it."""


class SmsRefused(SmsFailed, RefusedForGood):
    """The provider never will."""


@dataclass(frozen=True, slots=True)
class Text:
    """What an SMS says; and for providers that keep the texts, which of them it is and what it quotes."""

    text: str
    template: str = ""
    tokens: tuple[str, ...] = ()


class Sms(Protocol):
    """Sends one text; the provider's receipt. Raises SmsFailed."""

    async def send(self, phone: str, text: Text, *, idempotency_key: str) -> str: ...

    async def close(self) -> None: ...


class Console:
    """A trial's gateway: prints the text, and the number covered but for its end."""

    async def send(self, phone: str, text: Text, *, idempotency_key: str) -> str:
        print(f"SMS to …{phone[-4:]}: {text.text}", flush=True)
        return f"console {idempotency_key}"[:120]

    async def close(self) -> None:
        """Nothing is open."""


class Kavenegar:
    """Kavenegar's API. A text leaves by `sms/send`, whose `localid` makes a repeat of one notice the same notice;
    one whose template the provider was given (`templates`: our name to theirs) by `verify/lookup`, which reaches
    phones that refuse advertising and knows no `localid`: an answer lost there may mean a second SMS."""

    def __init__(self, key: str, sender: str, *, templates: Mapping[str, str], url: str = KAVENEGAR) -> None:
        self._sender, self._templates = sender, templates
        self._client = httpx.AsyncClient(base_url=f"{url}/v1/{key}", timeout=TIMEOUT)

    async def close(self) -> None:
        await self._client.aclose()

    async def send(self, phone: str, text: Text, *, idempotency_key: str) -> str:
        if template := self._templates.get(text.template):
            tokens = {name: _token(value) for name, value in zip(_TOKENS, text.tokens, strict=False)}
            return await self._post("/verify/lookup.json", {"receptor": phone, "template": template, **tokens})
        form = {"receptor": phone, "message": text.text, "localid": _local_id(idempotency_key)}
        if self._sender:
            form["sender"] = self._sender
        return await self._post("/sms/send.json", form)

    async def _post(self, path: str, form: Mapping[str, str]) -> str:
        try:
            response = await self._client.post(path, data=form)
        except httpx.TimeoutException as error:
            raise SmsFailed("no answer in time") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SmsFailed("no connection") from error
        try:
            answer = response.json()
            status = int(answer["return"]["status"])
            receipt = str(answer["entries"][0]["messageid"]) if status == 200 else ""
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise SmsFailed(f"HTTP {response.status_code}, and no answer to read") from error
        if status != 200:
            raise (SmsRefused if status in _NEVER else SmsFailed)(f"refused with {status}")
        return receipt


def _token(value: str) -> str:
    """A template's token holds no space."""
    return "\u200c".join(value.split())[:100]


def _local_id(idempotency_key: str) -> str:
    """A number of 15 digits at most, as the provider asks for."""
    return str(int.from_bytes(hashlib.sha256(idempotency_key.encode()).digest()[:6]))
