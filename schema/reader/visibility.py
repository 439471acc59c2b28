"""Row visibility and column masks as SQL over one alias, for one viewer's roles, the viewer's values bound."""

from collections.abc import Callable

from hotline.kit import access
from hotline.kit.access import ALL, Access, Predicate
from hotline.kit.viewer import Role

# Binds `person`, `units` … and returns the placeholder.
BindViewer = Callable[[str], str]


def rows(
    of: Access, roles: frozenset[Role], alias: str, bind: BindViewer, *, inside: bool = False
) -> Predicate | None:
    """The predicate under which these roles see a row; None if never. `inside`: reached from its parent."""
    return _bound(access.rows_of(of, roles, alias, inside=inside), bind)


def column(of: Access, name: str, roles: frozenset[Role], alias: str, bind: BindViewer) -> Predicate | None:
    """The predicate under which these roles read the column of a row they see; None if never, TRUE if always."""
    mask = of.columns.get(name)
    seeing = roles & of.rows.keys()
    if mask is None or (seeing and all(mask.get(role) == ALL for role in seeing)):
        return ALL
    return _bound(access.column_of(of, name, roles, alias), bind)


def bound(sql: str, bind: BindViewer) -> str:
    """SQL with the viewer's values bound."""
    return access.bind(sql, bind)


def _bound(predicate: Predicate | None, bind: BindViewer) -> Predicate | None:
    return None if predicate is None else access.bind(predicate, bind)
