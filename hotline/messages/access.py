"""Who may see a message, its personal data and its reporter (domain §2)."""

from hotline.kit.access import KNOWN, SIGNED_IN, Access, ByRole, Predicate, roles
from hotline.kit.viewer import Role

IN_HAND: Predicate = "{t}.holder_person_id = :person"
HELD_BY_UNIT: Predicate = "{t}.holder_unit_id = ANY(:units)"

# Whoever has the message in hand reads what the citizen said; the analyst and the manager judge without it.
UNMASKED: dict[Role, Predicate] = {
    Role.CITIZEN: "TRUE",
    Role.OPERATOR: IN_HAND,
    Role.DISPATCHER: HELD_BY_UNIT,
    Role.EXECUTIVE_AGENT: HELD_BY_UNIT,
    **roles(Role.INSPECTOR, Role.SPECIAL_FOLLOW_UP_OFFICER, Role.CORRESPONDENCE_CLERK, Role.HEAD_OF_OFFICE),
}

# The centre must find the place before it takes over; a manager answers for it. All others have the 500 m cell.
EXACT_PLACE: dict[Role, Predicate] = UNMASKED | roles(Role.DISPATCHER, Role.MANAGER)

_NAMED = roles(*SIGNED_IN)

# What was sent on to another unit is in the hands of the one before until that one confirms it, and so its own to
# act on and to answer for (domain §5).
_OURS: Predicate = f"({{t}}.unit_id = ANY(:units) AND {{t}}.dispatched_at IS NOT NULL OR {HELD_BY_UNIT})"

# Superiors answer for what their units have to do or hold, and for what an escalation took up to them. As an array
# it finds rows by the message's key.
_MANAGED: Predicate = "{t}.unit_id = ANY(:managed) OR {t}.holder_unit_id = ANY(:managed)"
_TOLD: Predicate = "{t}.id = ANY(ARRAY(SELECT e.message_id FROM escalation e WHERE e.person_id = :person))"

# What the public is told over Open311 is which request it was, about where, and what became of it.
_NOT_PUBLIC = (
    "version",
    "channel",
    "cycle",
    "urgency",
    "ground",
    "claimed_ground",
    "special",
    "holder_unit_id",
    "next_due_at",
    "merged_from",
    "calls",
    "authority",
)

MESSAGE = Access(
    "message",
    rows={
        **roles(Role.OPERATOR, Role.HEAD_OF_OFFICE, Role.OFFICE_ANALYST, Role.COUNCILLOR),
        Role.CITIZEN: "{t}.id = ANY(:messages)",
        Role.DISPATCHER: "{t}.dispatched_at IS NOT NULL",
        Role.EXECUTIVE_AGENT: _OURS,
        Role.INSPECTOR: "{t}.inspector_id = :person",
        **roles(Role.SPECIAL_FOLLOW_UP_OFFICER, Role.CORRESPONDENCE_CLERK, where="{t}.special"),
        Role.MANAGER: f"({_MANAGED} OR {_TOLD})",
        Role.PUBLIC: "{t}.category_id IN (SELECT c.id FROM category c WHERE c.public)",
    },
    columns={
        **dict.fromkeys(_NOT_PUBLIC, KNOWN),
        "pii_text": UNMASKED,
        "latitude": EXACT_PLACE,
        "longitude": EXACT_PLACE,
        "address": EXACT_PLACE,
        # A citizen sees the unit that acts, never the person; nor another caller's message on the same matter.
        "holder_person_id": _NAMED,
        "inspector_id": _NAMED,
        "registered_by_id": _NAMED,
        "closed_by_id": _NAMED,
        "registered_through_id": _NAMED,
        "incident_id": _NAMED,
        "special_reason": _NAMED,
    },
)


# Who may see a message's whole cycle: the public sees where it stands, not how it came there.
CYCLE = frozenset(MESSAGE.rows) - {Role.PUBLIC}


def through_message(right: ByRole, *, by: str = "message_id") -> dict[Role, Predicate]:
    """A right over a message, said of a row that belongs to one by its column `by`."""
    return {role: _through(predicate, by) for role, predicate in right.items()}


def _through(predicate: Predicate, by: str) -> Predicate:
    if predicate == "TRUE":
        return predicate
    of_message = predicate.replace("{t}", "of_message")
    return f"EXISTS (SELECT FROM message of_message WHERE of_message.id = {{t}}.{by} AND {of_message})"


_WHO_AND_WHERE = roles(
    Role.CITIZEN,
    Role.OPERATOR,
    Role.SPECIAL_FOLLOW_UP_OFFICER,
    Role.CORRESPONDENCE_CLERK,
    Role.HEAD_OF_OFFICE,
)

# Out in the city a phone number is enough.
REPORTER = Access(
    "reporter",
    rows=through_message(UNMASKED),
    columns={
        "pii_name": _WHO_AND_WHERE,
        "pii_phone": _WHO_AND_WHERE | roles(Role.DISPATCHER, Role.EXECUTIVE_AGENT, Role.INSPECTOR),
        "pii_national_id": _WHO_AND_WHERE,
        "pii_home": _WHO_AND_WHERE,
        "pii_email": _WHO_AND_WHERE,
    },
    within=("message_id", MESSAGE),
)
