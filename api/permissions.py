"""docs/permissions.md, written from every access.py: `python -m api.permissions` writes it anew.

The page says nothing of its own: a predicate without words here stops it, so none goes unsaid.
"""

import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from hotline.clocks.access import CLOCK
from hotline.custody.access import CUSTODY_FIGURE
from hotline.files.access import FILE
from hotline.kit import database
from hotline.kit.access import ALL, SIGNED_IN, Access, ByRole, Predicate, row_of
from hotline.kit.viewer import Role
from hotline.messages.access import HELD_BY_UNIT, IN_HAND, MESSAGE, through_message
from policy_board.agendas.access import AGENDA, AGENDA_ITEM, AGENDA_VERSION, AGENDA_VERSION_LINE
from policy_board.annotations.access import ANNOTATION, ANNOTATION_DRAFT, ANNOTATION_EDIT
from policy_board.bundles.access import BUNDLE, OPENING
from policy_board.dossiers.access import DOSSIER
from policy_board.minutes.access import MINUTES, MINUTES_ITEM
from policy_board.resolutions.access import RESOLUTION, RESOLUTION_PROOF

PAGE: Final = Path(__file__).parent.parent / "docs" / "permissions.md"

_TITLES: Final = {
    Role.PUBLIC: "anyone",
    Role.FRONTEND: "frontend (by token)",
    Role.CITIZEN: "citizen (by receipt)",
    Role.OPERATOR: "operator",
    Role.DISPATCHER: "dispatcher",
    Role.EXECUTIVE_AGENT: "executive agent",
    Role.INSPECTOR: "inspector",
    Role.SPECIAL_FOLLOW_UP_OFFICER: "special follow-up officer",
    Role.CORRESPONDENCE_CLERK: "correspondence clerk",
    Role.OFFICE_ANALYST: "office analyst",
    Role.HEAD_OF_OFFICE: "head of the office",
    Role.MANAGER: "manager",
    Role.COUNCILLOR: "councillor",
    Role.BOARD_MEMBER: "board member",
    Role.BOARD_CHAIR: "board chair",
    Role.BOARD_SECRETARY: "board secretary",
    Role.ADMINISTRATOR: "administrator",
}

_OF_MESSAGE: Final = {
    IN_HAND: "in their hand",
    HELD_BY_UNIT: "held by their unit",
}
_WORDS: Final[Mapping[Predicate, str]] = {
    ALL: "all",
    **_OF_MESSAGE,
    **{through_message({Role.PUBLIC: one})[Role.PUBLIC]: words for one, words in _OF_MESSAGE.items()},
    MESSAGE.rows[Role.CITIZEN]: "those of their receipts",
    MESSAGE.rows[Role.DISPATCHER]: "once dispatched",
    MESSAGE.rows[Role.EXECUTIVE_AGENT]: "of their unit once dispatched, and what it still holds",
    MESSAGE.rows[Role.INSPECTOR]: "assigned to them",
    MESSAGE.rows[Role.CORRESPONDENCE_CLERK]: "special ones",
    CUSTODY_FIGURE.rows[Role.MANAGER]: "of units they manage",
    MESSAGE.rows[Role.MANAGER]: "of units they manage or held by them, and what was escalated to them",
    "{t}.audience IN ('COUNCIL', 'CITIZEN')": "for the council or the citizen",
    "{t}.audience = 'CITIZEN'": "for the citizen",
    "{t}.public": "public ones",
    MESSAGE.rows[Role.PUBLIC]: "of public request types",
    CLOCK.rows[Role.PUBLIC]: "resolution",
    "{t}.kind = 'CENTRE'": "those to the operations centre",
    "{t}.source = 'SMS'": "those by SMS",
    "{t}.token_id = :token": "their own",
    "{t}.id = :person": "their own",
    FILE.rows[Role.OPERATOR]: "attached to a message",
    FILE.rows[Role.COUNCILLOR]: "released ones",
    FILE.rows[Role.CITIZEN]: "but those of entries not for the citizen",
    FILE.columns["sha256"][Role.CITIZEN]: "what they sent themselves",
    DOSSIER.rows[Role.COUNCILLOR]: "once ready",
    ANNOTATION.rows[Role.HEAD_OF_OFFICE]: "but others' private ones",
    ANNOTATION.rows[Role.COUNCILLOR]: "of bundles meant for them, but others' private ones",
    ANNOTATION.rows[Role.BOARD_MEMBER]: "meant for the board, of dossiers put before it",
    ANNOTATION_EDIT.rows[Role.COUNCILLOR]: "but from when it was another's private one",
    ANNOTATION_DRAFT.rows[Role.COUNCILLOR]: "their own",
    DOSSIER.rows[Role.BOARD_MEMBER]: "once put before the board",
    BUNDLE.rows[Role.COUNCILLOR]: "published ones that are meant for them",
    OPENING.rows[Role.COUNCILLOR]: "their own",
    AGENDA.rows[Role.BOARD_MEMBER]: "once frozen",
    AGENDA_VERSION.rows[Role.BOARD_MEMBER]: "printed ones",
    AGENDA_VERSION_LINE.rows[Role.COUNCILLOR]: "those not confidential",
    AGENDA_ITEM.rows[Role.BOARD_MEMBER]: "their own, and others once their agenda is frozen",
    MINUTES.rows[Role.COUNCILLOR]: "approved ones",
    MINUTES_ITEM.rows[Role.COUNCILLOR]: "those not confidential",
    RESOLUTION_PROOF.rows[Role.COUNCILLOR]: "released ones",
    RESOLUTION.rows[Role.MANAGER]: "what they or the units they manage answer for",
    AGENDA_ITEM.rows[Role.COUNCILLOR]: "their own, and others not confidential once their agenda is frozen",
}

