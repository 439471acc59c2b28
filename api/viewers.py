"""From a request to its viewer: a bearer token, a citizen's receipts, the portal's cookie, or nobody known."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from http.cookies import CookieError, SimpleCookie
from typing import Final

from starlette.types import Scope

from api.requests import header, headers_of
from hotline.kit.refusals import Refusal
from hotline.kit.viewer import ANONYMOUS, ActorKind, Role, Viewer
from hotline.messages.receipts import BadReceipt, read_receipt
from hotline.people import viewers
from hotline.people.keys import seal
from hotline.people.rules import SESSION_LASTS

COOKIE: Final = "payesh_session"
# On what a page of ours asks by itself, with nobody at it: to renew itself, to say that it is open.
UNATTENDED: Final = b"x-payesh-unattended"

# How long a revoked key may go on holding, in seconds.
_KEPT: Final = 1.0
_MOST_KEPT: Final = 10_000
_MOST_RECEIPTS: Final = 100
_LONGEST_KEY: Final = 200
_SESSION, _TOKEN = "session", "token"


class Unauthenticated(Refusal):
    """Credentials that do not hold: unknown, expired or revoked."""

    code, sentence, status = "UNAUTHENTICATED", "Your session or token does not hold. Sign in again.", 401


@dataclass
class Viewers:
    """Finds viewers, and remembers them for a second. Receipts hold that were given under any of the `secrets`.
    `clock` gives seconds that only ever grow."""

    secrets: Sequence[bytes] = field(repr=False)
    idle: timedelta = SESSION_LASTS
    clock: Callable[[], float] = time.monotonic
    _known: dict[str, tuple[float, Viewer]] = field(default_factory=dict, repr=False)

    def forget(self) -> None:
        """Find everybody anew. What is being found just now is remembered nowhere: it may be from before."""
        self._known = {}

    async def of(self, scope: Scope) -> Viewer:
        """Who asks. Raises Unauthenticated; never falls back to less than was claimed."""
        headers = headers_of(scope)
        claim = header(headers, b"authorization")
        if claim is None:
            key = session_key(headers)
            if key is None:
                return ANONYMOUS
            return await self._kept(_SESSION, key, partial(self._of_session, scope, headers))
        kind, _, rest = claim.strip().partition(" ")
        if kind.casefold() == "bearer":
            return await self._kept(_TOKEN, rest.strip(), viewers.of_token)
        if kind.casefold() == "receipt":
            return self._citizen(rest)
        raise Unauthenticated()

    def recognised(self, headers: Mapping[bytes, bytes]) -> Viewer | None:
        """Whose token or session these headers hold, as it was when last asked for, without asking anybody: good
        for how soon a request is heard, never for what it may."""
        claim = header(headers, b"authorization")
        if claim is None:
            name = _name(_SESSION, session_key(headers) or "")
        else:
            name = _name(_TOKEN, claim.strip().partition(" ")[2].strip())
        found = self._known.get(name)
        return found[1] if found else None

    async def _of_session(self, scope: Scope, headers: Mapping[bytes, bytes], key: str) -> Viewer | None:
        return await viewers.of_session(key, used_for=None if _unattended(scope, headers) else self.idle)

    async def _kept(self, kind: str, key: str, find: Callable[[str], Awaitable[Viewer | None]]) -> Viewer:
        if not 0 < len(key) <= _LONGEST_KEY:
            raise Unauthenticated()
        name = _name(kind, key)
        # From before the database is asked, so that the second is one of the revocation's own.
        asked_at = self.clock()
        known = self._known
        until, viewer = known.get(name, (asked_at, ANONYMOUS))
        if asked_at < until:
            return viewer
        found = await find(key)
        if found is None:
            known.pop(name, None)
            raise Unauthenticated()
        if len(known) >= _MOST_KEPT:
            known.clear()
        known[name] = asked_at + _KEPT, found
        return found

    def _citizen(self, receipts: str) -> Viewer:
        texts = [text.strip() for text in receipts.split(",")]
        if len(texts) > _MOST_RECEIPTS:
            raise Unauthenticated()
        try:
            messages = tuple(read_receipt(text, *self.secrets) for text in texts)
        except BadReceipt:
            raise Unauthenticated() from None
        return Viewer(kind=ActorKind.CITIZEN, roles=frozenset({Role.CITIZEN}), messages=messages)


def _name(kind: str, key: str) -> str:
    return f"{kind}:{seal(key)}"


def _unattended(scope: Scope, headers: Mapping[bytes, bytes]) -> bool:
    """Whether it says nothing of a person being there: a stream that only listens, a page that renews itself."""
    listens = scope.get("type") == "websocket" or b"text/event-stream" in headers.get(b"accept", b"")
    return listens or UNATTENDED in headers


def session_key(headers: Mapping[bytes, bytes]) -> str | None:
    """What the portal's cookie holds; None where there is none."""
    cookie = SimpleCookie()
    try:
        cookie.load(header(headers, b"cookie") or "")
    except CookieError:
        return None
    return cookie[COOKIE].value if COOKIE in cookie else None
