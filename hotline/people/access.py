"""Who may see the people who work with the system, and who read citizens' contact data."""

from enum import StrEnum

from hotline.kit.access import NEVER, SIGNED_IN, Access, roles
from hotline.kit.viewer import Role


class AccessReason(StrEnum):
    """Why contact data is read; written down with the reader's name (domain §2)."""

    CALL_BACK = "CALL_BACK"
    CLARIFY = "CLARIFY"
    ON_SITE = "ON_SITE"
    OBJECTION = "OBJECTION"
    LEGAL = "LEGAL"


_OWN_ACCOUNT = roles(*SIGNED_IN, where="{t}.id = :person") | roles(Role.ADMINISTRATOR)

# A citizen sees the unit that acts, never the person.
PERSON = Access(
    "person",
    rows=roles(*SIGNED_IN),
    columns={
        **dict.fromkeys(("username", "language", "pii_phone", "pii_email", "version"), _OWN_ACCOUNT),
        "password_hash": NEVER,
    },
)

PERSON_ROLE = Access("person_role", rows=roles(*SIGNED_IN), within=("person_id", PERSON))

TOKEN = Access("token", rows=roles(Role.ADMINISTRATOR), columns={"secret_hash": NEVER})

ACCESS_RECORD = Access("access_record", rows=roles(Role.ADMINISTRATOR, Role.HEAD_OF_OFFICE))