_HEAD: Final = """# Permissions

Who may see what, generated from every `access.py` by `python -m api.permissions`; a test keeps it current. Reading
and acting use the same predicates: what a viewer may not see never leaves the database, and is not found.

A person may hold several roles, and one lends no right to another. *Which* says which rows a role sees; a role
that is not named sees none. A further column is a column of the table that not all who see the row may read:
`yes`, on which of those rows, or `–` for never. A column that is not shown is as visible as its row. *Within*
another table means that its row must be visible too. Contact data is read with a reason, and every such reading by
a person is recorded; the sealed original of a file likewise. The place of a message is its 500 m cell for whoever
may not read `latitude`, `longitude` and `address`.
"""


def page() -> str:
    """The page as it should be."""
    return "\n".join([_HEAD, *(line for access in accesses() for line in _section(access))])


def accesses() -> Iterator[Access]:
    """Every Access, in the order of the tables' modules."""
    seen = set()
    for module in database.TABLES:
        for value in vars(importlib.import_module(module.replace(".tables", ".access"))).values():
            # The Access of a parent table is imported by its children.
            if isinstance(value, Access) and value.table not in seen:
                seen.add(value.table)
                yield value


def _section(access: Access) -> Iterator[str]:
    within = f" within `{access.within[1].table}`" if access.within else ""
    masks = list(_grouped(access.columns))
    yield f"## `{access.table}`{within}\n"
    yield "| " + " | ".join(["role", "which", *(names for names, _ in masks)]) + " |"
    yield "|---|---|" + "---|" * len(masks)
    by_rights: dict[str, list[Role]] = {}
    for role in _TITLES:
        if row_of(access, role, "t") is not None:
            cells = [_WORDS[access.rows[role]], *(_right(mask, role) for _, mask in masks)]
            by_rights.setdefault(" | ".join(cells), []).append(role)
    for rights, named in by_rights.items():
        yield f"| {_named(named)} | {rights} |"
    yield ""


def _named(named: list[Role]) -> str:
    """The roles in words; those of everyone who signs in as one."""
    together = SIGNED_IN if set(named) >= SIGNED_IN else frozenset()
    words = [_TITLES[role] for role in named if role not in together]
    return ", ".join([*words, *(["everyone who signs in"] if together else [])])


def _grouped(columns: Mapping[str, ByRole]) -> Iterator[tuple[str, ByRole]]:
    """Columns with the same mask stand together."""
    left = dict(columns)
    while left:
        mask = next(iter(left.values()))
        names = [name for name, other in left.items() if other == mask]
        for name in names:
            del left[name]
        yield ", ".join(f"`{name}`" for name in names), mask


def _right(mask: ByRole, role: Role) -> str:
    predicate = mask.get(role)
    return "–" if predicate is None else "yes" if predicate == ALL else _WORDS[predicate]


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
