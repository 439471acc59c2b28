"""Who may read which field of what, written by hand from domain §2: the specification that `test_every_field` holds
the schema to. Here the city and its messages; what the board makes of them stands in `sights_board`.

A field that fewer may read than see its row stands with its type; all others are named in `fields.txt`, so that of
a new one somebody must say which it is. `t` is the row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hotline.kit.access import SIGNED_IN
from hotline.kit.viewer import Role
from tests.schema.permits import (
    ADMINISTRATOR,
    AGENT,
    ANALYST,
    CHAIR,
    CITIZEN,
    CLERK,
    COUNCILLOR,
    DESK,
    DISPATCHER,
    FRONTEND,
    HEAD,
    INSPECTOR,
    MANAGER,
    MEMBER,
    MEMBERS,
    OFFICE,
    OPERATOR,
    SECRETARY,
    SPECIAL,
    Who,
    who,
)


@dataclass(frozen=True)
class Sight:
    """`rows`: which rows a role sees, but only where it sees the row of the type `within`, that `by` leads to;
    none named: whoever sees that row. `masked`: fields that not all who see the row may read."""

    rows: Who | None
    masked: Mapping[str, Who]
    by: str | None = None
    within: str | None = None


def sight(rows: Who, **masked: Who) -> Sight:
    return Sight(rows, masked)


def within(by: str, parent: str, *, to: Who | None = None, **masked: Who) -> Sight:
    return Sight(to, masked, by, parent)


def of_message(words: Who) -> Who:
    """A right over a message, said of what belongs to it."""
    through = "EXISTS (SELECT FROM message m WHERE m.id = t.message_id AND {})"
    return {role: through.format(right.replace("t.", "m.")) for role, right in words.items()}


EVERYBODY: Final[Who] = dict.fromkeys(Role, "TRUE")
STAFF: Final[Who] = dict.fromkeys(SIGNED_IN, "TRUE")
KNOWN: Final[Who] = {role: "TRUE" for role in Role if role is not Role.PUBLIC}
WORKERS: Final = who(OPERATOR, DISPATCHER, AGENT, INSPECTOR, SPECIAL, CLERK, ANALYST, HEAD, MANAGER)
CYCLE: Final = WORKERS | MEMBERS | who(CITIZEN)
ACCOUNT: Final = dict.fromkeys(SIGNED_IN, "t.id = :person") | who(ADMINISTRATOR)
TOLD: Final = who(HEAD, ADMINISTRATOR)

MESSAGES: Final = {
    **who(OPERATOR, ANALYST, HEAD, COUNCILLOR),
    DISPATCHER: "t.dispatched_at IS NOT NULL",
    AGENT: "(t.unit_id = ANY(:units) AND t.dispatched_at IS NOT NULL) OR t.holder_unit_id = ANY(:units)",
    INSPECTOR: "t.inspector_id = :person",
    **who(SPECIAL, CLERK, where="t.special"),
    MANAGER: "t.unit_id = ANY(:managed) OR t.holder_unit_id = ANY(:managed)"
    " OR t.id IN (SELECT message_id FROM escalation WHERE person_id = :person)",
    CITIZEN: "t.id = ANY(:messages)",
    Role.PUBLIC: "EXISTS (SELECT FROM category c WHERE c.id = t.category_id AND c.public)",
}
# The table of §2: what the citizen said, where it is, and who it was.
IN_THEIR_HANDS: Final = who(OPERATOR, where="t.holder_person_id = :person") | who(
    *(DISPATCHER, AGENT), where="t.holder_unit_id = ANY(:units)"
)
WORDS: Final = IN_THEIR_HANDS | who(INSPECTOR, SPECIAL, CLERK, HEAD, CITIZEN)
SPOT: Final = WORDS | who(DISPATCHER, MANAGER)
WHO: Final = who(OPERATOR, SPECIAL, CLERK, HEAD, CITIZEN)
# The public is told where its message stands, not how it came there; a citizen which unit acts, not which person.
NOT_PUBLIC: Final = (
    *("version", "channel", "cycle", "urgency", "ground", "claimedGround", "special", "holderUnit"),
    *("nextDueAt", "overdue", "calls", "authority"),
)
NAMES: Final = ("holder", "incident", "incidentSize", "members", "specialReason")
PLACE: Final = ("address", "Place.address", "Place.latitude", "Place.longitude", "Place.exact")
CLOCK_NOT_PUBLIC: Final = (
    *("cycle", "pausedSeconds", "pausedSince", "pausedBecause", "pausedShare", "cancelledBecause", "rung"),
    "overdue",
)
TOLD_TO_CITIZEN: Final = (
    "t.follow_up_id IS NULL OR t.follow_up_id IN (SELECT id FROM follow_up WHERE audience = 'CITIZEN')"
)
# Whom nobody can ask but by calling, and who has not answered for a third of the day.
TO_CALL: Final = "t.state = 'OPEN' AND (t.channel = 'CALL' OR t.opened_at < payesh_now() - interval '8 hours')"
UNDER_THEM: Final = "t.unit_id = ANY(:managed)"

CITY: Final[Mapping[str, Sight]] = {
    # The city, and what it promises: public, but for how it presses its own staff.
    "District": sight(EVERYBODY),
    "Unit": sight(EVERYBODY),
    "Category": sight(EVERYBODY | who(Role.PUBLIC, where="t.public")),
    "PolicyVersion": sight(EVERYBODY, note=STAFF, ladder=STAFF),
    "PolicyTarget": within("policy_id", "PolicyVersion", to=EVERYBODY),
    "WorkingDay": sight(EVERYBODY),
    "Holiday": sight(EVERYBODY),
    "PolicyRung": sight(STAFF),
    # Who works here is for those who work here; how to reach them, their own.
    "Post": sight(STAFF),
    "Person": sight(STAFF, phone=ACCOUNT, email=ACCOUNT),
    "HeldRole": within("person_id", "Person", to=STAFF),
    "Councillor": sight(STAFF),
    "Officer": sight(STAFF),
    "AccessRecord": sight(TOLD),
    # Whether what is sent arrives is for those who answer for it; never what was sent.
    "Delivery": sight(TOLD | who(DISPATCHER, where="t.kind = 'CENTRE'")),
    "DeliveryAlarm": sight(TOLD | who(DISPATCHER)),
    "DeliveryHealth": sight(TOLD | who(DISPATCHER)),
    "Webhook": sight(who(ADMINISTRATOR) | who(FRONTEND, where="t.token_id = :token")),
    "Inbound": sight(TOLD | who(OPERATOR, where="t.source = 'SMS'"), text=who(HEAD, OPERATOR)),
    # A message, by whose it is; its clocks, its custody and what was done go with it.
    "Message": sight(
        MESSAGES,
        **dict.fromkeys(NOT_PUBLIC, KNOWN),
        **dict.fromkeys(NAMES, STAFF),
        **dict.fromkeys(PLACE, SPOT),
        unmaskedText=WORDS,
    ),
    "Reporter": within(
        "message_id",
        "Message",
        to=of_message(WORDS),
        phone=WHO | who(DISPATCHER, AGENT, INSPECTOR),
        name=WHO,
        nationalId=WHO,
        home=WHO,
        email=WHO,
    ),
    "FollowUp": within(
        "message_id",
        "Message",
        to=WORKERS
        | who(COUNCILLOR, where="t.audience <> 'INTERNAL'")
        | who(CITIZEN, where="t.audience = 'CITIZEN'"),
        unmaskedText=of_message(WORDS),
        actor=STAFF,
        otherCode=STAFF,
    ),
    "File": within(
        "message_id",
        "Message",
        to=WORKERS | who(COUNCILLOR, where="t.released_at IS NOT NULL") | who(CITIZEN, where=TOLD_TO_CITIZEN),
        seal=who(HEAD, INSPECTOR)
        | who(CITIZEN, where="t.uploaded_by_id IS NULL AND t.uploaded_through_id IS NULL"),
        latitude=of_message(SPOT),
        longitude=of_message(SPOT),
    ),
    "Clock": within(
        "message_id",
        "Message",
        to=CYCLE | who(Role.PUBLIC, where="t.obligation = 'RESOLUTION'"),
        **dict.fromkeys(CLOCK_NOT_PUBLIC, KNOWN),
    ),
    "BreachCharge": within("clock_id", "Clock", to=CYCLE, person=STAFF),
    "CustodySpan": within("message_id", "Message", to=CYCLE, person=STAFF),
    "Escalation": within("message_id", "Message", to=WORKERS | who(COUNCILLOR)),
    "ReviewCandidate": within("message_id", "Message", to=OFFICE | MEMBERS),
    "Inspection": within("message_id", "Message", to=CYCLE, openedBy=STAFF, inspector=STAFF),
    "Visit": within(
        "message_id", "Message", to=CYCLE, inspector=STAFF, latitude=of_message(SPOT), longitude=of_message(SPOT)
    ),
    "Objection": within(
        "message_id",
        "Message",
        to=CYCLE,
        unmaskedText=of_message(WORDS),
        openedBy=STAFF,
        ruledBy=STAFF,
        takenUpBy=STAFF,
    ),
    "FeedbackRequest": within("message_id", "Message", to=CYCLE, shortCode=who(CITIZEN), askedBy=STAFF),
    "FeedbackTry": within("message_id", "Message", to=CYCLE, triedBy=STAFF),
    "CallTask": within("message_id", "Message", to=who(OPERATOR, HEAD, SPECIAL, where=TO_CALL)),
    # Likely duplicates are shown to whoever merges; figures name nobody.
    "Duplicate": sight(DESK),
    "DuplicateOfDraft": sight(DESK),
    "Inspector": sight(WORKERS),
    "EscalationHealth": sight(who(DISPATCHER, ANALYST, HEAD, ADMINISTRATOR)),
    "DistrictFigure": sight(STAFF),
    "CategoryFigure": sight(STAFF),
    "DistrictRate": sight(STAFF),
    "MessageFigure": sight(WORKERS | MEMBERS),
    "ChallengeCandidate": sight(OFFICE),
    "CustodyFigure": sight(OFFICE | who(COUNCILLOR, MEMBER, CHAIR, SECRETARY) | who(MANAGER, where=UNDER_THEM)),
    "PersonCustodyFigure": sight(OFFICE | who(MANAGER, where=UNDER_THEM)),
    "ProsePreview": sight(STAFF),
}
