"""Who may see a file and its sealed original (domain §2). The row is the right to the served copy."""

from hotline.files.rules import OPENING
from hotline.kit.access import SIGNED_IN, WORKERS, Access, roles
from hotline.kit.viewer import Role
from hotline.messages.access import EXACT_PLACE, MESSAGE, through_message

# Before it is attached to a message a file is nobody's to see.
_ATTACHED = "{t}.message_id IS NOT NULL"
SENT_BY_CITIZEN = "{t}.uploaded_by_id IS NULL AND {t}.uploaded_through_id IS NULL"
_FOR_CITIZEN = (
    "{t}.follow_up_id IS NULL"
    " OR EXISTS (SELECT FROM follow_up told WHERE told.id = {t}.follow_up_id AND told.audience = 'CITIZEN')"
)
_EXACT_PLACE = through_message(EXACT_PLACE)

FILE = Access(
    "file",
    rows={
        **roles(*WORKERS, where=_ATTACHED),
        Role.COUNCILLOR: _ATTACHED + " AND {t}.released_at IS NOT NULL",
        Role.CITIZEN: _FOR_CITIZEN,
    },
    columns={
        # The seal is the key to the original: who may not have the one may not have the other.
        "sha256": {
            **roles(*OPENING),
            Role.CITIZEN: SENT_BY_CITIZEN,
        },
        "pii_latitude": _EXACT_PLACE,
        "pii_longitude": _EXACT_PLACE,
        "uploaded_by_id": roles(*SIGNED_IN),
        "uploaded_through_id": roles(*SIGNED_IN),
        "released_by_id": roles(*SIGNED_IN),
    },
    within=("message_id", MESSAGE),
)
