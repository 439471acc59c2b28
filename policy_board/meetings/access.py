"""Who may see meetings: the board, the office that serves it, and the council whose matters it decides."""

from hotline.kit.access import BOARD, Access, roles
from hotline.kit.viewer import Role

READERS = BOARD | {Role.HEAD_OF_OFFICE, Role.OFFICE_ANALYST, Role.COUNCILLOR}

MEETING = Access("meeting", rows=roles(*READERS))

MEETING_STEP = Access("meeting_step", rows=roles(*READERS), within=("meeting_id", MEETING))
