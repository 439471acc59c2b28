"""Who may see a clock: all who see its message; the promise is theirs to watch (R2)."""

from hotline.kit.access import Access, everyone
from hotline.messages.access import MESSAGE

CLOCK = Access("clock", rows=everyone(), within=("message_id", MESSAGE))
