"""Who may see inspections: all who see the message; the exact place of a visit as the message's own."""

from hotline.kit.access import SIGNED_IN, WORKERS, Access, roles
from hotline.messages.access import CYCLE, EXACT_PLACE, MESSAGE, through_message

_NAMED = roles(*SIGNED_IN)
_PLACE = through_message(EXACT_PLACE)

INSPECTION = Access(
    "inspection",
    rows=roles(*CYCLE),
    columns={"inspector_id": _NAMED, "opened_by_id": _NAMED},
    within=("message_id", MESSAGE),
)

VISIT = Access(
    "visit",
    rows=roles(*CYCLE),
    columns={"inspector_id": _NAMED, "latitude": _PLACE, "longitude": _PLACE},
    within=("message_id", MESSAGE),
)

# Who carries how much, for whoever charges.
INSPECTOR = Access("inspection", rows=roles(*WORKERS))
