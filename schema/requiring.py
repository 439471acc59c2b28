"""Who may read what, said in the schema's own descriptions: "Requires: …" on every type that is not everybody's,
and on every field that is for fewer than its type. Taken from the declarations, so it says what the reader does."""

from collections.abc import Iterator
from typing import Final

from graphql import GraphQLField, GraphQLObjectType, get_named_type

from hotline.kit.access import BOARD, SIGNED_IN, WORKERS, Access, row_of
from hotline.kit.viewer import Role
from schema.reader.catalogue import Catalogue
from schema.reader.declarations import All, Completed, Declaration, Find, Items, Only, Pages, Stored, ToOne

_SAID: Final = "Requires:"
_EVERYBODY: Final = frozenset(Role)
_LEADING: Final = (All, Find, Items, Only, Pages, ToOne)
# From the widest: a group is named where all of it may.
_GROUPS: Final = (
    (SIGNED_IN, "anybody signed in"),
    (WORKERS, "staff"),
    (BOARD, "the board"),
)
_TITLES: Final = {
    Role.PUBLIC: "the public",
    Role.CITIZEN: "the citizen by receipt",
    Role.FRONTEND: "a frontend by token",
    Role.SPECIAL_FOLLOW_UP_OFFICER: "special follow-up officer",
    Role.OFFICE_ANALYST: "analyst",
    Role.HEAD_OF_OFFICE: "head of the office",
}


def describe_requirements(catalogue: Catalogue) -> None:
    """Append what is required to the descriptions of types and fields that do not say it themselves."""
    for type_ in catalogue.schema.type_map.values():
        if not isinstance(type_, GraphQLObjectType) or type_.name not in catalogue.sources:
            continue
        type_.description = _with(type_.description, _of_rows(catalogue.sources[type_.name].access))
    for (type_name, name), declaration in catalogue.declarations.items():
        field = catalogue.type(type_name).fields[name]
        readers = readers_of(catalogue, type_name, field, declaration)
        if readers < _of_type(catalogue, type_name):
            field.description = _with(field.description, readers)


def readers_of(
    catalogue: Catalogue, type_name: str, field: GraphQLField, declaration: Declaration
) -> frozenset[Role]:
    """The roles that may find anything in a field, whatever the row."""
    readers = _of_type(catalogue, type_name)
    source = catalogue.sources.get(type_name)
    if source is not None and isinstance(declaration, Stored | Completed):
        if isinstance(declaration, Stored) and declaration.otherwise is not None:
            return readers
        for column in declaration.columns:
            mask = source.access.columns.get(column)
            readers &= readers if mask is None else frozenset(mask)
    if isinstance(declaration, _LEADING):
        for access in _behind(catalogue, field):
            readers &= _of_rows(access)
    return readers


def words_of(roles: frozenset[Role]) -> str:
    """The roles in words: `staff, the citizen by receipt or councillor`."""
    said, left = [], set(roles)
    for group, words in _GROUPS:
        if group <= left:
            said.append(words)
            left -= group
    said += [_TITLES.get(role, role.lower().replace("_", " ")) for role in Role if role in left]
    return " or ".join([*([", ".join(said[:-1])] if said[1:] else []), *said[-1:]]) or "nobody"


def _with(description: str | None, readers: frozenset[Role]) -> str:
    said = description or ""
    if readers == _EVERYBODY or _SAID in said:
        return said
    return f"{said} {_SAID} {words_of(readers)}.".strip()


def _of_type(catalogue: Catalogue, type_name: str) -> frozenset[Role]:
    source = catalogue.sources.get(type_name)
    return _EVERYBODY if source is None else _of_rows(source.access)


def _of_rows(access: Access) -> frozenset[Role]:
    return frozenset(role for role in Role if row_of(access, role, "t") is not None)


def _behind(catalogue: Catalogue, field: GraphQLField) -> Iterator[Access]:
    """Whose rows a field leads to; through a connection, its nodes'."""
    target = get_named_type(field.type)
    if isinstance(target, GraphQLObjectType) and "nodes" in target.fields:
        target = catalogue.node_of(target)
    if target.name in catalogue.sources:
        yield catalogue.sources[target.name].access
