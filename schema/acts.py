"""Mutations: inputs, payloads, and the action behind each."""

from datetime import datetime

import strawberry

from hotline.deliveries import actions as deliveries
from hotline.follow_ups import actions as follow_ups
from hotline.follow_ups.tables import Audience
from hotline.messages import actions as messages
from hotline.messages.drafts import Draft, ReporterDraft
from hotline.messages.tables import Channel, Ground, MessageKind, Urgency
from schema.acting import Call, Given, act
from schema.agenda_acts import AgendaActs
from schema.annotation_acts import AnnotationActs
from schema.bundle_acts import BundleActs
from schema.cycle_acts import CycleActs
from schema.delivery import Delivery
from schema.dossier_acts import DossierActs
from schema.edge_acts import EdgeActs
from schema.file_acts import FileActs
from schema.meeting_acts import MeetingActs
from schema.message import Message
from schema.message_acts import OfficeActs, UnitActs
from schema.minutes_acts import MinutesActs
from schema.payloads import FollowUpPayload, MessagePayload, PlaceInput, given
from schema.permission import Problem
from schema.policy_acts import PolicyActs
from schema.reader import declarations as reader
from schema.reader.cursors import read_id
from schema.reader.declarations import declare
from schema.resolution_acts import ResolutionActs
from schema.seat_acts import SeatActs
from schema.sitting_acts import SittingActs
from schema.solution_acts import SolutionActs
from schema.tray_acts import TrayActs


@strawberry.input(description="Who reports. All of it is optional, and kept apart from the message.")
class ReporterInput:
    name: str | None = strawberry.field(default=None, description="Name.")
    phone: str | None = strawberry.field(default=None, description="Phone number, in any digits.")
    national_id: str | None = strawberry.field(default=None, description="Ten digits, checked.")
    home: str | None = strawberry.field(default=None, description="Home address.")
    email: str | None = strawberry.field(default=None, description="E-mail address.")


@strawberry.input(description="A new message. What is left out is settled at triage.")
class RegisterMessageInput:
    body: str = strawberry.field(
        description="What the citizen says, 4000 letters at most. Stored masked and as said."
    )
    category_code: str | None = strawberry.field(default=None, description="Code of the request type.")
    district_number: int | None = strawberry.field(
        default=None, description="Number of the district; found by the place if left out."
    )
    place: PlaceInput | None = strawberry.field(default=None, description="Where the matter is.")
    address: str | None = strawberry.field(
        default=None, description="Where it is in the citizen's words, with or without a place on the map."
    )
    claimed_ground: Ground | None = strawberry.field(
        default=None, description="Through a frontend: why the citizen thinks it is urgent."
    )
    urgency: Urgency | None = strawberry.field(
        default=None, description="By an operator: how urgent; the request type's default if left out."
    )
    ground: Ground | None = strawberry.field(
        default=None, description="By an operator: the ground of an urgent message, which is never without one."
    )
    kind: MessageKind | None = strawberry.field(
        default=None, description="What it asks for; the request type's kind if left out."
    )
    channel: Channel | None = strawberry.field(
        default=None, description="How it came in; by phone through an operator and on the web through a frontend."
    )
    special_reason: str | None = strawberry.field(default=None, description="Given, it makes the message special.")
    reporter: ReporterInput | None = strawberry.field(default=None, description="Who reports.")
    happened_at: datetime | None = strawberry.field(
        default=None, description="When the citizen said so, if earlier than now. Clocks go by now all the same."
    )
    into_id: strawberry.ID | None = strawberry.field(
        default=None, description="By an operator: the message that it is a duplicate of; it is merged at once."
    )
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="A repeat with the same key and input gets the first answer. Or as the header.",
    )


@strawberry.input(description="Settle urgency, request type, district and with them the unit.")
class TriageMessageInput:
    id: strawberry.ID = strawberry.field(description="The message.")
    version: int = strawberry.field(description="The version it was decided on.")
    category_code: str = strawberry.field(description="Code of the request type.")
    district_number: int = strawberry.field(description="Number of the district.")
    urgency: Urgency = strawberry.field(description="How urgent.")
    ground: Ground | None = strawberry.field(default=None, description="Why, if urgent.")
    note: str | None = strawberry.field(default=None, description="A note for the timeline.")


@strawberry.input(description="Take a message in hand: its contact may then be read, with a reason.")
class TakeMessageInHandInput:
    id: strawberry.ID = strawberry.field(description="The message.")


