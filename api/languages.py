"""Which of the two languages a request is answered in."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import parse_qs

from starlette.types import Scope

from api.requests import header, headers_of
from hotline.kit.viewer import Viewer

LANGUAGES: Final = ("fa", "en")
COOKIE: Final = "payesh_language"


def asked_language(scope: Scope) -> str | None:
    """What the address asks for by `?lang=`, to be remembered from then on."""
    return _known(parse_qs(scope["query_string"].decode("latin-1")).get("lang", [None])[0])


def page_language(scope: Scope, viewer: Viewer) -> str:
    """For a page: the address, then the device's choice, then the person's, then the browser's, then Persian."""
    headers = headers_of(scope)
    own = viewer.language if viewer.person is not None else None
    return asked_language(scope) or _remembered(headers) or own or _accepted(headers) or "fa"


def api_language(scope: Scope, viewer: Viewer) -> str:
    """For an answer of the API: `Accept-Language`, then the person's."""
    return _accepted(headers_of(scope)) or viewer.language


def spoken_to(viewer: Viewer, headers: Mapping[bytes, bytes]) -> Viewer:
    """The viewer, answered by the API in that language."""
    accepted = headers.get(b"accept-language")
    return viewer if accepted is None else _accepting(accepted, viewer)


# Asked at every request, and of the same few viewers.
@lru_cache(1000)
def _accepting(accepted: bytes, viewer: Viewer) -> Viewer:
    return speaking(viewer, _first_known(accepted) or viewer.language)


def speaking(viewer: Viewer, language: str) -> Viewer:
    """The same viewer, answered in `language`."""
    return viewer if viewer.language == language else replace(viewer, language=language)


def _remembered(headers: Mapping[bytes, bytes]) -> str | None:
    cookie = SimpleCookie()
    try:
        cookie.load(header(headers, b"cookie") or "")
    except CookieError:
        return None
    return _known(cookie[COOKIE].value) if COOKIE in cookie else None


def _accepted(headers: Mapping[bytes, bytes]) -> str | None:
    return _first_known(headers.get(b"accept-language", b""))


# Browsers and frontends send few different ones, and the same again at every request.
@lru_cache(100)
def _first_known(accepted: bytes) -> str | None:
    ranges = [part.partition(";") for part in accepted.decode("latin-1").lower().split(",")]
    # The sort is stable: of two that weigh the same, the first.
    wished = sorted(((_weight(rest), name) for name, _, rest in ranges), key=lambda one: -one[0])
    return next(filter(None, (_known(name.strip().partition("-")[0]) for weight, name in wished if weight)), None)


def _weight(parameters: str) -> float:
    """How much a language is wished for, by its `q`: 1 unless it says less, and nothing where it says nonsense."""
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1
    try:
        weight = float(value)
    except ValueError:
        return 0
    return weight if 0 <= weight <= 1 else 0


def _known(language: str | None) -> str | None:
    return language if language in LANGUAGES else None
