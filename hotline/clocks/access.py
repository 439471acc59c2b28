"""Who may see a clock: all who see its message; the promise is theirs to watch (R2). The public is promised one."""

from hotline.kit.access import KNOWN, Access, roles
from hotline.kit.viewer import Role
from hotline.messages.access import CYCLE, MESSAGE

# What was promised is public, and whether it was kept; not how the staff were pressed, nor who was waited for.
_NOT_PUBLIC = (
    "cycle",
    "paused_seconds",
    "paused_since",
    "paused_because",
    "cancelled_because",
    "rung",
    "next_rung_at",
)

CLOCK = Access(
    "clock",
    rows={**roles(*CYCLE), Role.PUBLIC: "{t}.obligation = 'RESOLUTION'"},
    columns=dict.fromkeys(_NOT_PUBLIC, KNOWN),
    within=("message_id", MESSAGE),
)
