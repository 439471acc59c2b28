"""All declarations of a schema, looked up by GraphQL names, and checked once at start-up."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)

from hotline.kit.access import KNOWN
from schema.reader.declarations import METADATA, SOURCES, Declaration, Source, Stored
from schema.reader.shapes import Connection, Edge, PageInfo

_BACKREF = "strawberry-definition"


class Undeclared(Exception):
    """A field without a declaration, or one that contradicts its type: the schema must not start."""


@dataclass(frozen=True)
class Catalogue:
    """The schema with, for each type and field, what the reader needs to know of it."""

    schema: GraphQLSchema
    sources: dict[str, Source]
    declarations: dict[tuple[str, str], Declaration]
    types_by_prefix: dict[str, str]

    def type(self, name: str) -> GraphQLObjectType:
        found = self.schema.type_map[name]
        assert isinstance(found, GraphQLObjectType)
        return found

    def target(self, field: GraphQLField) -> GraphQLObjectType:
        """The object type a field leads to, lists and non-null wrappers taken off."""
        return self.type(get_named_type(field.type).name)

    def node_of(self, connection: GraphQLObjectType) -> GraphQLObjectType:
        """The node type of a connection type."""
        return self.target(connection.fields["nodes"])


def catalogue_of(schema: GraphQLSchema) -> Catalogue:
    """Collect and check every declaration of `schema`.

    Raises `Undeclared` where a field of an object type has none.
    """
    sources: dict[str, Source] = {}
    declarations: dict[tuple[str, str], Declaration] = {}
    for type_ in _object_types(schema):
        origin = _origin(type_)
        if origin in SOURCES:
            sources[type_.name] = SOURCES[origin]
        for name, field in type_.fields.items():
            declaration = _declaration(field)
            if declaration is None:
                if type_ in (schema.mutation_type,):
                    continue
                raise Undeclared(f"{type_.name}.{name} has no declaration for the reader")
            declarations[type_.name, name] = declaration
    prefixes = {source.prefix: name for name, source in sources.items() if source.prefix}
    for name in sources:
        found = schema.type_map[name]
        assert isinstance(found, GraphQLObjectType)
        _check_masks(found, sources[name], declarations)
    return Catalogue(schema, sources, declarations, prefixes)


def definition_of(of: GraphQLField | GraphQLInputField | GraphQLInputObjectType) -> Any:
    """The Strawberry field or type behind a GraphQL one."""
    return of.extensions[_BACKREF]


def _object_types(schema: GraphQLSchema) -> Iterator[GraphQLObjectType]:
    for type_ in schema.type_map.values():
        if not isinstance(type_, GraphQLObjectType) or type_.name.startswith("__"):
            continue
        if not issubclass(_origin(type_), Connection | Edge | PageInfo):
            yield type_


def _origin(type_: GraphQLObjectType | GraphQLInterfaceType) -> type:
    origin: type = type_.extensions[_BACKREF].origin
    return origin


def _declaration(field: GraphQLField) -> Declaration | None:
    found: Declaration | None = definition_of(field).metadata.get(METADATA)
    return found


def _check_masks(
    type_: GraphQLObjectType, source: Source, declarations: dict[tuple[str, str], Declaration]
) -> None:
    """A column called `pii_*` is never served without a mask that says who may read it, and a masked field can be
    null, unless it is the public alone that never reads it."""
    for name, field in type_.fields.items():
        declaration = declarations[type_.name, name]
        if not isinstance(declaration, Stored):
            continue
        for column in declaration.columns:
            if source.access.columns.get(column, KNOWN) != KNOWN:
                if isinstance(field.type, GraphQLNonNull) and declaration.otherwise is None:
                    raise Undeclared(
                        f"{type_.name}.{name} reads {column}, which is masked by row, and cannot be null"
                    )
            elif column.startswith("pii_"):
                raise Undeclared(f"{type_.name}.{name} reads {column}, which has no mask in access.py")
