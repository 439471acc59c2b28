"""Who may see who held a message: all who see it, for its whole cycle is theirs to judge (R6, R7).

Sums are for those who hold to account: a manager's own units and those below; the council, the board and the
office's head and analyst all units. By person they are the managers' and the office's alone.
"""

from hotline.clocks.access import CLOCK
from hotline.kit.access import BOARD, SIGNED_IN, Access, roles
from hotline.kit.viewer import Role
from hotline.messages.access import CYCLE, MESSAGE

CUSTODY_SPAN = Access(
    "custody_span",
    rows=roles(*CYCLE),
    # A citizen sees the unit that held it, never the person.
    columns={"person_id": roles(*SIGNED_IN)},
    within=("message_id", MESSAGE),
)

BREACH_CHARGE = Access(
    "breach_charge",
    rows=roles(*CYCLE),
    columns={"person_id": roles(*SIGNED_IN)},
    within=("clock_id", CLOCK),
)

_OFFICE = roles(Role.HEAD_OF_OFFICE, Role.OFFICE_ANALYST)
_OWN_UNITS = {Role.MANAGER: "{t}.unit_id = ANY(:managed)"}

CUSTODY_FIGURE = Access("custody_figure", rows=_OFFICE | roles(Role.COUNCILLOR, *BOARD) | _OWN_UNITS)

CUSTODY_PERSON_FIGURE = Access("custody_person_figure", rows=_OFFICE | _OWN_UNITS)
