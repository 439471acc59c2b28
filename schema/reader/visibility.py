"""Row visibility and column masks as SQL, for one viewer's roles.

A role's column right holds only on the rows that same role sees: a person who is both councillor and agent
reads a column the agent may read on the agent's rows alone.
"""

import re
from collections.abc import Callable, Iterable

from hotline.kit.access import ALL, Access
from hotline.kit.viewer import Role

# Binds `:person`, `:units` … and returns its placeholder.
BindViewer = Callable[[str], str]

_PARAMETER = re.compile(r"(?<!:):(person|token|units|managed|messages)\b")


def rows(
    access: Access, roles: frozenset[Role], alias: str, bind: BindViewer, *, inside: bool = False
) -> str | None:
    """The predicate under which these roles see a row of `access.table`; None if never.

    `inside` says the row is reached from its visible parent, whose own predicate is then not repeated. With two
    roles that see the parent it is repeated all the same: one role's sight of the parent must not lend itself to
    the other's right on the child.
    """
    if access.within is not None and sum(role in access.within[1].rows for role in roles) > 1:
        inside = False
    predicate = _any(_row(access, role, alias, inside=inside) for role in roles)
    return None if predicate is None else bound(predicate, bind)


def column(access: Access, name: str, roles: frozenset[Role], alias: str, bind: BindViewer) -> str | None:
    """The predicate under which these roles read the column of a row they see; None if never, TRUE if always."""
    mask = access.columns.get(name)
    if mask is None:
        return ALL
    found = []
    for role in roles:
        own, right = _row(access, role, alias, inside=False), mask.get(role)
        if own is not None and right is not None:
            found.append(_all(own, right.replace("{t}", alias)))
    predicate = _any(found)
    return None if predicate is None else bound(predicate, bind)


def _row(access: Access, role: Role, alias: str, *, inside: bool) -> str | None:
    own = access.rows.get(role)
    if own is None:
        return None
    own = own.replace("{t}", alias)
    if access.within is None or inside:
        return own
    key, parent = access.within
    above = f"{alias}_up"
    holds = _row(parent, role, above, inside=False)
    if holds is None:
        return None
    if holds == ALL:
        return own
    return _all(own, f"EXISTS (SELECT FROM {parent.table} {above} WHERE {above}.id = {alias}.{key} AND {holds})")


def _all(*predicates: str) -> str:
    kept = [predicate for predicate in dict.fromkeys(predicates) if predicate != ALL]
    return " AND ".join(f"({predicate})" for predicate in kept) if kept else ALL


def _any(predicates: Iterable[str | None]) -> str | None:
    kept = list(dict.fromkeys(predicate for predicate in predicates if predicate is not None))
    if not kept:
        return None
    if ALL in kept:
        return ALL
    return " OR ".join(f"({predicate})" for predicate in sorted(kept))


def bound(predicate: str, bind: BindViewer) -> str:
    """SQL with the viewer's values bound."""
    return _PARAMETER.sub(lambda match: bind(match[1]), predicate)
