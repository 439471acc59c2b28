"""Who may see a clock: all who see its message; the promise is theirs to watch (R2)."""

from hotline.kit.access import Access, roles
from hotline.messages.access import MESSAGE

CLOCK = Access("clock", rows=roles(*MESSAGE.rows), within=("message_id", MESSAGE))
