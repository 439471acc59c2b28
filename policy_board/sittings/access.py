"""Who may see what happens in session: whoever sees the meeting sees who was present; whoever sees an item, what
was decided of it and who voted how in an open vote. What was said is the board's and the office's until it stands
in the minutes."""

from hotline.kit.access import BOARD, Access, roles
from hotline.kit.viewer import Role
from policy_board.agendas.access import AGENDA_ITEM
from policy_board.meetings.access import MEETING, READERS

WITHIN = BOARD | {Role.HEAD_OF_OFFICE}

ATTENDANCE = Access("attendance", rows=roles(*READERS), within=("meeting_id", MEETING))

DISCUSSION = Access("discussion", rows=roles(*WITHIN), within=("item_id", AGENDA_ITEM))

DECISION = Access("decision", rows=roles(*READERS), within=("item_id", AGENDA_ITEM))

VOTE = Access("vote", rows=roles(*READERS), within=("decision_id", DECISION))

DECISION_OBJECTION = Access("decision_objection", rows=roles(*READERS), within=("decision_id", DECISION))

DEFERRAL = Access("deferral", rows=roles(*READERS), within=("item_id", AGENDA_ITEM))
