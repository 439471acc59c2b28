"""The ordinary way: Strawberry resolvers with DataLoaders over Tortoise rows, as one would write it first.

It knows of this schema what the four documents ask. `python -m tests.bench.ordinary PORT`.
"""

import sys
from base64 import urlsafe_b64decode
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self, TypeVar
from uuid import UUID

import orjson
import strawberry
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from tortoise.expressions import Q
from tortoise.functions import Count
from tortoise.models import Model

from api import settings
from api.languages import api_language
from api.viewers import Viewers
from hotline.city import tables as city
from hotline.clocks import tables as clocks
from hotline.follow_ups import tables as follow_ups
from hotline.kit import database
from hotline.kit.refusals import Refusal
from hotline.kit.viewer import Viewer
from hotline.messages import rules
from hotline.messages import tables as messages
from tests.bench.documents import cursor

M = TypeVar("M", bound=Model)
COUNTED = 10_000


@dataclass
class Context:
    """Of one request: who asks, and what is loaded together."""

    viewer: Viewer

    def __post_init__(self) -> None:
        self.categories = _by_id(city.Category)
        self.incident_sizes = DataLoader(_incident_sizes)
        self.districts = _by_id(city.District)
        self.units = _by_id(city.Unit)
        self.follow_ups = _below(follow_ups.FollowUp, "recorded_at", "id")
        self.clocks = _below(clocks.Clock, "started_at", "id")


Info = strawberry.Info[Context, None]


def _by_id(model: type[M]) -> DataLoader[UUID, M | None]:
    async def load(ids: list[UUID]) -> list[M | None]:
        rows = {row.pk: row for row in await model.filter(id__in=ids)}
        return [rows.get(id_) for id_ in ids]

    return DataLoader(load)


async def _incident_sizes(leaders: list[UUID]) -> list[int]:
    members = messages.Message.filter(incident_id__in=leaders).group_by("incident_id")
    counted = await members.annotate(members=Count("id")).values_list("incident_id", "members")
    sizes = dict(counted)
    return [1 + sizes.get(leader, 0) for leader in leaders]


def _below(model: type[M], *order: str) -> DataLoader[UUID, list[M]]:
    async def load(ids: list[UUID]) -> list[list[M]]:
        found: dict[UUID, list[M]] = defaultdict(list)
        for row in await model.filter(message_id__in=ids).order_by(*order):
            found[row.message_id].append(row)
        return [found[id_] for id_ in ids]

    return DataLoader(load)


@strawberry.enum
class MessageOrder(StrEnum):
    TIME_LEFT = "TIME_LEFT"
    REGISTERED_AT_DESC = "REGISTERED_AT_DESC"


@strawberry.enum
class FollowUpOrder(StrEnum):
    RECORDED_AT = "RECORDED_AT"
    RECORDED_AT_DESC = "RECORDED_AT_DESC"


@strawberry.input
class MessageFilter:
    open: bool | None = None


@strawberry.type
class Permission:
    allowed: bool
    code: str | None
    message: str | None

    @classmethod
    def of(cls, refusal: type[Refusal] | None, language: str) -> Self:
        if refusal is None:
            return cls(allowed=True, code=None, message=None)
        return cls(allowed=False, code=refusal.code, message=refusal().say(language))


@strawberry.type
class Category:
    code: str
    title_fa: str
    title_en: str


@strawberry.type
class District:
    number: int
    name_fa: str
    name_en: str


@strawberry.type
class Unit:
    code: str
    name_fa: str
    name_en: str
    kind: str


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class FollowUp:
    row: strawberry.Private[follow_ups.FollowUp]
    id: strawberry.ID
    kind: str
    state: str
    actor_kind: str
    happened_at: datetime
    recorded_at: datetime
    text: str | None
    audience: str

    @classmethod
    def of(cls, row: follow_ups.FollowUp) -> Self:
        names = ("kind", "state", "actor_kind", "happened_at", "recorded_at", "text", "audience")
        return cls(row=row, id=strawberry.ID(f"flw_{row.id}"), **{name: getattr(row, name) for name in names})

    @strawberry.field
    async def unit(self, info: Info) -> Unit | None:
        return await _unit(info, self.row.unit_id)