@strawberry.input(description="A note on a message's timeline.")
class AddNoteInput:
    message_id: strawberry.ID = strawberry.field(description="The message.")
    text: str = strawberry.field(description="The note, 4000 letters at most.")
    audience: Audience = strawberry.field(default=Audience.INTERNAL, description="Who may read it.")


@strawberry.input(description="Have a delivery tried now.")
class ResendDeliveryInput:
    id: strawberry.ID = strawberry.field(description="The delivery.")


@strawberry.type(description="What became of a registration.")
class RegisterMessagePayload:
    message: Message | None = declare(reader.Find(), "The message, if the viewer may see it.")
    tracking_code: str | None = given("What the citizen follows it by.")
    receipt: str | None = given("The citizen's secret: `Authorization: Receipt …` shows them their message.")
    replayed: bool | None = given("Whether this is the first answer again, to a repeat.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


@strawberry.type(description="A delivery after an act.")
class DeliveryPayload:
    delivery: Delivery | None = declare(reader.Find(), "The delivery as it now stands.")
    problems: list[Problem] = given("Why it was refused; empty if it was not.")


async def _register(call: Call, input: RegisterMessageInput) -> Given:
    place, reporter = input.place, input.reporter
    draft = Draft(
        body=input.body,
        category_code=input.category_code,
        district_number=input.district_number,
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        address=input.address or (place.address if place else None),
        claimed_ground=input.claimed_ground,
        urgency=input.urgency,
        ground=input.ground,
        kind=input.kind,
        channel=input.channel,
        special_reason=input.special_reason,
        reporter=ReporterDraft(reporter.name, reporter.phone, reporter.national_id, reporter.home, reporter.email)
        if reporter
        else None,
        happened_at=input.happened_at,
        into_id=read_id("msg")(input.into_id) if input.into_id else None,
    )
    key = input.idempotency_key or call.idempotency_key
    done = await messages.register(draft, by=call.viewer, idempotency_key=key)
    return {
        "message": done.id,
        "trackingCode": done.tracking_code,
        "receipt": call.seal(done.id),
        "replayed": done.replayed,
    }


async def _triage(call: Call, input: TriageMessageInput) -> Given:
    id_ = read_id("msg")(input.id)
    await messages.triage(
        id_,
        by=call.viewer,
        version=input.version,
        category_code=input.category_code,
        district_number=input.district_number,
        urgency=input.urgency,
        ground=input.ground,
        note=input.note,
    )
    return {"message": id_}


async def _take_in_hand(call: Call, input: TakeMessageInHandInput) -> Given:
    id_ = read_id("msg")(input.id)
    await messages.take_in_hand(id_, by=call.viewer)
    return {"message": id_}


async def _add_note(call: Call, input: AddNoteInput) -> Given:
    id_ = read_id("msg")(input.message_id)
    follow_up = await follow_ups.add_note(id_, by=call.viewer, text=input.text, audience=input.audience)
    return {"followUp": follow_up, "message": id_}


async def _resend(call: Call, input: ResendDeliveryInput) -> Given:
    id_ = read_id("dlv")(input.id)
    await deliveries.resend(id_, by=call.viewer)
    return {"delivery": id_}


@strawberry.type(description="What can be done. Expected refusals come back as problems; then nothing was changed.")
class Mutation(
    UnitActs,
    OfficeActs,
    CycleActs,
    EdgeActs,
    PolicyActs,
    FileActs,
    DossierActs,
    SolutionActs,
    BundleActs,
    MeetingActs,
    AgendaActs,
    TrayActs,
    SeatActs,
    SittingActs,
    AnnotationActs,
    MinutesActs,
    ResolutionActs,
):
    """Every action that the schema offers."""

    register_message: RegisterMessagePayload | None = act(
        _register,
        RegisterMessageInput,
        RegisterMessagePayload,
        "Register a message. Requires: operator or head of the office, or a frontend.",
        keeps_keys=True,
    )
    triage_message: MessagePayload | None = act(
        _triage, TriageMessageInput, MessagePayload, "Triage a message. Requires: operator or head of the office."
    )
    take_message_in_hand: MessagePayload | None = act(
        _take_in_hand,
        TakeMessageInHandInput,
        MessagePayload,
        "Take a message in hand. Requires: operator or head of the office.",
    )
    add_note: FollowUpPayload | None = act(
        _add_note, AddNoteInput, FollowUpPayload, "Add a note. Requires: whoever works on the message."
    )
    resend_delivery: DeliveryPayload | None = act(
        _resend, ResendDeliveryInput, DeliveryPayload, "Try a delivery now. Requires: delivery health."
    )
