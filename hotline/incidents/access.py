"""Who is shown likely duplicates: whoever merges."""

from hotline.kit.access import Access, roles
from hotline.messages.rules import TRIAGERS

# Rows of an open incident each, computed; what is shown of a message is its own to say.
DUPLICATE = Access("message", rows=roles(*sorted(TRIAGERS)))
