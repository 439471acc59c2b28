"""The viewer: who asks or acts, as values, passed down explicitly to every read and every action."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """Every role of the domain (§2). A person may hold several."""

    PUBLIC = "PUBLIC"
    CITIZEN = "CITIZEN"
    FRONTEND = "FRONTEND"
    OPERATOR = "OPERATOR"
    DISPATCHER = "DISPATCHER"
    EXECUTIVE_AGENT = "EXECUTIVE_AGENT"
    INSPECTOR = "INSPECTOR"
    SPECIAL_FOLLOW_UP_OFFICER = "SPECIAL_FOLLOW_UP_OFFICER"
    CORRESPONDENCE_CLERK = "CORRESPONDENCE_CLERK"
    OFFICE_ANALYST = "OFFICE_ANALYST"
    HEAD_OF_OFFICE = "HEAD_OF_OFFICE"
    MANAGER = "MANAGER"
    COUNCILLOR = "COUNCILLOR"
    BOARD_MEMBER = "BOARD_MEMBER"
    BOARD_CHAIR = "BOARD_CHAIR"
    BOARD_SECRETARY = "BOARD_SECRETARY"
    ADMINISTRATOR = "ADMINISTRATOR"


class ActorKind(StrEnum):
    """What stands behind an entry of the timeline."""

    PERSON = "PERSON"
    CITIZEN = "CITIZEN"
    FRONTEND = "FRONTEND"
    SYSTEM = "SYSTEM"
    CENTRE = "CENTRE"


@dataclass(frozen=True, slots=True)
class Viewer:
    """`units` are where the person works; `managed` are the units they manage and all below them;
    `messages` are those a citizen proved by receipt. `token` is set for a frontend."""

    kind: ActorKind
    roles: frozenset[Role]
    person: UUID | None = None
    token: UUID | None = None
    units: tuple[UUID, ...] = ()
    managed: tuple[UUID, ...] = ()
    messages: tuple[UUID, ...] = ()
    scopes: frozenset[str] = field(default_factory=frozenset)
    language: str = "fa"
    name: str = ""

    def __hash__(self) -> int:
        # Enough to tell viewers apart, and looked for at every request.
        return hash((self.person, self.token, self.messages, self.language))


# What of a viewer may decide what they see, beside roles and language.
VALUES = ("person", "token", "units", "managed", "messages", "scopes", "name")
ANONYMOUS = Viewer(kind=ActorKind.CITIZEN, roles=frozenset({Role.PUBLIC}))
SYSTEM = Viewer(kind=ActorKind.SYSTEM, roles=frozenset())
CENTRE = Viewer(kind=ActorKind.CENTRE, roles=frozenset())
