"""Who may see deliveries: those who answer for their arriving. What was sent is not in them."""

from hotline.kit.access import NEVER, Access, roles
from hotline.kit.viewer import Role

DELIVERY = Access(
    "delivery",
    rows={
        **roles(Role.HEAD_OF_OFFICE, Role.ADMINISTRATOR),
        Role.DISPATCHER: "{t}.kind = 'CENTRE'",
    },
)

# How sending stands as a whole: numbers only.
DELIVERY_HEALTH = Access("delivery", rows=roles(*DELIVERY.rows))

WEBHOOK = Access("webhook", rows=roles(Role.ADMINISTRATOR), columns={"secret": NEVER})
