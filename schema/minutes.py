"""Minutes of the board's meetings, as they are written, approved and corrected, and as everybody may read them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import strawberry

from hotline.kit.viewer import Viewer
from policy_board.meetings.tables import MeetingState
from policy_board.minutes import access, rules
from policy_board.minutes.facts import CHANGED, PARAGRAPHS
from policy_board.minutes.sealing import CANONICAL, INTACT
from policy_board.minutes.sentences import sentence
from policy_board.minutes.tables import EditCause, ParagraphKind
from schema.agenda import AgendaItem
from schema.people import Person
from schema.permission import Permission
from schema.reader.declarations import (
    Completed,
    Find,
    Order,
    Pages,
    Source,
    argument,
    decided,
    declare,
    items,
    node,
    pages,
    rows_of,
    stored,
    to_one,
)
from schema.reader.shapes import Connection, Node

if TYPE_CHECKING:
    from schema.meeting import Meeting
else:
    # Types that lead to each other: the schema finds them by name.
    Meeting = Annotated["Meeting", strawberry.lazy("schema.meeting")]

_STATE = ("(SELECT m.state FROM meeting m WHERE m.id = {t}.meeting_id)", MeetingState)


def _new(kind: str, fact_now: Any, *, viewer: Viewer) -> str:
    return sentence(kind, _read(fact_now))


def _own(kind: str, text: str, fact_then: Any, *, viewer: Viewer) -> bool:
    return text != sentence(kind, _read(fact_then))


def _read(fact: Any) -> Any:
    return orjson.loads(fact) if isinstance(fact, str) else fact


@node("mde", access.MINUTES_EDIT)
class MinutesEdit(Node):
    """What a paragraph said from a moment on."""

    id: strawberry.ID = stored("id", "The global id.", sql="'mde_' || {t}.id")
    number: int = stored("number", "From 1, within the paragraph.")
    cause: EditCause = stored("cause", "How it came by these words.")
    text: str = stored("text", "Its words from then on.")
    at: datetime = stored("at", "When.")
    by: Person | None = to_one("by_id", "By whom.")


@node("mco", access.MINUTES_CORRECTION)
class MinutesCorrection(Node):
    """A paragraph of approved minutes put right, beside what was approved."""

    id: strawberry.ID = stored("id", "The global id.", sql="'mco_' || {t}.id")
    number: int = stored("number", "From 1, within the minutes.")
    text: str = stored("text", "What it should say.")
    reason: str = stored("reason", "Why.")
    at: datetime = stored("at", "When.")
    by: Person | None = to_one("by_id", "By whom.")
    seal: str = stored("sha256", "SHA-256 over the seal before it and this.", sql="encode({t}.sha256, 'hex')")


@rows_of(Source(access.MINUTES_PARAGRAPH, prefix="mpa", rows=PARAGRAPHS))
class MinutesParagraph(Node):
    """A paragraph of minutes, written from one fact."""

    id: strawberry.ID = stored("id", "The global id.", sql="'mpa_' || {t}.id")
    kind: ParagraphKind = stored("kind", "What it is about.")
    item_id: strawberry.ID | None = stored(
        "item_id", "The item it is of; null for the meeting as a whole.", sql="'itm_' || {t}.item_id"
    )
    text: str = stored("text", "What it says; empty where there is nothing to say.")
    version: int = stored("version", "Grows with each change; acts name the version they were decided on.")
    changed: bool = stored(
        "kind, fact", "Whether the fact is another one now than it was written from.", sql=CHANGED
    )
    sentence: str = declare(
        Completed(_new, ("kind", "fact_now")), "What would be written of the fact as it is now."
    )
    own: bool = declare(
        Completed(_own, ("kind", "text", "fact_then")), "Whether these are the secretary's own words."
    )
    edits: list[MinutesEdit] = items("paragraph_id", "Its history. Requires: as AgendaEdit.", order="{t}.number")
    corrections: list[MinutesCorrection] = items("paragraph_id", "What corrects it.", order="{t}.number")


@node("mit", access.MINUTES_ITEM)
class MinutesItem(Node):
    """An item in the order of the minutes."""

    id: strawberry.ID = stored("id", "The global id.", sql="'mit_' || {t}.id")
    place: int = stored("place", "Its place in the minutes, from 1.")
    item: AgendaItem | None = to_one("item_id", "The item, with its number on the agenda.")


@node("min", access.MINUTES)
class Minutes(Node):
    """The minutes of a meeting (صورت‌جلسه)."""

    id: strawberry.ID = stored("id", "The global id.", sql="'min_' || {t}.id")
    version: int = stored("version", "Grows with each change; acts name the version they were decided on.")
    begun_at: datetime = stored("begun_at", "When they were begun.")
    begun_by: Person | None = to_one("begun_by_id", "By whom.")
    approved_at: datetime | None = stored("approved_at", "When they were approved.")
    approved_by: Person | None = to_one("approved_by_id", "Who signed them.")
    seal: str | None = stored(
        "sha256", "SHA-256 over `canonical` as it was approved, in hexadecimal.", sql="encode({t}.sha256, 'hex')"
    )
    seal_intact: bool | None = stored(
        "id", "Whether the seals still fit what is stored; null before approval.", sql=INTACT
    )
    canonical: str = stored("id", "What is sealed by approving: one JSON text.", sql=CANONICAL)
    meeting: Meeting | None = to_one("meeting_id", "The meeting.")
    paragraphs: list[MinutesParagraph] = items(
        "minutes_id",
        "What they say: of the meeting first, then item by item.",
        order="coalesce((SELECT mi.place FROM minutes_item mi WHERE mi.item_id = {t}.item_id), 0), {t}.id",
    )
    # After the list above: from here on the name is the field's.
    items: list[MinutesItem] = items("minutes_id", "Its items, in the order of the minutes.", order="{t}.place")
    can_write: Permission = decided(
        rules.can_write, "Whether the viewer may change their words and order.", state=_STATE
    )
    can_approve: Permission = decided(rules.can_approve, "Whether the viewer may approve them.", state=_STATE)
    can_correct: Permission = decided(
        rules.can_correct, "Whether the viewer may correct what is approved.", state=_STATE
    )
    can_publish: Permission = decided(rules.can_publish, "Whether the viewer may publish them.", state=_STATE)


@rows_of(Source(access.PUBLISHED_LINE))
class PublishedLine:
    """A paragraph of published minutes: nobody is named, personal data is masked."""

    place: int = stored("place", "Its place, from 1.")
    correction: int = stored("correction", "Above 0, it corrects the line of its place: the correction's number.")
    kind: ParagraphKind = stored("kind", "What it is about.")
    number: str | None = stored("number", "The item's number on the agenda; null for the meeting as a whole.")
    title: str | None = stored("title", "The item's title.")
    text: str = stored("text", "What it says.")


@node("pub", access.PUBLICATION)
class PublishedMinutes(Node):
    """Minutes as everybody may read them. Nothing confidential is in them."""

    id: strawberry.ID = stored("id", "The global id.", sql="'pub_' || {t}.id")
    number: int = stored("number", "The meeting's number.")
    title: str = stored("title", "The meeting's title.")
    held_at: datetime = stored("held_at", "When the meeting was held.")
    published_at: datetime = stored("published_at", "When they were published.")
    lines: list[PublishedLine] = items("publication_id", "What they say.", order="{t}.place, {t}.correction")


@strawberry.type
class MinutesQueries:
    published_minutes: PublishedMinutes | None = declare(
        Find("number", "int", "number"),
        "The published minutes of the meeting of this number. Everybody may read them.",
        argument("number", int, "The meeting's number.", ...),
    )
    all_published_minutes: Connection[PublishedMinutes] = pages(
        Pages(
            orders={"HELD_AT_DESC": Order("held_at", "timestamptz", descending=True)},
            default_order="HELD_AT_DESC",
        ),
        "All minutes that are published, the latest meeting first. Everybody may read them.",
    )
