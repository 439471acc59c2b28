"""Plans made before anybody asks: for documents that are known beforehand, and viewers as there are.

A plan depends on the shape of the variables, so made-up ones stand for those to come: what must be given, and all
that may be.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    OperationType,
    get_named_type,
    is_required_input_field,
    value_from_ast,
)

from hotline.kit.viewer import Viewer
from schema.reader.arguments import Variables
from schema.reader.documents import Document, Operation
from schema.reader.reading import Reader

_SCALARS: dict[str, object] = {"Int": 20, "Float": 1.0, "Boolean": True}


def prepare(reader: Reader, document: Document, viewer: Viewer) -> None:
    """Make the plans of a document's queries and subscriptions for a viewer. What cannot be made is left to the
    first request, which is told why."""
    for operation in document.operations.values():
        if operation.kind is OperationType.MUTATION:
            continue
        for variables in _likely(operation):
            with suppress(Exception):
                reader.plan(operation, variables, viewer)


def _likely(operation: Operation) -> Iterator[Variables]:
    """Variables as they will be given: the fewest, and all."""
    fewest: dict[str, Any] = {}
    for definition in operation.node.variable_definitions or ():
        name = definition.variable.name.value
        type_ = operation.variable_types[name]
        if definition.default_value is not None:
            fewest[name] = value_from_ast(definition.default_value, type_)
        elif isinstance(type_, GraphQLNonNull):
            fewest[name] = _like(type_)
    yield fewest
    if len(fewest) < len(operation.variable_types):
        yield {name: _like(type_) for name, type_ in operation.variable_types.items()} | fewest


def _like(type_: GraphQLInputType) -> Any:
    """A value of the type, its optional parts left out."""
    if isinstance(type_, GraphQLNonNull):
        return _like(type_.of_type)
    if isinstance(type_, GraphQLList):
        return []
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values.values())).value
    if isinstance(type_, GraphQLInputObjectType):
        fields = type_.fields.items()
        return {
            field.out_name or name: _like(field.type) for name, field in fields if is_required_input_field(field)
        }
    return _SCALARS.get(get_named_type(type_).name, "")
