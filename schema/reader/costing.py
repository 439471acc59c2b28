"""What an operation costs at most, known before it runs: counted once for each plan, by the prices of fields."""

import math
from collections.abc import Sequence

from graphql import (
    FieldNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    IntValueNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

from schema.reader.arguments import Variables, arguments_of
from schema.reader.catalogue import Catalogue
from schema.reader.declarations import PAGE_LIMIT
from schema.reader.faults import TooCostly
from schema.reader.prices import SIZED, SLICING, SOUGHT, Price, prices_of
from schema.reader.selecting import Compiler, fields_of, selected

COST_LIMIT = 10_000
_FREE = Price()
_INTROSPECTION = {"__schema": "__Schema", "__type": "__Type"}


class Costs:
    """The costs of operations, and the most that one may cost."""

    def __init__(self, catalogue: Catalogue, limit: int) -> None:
        self._prices = prices_of(catalogue)
        self._schema = catalogue.schema
        self.limit = limit

    def of(self, compiler: Compiler, type_: GraphQLObjectType, selections: Sequence[SelectionSetNode]) -> int:
        """What is selected on one object, the object left out."""
        return math.ceil(self._selected(compiler, type_, selections, 1))

    def check(self, cost: int) -> None:
        """Raises TooCostly."""
        if cost > self.limit:
            raise TooCostly(cost=cost, limit=self.limit)

    def _selected(
        self,
        compiler: Compiler,
        type_: GraphQLNamedType,
        selections: Sequence[SelectionSetNode],
        page: float,
    ) -> float:
        """`page` is how many stand in the sized fields of a connection. Of an interface, the dearest object."""
        if isinstance(type_, GraphQLInterfaceType):
            possible = self._schema.get_possible_types(type_)
            return max(self._selected(compiler, one, selections, page) for one in possible)
        assert isinstance(type_, GraphQLObjectType), "a field with a selection"
        return sum(
            self._field(compiler, type_, nodes, page) for nodes in fields_of(compiler, type_, selections).values()
        )

    def _field(self, compiler: Compiler, type_: GraphQLObjectType, nodes: list[FieldNode], page: float) -> float:
        name = nodes[0].name.value
        price = self._prices.get((type_.name, name), _FREE)
        inner = selected(nodes)
        weight: float = price.weight
        if price.dear and nodes[0].arguments:
            given = arguments_of(type_.fields[name], nodes[0], compiler.variables)
            keys = given["filter"].parts() if "filter" in given else {}
            weight += SOUGHT * len(price.dear & keys.keys())
        if not inner:
            return weight
        target = self._schema.type_map[_INTROSPECTION.get(name) or get_named_type(type_.fields[name].type).name]
        if price.sliced:
            asked = _asked(nodes[0], compiler.variables, price)
            return weight + 1 + self._selected(compiler, target, inner, asked)
        times = price.length * (page if name in SIZED else 1)
        return weight + times * (1 + self._selected(compiler, target, inner, 1))


def _asked(node: FieldNode, variables: Variables, price: Price) -> float:
    """How many the slicing arguments ask for; what they may not ask is refused elsewhere."""
    for argument in node.arguments or ():
        if argument.name.value in SLICING:
            value = argument.value
            asked = (
                int(value.value)
                if isinstance(value, IntValueNode)
                else variables.get(value.name.value)
                if isinstance(value, VariableNode)
                else None
            )
            if asked is not None:
                return float(min(max(asked, 0), PAGE_LIMIT))
    return price.length
