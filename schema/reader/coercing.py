"""Variables by their types, compiled once for a document: graphql-core walks a whole input type for each value."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLString,
    Undefined,
    assert_leaf_type,
    is_required_input_field,
)
from graphql.utilities.coerce_input_value import coerce_default_value

from schema.reader.faults import TooManyItems

# Nobody names more things at once; a megabyte of them would take half a second to read.
_LONGEST = 1000

# Undefined for whatever does not plainly fit: what it means then, if anything, graphql-core is asked.
Coercer = Callable[[Any], Any]


# Bounded, since each document brings wrappers of its own; far more than the schema has input types and fields.
@lru_cache(4096)
def coercer_of(type_: GraphQLInputType) -> Coercer:
    """Gives what `coerce_input_value` gives, or Undefined. Raises TooManyItems for a list beyond all use."""
    if isinstance(type_, GraphQLNonNull):
        inner = coercer_of(type_.of_type)
        return lambda value: Undefined if value is None else inner(value)
    if isinstance(type_, GraphQLList):
        return _items(coercer_of(type_.of_type))
    if isinstance(type_, GraphQLInputObjectType):
        return _object(type_)
    return _leaf(type_)


def _items(item: Coercer) -> Coercer:
    def coerce(value: Any) -> Any:
        if value is None:
            return None
        if type(value) is not list:
            return Undefined
        if len(value) > _LONGEST:
            raise TooManyItems(limit=_LONGEST)
        found = [item(one) for one in value]
        return Undefined if any(one is Undefined for one in found) else found

    return coerce


def _object(type_: GraphQLInputObjectType) -> Coercer:
    fields = type_.fields
    required = {name for name, field in fields.items() if is_required_input_field(field)}
    defaults = {field.out_name or name: coerce_default_value(field) for name, field in fields.items()}
    defaults = {name: value for name, value in defaults.items() if value is not Undefined}

    def coerce(value: Any) -> Any:
        if value is None:
            return None
        if type(value) is not dict or type_.is_one_of or not required <= value.keys():
            return Undefined
        found = dict(defaults)
        for name, part in value.items():
            field = fields.get(name)
            # A type may contain itself: the coercer of a part is found when there is one.
            coerced = Undefined if field is None else coercer_of(field.type)(part)
            if field is None or coerced is Undefined:
                return Undefined
            found[field.out_name or name] = coerced
        return type_.out_type(found)

    return coerce


def _leaf(type_: GraphQLInputType) -> Coercer:
    coerce_leaf = assert_leaf_type(type_).coerce_input_value

    def coerce(value: Any) -> Any:
        if value is None:
            return None
        try:
            return coerce_leaf(value)
        except Exception:  # a scalar may say no in any way
            return Undefined

    # What is text already needs no look at its type.
    return (lambda value: value if type(value) is str else coerce(value)) if type_ is GraphQLString else coerce
