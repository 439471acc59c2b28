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

DELIVERY_ALARM = Access("delivery_alarm", rows=roles(*DELIVERY.rows))

# A frontend sees its own; its secret it was given once.
WEBHOOK = Access(
    "webhook",
    rows={Role.FRONTEND: "{t}.token_id = :token", **roles(Role.ADMINISTRATOR)},
    columns={"secret": NEVER, "secret_before": NEVER},
)

# What a citizen wrote by SMS is read masked, by those who may help; whose number it was, by nobody.
INBOUND = Access(
    "inbound",
    rows={**roles(Role.HEAD_OF_OFFICE, Role.ADMINISTRATOR), Role.OPERATOR: "{t}.source = 'SMS'"},
    columns={
        "text": roles(Role.HEAD_OF_OFFICE, Role.OPERATOR),
        "pii_text": NEVER,
        "pii_sender": NEVER,
    },
)
