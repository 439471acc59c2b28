"""The enums of the domain as GraphQL enums, each with one sentence for what it is, and one for each value."""

import tomllib
from pathlib import Path

import strawberry
from graphql import GraphQLEnumType, GraphQLSchema

from hotline.city.tables import PostKind, UnitKind
from hotline.clocks.rules import CancelReason
from hotline.clocks.tables import ClockState, Obligation, PauseReason
from hotline.deliveries.tables import DeliveryKind, DeliveryState, InboundResult, InboundSource
from hotline.escalations.tables import ReviewCause, Told
from hotline.feedback.tables import FeedbackChannel, FeedbackState, TryResult
from hotline.figures.funnel import Standing
from hotline.figures.marks import Measure
from hotline.follow_ups.tables import Audience, FollowUpKind
from hotline.inspections.tables import Finding, InspectionCause, InspectionState
from hotline.kit.viewer import ActorKind, Role
from hotline.messages.tables import Channel, Ground, MessageKind, MessageState, Outcome, Urgency
from hotline.objections.tables import ObjectionReason, ObjectionState
from hotline.people.access import AccessReason
from policy_board.agendas.tables import EditKind, ItemState, VersionCause
from policy_board.annotations.anchoring import Anchoring
from policy_board.annotations.tables import (
    AnnotationKind,
    AnnotationStatus,
    AnnotationTarget,
    AnnotationVisibility,
)
from policy_board.bundles.tables import Form, Measured, PrintingState, Readers
from policy_board.dossiers.tables import DossierState, EvidenceKind
from policy_board.forwardings.tables import ForwardingState
from policy_board.meetings.tables import MeetingState
from policy_board.minutes.tables import EditCause, ParagraphKind
from policy_board.resolutions.effect import Facet, Verdict
from policy_board.resolutions.tables import ResolutionState
from policy_board.sittings.tables import Ballot, Choice, DeferralCause, Result
from schema.problems import SENTENCES, ProblemCode

_SENTENCES = {
    MessageState: "Where a message stands in its cycle.",
    MessageKind: "What a message asks for: an act, an answer, or to be heard.",
    Urgency: "Urgent messages have a ground and a first-action clock.",
    Ground: "Why a message is urgent: one of the three grounds of the 137 register.",
    Channel: "How a message came in.",
    Outcome: "How a closed message ended.",
    FollowUpKind: "What a follow-up says happened.",
    Audience: "Who may read a follow-up: the staff, councillors too, or the citizen too.",
    ActorKind: "What stands behind a follow-up.",
    Obligation: "What a clock measures.",
    ClockState: "Where a clock stands. A breached clock that is met late stays breached.",
    PauseReason: "The only reasons for which a clock stands still.",
    CancelReason: "Why a clock ended without being met. UNREACHABLE is a verdict of its own.",
    DeliveryKind: "Through which gateway something leaves.",
    DeliveryState: "Where a delivery stands. Stuck ones alarm, and are tried all the same.",
    InboundSource: "Who told us.",
    InboundResult: "What came of it: an act, a note on the timeline, or nothing that was understood.",
    UnitKind: "What kind of unit this is.",
    PostKind: "A place in the unit tree.",
    Role: "What a person may be in this system; one may hold several.",
    InspectionCause: "What brings an inspector in.",
    InspectionState: "Where an inspection stands. What is returned to the unit stays open.",
    Finding: "What an inspector saw on the ground.",
    ObjectionReason: "What a citizen contests.",
    ObjectionState: "Where an objection stands.",
    Told: "Whom an escalation tells: who holds the message, or a superior in the unit tree.",
    ReviewCause: "Why a message is proposed for a Payesh session.",
    FeedbackChannel: "How a citizen is asked. A landline hears no SMS.",
    FeedbackState: "Where a feedback request stands.",
    TryResult: "What a try to reach the citizen came to.",
    Standing: "How a share stands against what chance explains: at 95 % to be watched, at 99.8 % outside.",
    Measure: "What is measured of messages.",
    DossierState: "Where a dossier stands.",
    EvidenceKind: "How evidence names its messages: by what they have in common, or one by one.",
    ForwardingState: "Where a forwarding stands before the policy board.",
    MeetingState: "Where a meeting of the board stands.",
    ItemState: "Where an agenda item stands.",
    EditKind: "What an edit of an agenda did.",
    Result: "What the board decided of an item.",
    Ballot: "How it was decided: by consent, by an open vote that names who voted how, or by a secret one.",
    Choice: "How a member voted.",
    DeferralCause: "Why an item is carried on: by decision, for want of a quorum, or for want of time.",
    VersionCause: "Why a version of an agenda was kept: by hand, when frozen, with an addendum.",
    AccessReason: "Why contact data is read. It is written down with the reader's name.",
    Readers: "Who reads what is published of a bundle, beside the office.",
    Measured: "What a line of a bundle's analysis is about.",
    Form: "In which form a member opened it.",
    AnnotationKind: "What a note is.",
    AnnotationTarget: "What a note is on: some words, a section by its heading, or the whole paper.",
    AnnotationStatus: "Where a note stands: the office answers, then accepts or declines it.",
    AnnotationVisibility: "Who reads a note: its author alone, all who read the bundle, or the policy board too.",
    Anchoring: "How a note's words were found in a revision: where they stood; elsewhere or spelled otherwise;"
    " changed; in one of several places; not at all.",
    ParagraphKind: "What a paragraph of minutes is about; a NOTE is the secretary's own.",
    EditCause: "How a paragraph came by its words: written from its fact, typed, the new sentence taken, or kept.",
    ResolutionState: "Where a resolution stands.",
    Facet: "What is measured of an effect: how many messages come, how much is in time, how long it takes.",
    Verdict: "What can be said of an effect at 95 %: that it is so, that nothing that matters changed, that the"
    " season may be the cause, or that it cannot be told yet.",
    PrintingState: "Where a revision stands on its way to paper.",
}

for _enum, _sentence in _SENTENCES.items():
    strawberry.enum(_enum, description=_sentence)


def describe_values(schema: GraphQLSchema) -> None:
    """Give every value of our enums its sentence of `enums.toml`."""
    sentences = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    sentences[ProblemCode.__name__] = SENTENCES
    enums = {
        name: type_
        for name, type_ in schema.type_map.items()
        if isinstance(type_, GraphQLEnumType) and not name.startswith("__")
    }
    ours = {name: list(type_.values) for name, type_ in enums.items()}
    said = {name: list(values) for name, values in sentences.items()}
    assert {name: sorted(values) for name, values in ours.items()} == {
        name: sorted(values) for name, values in said.items()
    }, "schema/enums.toml says what each value means"
    for name, type_ in enums.items():
        for value, declared in type_.values.items():
            declared.description = sentences[name][value]
