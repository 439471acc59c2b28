"""Values made by Python, about the viewer or by an action, cut to the selection and bound as one json parameter."""

from collections.abc import Callable
from typing import Any

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLField,
    NamedTypeNode,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
    execute_sync,
)

from hotline.kit.viewer import VALUES, Viewer
from schema.reader.arguments import Variables
from schema.reader.declarations import Given
from schema.reader.documents import Recent
from schema.reader.selecting import Compiler, fields_of, selected

# The whole schema takes a tenth of a second, and is always the same. An answer keeps the nodes that it is known by.
_introspected: Recent[tuple[int, frozenset[tuple[str, object]]], tuple[list[FieldNode], str]] = Recent(16)


def given_json(value: object) -> str:
    """A Python value as the text of a json parameter."""
    return orjson.dumps(value, default=str).decode()


def given_sql(compiler: Compiler, declaration: Given, nodes: list[FieldNode], gql_field: GraphQLField) -> str:
    """A value made by Python, cut to the selection, bound as json."""
    name = nodes[0].name.value
    cut = _cutter(compiler, gql_field, nodes)
    give = declaration.give
    if give is not None:
        compiler.used.update(VALUES)
        return compiler.bind(lambda _variables, viewer, _given: given_json(cut(give(viewer))), "json")
    return compiler.bind(lambda _variables, _viewer, values: given_json(cut(values.get(name))), "json")


def introspection_sql(compiler: Compiler, key: str, nodes: list[FieldNode]) -> str:
    """`__schema` and `__type`, answered by graphql-core: they are about the schema, not about any row."""
    schema, fragments = compiler.catalogue.schema, tuple(compiler.fragments.values())

    def introspect(variables: Variables, _viewer: Viewer, _given: object) -> str:
        # Introspection takes names and booleans only; variables of other types belong to other fields.
        plain = {name: value for name, value in variables.items() if isinstance(value, str | bool)}
        place = (id(nodes[0]), frozenset(plain.items()))
        known = _introspected.get(place) or _introspected.put(place, (nodes, answered(plain)))
        return known[1]

    def answered(plain: dict[str, str | bool]) -> str:
        document = DocumentNode(definitions=(_introspecting(nodes, plain), *fragments))
        result = execute_sync(schema, document, variable_values=plain)
        assert result.data is not None, result.errors
        return given_json(result.data[key])

    return compiler.bind(introspect, "json")


def _introspecting(nodes: list[FieldNode], variables: Variables) -> OperationDefinitionNode:
    definitions = (
        VariableDefinitionNode(
            variable=VariableNode(name=NameNode(value=name)),
            type=NamedTypeNode(name=NameNode(value="Boolean" if isinstance(value, bool) else "String")),
        )
        for name, value in variables.items()
    )
    return OperationDefinitionNode(
        operation=OperationType.QUERY,
        variable_definitions=tuple(definitions),
        directives=(),
        selection_set=SelectionSetNode(selections=tuple(nodes)),
    )


def _cutter(compiler: Compiler, gql_field: GraphQLField, nodes: list[FieldNode]) -> Callable[[Any], Any]:
    """What keeps of a dictionary (or a list of them) the keys selected, under their response keys."""
    if not selected(nodes):
        return lambda value: value
    target = compiler.target(gql_field)
    inner = {
        key: (fields[0].name.value, _cutter(compiler, target.fields[fields[0].name.value], fields))
        if fields[0].name.value != "__typename"
        else ("__typename", lambda value: value)
        for key, fields in fields_of(compiler, target, selected(nodes)).items()
    }

    def cut(value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, list | tuple):
            return [cut(item) for item in value]
        named = {**value, "__typename": target.name}
        return {key: keep(named.get(name)) for key, (name, keep) in inner.items()}

    return cut
