"""Messages: what citizens report, as each role may see it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import strawberry

from hotline.kit.jalali import moment_text
from hotline.kit.numbering import read_tracking_code
from hotline.kit.viewer import Viewer
from hotline.messages.access import MESSAGE, REPORTER
from hotline.messages.filters import MESSAGE_FILTERS, PENDING
from hotline.messages.tables import Channel, Ground, MessageKind, MessageState, Outcome, Urgency
from hotline.people.access import AccessReason
from schema.city import Category, District, Unit
from schema.custody import CustodySpan
from schema.delivery import Delivery
from schema.escalation import Escalation
from schema.feedback import FeedbackRequest
from schema.file import File
from schema.follow_up import Clock, FollowUp
from schema.incident import Duplicate
from schema.inspection import Inspection
from schema.message_permissions import MessagePermissions
from schema.objection import Objection
from schema.people import Person
from schema.reader.declarations import (
    Completed,
    Embedded,
    Find,
    FindNode,
    FindNodes,
    Order,
    Pages,
    Readable,
    Source,
    argument,
    declare,
    items,
    node,
    pages,
    rows_of,
    stored,
    to_one,
)
from schema.reader.shapes import Connection, Node


@strawberry.enum(description="How messages are sorted.")
class MessageOrder(StrEnum):
    TIME_LEFT = "TIME_LEFT"
    REGISTERED_AT = "REGISTERED_AT"
    REGISTERED_AT_DESC = "REGISTERED_AT_DESC"


@strawberry.enum(description="How follow-ups are sorted.")
class FollowUpOrder(StrEnum):
    RECORDED_AT = "RECORDED_AT"
    RECORDED_AT_DESC = "RECORDED_AT_DESC"


@strawberry.input(description="Which messages; keys left out or null do not narrow the list.")
class MessageFilter:
    open: bool | None = strawberry.field(default=None, description="Still to be done, or no longer.")
    pending: bool | None = strawberry.field(
        default=None, description="Still to be done, by itself or in the incident it is merged into; or not."
    )
    states: list[MessageState] | None = strawberry.field(default=None, description="In any of these states.")
    urgency: Urgency | None = strawberry.field(default=None, description="Of this urgency.")
    kind: MessageKind | None = strawberry.field(default=None, description="Of this kind.")
    district: int | None = strawberry.field(default=None, description="Of the district with this number.")
    category: str | None = strawberry.field(default=None, description="Of the request type with this code.")
    categories: list[str] | None = strawberry.field(
        default=None, description="Of any of the request types with these codes."
    )
    tracking_codes: list[str] | None = strawberry.field(
        default=None, description="With any of these tracking codes, in any digits."
    )
    unit: str | None = strawberry.field(default=None, description="Of the responsible unit with this code.")
    special: bool | None = strawberry.field(default=None, description="Special, or not.")
    registered_from: datetime | None = strawberry.field(default=None, description="Registered then or later.")
    registered_to: datetime | None = strawberry.field(default=None, description="Registered before then.")
    overdue: bool | None = strawberry.field(default=None, description="Past its nearest due time, or not.")
    in_my_hand: bool | None = strawberry.field(default=None, description="Held by the viewer in person, or not.")
    unit_sent: bool | None = strawberry.field(
        default=None,
        description="A unit was sent since its dispatch, or not. Requires: staff or councillor.",
    )
    to_visit: bool | None = strawberry.field(
        default=None, description="With an open inspection that is the viewer's own charge, or not."
    )
    held_by: str | None = strawberry.field(
        default=None, description="The cases of a figure of custody, as its `cases` names them."
    )
    rated: str | None = strawberry.field(
        default=None, description="The cases of an on-time rate, as its `cases` names them."
    )
    marked: list[str] | None = strawberry.field(
        default=None, description="Bearing all these marks: the cases of one of `messageFigures` bear its `mark`."
    )
    text: str | None = strawberry.field(
        default=None, description="Saying all these words, however they are spelled; or with this tracking code."
    )


MESSAGE_ORDERS = {
    "TIME_LEFT": Order("next_due_at", "timestamptz"),
    "REGISTERED_AT": Order("registered_at", "timestamptz"),
    "REGISTERED_AT_DESC": Order("registered_at", "timestamptz", descending=True),
}


def _jalali(at: str, *, viewer: Viewer) -> str:
    return moment_text(datetime.fromisoformat(at), viewer.language)


@strawberry.type(description="Where the matter is: exact for whoever holds the message, else a 500 m cell.")
class Place:
    latitude: float = stored("latitude", "Latitude, degrees.", otherwise="cell_latitude")
    longitude: float = stored("longitude", "Longitude, degrees.", otherwise="cell_longitude")
    exact: bool = declare(Readable("latitude"), "Whether this is the exact place.")
    address: str | None = stored("address", "As the citizen put it. Requires: the exact place.")


@rows_of(Source(access=REPORTER, key="message_id"))
class Reporter:
    """Who reported a message: personal data, kept apart from it."""

    name: str | None = stored("pii_name", "The name, if given.")
    phone: str | None = stored("pii_phone", "The phone number, if given.")
    national_id: str | None = stored("pii_national_id", "The national id, if given.")
    home: str | None = stored("pii_home", "The home address, if given.")
    email: str | None = stored("pii_email", "The e-mail address, if given.")


@node("msg", MESSAGE)
class Message(MessagePermissions, Node):
    """A citizen's message (پیام) and its whole cycle."""

    id: strawberry.ID = stored("id", "The global id.", sql="'msg_' || {t}.id")
    tracking_code: str = stored("tracking_code", "What the citizen follows it by: `137/1405/00084217`.")
    version: int = stored("version", "Grows with each change; acts name the version they were decided on.")
    kind: MessageKind = stored("kind", "What it asks for.")
    channel: Channel = stored("channel", "How it came in.")
    state: MessageState = stored("state", "Where it stands in its cycle.")
    cycle: int = stored("cycle", "How many cycles, reopenings counted, from 1.")
    urgency: Urgency = stored("urgency", "How urgent, as triage settled it.")
    ground: Ground | None = stored("ground", "Why it is urgent.")
    claimed_ground: Ground | None = stored("claimed_ground", "Why the citizen thinks it is urgent.")
    special: bool = stored("special", "Whether the special follow-up unit pursues it.")
    special_reason: str | None = stored("special_reason", "Why it is special.")
    pending: bool = stored(
        "state", "Whether it is still to be done, by itself or in the incident it is merged into.", sql=PENDING
    )
    text: str = stored("text", "What the citizen said, personal data masked.")
    unmasked_text: str | None = stored(
        "pii_text", "What the citizen said, word for word. Requires: whoever works on the message."
    )
    address: str | None = stored(
        "address",
        "Where it is in the citizen's words, with or without a place on the map. Requires: the exact place.",
    )
    place: Place | None = declare(Embedded("{t}.cell_latitude IS NOT NULL"), "Where the matter is.")
    category: Category | None = to_one("category_id", "The request type, once settled.")
    district: District | None = to_one("district_id", "The district, once settled.")
    unit: Unit | None = to_one("unit_id", "The unit responsible, once settled.")
    holder_unit: Unit | None = to_one("holder_unit_id", "The unit that holds it now.")
    holder: Person | None = to_one(
        "holder_person_id",
        "The person who holds it now; null means the unit's manager. Requires: staff or councillor.",
    )
    registered_at: datetime = stored("registered_at", "When it was registered.")
    registered_at_text: str = declare(
        Completed(_jalali, ("registered_at",)), "When it was registered, in words of the viewer's calendar."
    )
    dispatched_at: datetime | None = stored("dispatched_at", "When it was handed over.")
    closed_at: datetime | None = stored("closed_at", "When it was closed.")
    changed_at: datetime = stored(
        "registered_at",
        "When its timeline last grew by what its citizen may read.",
        sql="(SELECT coalesce(max(f.recorded_at), {t}.registered_at) FROM follow_up f"
        " WHERE f.message_id = {t}.id AND f.audience = 'CITIZEN')",
    )
    outcome: Outcome | None = stored("outcome", "How it ended.")
    next_due_at: datetime | None = stored(
        "next_due_at", "When its nearest running clock is due.", sql="nullif({t}.next_due_at, 'infinity')"
    )
    overdue: bool = stored("next_due_at", "Whether that has passed.", sql="({t}.next_due_at < payesh_now())")
    follow_ups: Connection[FollowUp] = pages(
        Pages(
            orders={
                "RECORDED_AT": Order("recorded_at", "timestamptz"),
                "RECORDED_AT_DESC": Order("recorded_at", "timestamptz", descending=True),
            },
            default_order="RECORDED_AT",
            column="message_id",
        ),
        "Its timeline, as far as the viewer may read it.",
        argument("order_by", FollowUpOrder, "The order.", FollowUpOrder.RECORDED_AT),
    )
    clocks: list[Clock] = items("message_id", "Its clocks, by start.", order="{t}.started_at, {t}.id")
    custody: list[CustodySpan] = items(
        "message_id", "Who held it, from its first instant on.", order="{t}.began_at, {t}.id"
    )
    escalations: list[Escalation] = items(
        "message_id", "What its clocks set off. Requires: staff or councillor.", order="{t}.fired_at, {t}.id"
    )
    inspections: list[Inspection] = items("message_id", "Inspections of it.", order="{t}.opened_at, {t}.id")
    feedback_requests: list[FeedbackRequest] = items(
        "message_id", "What its citizen was asked, cycle by cycle.", order="{t}.opened_at, {t}.id"
    )
    objections: list[Objection] = items("message_id", "Objections to it.", order="{t}.opened_at, {t}.id")
    incident: Annotated["Message", strawberry.lazy("schema.message")] | None = to_one(
        "incident_id", "The message that leads the incident it is merged into. Requires: staff or councillor."
    )
    members: Connection[Annotated["Message", strawberry.lazy("schema.message")]] = pages(
        Pages(
            orders={"REGISTERED_AT": Order("registered_at", "timestamptz")},
            default_order="REGISTERED_AT",
            column="incident_id",
        ),
        "The messages merged into it. Requires: staff or councillor.",
    )
    incident_size: int | None = stored(
        "incident_id",
        "How many messages its incident has, itself included. Requires: staff or councillor.",
        sql="(SELECT 1 + count(*) FROM message f WHERE f.incident_id = coalesce({t}.incident_id, {t}.id))::int",
    )
    suggested_duplicates: list[Duplicate] = items(
        "of_id",
        "Open messages that may be about the same matter, likeliest first, 5 at most. Requires: operator or head of"
        " the office.",
        order="{t}.place",
    )
    calls: int = stored("calls", "How often the citizen called about it; the third call brings an inspector in.")
    authority: str | None = stored("authority", "The other authority it was referred to.")
    files: list[File] = items("message_id", "Its photos and recordings.", order="{t}.uploaded_at, {t}.id")
    deliveries: list[Delivery] = items(
        "message_id", "What left about it. Requires: delivery health.", order="{t}.created_at, {t}.id"
    )
    reporter: Reporter | None = to_one(
        "id",
        "Who reported it; the read is written down. Requires: the message in hand, or a role of domain right.",
        argument("reason", AccessReason, "Why it is read.", ...),
        key="message_id",
        records="id",
    )


@strawberry.type
class MessageQueries:
    node: Node | None = declare(
        FindNode(),
        "Anything by its global id; null where there is none or the viewer may not know of it.",
        argument("id", strawberry.ID, "The global id.", ...),
    )
    nodes: list[Node | None] = declare(
        FindNodes(),
        "Each of these by its global id, in their order; null where there is none or the viewer may not know of"
        " it.",
        argument("ids", list[strawberry.ID], "The global ids, 100 at most.", ...),
    )
    message: Message | None = declare(
        Find("tracking_code", "text", "trackingCode", read_tracking_code),
        "One message by its tracking code, written in any digits, with or without separators.",
        argument("tracking_code", str, "The tracking code.", ...),
    )
    messages: Connection[Message] = pages(
        Pages(orders=MESSAGE_ORDERS, default_order="REGISTERED_AT_DESC", filters=MESSAGE_FILTERS),
        "The messages the viewer may see.",
        argument("filter", MessageFilter | None, "Which ones."),
        argument("order_by", MessageOrder, "The order.", MessageOrder.REGISTERED_AT_DESC),
    )
