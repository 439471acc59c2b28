"""The SDL is committed, so that a change of the contract is seen in review."""

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
    is_introspection_type,
    is_specified_scalar_type,
)

from schema import root


def test_the_committed_sdl_is_what_the_schema_says() -> None:
    assert root.SDL.read_text("utf-8") == root.sdl(), "run `payesh export-schema` and commit what it writes"


def test_every_type_field_argument_enum_value_and_directive_is_described() -> None:
    schema = build_schema(root.sdl())
    silent = []
    for type_ in schema.type_map.values():
        if is_introspection_type(type_) or is_specified_scalar_type(type_):
            continue
        said = {type_.name: type_.description}
        if isinstance(type_, GraphQLEnumType):
            said |= {f"{type_.name}.{name}": value.description for name, value in type_.values.items()}
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            said |= {f"{type_.name}.{name}": field.description for name, field in type_.fields.items()}
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            said |= {
                f"{type_.name}.{name}({argument})": declared.description
                for name, field in type_.fields.items()
                for argument, declared in field.args.items()
            }
        silent += [name for name, sentence in said.items() if not (sentence or "").strip()]
    silent += [f"@{directive.name}" for directive in schema.directives if not directive.description]
    assert silent == []
