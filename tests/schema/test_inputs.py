"""Inputs are taken as Strawberry takes them."""

from datetime import UTC, date, datetime
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    is_required_input_field,
)
from hypothesis import given
from hypothesis import strategies as st
from strawberry.types.arguments import convert_arguments

from schema import root
from schema.inputs import taker_of
from schema.reader.catalogue import definition_of

BUILT = root.build()
MUTATIONS: Any = BUILT._schema.mutation_type
SCALARS = {
    "Int": st.integers(0, 99),
    "Float": st.floats(0, 1),
    "Boolean": st.booleans(),
    "Date": st.just(date(2026, 11, 27)),
    "DateTime": st.just(datetime(2026, 11, 27, tzinfo=UTC)),
}


def coerced(type_: GraphQLInputType) -> st.SearchStrategy[Any]:
    """Values as they are after coercion: the optional ones there, null or absent."""
    if isinstance(type_, GraphQLNonNull):
        return _there(type_.of_type)
    return st.none() | _there(type_)


def _there(type_: Any) -> st.SearchStrategy[Any]:
    if isinstance(type_, GraphQLList):
        return st.lists(coerced(type_.of_type), max_size=2)
    if isinstance(type_, GraphQLInputObjectType):
        needed, optional = {}, {}
        for name, field in type_.fields.items():
            (needed if is_required_input_field(field) else optional)[name] = coerced(field.type)
        return st.fixed_dictionaries(needed, optional=optional)
    if isinstance(type_, GraphQLEnumType):
        return st.sampled_from([value.value for value in type_.values.values()])
    return SCALARS.get(type_.name, st.text(max_size=3))


@given(st.data())
def test_an_input_is_taken_as_strawberry_takes_it(data: st.DataObject) -> None:
    field = MUTATIONS.fields[data.draw(st.sampled_from(sorted(MUTATIONS.fields)))]
    value = data.draw(coerced(field.args["input"].type))
    registry = BUILT.schema_converter.scalar_registry
    expected = convert_arguments({"input": value}, definition_of(field).arguments, registry, BUILT.config)
    assert taker_of(field.args["input"].type)(value) == expected["input"]


def test_a_list_is_never_the_one_that_all_share() -> None:
    type_ = MUTATIONS.fields["recordAction"].args["input"].type
    shared: list[str] = []
    assert taker_of(type_)({"id": "msg_1", "version": 1, "fileIds": shared}).file_ids is not shared
