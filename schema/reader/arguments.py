"""Argument values: their shape is known when a plan is compiled, the values themselves are bound at each run.

`Value` walks a literal or a variable without copying it into the plan: `known` is this request's value,
`later` fetches the same place from any later request of the same shape.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    BooleanValueNode,
    FieldNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_named_type,
    value_from_ast,
)

Variables = Mapping[str, Any]
Later = Callable[[Variables], Any]

# Int arguments whose value shapes the SQL, since LIMIT must be a constant for a steady plan.
SHAPING_INTS = frozenset({"first", "last"})


@dataclass(frozen=True)
class Value:
    """One argument value or part of one. `known` is never `Undefined`: what is absent has no Value."""

    type: GraphQLInputType
    known: Any
    later: Later

    def parts(self) -> dict[str, "Value"]:
        """The keys present of an input object, nulls left out: null and absent mean the same to a filter."""
        fields = _object_type(self.type).fields
        return {
            name: Value(fields[name].type, part, _key(self.later, name))
            for name, part in self.known.items()
            if part is not None
        }


def arguments_of(field: GraphQLField, node: FieldNode, variables: Variables) -> dict[str, Value]:
    """The arguments present on `node`, defaults taken in, nulls left out."""
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    found: dict[str, Value] = {}
    for name, argument in field.args.items():
        ast = given.get(name)
        if ast is None or (isinstance(ast, VariableNode) and ast.name.value not in variables):
            known = argument.default_value
            if known is not Undefined and known is not None:
                found[name] = Value(argument.type, known, _constant(known))
            continue
        known = value_from_ast(ast, argument.type, dict(variables))
        if known is not None and known is not Undefined:
            found[name] = Value(argument.type, known, _later(ast, argument.type))
    return found


def _later(ast: ValueNode, type_: GraphQLInputType) -> Later:
    if isinstance(ast, VariableNode):
        name = ast.name.value
        return lambda variables: variables[name]
    if not _has_variable(ast):
        return _constant(value_from_ast(ast, type_))
    return lambda variables: value_from_ast(ast, type_, dict(variables))


def _has_variable(ast: ValueNode) -> bool:
    if isinstance(ast, ListValueNode):
        return any(map(_has_variable, ast.values))
    if isinstance(ast, ObjectValueNode):
        return any(_has_variable(part.value) for part in ast.fields)
    return isinstance(ast, VariableNode)


def _constant(known: Any) -> Later:
    return lambda _: known


def _key(later: Later, name: str) -> Later:
    return lambda variables: later(variables)[name]


def _object_type(type_: GraphQLInputType) -> GraphQLInputObjectType:
    named = get_named_type(type_)
    assert isinstance(named, GraphQLInputObjectType)
    return named


def shape_of(value: Any, type_: GraphQLInputType, *, exact: bool = False) -> Any:
    """What of a variable's value decides the SQL: presence of keys, enums, booleans, prefixes of ids, and the
    integers named in `SHAPING_INTS` (`exact`). Hashable; two values of one shape share a plan."""
    if value is None or value is Undefined:
        return None
    if isinstance(type_, GraphQLNonNull):
        return shape_of(value, type_.of_type, exact=exact)
    if isinstance(type_, GraphQLList):
        named = get_named_type(type_)
        if isinstance(named, GraphQLEnumType):
            return tuple(shape_of(item, type_.of_type) for item in value)
        if isinstance(named, GraphQLScalarType) and named.name == "ID":
            return tuple(sorted({shape_of(item, named) for item in value}))
        return ()
    if isinstance(type_, GraphQLInputObjectType):
        return tuple(
            (name, shape_of(part, type_.fields[name].type, exact=name in SHAPING_INTS))
            for name, part in value.items()
            if part is not None
        )
    if isinstance(type_, GraphQLEnumType) or exact:
        return value
    assert isinstance(type_, GraphQLScalarType)
    if type_.name == "Boolean":
        return value
    if type_.name == "ID":
        return str(value).partition("_")[0][:8]
    return True


def is_plain(type_: GraphQLInputType) -> bool:
    """Whether all values of this type but null have one shape, unless the integer itself is asked for."""
    if isinstance(type_, GraphQLNonNull):
        return is_plain(type_.of_type)
    return isinstance(type_, GraphQLScalarType) and type_.name not in ("Boolean", "ID")


def included(node: Any, variables: Variables) -> bool:
    """Whether `@skip` and `@include` let a selection through."""
    for directive in node.directives or ():
        name = directive.name.value
        if name in ("skip", "include"):
            argument = directive.arguments[0].value
            wanted = (
                argument.value
                if isinstance(argument, BooleanValueNode)
                else variables[argument.name.value]
                if isinstance(argument, VariableNode)
                else not isinstance(argument, NullValueNode)
            )
            if wanted is (name == "skip"):
                return False
    return True
