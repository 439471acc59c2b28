"""The state of one compilation, and what a document selects on a type."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLObjectType,
    InlineFragmentNode,
    SelectionSetNode,
)

from hotline.kit.access import ALL
from hotline.kit.viewer import Role, Viewer
from schema.reader import visibility
from schema.reader.arguments import Value, Variables, included
from schema.reader.catalogue import Catalogue
from schema.reader.declarations import Completed, Source
from schema.reader.faults import BadInput, DeniedField

# Answers of an action and values about the viewer, by response key of their root field.
GivenValues = Mapping[str, Any]
Binder = Callable[[Variables, Viewer, GivenValues], object]
Path = tuple[str, ...]


@dataclass
class Compiler:
    """The state of one compilation: parameters bound so far, completions found, aliases used. `used` names the
    values of the viewer that the answer depends on, beside roles and language."""

    catalogue: Catalogue
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Variables
    roles: frozenset[Role]
    language: str
    is_person: bool
    binders: list[Binder] = field(default_factory=list)
    completions: list[tuple[Path, Completed]] = field(default_factory=list)
    records: bool = False
    used: set[str] = field(default_factory=set)
    _viewer_slots: dict[str, str] = field(default_factory=dict)
    _aliases: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def alias(self) -> str:
        return f"t{next(self._aliases)}"

    def bind(self, binder: Binder, cast: str) -> str:
        self.binders.append(binder)
        return f"${len(self.binders)}::{cast}"

    def bind_value(self, value: Value, cast: str, convert: Callable[[Any], object] | None = None) -> str:
        later, convert = value.later, convert or sendable
        return self.bind(lambda variables, _viewer, _given: convert(later(variables)), cast)

    def bind_viewer(self, name: str) -> str:
        if name not in self._viewer_slots:
            cast = "uuid" if name in ("person", "token") else "uuid[]"
            self.used.add(name)
            self._viewer_slots[name] = self.bind(lambda _variables, viewer, _given: getattr(viewer, name), cast)
        return self._viewer_slots[name]

    def bound(self) -> tuple[int, dict[str, str]]:
        """How much is bound so far, for `unbind`."""
        return len(self.binders), dict(self._viewer_slots)

    def unbind(self, bound: tuple[int, dict[str, str]]) -> None:
        """Forget what was bound since: the SQL it was for is left out, and PostgreSQL takes no parameter that the
        statement does not name."""
        number, slots = bound
        del self.binders[number:]
        self._viewer_slots = slots

    def source(self, type_: GraphQLObjectType) -> Source:
        return self.catalogue.sources[type_.name]

    def target(self, gql_field: GraphQLField) -> GraphQLObjectType:
        return self.catalogue.target(gql_field)

    def readable(self, source: Source, columns: Sequence[str], alias: str) -> str | None:
        """The predicate under which every one of `columns` may be read; None if never."""
        found = []
        for column in columns:
            predicate = visibility.column(source.access, column, self.roles, alias, self.bind_viewer)
            if predicate is None:
                return None
            if predicate != ALL and predicate not in found:
                found.append(predicate)
        return " AND ".join(f"({predicate})" for predicate in found) or ALL


def sendable(value: Any) -> object:
    """Text PostgreSQL can take: it knows no NUL, UTF-8 no surrogates. Other values pass."""
    if isinstance(value, str) and ("\0" in value or not _encodes(value)):
        raise BadInput(name="text")
    return value


def _encodes(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


@dataclass(frozen=True)
class Row:
    """The row a selection stands on: its GraphQL type, source, SQL alias, and the response path to it."""

    type: GraphQLObjectType
    source: Source | None
    alias: str
    path: Path


def fields_of(
    compiler: Compiler, type_: GraphQLObjectType, selections: Sequence[SelectionSetNode]
) -> dict[str, list[FieldNode]]:
    """The fields selected on `type_` by response key, fragments taken in, in the order of the document."""
    found: dict[str, list[FieldNode]] = {}
    for selection in selections:
        _collect(compiler, type_, selection, found, set())
    return found


def _collect(
    compiler: Compiler,
    type_: GraphQLObjectType,
    selections: SelectionSetNode,
    found: dict[str, list[FieldNode]],
    seen: set[str],
) -> None:
    for node in selections.selections:
        if not included(node, compiler.variables):
            continue
        if isinstance(node, FieldNode):
            found.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
        elif isinstance(node, InlineFragmentNode):
            if node.type_condition is None or _applies(compiler, type_, node.type_condition.name.value):
                _collect(compiler, type_, node.selection_set, found, seen)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
            seen.add(node.name.value)
            fragment = compiler.fragments[node.name.value]
            if _applies(compiler, type_, fragment.type_condition.name.value):
                _collect(compiler, type_, fragment.selection_set, found, seen)


def _applies(compiler: Compiler, type_: GraphQLObjectType, condition: str) -> bool:
    return condition == type_.name or any(interface.name == condition for interface in type_.interfaces)


def selected(nodes: Sequence[FieldNode]) -> list[SelectionSetNode]:
    """The selection sets of fields that share a response key: they merge."""
    return [node.selection_set for node in nodes if node.selection_set]


def visible(compiler: Compiler, there: Row, parent: Row | None) -> str:
    """The rows of `there` this viewer sees. Raises `DeniedField` where the viewer's roles never see any."""
    assert there.source is not None
    access = there.source.access
    inside = (
        parent is not None
        and parent.source is not None
        and access.within is not None
        and parent.source.access is access.within[1]
    )
    predicate = visibility.rows(access, compiler.roles, there.alias, compiler.bind_viewer, inside=inside)
    if predicate is None:
        raise DeniedField(*there.path, field=".".join(there.path))
    return predicate


def from_item(compiler: Compiler, there: Row, arguments: Mapping[str, Value]) -> str:
    """The table of `there`, or its rows computed from the field's arguments."""
    source = there.source
    assert source is not None
    if source.rows is None:
        return f"{source.access.table} {there.alias}"
    rows = source.rows
    for name, cast in source.arguments.items():
        read = source.reads.get(name)
        bound = compiler.bind_value(arguments[name], cast, read) if name in arguments else f"NULL::{cast}"
        rows = rows.replace(f":{name}:", bound)
    return f"({rows}) {there.alias}"


def where_sql(predicates: Sequence[str]) -> str:
    kept = [f"({predicate})" for predicate in predicates if predicate != ALL]
    return f"WHERE {' AND '.join(kept)}" if kept else ""


def object_sql(columns: str, rest: str = "") -> str:
    """One row as a JSON object; null where there is no row."""
    return f"(SELECT row_to_json(o) FROM (SELECT {columns} {rest}) o)"
