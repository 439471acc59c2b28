"""The catalogue as the tables of `sights` would have it: the same fields over the same rows, but who may read them
taken from there. The oracle over it answers what each role should be told."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final
from uuid import UUID

from graphql import (
    GraphQLInputType,
    GraphQLObjectType,
    GraphQLSchema,
    ast_from_value,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    print_ast,
)

from hotline.kit.access import Access
from schema.reader import declarations as d
from schema.reader.catalogue import Catalogue
from tests.schema.mutating import made
from tests.schema.sights import CITY, Sight
from tests.schema.sights_board import BOARDS

SIGHTS: Final[Mapping[str, Sight]] = CITY | BOARDS
# Made of other types' rows or of the reader itself: they carry nothing of their own.
_CARRIERS: Final = ("Query", "Mutation", "Subscription", "PageInfo")
_CARRYING: Final = ("Connection", "Edge", "Payload")


# Counted up to now.
_GOES_ON: Final = {("CustodySpan", "seconds")}


def named() -> set[tuple[str, str]]:
    """Every field that the tables name."""
    listed = Path(__file__).with_name("fields.txt").read_text("utf-8").replace("\n    ", " ").splitlines()
    found = {
        (type_, field) for type_, _, fields in (line.partition(":") for line in listed) for field in fields.split()
    }
    for type_, sight in SIGHTS.items():
        found |= {(type_, field) if "." not in field else tuple(field.split(".")) for field in sight.masked}
    return found


def carried(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Every field of the SDL that tells something."""
    for name, type_ in schema.type_map.items():
        carries = name in _CARRIERS or name.endswith(_CARRYING) or name.startswith("__")
        if isinstance(type_, GraphQLObjectType) and not carries:
            yield from ((name, field) for field in type_.fields)


def judged(catalogue: Catalogue) -> Catalogue:
    """With the tables' rights instead of those that stand in access.py."""
    sources = {name: replace(source, access=_access(catalogue, name)) for name, source in catalogue.sources.items()}
    return replace(
        catalogue,
        sources=sources,
        declarations={key: _by_field(*key, declaration) for key, declaration in catalogue.declarations.items()},
    )


def _access(catalogue: Catalogue, name: str) -> Access:
    sight = SIGHTS[name]
    masks = {field if "." in field else f"{name}.{field}": mask for field, mask in sight.masked.items()}
    parent = _access(catalogue, sight.within) if sight.within else None
    rows = sight.rows if sight.rows is not None else dict.fromkeys(parent.rows if parent else (), "TRUE")
    above = (sight.by, parent) if sight.by and parent else None
    return Access(catalogue.sources[name].access.table, rows, masks, above)


def _by_field(owner: str, name: str, declaration: d.Declaration) -> d.Declaration:
    """Asked for by the field's own name, whatever column it says it reads."""
    match declaration:
        case d.Stored():
            return replace(declaration, columns=(f"{owner}.{name}",))
        case d.Readable():
            return replace(declaration, column=f"{owner}.{name}")
        case d.ToOne():
            sql = declaration.sql or f"{{t}}.{declaration.column}"
            return replace(declaration, column=f"{owner}.{name}", sql=sql)
    return declaration


def selection(schema: GraphQLSchema, tables: Catalogue, name: str) -> str:
    """Every field of the type, but what goes by the time of the question; of what it leads to, which rows they are,
    or all where they have no id."""
    return " ".join(
        asked(schema, name, field, _deeper(schema, tables, (name,)))
        for field in _fields(schema, name)
        if (name, field) not in _GOES_ON
    )


def asked(schema: GraphQLSchema, owner: str, field: str, of: Callable[[str], str]) -> str:
    """One field with the arguments that it needs, well-formed; of an object that it leads to, what `of` its type's
    name says."""
    declared = schema.type_map[owner].fields[field]  # type: ignore[attr-defined]  # an object type
    needed = {key: arg.type for key, arg in declared.args.items() if is_required_argument(arg)}
    given = [f"{key}: {_literal(key, type_)}" for key, type_ in needed.items()]
    target = get_named_type(declared.type).name
    node = target.removesuffix("Connection")
    if node != target:
        given.append("first: 100")
    text = f"{field}({', '.join(given)})" if given else field
    if not isinstance(schema.type_map[target], GraphQLObjectType):
        return text if is_leaf_type(schema.type_map[target]) else f"{text} {{ __typename }}"
    return f"{text} {{ totalCount nodes {{ {of(node)} }} }}" if node != target else f"{text} {{ {of(target)} }}"


def _literal(name: str, type_: GraphQLInputType) -> str:
    literal = ast_from_value(made(type_, {"id": f"msg_{UUID(int=0)}"}, name), type_)
    assert literal is not None
    return print_ast(literal)


def _deeper(schema: GraphQLSchema, tables: Catalogue, above: tuple[str, ...]) -> Callable[[str], str]:
    def of(name: str) -> str:
        source = tables.sources.get(name)
        if (source is not None and source.prefix) or name in above:
            return "__typename id" if "id" in _fields(schema, name) else "__typename"
        deeper = _deeper(schema, tables, (*above, name))
        return " ".join(asked(schema, name, field, deeper) for field in _fields(schema, name)) or "__typename"

    return of


def _fields(schema: GraphQLSchema, name: str) -> list[str]:
    type_ = schema.type_map[name]
    assert isinstance(type_, GraphQLObjectType)
    return sorted(type_.fields)
