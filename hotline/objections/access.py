"""Who may see objections: all who see the message. Councillors take them up, without personal data (R8)."""

from hotline.kit.access import SIGNED_IN, Access, roles
from hotline.messages.access import CYCLE, MESSAGE, UNMASKED, through_message

_NAMED = roles(*SIGNED_IN)

OBJECTION = Access(
    "objection",
    rows=roles(*CYCLE),
    columns={
        "pii_text": through_message(UNMASKED),
        "opened_by_id": _NAMED,
        "ruled_by_id": _NAMED,
        "taken_up_by_id": _NAMED,
    },
    within=("message_id", MESSAGE),
)
