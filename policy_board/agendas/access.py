"""Who may see agendas. Secretaries, the chair and the head of the office see them being built; members of the board
when they are frozen; councillors and analysts then, too, but for what is confidential. Everybody sees what they
proposed themselves."""

from typing import Final

from hotline.kit.access import Access, roles
from hotline.kit.viewer import Role
from policy_board.meetings.access import MEETING

BUILDERS: Final = frozenset({Role.BOARD_SECRETARY, Role.BOARD_CHAIR, Role.HEAD_OF_OFFICE})
COUNCIL: Final = frozenset({Role.COUNCILLOR, Role.OFFICE_ANALYST})
_OWN: Final = "{t}.proposed_by_id = :person"
_FROZEN: Final = (
    "EXISTS (SELECT FROM agenda a JOIN meeting m ON m.id = a.meeting_id WHERE a.id = {t}.agenda_id"
    " AND m.state IN ('AGENDA_FROZEN', 'IN_SESSION', 'ADJOURNED', 'MINUTES_DRAFT', 'MINUTES_APPROVED',"
    " 'PUBLISHED'))"
)

AGENDA = Access(
    "agenda",
    rows={
        **roles(*BUILDERS),
        **roles(Role.BOARD_MEMBER, *COUNCIL, where=_FROZEN.replace("{t}.agenda_id", "{t}.id")),
    },
    within=("meeting_id", MEETING),
)

AGENDA_ITEM = Access(
    "agenda_item",
    rows={
        **roles(*BUILDERS),
        Role.BOARD_MEMBER: f"{_OWN} OR {_FROZEN}",
        **roles(*COUNCIL, where=f"{_OWN} OR (NOT {{t}}.confidential AND {_FROZEN})"),
    },
)

# What was printed is seen by whoever sees the agenda, but for what is confidential; what was kept by hand, by those
# who build it.
AGENDA_VERSION = Access(
    "agenda_version",
    rows={**roles(*BUILDERS), **roles(Role.BOARD_MEMBER, *COUNCIL, where="{t}.cause <> 'BY_HAND'")},
    within=("agenda_id", AGENDA),
)

AGENDA_VERSION_LINE = Access(
    "agenda_version_line",
    rows={**roles(*BUILDERS, Role.BOARD_MEMBER), **roles(*COUNCIL, where="NOT {t}.confidential")},
    within=("version_id", AGENDA_VERSION),
)

# What standing items there are, and who has the agenda open, is between those who build it, too.
AGENDA_TEMPLATE = Access("agenda_template", rows=roles(*BUILDERS))

AGENDA_TEMPLATE_LINE = Access(
    "agenda_template_line", rows=roles(*BUILDERS), within=("template_id", AGENDA_TEMPLATE)
)

AGENDA_PRESENCE = Access("agenda_presence", rows=roles(*BUILDERS), within=("agenda_id", AGENDA))

# Who moved what is between those who build the agenda.
AGENDA_EDIT = Access(
    "agenda_edit",
    rows=roles(*BUILDERS),
    within=("agenda_id", AGENDA),
)
