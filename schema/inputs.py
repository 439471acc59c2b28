"""Inputs of mutations as Python objects, compiled once: Strawberry walks a whole input type for each value."""

from collections.abc import Callable
from dataclasses import MISSING
from functools import lru_cache
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLInputType, GraphQLList, GraphQLNonNull

from schema.reader.catalogue import definition_of

# From a value by its GraphQL type, as `coercing` gives it.
Taker = Callable[[Any], Any]


@lru_cache(4096)
def taker_of(type_: GraphQLInputType) -> Taker:
    """Gives what Strawberry's `convert_argument` gives."""
    if isinstance(type_, GraphQLNonNull):
        return taker_of(type_.of_type)
    if isinstance(type_, GraphQLList):
        return _items(taker_of(type_.of_type))
    return _object(type_) if isinstance(type_, GraphQLInputObjectType) else lambda value: value


def _items(item: Taker) -> Taker:
    # Copied in any case: a default is one list for all.
    return lambda value: None if value is None else [item(one) for one in value]


def _object(type_: GraphQLInputObjectType) -> Taker:
    definition = definition_of(type_)
    parts = {name: (definition_of(field).python_name, field.type) for name, field in type_.fields.items()}
    optional = {
        field.python_name: None
        for field in definition.fields
        if field.default_value is MISSING and field.default_factory is MISSING
    }

    def take(value: Any) -> Any:
        if value is None:
            return None
        given = dict(optional)
        for name, part in value.items():
            python_name, of = parts[name]
            given[python_name] = taker_of(of)(part)
        return definition.origin(**given)

    return take
