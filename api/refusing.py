"""A refusal as an HTTP answer, where there is neither a page nor a GraphQL operation to carry it."""

from html import escape

import orjson
from starlette.types import Scope, Send

from api.requests import header, headers_of, request_id_of
from hotline.kit.refusals import Refusal


async def refuse(scope: Scope, send: Send, refusal: Refusal, *, close: bool = False) -> None:
    """Answer `{"errors": [{message, extensions: {code, requestId}}]}`, or to a browser a plain page, with the
    refusal's status. `close` ends the connection, since the rest of an unread body would follow on it."""
    asked = headers_of(scope)
    language = "en" if (header(asked, b"accept-language") or "").lower().startswith("en") else "fa"
    sentence = refusal.say(language)
    if b"text/html" in asked.get(b"accept", b""):
        media_type, body = b"text/html", _page(sentence, language).encode()
    else:
        extensions = {"code": refusal.code, "requestId": request_id_of(scope)}
        media_type = b"application/json"
        body = orjson.dumps({"errors": [{"message": sentence, "extensions": extensions}]})
    headers = [
        (b"content-type", media_type + b"; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    if close:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _page(sentence: str, language: str) -> str:
    direction = "rtl" if language == "fa" else "ltr"
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><meta charset="utf-8">'
        f"<title>{escape(sentence)}</title><p>{escape(sentence)}</p></html>"
    )
