"""Who may see feedback: all who see the message. The short code is a key to answer with: the citizen's own."""

from hotline.kit.access import SIGNED_IN, Access, roles
from hotline.kit.viewer import Role
from hotline.messages.access import CYCLE, MESSAGE

_NAMED = roles(*SIGNED_IN)

FEEDBACK_REQUEST = Access(
    "feedback_request",
    rows=roles(*CYCLE),
    columns={"short_code": roles(Role.CITIZEN), "opened_by_id": _NAMED, "asked_by_id": _NAMED},
    within=("message_id", MESSAGE),
)

# Somebody must call: a landline hears no SMS, and an SMS that nobody answered for a third of the day in which the
# feedback is due (R5) will not be.
CALL_TASK = Access(
    "feedback_request",
    rows=roles(
        Role.OPERATOR,
        Role.HEAD_OF_OFFICE,
        Role.SPECIAL_FOLLOW_UP_OFFICER,
        where="{t}.state = 'OPEN' AND ({t}.channel = 'CALL' OR {t}.opened_at < payesh_now() - interval '8 hours')",
    ),
    columns=FEEDBACK_REQUEST.columns,
    within=("message_id", MESSAGE),
)

FEEDBACK_TRY = Access(
    "feedback_try",
    rows=roles(*CYCLE),
    columns={"tried_by_id": _NAMED},
    within=("message_id", MESSAGE),
)
