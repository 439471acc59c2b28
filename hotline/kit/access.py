"""Access: who may see which rows and columns of a table, said once per noun in its `access.py`.

A predicate is SQL over the alias `{t}` and the viewer's values `:person`, `:token`, `:units`, `:managed`,
`:messages`. The reader puts it into every plan and actions put it into every fetch, so there is one rule
and no second check (domain §2; the generated page is docs/permissions.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from hotline.kit.viewer import Role

ALL: Final = "TRUE"

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


def everyone(predicate: Predicate = ALL, *, but: frozenset[Role] = frozenset()) -> ByRole:
    """The same predicate for every role, those in `but` left out."""
    return {role: predicate for role in Role if role not in but}


def roles(*named: Role, where: Predicate = ALL) -> dict[Role, Predicate]:
    """The same predicate for the named roles."""
    return dict.fromkeys(named, where)
