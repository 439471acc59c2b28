"""What each field costs, worked out once from how it is declared, and said in the SDL in the terms of the cost
specification by IBM (`@cost`, `@listSize`), which Apollo's tools read too. Nothing is typed by hand at a field.

Every object counts one and what stands in it nothing; a list counts as many as it may hold; some fields add a
weight of their own each time they are asked. One is some ten microseconds of CPU, of server and database together.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)
from strawberry.schema_directive import Location

from schema.reader.catalogue import Catalogue, definition_of
from schema.reader.declarations import (
    PAGE_DEFAULT,
    PAGE_LIMIT,
    All,
    Completed,
    Declaration,
    FindNodes,
    Items,
    Pages,
)

# A short list that needs no pages, and all of what is kept for reference.
SHORT: Final = 5
REFERENCE: Final = 50
# A count of up to 10 000 rows; rows computed for the question; figures of every message that a filter finds.
COUNT: Final = 500
COMPUTED: Final = 75
SUMMED: Final = 5000
# A filter that looks for words, or at what is true of each message.
SOUGHT: Final = 1200
# A value made by Python: the answer is read again and written anew.
COMPLETED: Final = 1
# A transaction, flushed to disk.
ACT: Final = 100

SLICING: Final = ("first", "last")
SIZED: Final = ("nodes", "edges")
_COUNTED: Final = ("totalCount", "totalCountCapped")
_LENGTHS: Final[Mapping[type, int]] = {Items: SHORT, All: REFERENCE, FindNodes: PAGE_LIMIT}
# Of the types in `type` and `ofType`, so many wrap another.
_WRAPPED: Final = 0.5


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION, Location.INPUT_FIELD_DEFINITION],
    name="cost",
    description="What the field adds to the cost of an operation each time it is asked or, of an input, given.",
)
class Cost:
    weight: str = strawberry.directive_field(name="weight")


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="listSize",
    description="How many objects the field counts as: what a slicing argument says, or else `assumedSize`; of a"
    " connection those in `sizedFields`.",
)
class ListSize:
    assumed_size: int | None = strawberry.directive_field(name="assumedSize", default=strawberry.UNSET)
    slicing_arguments: list[str] | None = strawberry.directive_field(
        name="slicingArguments", default=strawberry.UNSET
    )
    sized_fields: list[str] | None = strawberry.directive_field(name="sizedFields", default=strawberry.UNSET)
    require_one_slicing_argument: bool | None = strawberry.directive_field(
        name="requireOneSlicingArgument", default=True
    )


class Price(NamedTuple):
    """`weight` is added whenever the field is asked. `length` objects may stand in it; where it is `sliced`, in its
    `nodes` and `edges`, unless `first` or `last` says otherwise. Each filter given of those `dear` costs SOUGHT."""

    weight: int = 0
    length: float = 1
    sliced: bool = False
    dear: frozenset[str] = frozenset()

    @property
    def directives(self) -> list[object]:
        found: list[object] = []
        if self.weight:
            found.append(Cost(weight=str(self.weight)))
        if self.sliced:
            found.append(
                ListSize(
                    assumed_size=int(self.length),
                    slicing_arguments=list(SLICING),
                    sized_fields=list(SIZED),
                    require_one_slicing_argument=False,
                )
            )
        elif self.length != 1:
            found.append(ListSize(assumed_size=int(self.length)))
        return found


Prices = Mapping[tuple[str, str], Price]


def prices_of(catalogue: Catalogue) -> Prices:
    """The prices of the fields that have one, introspection's included."""
    found = dict(_declared(catalogue)) | dict(_of_introspection(catalogue.schema))
    return {field: price for field, price in found.items() if price != Price()}


def write_down(catalogue: Catalogue) -> None:
    """Put the prices on the schema's fields, to be printed in the SDL."""
    for (type_name, name), price in _declared(catalogue):
        field = catalogue.type(type_name).fields[name]
        definition_of(field).directives = price.directives
        for key in price.dear:
            filter_ = get_named_type(field.args["filter"].type)
            assert isinstance(filter_, GraphQLInputObjectType)
            definition_of(filter_.fields[key]).directives = [Cost(weight=str(SOUGHT))]


def _declared(catalogue: Catalogue) -> Iterator[tuple[tuple[str, str], Price]]:
    for type_ in catalogue.schema.type_map.values():
        if not isinstance(type_, GraphQLObjectType) or type_.name.startswith("__"):
            continue
        for name, field in type_.fields.items():
            if type_ is catalogue.schema.mutation_type:
                yield (type_.name, name), Price(ACT)
            elif (type_.name, name) in catalogue.declarations:
                yield (type_.name, name), _price(catalogue, field, catalogue.declarations[type_.name, name])
            elif name in _COUNTED:
                yield (type_.name, name), Price(COUNT)


def _price(catalogue: Catalogue, field: GraphQLField, declaration: Declaration) -> Price:
    source = catalogue.sources.get(get_named_type(field.type).name)
    filters = source.over.filters if source and source.over else getattr(declaration, "filters", {})
    dear = frozenset(name for name, declared in filters.items() if declared.dear)
    if isinstance(declaration, Pages):
        return Price(length=PAGE_DEFAULT, sliced=True, dear=dear)
    weight = 0
    if isinstance(declaration, Completed):
        weight = COMPLETED
    elif source is not None and source.rows is not None:
        weight = SUMMED if filters else COMPUTED
    return Price(weight, _LENGTHS.get(type(declaration), 1), dear=dear)


def _of_introspection(schema: GraphQLSchema) -> Iterator[tuple[tuple[str, str], Price]]:
    """Its lists as long as those of this schema are, on average: their sizes are known."""
    types = [type_ for name, type_ in schema.type_map.items() if not name.startswith("__")]
    having_fields = [type_ for type_ in types if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)]
    fields = [field for type_ in having_fields for field in type_.fields.values()]
    lengths = {
        ("__Schema", "types"): len(schema.type_map),
        ("__Schema", "directives"): len(schema.directives),
        ("__Type", "fields"): len(fields) / len(types),
        ("__Type", "inputFields"): _all(types, GraphQLInputObjectType, "fields") / len(types),
        ("__Type", "enumValues"): _all(types, GraphQLEnumType, "values") / len(types),
        ("__Type", "interfaces"): _all(types, GraphQLObjectType, "interfaces") / len(types),
        # Every object is a possible type of an interface once, at most.
        ("__Type", "possibleTypes"): _all(types, GraphQLObjectType, "interfaces") / len(types),
        ("__Type", "ofType"): _WRAPPED,
        ("__Field", "args"): sum(len(field.args) for field in fields) / len(fields),
        ("__Directive", "args"): 2,
    }
    for place, length in lengths.items():
        yield place, Price(length=length)


def _all(types: Iterable[GraphQLNamedType], kind: type, part: str) -> int:
    return sum(len(getattr(type_, part)) for type_ in types if isinstance(type_, kind))
