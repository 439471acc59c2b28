"""Compiled coercion gives what graphql-core's gives, wherever it gives anything."""

from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLString,
    Undefined,
    build_schema,
    coerce_input_value,
    is_input_type,
)
from hypothesis import given
from hypothesis import strategies as st

from schema import root
from schema.reader.coercing import coercer_of

TYPES = sorted((type_ for type_ in root.build()._schema.type_map.values() if is_input_type(type_)), key=str)
JUNK = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.lists(st.none()))
WITH_DEFAULTS = build_schema("""
    input Inner { at: Int! = 3 of: Inner }
    input Outer @oneOf { a: Int b: Inner }
    type Query { a(inner: Inner, outer: Outer, many: [[Inner!]!]): Int }
""")


def values(type_: GraphQLInputType, depth: int = 0) -> st.SearchStrategy[Any]:
    """JSON that mostly fits the type."""
    if isinstance(type_, GraphQLNonNull):
        return values(type_.of_type, depth)
    if isinstance(type_, GraphQLList):
        return st.lists(values(type_.of_type, depth), max_size=3) | values(type_.of_type, depth) | JUNK
    if isinstance(type_, GraphQLInputObjectType):
        parts = {name: values(field.type, depth + 1) for name, field in type_.fields.items()} if depth < 3 else {}
        fits = st.fixed_dictionaries({}, optional=parts)
        return fits | fits | st.dictionaries(st.text(max_size=3), JUNK, max_size=2) | JUNK
    if isinstance(type_, GraphQLEnumType):
        return st.sampled_from(sorted(type_.values)) | JUNK
    return st.integers() | st.text(max_size=5) | JUNK


@given(st.data())
def test_what_it_gives_is_what_graphql_core_gives(data: st.DataObject) -> None:
    type_: Any = data.draw(st.sampled_from(TYPES))
    value = data.draw(values(type_))
    given_ = coercer_of(type_)(value)
    assert given_ is Undefined or given_ == coerce_input_value(value, type_)


@given(st.data())
def test_defaults_and_one_ofs_are_as_graphql_core_has_them(data: st.DataObject) -> None:
    for name in ("inner", "outer", "many"):
        assert WITH_DEFAULTS.query_type is not None
        type_ = WITH_DEFAULTS.query_type.fields["a"].args[name].type
        value = data.draw(values(type_))
        given_ = coercer_of(type_)(value)
        assert given_ is Undefined or given_ == coerce_input_value(value, type_)


def test_what_fits_plainly_is_given() -> None:
    types: Any = root.build()._schema.type_map
    filter_ = {"open": True, "states": ["CLOSED", "OBJECTED"], "text": "چاله"}
    assert coercer_of(types["MessageFilter"])(filter_) == coerce_input_value(filter_, types["MessageFilter"])
    assert coercer_of(GraphQLNonNull(GraphQLString))("چاله") == "چاله"
    assert coercer_of(GraphQLNonNull(GraphQLString))(None) is Undefined
