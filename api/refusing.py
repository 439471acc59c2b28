"""A refusal as an HTTP answer, where there is neither a page nor a GraphQL operation to carry it."""

from collections.abc import Mapping
from html import escape
from typing import Final

import orjson
from starlette.responses import Response
from starlette.types import Scope

from api.open311.answers import ROOT as OPEN311
from api.open311.answers import refused as open311_refused
from api.requests import header, headers_of, request_id_of
from hotline.kit.refusals import Refusal

_RETRY_SECONDS: Final = "2"


def refusal_response(scope: Scope, refusal: Refusal) -> Response:
    """`{"errors": [{message, extensions: {code, requestId}}]}`, or to a browser a plain page, with the refusal's
    status. Open311 has a form of its own."""
    if scope["path"].startswith(f"{OPEN311}/"):
        return open311_refused(scope, refusal)
    asked = headers_of(scope)
    language = language_of(asked)
    sentence = refusal.say(language)
    headers = {"retry-after": _RETRY_SECONDS} if refusal.status == 503 else None
    if b"text/html" in asked.get(b"accept", b""):
        return Response(_page(sentence, language), refusal.status, headers, "text/html")
    extensions = {"code": refusal.code, "requestId": request_id_of(scope)}
    body = orjson.dumps({"errors": [{"message": sentence, "extensions": extensions}]})
    return Response(body, refusal.status, headers, "application/json")


def language_of(headers: Mapping[bytes, bytes]) -> str:
    """English where it is asked for first, and else Persian."""
    return "en" if (header(headers, b"accept-language") or "").lower().startswith("en") else "fa"


def _page(sentence: str, language: str) -> str:
    direction = "rtl" if language == "fa" else "ltr"
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><meta charset="utf-8">'
        f"<title>{escape(sentence)}</title><p>{escape(sentence)}</p></html>"
    )
