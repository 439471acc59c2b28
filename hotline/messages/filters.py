"""What narrows a list of messages: the keys of `messages(filter: …)`, and of filters that are kept."""

from typing import Final

from hotline.custody import cases
from hotline.figures import cases as rated
from hotline.figures import marks
from hotline.kit import searching
from hotline.kit.filtering import Filter
from hotline.kit.numbering import read_tracking_code

IN_HAND: Final = "coalesce({t}.holder_person_id = :person, FALSE)"
_OPEN = "{t}.state NOT IN ('CLOSED', 'REJECTED', 'MERGED')"
_UNIT_SENT = (
    "EXISTS (SELECT FROM follow_up f WHERE f.message_id = {t}.id AND f.kind = 'ASSIGNED' AND f.facts ? 'unit'"
    " AND f.recorded_at >= {t}.dispatched_at)"
)
_TO_VISIT = "{t}.id IN (SELECT f.message_id FROM inspection f WHERE f.inspector_id = :person AND f.state = 'OPEN')"
# A merged message follows its incident: it is done with when the message that leads it is.
PENDING: Final = (
    "({t}.state NOT IN ('CLOSED', 'REJECTED', 'MERGED') OR {t}.state = 'MERGED' AND EXISTS (SELECT FROM message l"
    " WHERE l.id = {t}.incident_id AND l.state NOT IN ('CLOSED', 'REJECTED')))"
)

MESSAGE_FILTERS: Final = {
    "open": Filter(("state",), choices={True: _OPEN, False: f"NOT ({_OPEN})"}),
    "pending": Filter(("state",), choices={True: PENDING, False: f"NOT {PENDING}"}),
    "states": Filter(("state",), "{t}.state IN {v}"),
    "urgency": Filter(("urgency",), "{t}.urgency = {v}"),
    "kind": Filter(("kind",), "{t}.kind = {v}"),
    "district": Filter(
        ("district_id",), "{t}.district_id = (SELECT f.id FROM district f WHERE f.number = {v})", "int"
    ),
    "category": Filter(("category_id",), "{t}.category_id = (SELECT f.id FROM category f WHERE f.code = {v})"),
    "categories": Filter(
        ("category_id",),
        "{t}.category_id IN (SELECT f.id FROM category f WHERE f.code = ANY({v}))",
        "text[]",
    ),
    "trackingCodes": Filter(("tracking_code",), "{t}.tracking_code = ANY({v})", "text[]", read=read_tracking_code),
    "unit": Filter(("unit_id",), "{t}.unit_id = (SELECT f.id FROM unit f WHERE f.code = {v})"),
    "special": Filter(("special",), choices={True: "{t}.special", False: "NOT {t}.special"}),
    "registeredFrom": Filter(("registered_at",), "{t}.registered_at >= {v}", "timestamptz"),
    "registeredTo": Filter(("registered_at",), "{t}.registered_at < {v}", "timestamptz"),
    "overdue": Filter(
        ("next_due_at",),
        choices={True: "{t}.next_due_at < payesh_now()", False: "{t}.next_due_at >= payesh_now()"},
    ),
    "inMyHand": Filter(("holder_person_id",), choices={True: IN_HAND, False: f"NOT {IN_HAND}"}),
    "unitSent": Filter(("holder_person_id",), choices={True: _UNIT_SENT, False: f"NOT {_UNIT_SENT}"}),
    "toVisit": Filter(("inspector_id",), choices={True: _TO_VISIT, False: f"NOT {_TO_VISIT}"}),
    "heldBy": Filter(("holder_person_id",), cases.CASES, "jsonb", read=cases.read, dear=True),
    "rated": Filter(("next_due_at",), rated.CASES, "jsonb", read=rated.read, dear=True),
    "marked": Filter(("next_due_at",), f"{marks.MARKS} @> {{v}}", "text[]", read=marks.read, dear=True),
    "text": Filter(("text", "tracking_code"), searching.FINDS, "json", read=searching.sought, dear=True),
}
# Of these every viewer's answer is another's.
PERSONAL: Final = frozenset({"inMyHand", "toVisit"})
