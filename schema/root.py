"""The whole schema: each noun adds its queries and mutations; here they become one."""

from pathlib import Path

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema.acts import Mutation
from schema.agenda import AgendaQueries
from schema.annotation import AnnotationQueries
from schema.bundle import BundleQueries
from schema.candidate import CandidateQueries
from schema.city import CityQueries
from schema.custody_figures import CustodyQueries
from schema.delivery import DeliveryQueries
from schema.dossier import DossierQueries
from schema.dossier_changes import DossierChangeQueries
from schema.enums import describe_values
from schema.escalation import EscalationQueries
from schema.feedback import FeedbackQueries
from schema.figures import FigureQueries
from schema.file import File
from schema.follow_up import Clock, FollowUp
from schema.forwarding import ForwardingQueries
from schema.incident import IncidentQueries
from schema.inspection import InspectionQueries
from schema.live import Subscription
from schema.meeting import MeetingQueries
from schema.message import MessageQueries
from schema.message_figures import MessageFigureQueries
from schema.minutes import MinutesQueries
from schema.objection import ObjectionQueries
from schema.people import HeldRole, PeopleQueries
from schema.policy import PolicyQueries
from schema.rates import RateQueries
from schema.reader.catalogue import catalogue_of
from schema.reader.prices import write_down
from schema.requiring import describe_requirements
from schema.resolution import ResolutionQueries
from schema.revision import RevisionQueries
from schema.scalars import SCALARS
from schema.seat import SeatQueries
from schema.sitting import SittingQueries
from schema.webhook import WebhookQueries

SDL = Path(__file__).parent / "schema.graphql"


@strawberry.type(description="What can be asked.")
class Query(
    PeopleQueries,
    EscalationQueries,
    MessageQueries,
    IncidentQueries,
    CityQueries,
    BundleQueries,
    RevisionQueries,
    AnnotationQueries,
    PolicyQueries,
    FigureQueries,
    CustodyQueries,
    RateQueries,
    DeliveryQueries,
    WebhookQueries,
    InspectionQueries,
    ObjectionQueries,
    FeedbackQueries,
    MessageFigureQueries,
    DossierQueries,
    DossierChangeQueries,
    CandidateQueries,
    ForwardingQueries,
    MeetingQueries,
    AgendaQueries,
    SeatQueries,
    SittingQueries,
    MinutesQueries,
    ResolutionQueries,
):
    """Every noun's questions together."""


def build() -> strawberry.Schema:
    """The schema. Its resolvers are never run: the reader answers, graphql-core only parses and validates."""
    built = strawberry.Schema(
        Query,
        Mutation,
        Subscription,
        types=[File, Clock, FollowUp, HeldRole],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
    describe_values(built._schema)
    catalogue = catalogue_of(built._schema)
    describe_requirements(catalogue)
    write_down(catalogue)
    return built


def sdl() -> str:
    """The SDL as committed in `schema.graphql`."""
    return build().as_str() + "\n"
