"""Who may read the timeline: its entries are for the workers, for councillors too, or for the citizen too."""

from hotline.kit.access import NEVER, SIGNED_IN, WORKERS, Access, roles
from hotline.kit.viewer import Role
from hotline.messages.access import MESSAGE, UNMASKED, through_message

FOLLOW_UP = Access(
    "follow_up",
    rows={
        **roles(*WORKERS),
        Role.COUNCILLOR: "{t}.audience IN ('COUNCIL', 'CITIZEN')",
        Role.CITIZEN: "{t}.audience = 'CITIZEN'",
    },
    columns={
        "pii_text": through_message(UNMASKED),
        # A citizen sees the unit that acts, never the person.
        "actor_id": roles(*SIGNED_IN),
        "salt": NEVER,
    },
    within=("message_id", MESSAGE),
)
