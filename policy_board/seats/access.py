"""Who may see who sits on the board, and by which rule it has its quorum: all who see its meetings, and the
administrator, who seats members too."""

from hotline.kit.access import Access, roles
from hotline.kit.viewer import Role
from policy_board.meetings.access import READERS

BOARD_SEAT = Access("board_seat", rows=roles(*READERS, Role.ADMINISTRATOR))

QUORUM_RULE = Access("quorum_rule", rows=roles(*READERS, Role.ADMINISTRATOR))
