"""Which pages and fields a role is offered.

This guards nothing: the reader and the actions do. It keeps a page from asking for, or linking to, what its
viewer is never given, since a document with such a field is refused whole.
"""

from typing import Final

_EXACT: Final = frozenset(
    {
        "OPERATOR",
        "DISPATCHER",
        "EXECUTIVE_AGENT",
        "INSPECTOR",
        "SPECIAL_FOLLOW_UP_OFFICER",
        "CORRESPONDENCE_CLERK",
        "HEAD_OF_OFFICE",
    }
)

MESSAGES: Final = _EXACT | {"OFFICE_ANALYST", "MANAGER", "COUNCILLOR"}
QUEUE: Final = MESSAGES - {"COUNCILLOR"}
UNMASKED: Final = _EXACT
ADDRESS: Final = _EXACT | {"MANAGER"}
CONTACT: Final = _EXACT
ACTING: Final = _EXACT
CHARGING: Final = frozenset({"DISPATCHER", "HEAD_OF_OFFICE"})
SEALS: Final = frozenset({"INSPECTOR", "HEAD_OF_OFFICE"})
DELIVERIES: Final = frozenset({"HEAD_OF_OFFICE", "ADMINISTRATOR", "DISPATCHER"})
OFFICE: Final = frozenset({"OPERATOR", "HEAD_OF_OFFICE", "OFFICE_ANALYST"})
UNIT: Final = frozenset({"EXECUTIVE_AGENT"})
UNITS: Final = frozenset({"EXECUTIVE_AGENT", "MANAGER"})
INSPECT: Final = frozenset({"INSPECTOR"})
DISPATCH: Final = frozenset({"DISPATCHER"})
REGISTER: Final = frozenset({"OPERATOR", "HEAD_OF_OFFICE"})
CALLS: Final = frozenset({"OPERATOR", "SPECIAL_FOLLOW_UP_OFFICER", "HEAD_OF_OFFICE"})
# What the city promises and when it works is read by all, and changed by one.
POLICY: Final = frozenset({"ADMINISTRATOR"})
INBOUND: Final = frozenset({"OPERATOR", "HEAD_OF_OFFICE", "ADMINISTRATOR"})
# An operator hears text messages alone.
INBOUND_OF_ALL: Final = INBOUND - {"OPERATOR"}
# Who sees every message, and so the very cases behind a figure of the city.
EVERY: Final = frozenset({"OPERATOR", "HEAD_OF_OFFICE", "OFFICE_ANALYST", "COUNCILLOR"})
DOSSIERS: Final = frozenset(
    {"OFFICE_ANALYST", "HEAD_OF_OFFICE", "COUNCILLOR", "BOARD_MEMBER", "BOARD_CHAIR", "BOARD_SECRETARY"}
)
AUTHORS: Final = frozenset({"OFFICE_ANALYST", "HEAD_OF_OFFICE"})
MEMBERS: Final = frozenset({"COUNCILLOR"})
FORWARDERS: Final = frozenset({"COUNCILLOR", "HEAD_OF_OFFICE"})
BOARD: Final = frozenset({"BOARD_MEMBER", "BOARD_CHAIR", "BOARD_SECRETARY"})
MEETINGS: Final = BOARD | {"HEAD_OF_OFFICE", "OFFICE_ANALYST", "COUNCILLOR"}
# What was resolved is seen by those who answer for it, too.
MANAGERS: Final = frozenset({"MANAGER"})
RESOLUTIONS: Final = MEETINGS | MANAGERS
RELEASING: Final = frozenset({"HEAD_OF_OFFICE"})
# Who sees an agenda being built, and what waits for one.
BUILDING: Final = frozenset({"BOARD_SECRETARY", "BOARD_CHAIR", "HEAD_OF_OFFICE"})
# Who reads what was said in session before it stands in the minutes.
DISCUSSING: Final = BOARD | {"HEAD_OF_OFFICE"}
STEERING: Final = frozenset({"BOARD_SECRETARY", "BOARD_CHAIR"})
# The administrator seats members of the board too, and so sees who sits on it.
SEATING: Final = STEERING | {"ADMINISTRATOR"}
SEATS: Final = MEETINGS | SEATING
SECRETARIES: Final = frozenset({"BOARD_SECRETARY"})
PROPOSING: Final = BOARD | {"HEAD_OF_OFFICE"}
FIGURES: Final = MESSAGES | {"BOARD_MEMBER", "BOARD_CHAIR", "BOARD_SECRETARY", "ADMINISTRATOR"}
BUNDLES: Final = AUTHORS | MEMBERS
