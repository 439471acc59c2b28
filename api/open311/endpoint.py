"""The addresses of GeoReport, and what each answers: reading without a key, posting with a frontend's token."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.languages import api_language
from api.open311 import parameters, posting, telling
from api.open311.answers import FORMATS, ROOT, Content, answer, refused
from api.open311.asking import Schema
from api.open311.refused import NoSuchAddress, NotAForm, Refused, WrongMethod
from api.open311.words import say
from api.requests import header, headers_of, read_body
from hotline.kit import database
from hotline.kit.viewer import ANONYMOUS

# A description of 4 000 letters, each escaped to twelve bytes, and the rest.
BODY_LIMITS: Final = {f"{ROOT}/requests.{format_}": 100_000 for format_ in FORMATS}

_SPECIFICATION: Final = "http://wiki.open311.org/GeoReport_v2"
# When this interface last changed; what it offers is read from `services`, as it stands.
_CHANGESET: Final = "2026-11-26 12:00"
_FORM: Final = "application/x-www-form-urlencoded"
# Pages of any site may read, for what they read depends on the address and the language alone.
_READ: Final = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "link, x-request-id",
    "vary": "Accept-Language",
}
_KEPT: Final = {"cache-control": "public, max-age=60"}


@dataclass(frozen=True)
class Asked:
    """A request for one of the addresses; `id` is what stands in it."""

    scope: Scope
    receive: Receive
    language: str
    format: str
    id: str


@dataclass(frozen=True)
class Open311:
    """An ASGI app. `contact` is whom developers ask; `live` says that reports are acted upon."""

    schema: Schema
    public_url: str
    contact: str
    live: bool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 4404})
            return
        try:
            response = await self._answer(scope, receive)
        except Exception as error:
            response = refused(scope, error)
        if scope["method"] != "POST":
            response.headers.update(_READ)
        await response(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        path, method = scope["path"].removeprefix(ROOT), scope["method"].replace("HEAD", "GET")
        for pattern, answers in _ADDRESSES:
            if found := pattern.fullmatch(path):
                if method == "OPTIONS":
                    return Response(status_code=204, headers={"access-control-allow-methods": "GET"})
                if method not in answers:
                    raise WrongMethod(methods=", ".join(answers))
                there = found.groupdict("")
                asked = Asked(scope, receive, api_language(scope, ANONYMOUS), there["format"], there.get("id", ""))
                return await answers[method](self, asked)
        raise NoSuchAddress()

    async def discovery(self, asked: Asked) -> Response:
        contact = self.contact or say("discovery", "CONTACT", asked.language)
        endpoint: Content = {
            "specification": _SPECIFICATION,
            "url": self.public_url + ROOT,
            "changeset": _CHANGESET,
            "type": "production" if self.live else "test",
            "formats": list(FORMATS.values()),
        }
        content: Content = {
            "changeset": _CHANGESET,
            "contact": contact,
            "key_service": say("discovery", "KEY", asked.language).format(contact=contact),
            "endpoints": [endpoint],
        }
        return answer(asked.format, "discovery", content, headers=_KEPT)

    async def services(self, asked: Asked) -> Response:
        categories = await self.schema.services(asked.scope, asked.language)
        content = [telling.service(category, asked.language) for category in categories]
        return answer(asked.format, "services", content, headers=_KEPT)

    async def definition(self, asked: Asked) -> Response:
        category = await self.schema.service(asked.scope, asked.language, asked.id)
        content = telling.definition(category, asked.language)
        return answer(asked.format, "service_definition", content, headers=_KEPT)

    async def requests(self, asked: Asked) -> Response:
        """A page of requests, newest first; the header `Link` names the next."""
        given = parameters.read(asked.scope["query_string"])
        page = await self.schema.page(asked.scope, asked.language, parameters.wanted(given, await database.now()))
        headers = dict(_KEPT)
        if page["pageInfo"]["hasNextPage"]:
            again = [pair for pair in given.pairs if pair[0] not in ("page", "api_key")]
            query = urlencode([*again, ("page", page["pageInfo"]["endCursor"])])
            headers["link"] = f'<{self.public_url}{asked.scope["path"]}?{query}>; rel="next"'
        content = [telling.request(message, asked.language) for message in page["nodes"]]
        return answer(asked.format, "service_requests", content, headers=headers)

    async def request(self, asked: Asked) -> Response:
        message = await self.schema.message(asked.scope, asked.language, asked.id)
        content = [telling.request(message, asked.language)]
        return answer(asked.format, "service_requests", content, headers=_KEPT)

    async def token(self, asked: Asked) -> Response:
        """Every request has its id at once, so that a token is nothing but that id."""
        message = await self.schema.message(asked.scope, asked.language, asked.id)
        id_ = telling.request_id(message["trackingCode"])
        content: Content = [{"service_request_id": id_, "token": id_}]
        return answer(asked.format, "service_requests", content, headers=_KEPT)

    async def post(self, asked: Asked) -> Response:
        """Register a message as the frontend whose key was given. The citizen's secret goes in a header."""
        headers = headers_of(asked.scope)
        kind, _, _ = (header(headers, b"content-type") or "").partition(";")
        if kind.strip().lower() != _FORM:
            raise NotAForm(limit=parameters.MOST_FIELDS)
        given = parameters.read(await read_body(asked.receive))
        frontend = await self.schema.holder_of(asked.scope, given.text("api_key"))
        report = posting.read(given, asked.language)
        category = await self.schema.service(asked.scope, asked.language, report.service_code)
        draft = posting.draft(report, category, header(headers, b"idempotency-key"))
        done = await self.schema.register(asked.scope, asked.language, draft, by=frontend)
        if done["problems"]:
            raise Refused(list(map(posting.problem, done["problems"])))
        notice = posting.notice(report, category, asked.language)
        content: Content = [
            {"service_request_id": telling.request_id(done["trackingCode"]), "service_notice": notice}
        ]
        return answer(asked.format, "service_requests", content, headers={"payesh-receipt": done["receipt"]})


_Answer = Callable[[Open311, Asked], Awaitable[Response]]


def _address(path: str, **answers: _Answer) -> tuple[re.Pattern[str], Mapping[str, _Answer]]:
    return re.compile(rf"/{path}\.(?P<format>json|xml)"), answers


_ADDRESSES: Final = (
    _address("discovery", GET=Open311.discovery),
    _address("services", GET=Open311.services),
    _address("services/(?P<id>.+)", GET=Open311.definition),
    _address("requests", GET=Open311.requests, POST=Open311.post),
    _address("requests/(?P<id>.+)", GET=Open311.request),
    _address("tokens/(?P<id>.+)", GET=Open311.token),
)
