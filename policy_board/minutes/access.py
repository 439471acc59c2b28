"""Who may see minutes: the board and the head of the office while they are written; councillors and analysts once
they are approved, but for what is confidential; everybody what is published."""

from typing import Final

from hotline.kit.access import BOARD, Access, everyone, roles
from hotline.kit.viewer import Role
from policy_board.agendas.access import BUILDERS, COUNCIL
from policy_board.meetings.access import MEETING

WITHIN: Final = BOARD | {Role.HEAD_OF_OFFICE}
_APPROVED: Final = "{t}.sha256 IS NOT NULL"
_OPEN: Final = "NOT EXISTS (SELECT FROM agenda_item matter WHERE matter.id = {t}.item_id AND matter.confidential)"

MINUTES = Access(
    "minutes", rows={**roles(*WITHIN), **roles(*COUNCIL, where=_APPROVED)}, within=("meeting_id", MEETING)
)

MINUTES_ITEM = Access(
    "minutes_item", rows={**roles(*WITHIN), **roles(*COUNCIL, where=_OPEN)}, within=("minutes_id", MINUTES)
)

MINUTES_PARAGRAPH = Access(
    "minutes_paragraph", rows={**roles(*WITHIN), **roles(*COUNCIL, where=_OPEN)}, within=("minutes_id", MINUTES)
)

# What they said before is between those who write and sign them.
MINUTES_EDIT = Access("minutes_edit", rows=roles(*BUILDERS), within=("paragraph_id", MINUTES_PARAGRAPH))

MINUTES_CORRECTION = Access(
    "minutes_correction", rows=roles(*WITHIN, *COUNCIL), within=("paragraph_id", MINUTES_PARAGRAPH)
)

PUBLICATION = Access("publication", rows=everyone(), columns={"published_by_id": roles(*WITHIN, *COUNCIL)})

PUBLISHED_LINE = Access("published_line", rows=everyone(), within=("publication_id", PUBLICATION))
