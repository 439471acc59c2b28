"""The server: every route and layer of it in one place, from outside in."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from typing import Final
from uuid import UUID

from starlette.applications import Starlette
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.account import Account
from api.budgets import Budgets
from api.compressing import Compressing
from api.files import OVERHEAD, PATH, Files
from api.graphql_http import GraphQLOverHTTP
from api.graphql_live import GraphQLOverWebSocket
from api.inbound import Inbound
from api.languages import spoken_to
from api.lifespan import opened, sentence
from api.open311.answers import ROOT as OPEN311
from api.open311.asking import Schema as Open311Schema
from api.open311.endpoint import BODY_LIMITS, Open311
from api.origins import Origins, SameSite
from api.pages import Pages
from api.papers import Papers
from api.persisted import Persisted
from api.places import KEPT, Places
from api.pressing import Press
from api.reports import PATHS, PHOTOS, Reports
from api.requests import headers_of
from api.second_step import SecondStep
from api.security import HEADERS, IN_PRODUCTION, Guard
from api.settings import Settings
from api.shortcut import Shortcut
from api.signin import CODE, SigningIn
from api.viewers import Viewers
from hotline.city import reference
from hotline.documents import actions as documents
from hotline.files.store import Store
from hotline.kit import database, events
from hotline.kit.viewer import Viewer
from hotline.messages.receipts import receipt
from hotline.messages.rules import can_register
from portal.account.pages import codes_page, factor_page
from portal.account.pages import page as account_page
from portal.errors.pages import HANDLERS as PORTAL_ERRORS
from portal.errors.pages import sign_in_first
from portal.living import documents as documents_of_pages
from portal.rendering import STATIC
from portal.routes import routes as portal_routes
from portal.signin.pages import code_page
from portal.signin.pages import page as sign_in_page
from schema.acting import Call
from schema.answering import Answerer, Introspection
from schema.bus import Bus
from schema.live import Live
from schema.reader.reading import Reader
from schema.root import SDL, build


@dataclass(frozen=True)
class Endpoints:
    """GraphQL's one address, over HTTP and WebSocket, before all others: finding it among routes would cost more
    than the layers around it."""

    http: ASGIApp
    websocket: ASGIApp
    others: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") != "/graphql":
            await self.others(scope, receive, send)
        elif scope["type"] == "http":
            await self.http(scope, receive, send)
        else:
            await self.websocket(scope, receive, send)


_INTROSPECTION: Final[dict[str, Introspection]] = {"trial": "anybody", "production": "known"}


def create_app(settings: Settings, bus: Bus) -> ASGIApp:
    """The ASGI app. It opens the database in its lifespan, migrated and, in production, proven safe. Live streams
    hear `bus`, and end with it."""
    built = build()
    reader = Reader(
        built._schema,
        cost_limit=settings.cost_limit,
        documents=settings.cache_plans,
        plans=settings.cache_plans,
    )
    budgets = Budgets(settings.budget, settings.budget_anonymous)
    answerer = Answerer(reader, introspection=settings.introspection or _INTROSPECTION[settings.mode])
    persisted = Persisted(
        reader,
        only=settings.documents == "persisted",
        automatic=settings.mode == "trial" and settings.documents == "any",
        own=documents_of_pages(),
    )
    viewers = Viewers(settings.keys, timedelta(minutes=settings.session_idle))
    store = Store(settings.files_url)

    def seal(message_id: UUID) -> str:
        return receipt(message_id, settings.key)

    def call_of(viewer: Viewer, idempotency_key: str | None) -> Call:
        return Call(viewer, idempotency_key, seal, store)

    async def viewer_of(scope: Scope) -> Viewer:
        return spoken_to(await viewers.of(scope), headers_of(scope))

    async def viewer_of_socket(scope: Scope, given: str | None) -> Viewer:
        headers = [*scope["headers"], (b"authorization", given.encode())] if given else scope["headers"]
        return await viewer_of({**scope, "headers": headers})

    live = Live(reader, bus)
    files = Files(viewer_of, store, settings.file_limit, settings.key)
    reports = Reports(store, settings.file_limit, settings.key)
    inbound = Inbound(settings.centre_key.encode(), settings.sms_inbound_key)
    open311 = Open311(
        Open311Schema(answerer, viewers, call_of),
        public_url=settings.public_url,
        contact=settings.open311_contact,
        live=settings.mode == "production",
    )
    signing_in = SigningIn(
        sign_in_page,
        code_page,
        settings.key,
        settings.mode == "production",
        settings.public_url,
        settings.keys_before,
    )
    own = [
        *signing_in.routes(),
        *Account(account_page, sign_in_first).routes(),
        *SecondStep(factor_page, codes_page, sign_in_first, settings.key, settings.keys_before).routes(),
    ]
    portal = Starlette(routes=[*own, *portal_routes], exception_handlers=PORTAL_ERRORS)
    pages = Pages(
        portal, answerer, viewers, call_of, reports, Press(), public_url=settings.public_url, secret=settings.key
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with opened(settings, patience=settings.operation_timeout) as dsn:
            await persisted.refresh()
            listening = asyncio.create_task(events.listen(dsn, partial(_hear, bus, viewers, persisted)))
            following = asyncio.create_task(persisted.follow())
            try:
                yield
            finally:
                listening.cancel()
                following.cancel()

    router = _Router(
        lifespan=lifespan,
        routes=[
            Route("/schema.graphql", _sdl),
            Route("/healthz", _alive),
            Route("/readyz", _ready),
            *files.routes(),
            *Papers(viewer_of, store).routes(),
            *inbound.routes(),
            Mount(OPEN311, open311),
            Mount("/static", StaticFiles(directory=STATIC)),
            Mount("/", pages),
        ],
    )
    graphql = GraphQLOverHTTP(answerer, live, persisted, budgets, viewer_of, call_of, "/developers")
    endpoints = Endpoints(
        graphql,
        GraphQLOverWebSocket(live, persisted, viewer_of_socket),
        ExceptionMiddleware(router),
    )
    same_site = SameSite(
        endpoints,
        secret=settings.key,
        public_url=settings.public_url,
        checks_itself=frozenset({PATH, "/sign-in", CODE}) | PATHS,
    )
    headers = HEADERS | (IN_PRODUCTION if settings.mode == "production" else {})
    layers = Guard(
        Origins(same_site, allowed=frozenset(settings.allowed_origins)),
        limit=settings.body_limit,
        limits={
            PATH: settings.file_limit + OVERHEAD,
            **dict.fromkeys(PATHS, PHOTOS * settings.file_limit + OVERHEAD),
            **BODY_LIMITS,
        },
        headers=headers,
    )
    if settings.allowed_origins:
        # Every answer is told to differ by origin.
        shortcut = Shortcut(layers, layers, graphql, headers | {"vary": "Origin"})
    else:
        guarded = Guard(graphql, limit=settings.body_limit, headers=headers)
        shortcut = Shortcut(layers, guarded, graphql, headers)

    def registers(headers: Mapping[bytes, bytes]) -> bool:
        viewer = viewers.recognised(headers)
        return viewer is not None and can_register(viewer.roles) is None

    return Places(
        Compressing(shortcut),
        settings.places,
        max(1, settings.places // KEPT),
        settings.streams,
        registers,
        headers,
    )


class _Router(Router):
    async def lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Told in a sentence rather than by a traceback, where a person can put right why it does not start."""

        async def tell(message: Message) -> None:
            if message["type"] == "lifespan.startup.failed" and (said := sentence(sys.exception())):
                message = {**message, "message": said}
            await send(message)

        await super().lifespan(scope, receive, tell)


def _hear(bus: Bus, viewers: Viewers, persisted: Persisted, topics: events.Topics | None, number: int) -> None:
    if topics is None or "city" in topics:
        reference.forget()
    if topics is None or events.ACCESS in topics:
        viewers.forget()
    if topics is None or documents.TOPIC in topics:
        persisted.hear()
    bus.hear(topics, number)


async def _sdl(_: Request) -> Response:
    return Response(_sdl_bytes(), media_type="text/plain; charset=utf-8")


@cache
def _sdl_bytes() -> bytes:
    """Once for all: whoever takes it slowly holds no copy of it."""
    return SDL.read_bytes()


async def _alive(_: Request) -> Response:
    """The process runs."""
    return JSONResponse({"alive": True})


async def _ready(_: Request) -> Response:
    """The process can answer: its database does."""
    try:
        async with asyncio.timeout(2):
            await database.now()
    except (TimeoutError, *database.UNAVAILABLE):
        return JSONResponse({"ready": False}, 503, headers={"retry-after": "2"})
    return JSONResponse({"ready": True})
