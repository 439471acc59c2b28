"""Who may see the city's rows: its shape is public, who holds which place is for those who sign in."""

from hotline.kit.access import SIGNED_IN, Access, everyone, roles
from hotline.kit.viewer import Role

CITY = Access("city", rows=everyone())

DISTRICT = Access("district", rows=everyone())

UNIT = Access("unit", rows=everyone())

POST = Access("post", rows=roles(*SIGNED_IN))

# The weight only shapes demonstration data. One no longer in use still names what was reported under it.
CATEGORY = Access("category", rows=everyone() | roles(Role.PUBLIC, where="{t}.public"))

# What the city promised is public; how it presses its own staff is theirs.
POLICY_VERSION = Access(
    "policy_version", rows=everyone(), columns={"note": roles(*SIGNED_IN), "ladder": roles(*SIGNED_IN)}
)

POLICY_TARGET = Access("policy_target", rows=everyone(), within=("policy_id", POLICY_VERSION))
