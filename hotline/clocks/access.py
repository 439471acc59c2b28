"""Who may see a clock: all who see its message; the promise is theirs to watch (R2). The public is promised one."""

from hotline.kit.access import Access, roles
from hotline.kit.viewer import Role
from hotline.messages.access import CYCLE, MESSAGE

CLOCK = Access(
    "clock",
    rows={**roles(*CYCLE), Role.PUBLIC: "{t}.obligation = 'RESOLUTION'"},
    within=("message_id", MESSAGE),
)
