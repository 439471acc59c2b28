"""Who may see who sits on the board, and by which rule it has its quorum: all who see its meetings."""

from hotline.kit.access import Access, roles
from policy_board.meetings.access import READERS

BOARD_SEAT = Access("board_seat", rows=roles(*READERS))

QUORUM_RULE = Access("quorum_rule", rows=roles(*READERS))
