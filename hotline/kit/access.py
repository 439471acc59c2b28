"""Access: who may see which rows and columns of a table, said once per noun in its `access.py`.

A predicate is SQL over the alias `{t}` and the viewer's values `:person`, `:token`, `:units`, `:managed`,
`:messages`. The reader puts it into every plan and actions put it into every fetch, so there is one rule
and no second check (domain §2; the generated page is docs/permissions.md).

Roles do not lend each other rights: what a role reads of a row holds only where that same role sees the row
and its parents. A person who is both councillor and agent reads unmasked text on the agent's rows alone.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from hotline.kit.viewer import Role, Viewer

ALL: Final = "TRUE"

# Who works on messages, inside the 137 office and out in the units.
WORKERS: Final = frozenset(
    {
        Role.OPERATOR,
        Role.DISPATCHER,
        Role.EXECUTIVE_AGENT,
        Role.INSPECTOR,
        Role.SPECIAL_FOLLOW_UP_OFFICER,
        Role.CORRESPONDENCE_CLERK,
        Role.OFFICE_ANALYST,
        Role.HEAD_OF_OFFICE,
        Role.MANAGER,
    }
)
BOARD: Final = frozenset({Role.BOARD_MEMBER, Role.BOARD_CHAIR, Role.BOARD_SECRETARY})
# Everyone who signs in by name.
SIGNED_IN: Final = WORKERS | BOARD | {Role.COUNCILLOR, Role.ADMINISTRATOR}

Predicate = str
ByRole = Mapping[Role, Predicate]


@dataclass(frozen=True)
class Access:
    """Rows by role, and masks by column: a column not named in `columns` is as visible as its row.

    `within` = (column, access of the parent table): a row is visible only where its parent is; going down
    from the parent the reader has checked that already and leaves it out.
    A role absent from `rows` sees no row; a role absent from a column's mask never sees that column.
    """

    table: str
    rows: ByRole
    columns: Mapping[str, ByRole] = field(default_factory=dict)
    within: "tuple[str, Access] | None" = None


NEVER: Final[ByRole] = {}

_PARAMETER: Final = re.compile(r"(?<!:):(person|token|units|managed|messages)\b")
_CASTS: Final = {"person": "uuid", "token": "uuid", "units": "uuid[]", "managed": "uuid[]", "messages": "uuid[]"}


def everyone(predicate: Predicate = ALL, *, but: frozenset[Role] = frozenset()) -> dict[Role, Predicate]:
    """The same predicate for every role, those in `but` left out."""
    return {role: predicate for role in Role if role not in but}


# Nobody holds PUBLIC beside another role, so this says of a column that the public never reads it and all others
# do on every row they see.
KNOWN: Final[ByRole] = everyone(but=frozenset({Role.PUBLIC}))


def roles(*named: Role, where: Predicate = ALL) -> dict[Role, Predicate]:
    """The same predicate for the named roles."""
    return dict.fromkeys(named, where)


def where(access: Access, viewer: Viewer, alias: str, *, first: int = 1) -> tuple[str, list[object]]:
    """What an action puts into its WHERE so that it fetches only rows the viewer may see: SQL over `alias` with
    parameters numbered from `first`, and their values. FALSE where the viewer's roles never see a row."""
    return _for_viewer(rows_of(access, viewer.roles, alias), viewer, first)


def may_read(
    access: Access, column: str, viewer: Viewer, alias: str, *, first: int = 1
) -> tuple[str, list[object]]:
    """The same for reading one column of a row."""
    return _for_viewer(column_of(access, column, viewer.roles, alias), viewer, first)


def rows_of(access: Access, roles: frozenset[Role], alias: str, *, inside: bool = False) -> Predicate | None:
    """The predicate under which these roles see a row; None if never. Parameters stay named.

    `inside` says the row is reached from its visible parent, whose own predicate need not be repeated. With two
    roles that see the parent it is repeated all the same: one role's sight of the parent must not lend itself to
    the other's right on the child.
    """
    if access.within is not None and sum(role in access.within[1].rows for role in roles) > 1:
        inside = False
    return _any(row_of(access, role, alias, inside=inside) for role in roles)


def column_of(access: Access, column: str, roles: frozenset[Role], alias: str) -> Predicate | None:
    """The predicate under which these roles read the column of a row; None if never."""
    mask = access.columns.get(column)
    if mask is None:
        return rows_of(access, roles, alias)
    return _any(_both(row_of(access, role, alias), _over(mask.get(role), alias)) for role in roles)


def row_of(access: Access, role: Role, alias: str, *, inside: bool = False) -> Predicate | None:
    """The predicate under which one role sees a row, its parents included unless `inside`; None if never."""
    own = _over(access.rows.get(role), alias)
    if own is None or access.within is None or inside:
        return own
    key, parent = access.within
    above = f"{alias}_up"
    holds = row_of(parent, role, above)
    if holds is None or holds == ALL:
        return own if holds else None
    return _both(own, f"EXISTS (SELECT FROM {parent.table} {above} WHERE {above}.id = {alias}.{key} AND ({holds}))")


def bind(predicate: Predicate, place: Callable[[str], str]) -> str:
    """The predicate with each `:name` replaced by the placeholder that `place` gives for it."""
    return _PARAMETER.sub(lambda match: place(match[1]), predicate)


def _for_viewer(predicate: Predicate | None, viewer: Viewer, first: int) -> tuple[str, list[object]]:
    names: list[str] = []

    def place(name: str) -> str:
        if name not in names:
            names.append(name)
        return f"${first + names.index(name)}::{_CASTS[name]}"

    sql = bind(predicate or "FALSE", place)
    return f"({sql})", [getattr(viewer, name) for name in names]


def _over(predicate: Predicate | None, alias: str) -> Predicate | None:
    return predicate and predicate.replace("{t}", alias)


def _both(one: Predicate | None, other: Predicate | None) -> Predicate | None:
    if one is None or other is None:
        return None
    kept = [predicate for predicate in dict.fromkeys((one, other)) if predicate != ALL]
    return " AND ".join(f"({predicate})" for predicate in kept) or ALL


def _any(predicates: Iterable[Predicate | None]) -> Predicate | None:
    kept = sorted({predicate for predicate in predicates if predicate is not None})
    if not kept or ALL in kept:
        return ALL if kept else None
    return " OR ".join(f"({predicate})" for predicate in kept)
