"""The SDL is committed, so that a change of the contract is seen in review."""

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLObjectType, build_schema

from schema import root


def test_the_committed_sdl_is_what_the_schema_says() -> None:
    assert root.SDL.read_text("utf-8") == root.sdl(), "run `payesh export-schema` and commit what it writes"


def test_every_type_field_and_argument_is_described() -> None:
    silent = []
    for type_ in build_schema(root.sdl()).type_map.values():
        if type_.name.startswith("__"):
            continue
        if (
            isinstance(type_, GraphQLObjectType | GraphQLInputObjectType | GraphQLEnumType)
            and not type_.description
        ):
            silent.append(type_.name)
        if isinstance(type_, GraphQLObjectType | GraphQLInputObjectType):
            silent += [f"{type_.name}.{name}" for name, field in type_.fields.items() if not field.description]
        if isinstance(type_, GraphQLObjectType):
            silent += [
                f"{type_.name}.{name}({argument})"
                for name, field in type_.fields.items()
                for argument, declared in field.args.items()
                if not declared.description
            ]
    assert silent == []
