"""What an operation costs: by hand, and by the SDL's own directives, which any client may read."""

from typing import Any

import pytest
from graphql import (
    ArgumentNode,
    DirectiveNode,
    FieldNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    InlineFragmentNode,
    NullValueNode,
    ObjectValueNode,
    SelectionSetNode,
    build_schema,
    get_introspection_query,
    get_named_type,
    value_from_ast_untyped,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis_graphql import from_schema

from hotline.kit.viewer import Role
from schema import root
from schema.reader.costing import Costs
from schema.reader.faults import TooCostly
from schema.reader.reading import Reader
from schema.reader.selecting import Compiler
from tests import world
from tests.literals import LITERALS
from tests.schema.reading import plan_of

SDL = root.sdl()
SCHEMA = build_schema(SDL)
UNIT = "unt_019d0000-0000-7000-8000-000000000001"
CHILDREN = "fragment u on Unit { children { code } }"
HEAD = world.viewer(Role.HEAD_OF_OFFICE)


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("{ __typename }", 0),
        ("{ viewer { name roles } }", 1),
        ('{ message(trackingCode: "x") { id state } }', 1),
        ('{ message(trackingCode: "x") { category { code } unit { parent { code } } } }', 4),
        ("{ districts { number } }", 50),
        ("{ units { children { code } } }", 50 * (1 + 5)),
        ("{ messages { totalCount } }", 1 + 500),
        ("{ messages { nodes { id } } }", 1 + 20),
        ('{ messages(filter: {text: "x", open: true, marked: null}) { nodes { id } } }', 1200 + 1 + 20),
        ("{ messages { nodes { registeredAtText } } }", 1 + 20 * 2),
        ("{ messages(first: 7) { nodes { id } pageInfo { endCursor } } }", 1 + 7 + 1),
        ("{ messages(last: 7) { edges { cursor node { id district { number } } } } }", 1 + 7 * 3),
        (f'{{ node(id: "{UNIT}") {{ id }} }}', 1),
        (f'{{ node(id: "{UNIT}") {{ ... on Message {{ unit {{ code }} }} ...u }} }} {CHILDREN}', 1 + 5),
        (f'{{ nodes(ids: ["{UNIT}"]) {{ ...u }} }} {CHILDREN}', 100 * (1 + 5)),
        ("{ messages(first: 0) { nodes { id } } }", 1),
        ("{ messages(first: 10) { nodes { followUps(first: 10) { nodes { id } } } } }", 1 + 10 * (1 + 1 + 10)),
        ("{ messages(first: 10) { nodes { id } nodes { district { number } } } }", 1 + 10 * 2),
        ("{ a: districts { number } b: districts { number } }", 100),
        ("{ messages(first: 5) { ...a ...a } } fragment a on MessageConnection { nodes { id } }", 1 + 5),
    ],
)
def test_an_operation_costs_what_it_may_find(text: str, cost: int, reader: Reader) -> None:
    assert plan_of(reader, text, HEAD).cost == cost


def test_variables_say_how_long_a_page_is_and_what_is_left_out(reader: Reader) -> None:
    text = """
        query ($n: Int, $m: Int = 3, $with: Boolean!) {
          messages(first: $n) { nodes { id district @include(if: $with) { number } } }
          units @skip(if: $with) { code }
          more: messages(last: $m) { nodes { id } }
        }
    """
    assert plan_of(reader, text, HEAD, n=10, **{"with": True}).cost == (1 + 10 * 2) + (1 + 3)
    assert plan_of(reader, text, HEAD, n=30, m=5, **{"with": False}).cost == (1 + 30) + 50 + (1 + 5)
    assert plan_of(reader, text, HEAD, **{"with": True}).cost == (1 + 20 * 2) + (1 + 3)


def test_too_costly_an_operation_is_refused_with_its_cost_and_the_limit(reader: Reader) -> None:
    text = "{ messages(first: 100) { nodes { followUps(first: 100) { nodes { id } } } } }"
    operation = reader.document(text).operation(None)
    before = len(reader._plans)
    with pytest.raises(TooCostly) as refused:
        reader.plan(operation, {}, HEAD, free=False)
    assert refused.value.details == {"cost": 1 + 100 * (1 + 1 + 100), "limit": 10_000}
    assert "10201" in refused.value.say("en")
    assert "10201" in refused.value.say("fa")
    assert len(reader._plans) == before
    reader.plan(operation, {}, HEAD)
    with pytest.raises(TooCostly):
        reader.plan(operation, {}, HEAD, free=False)