@strawberry.type
class FollowUpConnection:
    nodes: list[FollowUp]
    page_info: PageInfo


@strawberry.type
class Clock:
    id: strawberry.ID
    obligation: str
    cycle: int
    state: str
    started_at: datetime
    due_at: datetime
    met_at: datetime | None
    breached_at: datetime | None
    overdue: bool

    @classmethod
    def of(cls, row: clocks.Clock) -> Self:
        names = ("obligation", "cycle", "state", "started_at", "due_at", "met_at", "breached_at")
        owed = row.state in ("RUNNING", "BREACHED") and row.met_at is None and row.cancelled_because is None
        overdue = owed and row.due_at < datetime.now(UTC)
        return cls(
            id=strawberry.ID(f"clk_{row.id}"), overdue=overdue, **{name: getattr(row, name) for name in names}
        )


_MESSAGE = (
    *("tracking_code", "version", "kind", "channel", "state", "cycle", "urgency", "ground", "special", "text"),
    *("registered_at", "dispatched_at", "closed_at", "outcome"),
)


@strawberry.type
class Message:
    row: strawberry.Private[messages.Message]
    id: strawberry.ID
    tracking_code: str
    version: int
    kind: str
    channel: str
    state: str
    cycle: int
    urgency: str
    ground: str | None
    special: bool
    text: str
    registered_at: datetime
    dispatched_at: datetime | None
    closed_at: datetime | None
    outcome: str | None
    next_due_at: datetime | None
    overdue: bool

    @classmethod
    def of(cls, row: messages.Message) -> Self:
        due = None if row.next_due_at.year == 9999 else row.next_due_at
        return cls(
            row=row,
            id=strawberry.ID(f"msg_{row.id}"),
            next_due_at=due,
            overdue=due is not None and due < datetime.now(UTC),
            **{name: getattr(row, name) for name in _MESSAGE},
        )

    @strawberry.field
    async def incident_size(self, info: Info) -> int:
        size: int = await info.context.incident_sizes.load(self.row.incident_id or self.row.id)
        return size

    @strawberry.field
    async def category(self, info: Info) -> Category | None:
        row = await info.context.categories.load(self.row.category_id)
        return row and Category(code=row.code, title_fa=row.title_fa, title_en=row.title_en)

    @strawberry.field
    async def district(self, info: Info) -> District | None:
        row = await info.context.districts.load(self.row.district_id)
        return row and _district(row)

    @strawberry.field
    async def unit(self, info: Info) -> Unit | None:
        return await _unit(info, self.row.unit_id)

    @strawberry.field
    async def follow_ups(
        self, info: Info, first: int = 20, order_by: FollowUpOrder = FollowUpOrder.RECORDED_AT
    ) -> FollowUpConnection:
        rows = await info.context.follow_ups.load(self.row.id)
        if order_by == FollowUpOrder.RECORDED_AT_DESC:
            rows = rows[::-1]
        page = _page_info(f"FollowUp.{order_by}", "recorded_at", rows, first)
        return FollowUpConnection(nodes=[FollowUp.of(row) for row in rows[:first]], page_info=page)

    @strawberry.field
    async def clocks(self, info: Info) -> list[Clock]:
        return [Clock.of(row) for row in await info.context.clocks.load(self.row.id)]

    @strawberry.field
    def can_triage(self, info: Info) -> Permission:
        viewer = info.context.viewer
        closed = self.row.closed_by_id == viewer.person
        return Permission.of(rules.can_triage(viewer.roles, state=self.row.state, closed=closed), viewer.language)

    @strawberry.field
    def can_take_in_hand(self, info: Info) -> Permission:
        viewer = info.context.viewer
        in_hand = self.row.holder_person_id == viewer.person
        closed = self.row.closed_by_id == viewer.person
        refusal = rules.can_take_in_hand(viewer.roles, state=self.row.state, in_hand=in_hand, closed=closed)
        return Permission.of(refusal, viewer.language)


@strawberry.type
class MessageConnection:
    nodes: list[Message]
    page_info: PageInfo
    total: strawberry.Private[Any]

    @strawberry.field
    async def total_count(self) -> int:
        return min(await self.total.limit(COUNTED + 1).count(), COUNTED)

    @strawberry.field
    async def total_count_capped(self) -> bool:
        return bool(await self.total.limit(COUNTED + 1).count() > COUNTED)


@strawberry.type
class Query:
    @strawberry.field
    async def message(self, tracking_code: str) -> Message | None:
        row = await messages.Message.get_or_none(tracking_code=tracking_code)
        return row and Message.of(row)

    @strawberry.field
    async def messages(
        self,
        filter: MessageFilter | None = None,
        order_by: MessageOrder = MessageOrder.REGISTERED_AT_DESC,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> MessageConnection:
        found = messages.Message.all()
        if filter and filter.open:
            found = found.filter(state__not_in=messages.CLOSED_STATES)
        size, newest_first = first or 20, order_by == MessageOrder.REGISTERED_AT_DESC
        key = "registered_at" if newest_first else "next_due_at"
        page, sign, beyond = found, "-" if newest_first else "", "lt" if newest_first else "gt"
        if after:
            _, text, id_ = orjson.loads(urlsafe_b64decode(after + "=" * (-len(after) % 4)))
            at = datetime.fromisoformat(text)
            # The first condition says nothing new, but an index can use it.
            page = page.filter(Q(**{f"{key}__{beyond}e": at}))
            page = page.filter(Q(**{f"{key}__{beyond}": at}) | Q(**{key: at, f"id__{beyond}": id_}))
        rows = await page.order_by(f"{sign}{key}", f"{sign}id").limit(size + 1)
        return MessageConnection(
            nodes=[Message.of(row) for row in rows[:size]],
            page_info=_page_info(f"Message.{order_by}", key, rows, size, after),
            total=found,
        )

    @strawberry.field
    async def districts(self) -> list[District]:
        return [_district(row) for row in await city.District.all().order_by("number")]

    @strawberry.field
    async def units(self) -> list[Unit]:
        return [_unit_of(row) for row in await city.Unit.all().order_by("code")]


def _page_info(order: str, key: str, rows: Sequence[Any], size: int, after: str | None = None) -> PageInfo:
    page = rows[:size]
    cursors = [cursor(order, _text(getattr(row, key)), str(row.id)) for row in (page[:1] + page[-1:])]
    return PageInfo(
        has_next_page=len(rows) > size,
        has_previous_page=after is not None,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )


def _text(at: datetime) -> str:
    """As PostgreSQL writes it."""
    text = at.astimezone(UTC).isoformat(" ").removesuffix(":00")
    whole, point, rest = text.partition(".")
    return f"{whole}.{rest.removesuffix('+00').rstrip('0')}+00" if point else text


async def _unit(info: Info, id_: UUID | None) -> Unit | None:
    row = await info.context.units.load(id_) if id_ else None
    return row and _unit_of(row)


def _unit_of(row: city.Unit) -> Unit:
    return Unit(code=row.code, name_fa=row.name_fa, name_en=row.name_en, kind=row.kind)


def _district(row: city.District) -> District:
    return District(number=row.number, name_fa=row.name_fa, name_en=row.name_en)


def create_app(given: settings.Settings) -> Starlette:
    viewers = Viewers(given.keys)

    class Endpoint(GraphQL[Context, None]):
        async def get_context(self, request: Any, response: Any) -> Context:
            viewer = await viewers.of(request.scope)
            return Context(replace(viewer, language=api_language(request.scope, viewer)))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        assert given.database_url
        await database.open(given.database_url, pool_size=given.pool_size)
        yield
        await database.close()

    return Starlette(routes=[Route("/graphql", Endpoint(strawberry.Schema(Query)))], lifespan=lifespan)


if __name__ == "__main__":
    uvicorn.run(
        create_app(settings.load()), port=int(sys.argv[1]), loop="uvloop", http="httptools", access_log=False,
        server_header=False, log_level="warning",
    )  # fmt: skip