def test_the_whole_schema_may_be_asked_once_and_not_twice(reader: Reader) -> None:
    once = get_introspection_query()
    assert 5000 < plan_of(reader, once, HEAD).cost < 10_000
    fields = once[once.index("{") + 1 : once.index("fragment FullType")].rstrip().rstrip("}")
    twice = once.replace(fields, fields + fields.replace("__schema", "again: __schema"))
    assert plan_of(reader, twice, HEAD).cost > 10_000


def test_what_the_sdl_says_is_what_is_counted(reader: Reader) -> None:
    counted = 0
    costs = Costs(reader.catalogue, limit=0)

    @settings(
        max_examples=25,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(from_schema(SDL, custom_scalars=LITERALS, print_ast=lambda document: document))
    def agree(document: Any) -> None:
        nonlocal counted
        for operation in document.definitions:
            type_ = SCHEMA.get_root_type(operation.operation)
            assert type_ is not None
            compiler = Compiler(reader.catalogue, {}, {}, frozenset(), "en", False)
            ours = costs.of(compiler, reader.root(operation.operation), [operation.selection_set])
            assert ours == _by_sdl(type_, [operation.selection_set], None)
            counted += ours > 1

    agree()
    assert counted > 12


def _by_sdl(type_: GraphQLNamedType, selections: list[SelectionSetNode], page: int | None) -> int:
    """As the specification says it, from the SDL alone. `page` is for the sized fields of a connection."""
    if isinstance(type_, GraphQLInterfaceType):
        return max(_by_sdl(one, selections, page) for one in SCHEMA.get_possible_types(type_))
    assert isinstance(type_, GraphQLObjectType)
    cost = 0
    for nodes in _merged(type_, selections).values():
        name = nodes[0].name.value
        if name == "__typename":
            continue
        field = type_.fields[name]
        assert field.ast_node is not None
        directives = {one.name.value: _arguments(one) for one in field.ast_node.directives or ()}
        cost += int(directives.get("cost", {}).get("weight", 0))
        cost += sum(map(_given, nodes[0].arguments or ()))
        target = get_named_type(field.type)
        if not isinstance(target, GraphQLObjectType | GraphQLInterfaceType):
            continue
        size = directives.get("listSize", {})
        inner = [node.selection_set for node in nodes if node.selection_set]
        if "sizedFields" in size:
            asked = [
                _literal(one) for one in nodes[0].arguments or () if one.name.value in size["slicingArguments"]
            ]
            wanted = [min(max(one, 0), 100) for one in asked if one is not None]
            cost += 1 + _by_sdl(target, inner, wanted[0] if wanted else size["assumedSize"])
        else:
            sized = page is not None and name in ("nodes", "edges")
            times = page if sized and page is not None else size.get("assumedSize", 1)
            cost += times * (1 + _by_sdl(target, inner, None))
    return cost


def _given(argument: ArgumentNode) -> int:
    """What the keys of a message filter add."""
    if argument.name.value != "filter" or not isinstance(argument.value, ObjectValueNode):
        return 0
    given = {field.name.value for field in argument.value.fields if not isinstance(field.value, NullValueNode)}
    keys = SCHEMA.type_map["MessageFilter"].fields  # type: ignore[attr-defined]  # an input
    nodes = [keys[name].ast_node for name in given if name in keys]
    return sum(int(_arguments(one)["weight"]) for node in nodes for one in node.directives or ())


def _merged(type_: GraphQLObjectType, selections: list[SelectionSetNode]) -> dict[str, list[FieldNode]]:
    found: dict[str, list[FieldNode]] = {}
    for selection in selections:
        for node in selection.selections:
            if isinstance(node, FieldNode):
                found.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
            elif isinstance(node, InlineFragmentNode) and _applies(node, type_):
                for key, nodes in _merged(type_, [node.selection_set]).items():
                    found.setdefault(key, []).extend(nodes)
    return found


def _applies(node: InlineFragmentNode, type_: GraphQLObjectType) -> bool:
    on = node.type_condition and node.type_condition.name.value
    return on in (None, type_.name, *(interface.name for interface in type_.interfaces))


def _arguments(directive: DirectiveNode) -> dict[str, Any]:
    return {one.name.value: _literal(one) for one in directive.arguments or ()}


def _literal(argument: Any) -> Any:
    return value_from_ast_untyped(argument.value)
