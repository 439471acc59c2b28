"""What a GraphQL type says of its fields, once: where each is stored and how it is reached.

A noun's file assigns the result of these functions to annotated attributes; Strawberry makes the type and
the SDL from the annotations, the reader makes SQL from the declarations. `{t}` in an SQL fragment is the
row's alias. There is no undeclared path: a field without a declaration stops start-up.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal, TypeVar

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument

from hotline.kit.access import Access
from hotline.kit.filtering import Filter as Filter
from hotline.kit.refusals import Refusal
from hotline.kit.viewer import Viewer

METADATA = "reader"
PAGE_DEFAULT = 20
PAGE_LIMIT = 100
COUNT_LIMIT = 10_000

T = TypeVar("T")


@dataclass(frozen=True)
class Stored:
    """A column, or an SQL expression over the columns it names. Where the viewer may not read them: null, or
    `otherwise` (a column everybody who sees the row may read)."""

    columns: tuple[str, ...]
    sql: str
    otherwise: str | None = None
    typed: bool = False


@dataclass(frozen=True)
class Readable:
    """Whether this viewer may read `column` of this row, as a boolean."""

    column: str


@dataclass(frozen=True)
class ToOne:
    """The row of the field's type whose `key` equals our `column`, or with `sql` an expression over it. `records`
    names our column holding the message whose contact is read: the read is then written down, with the field's
    `reason` argument."""

    column: str
    key: str = "id"
    records: str | None = None
    sql: str | None = None


@dataclass(frozen=True)
class Items:
    """A short list that needs no pages: rows whose `column` equals our `key`, in `order`."""

    column: str
    order: str
    key: str = "id"


@dataclass(frozen=True)
class Order:
    """One way to sort a connection: a key that is never null, and its direction. Ties fall to the id."""

    column: str
    kind: Literal["timestamptz", "int", "uuid"]
    descending: bool = False


@dataclass(frozen=True)
class Pages:
    """A keyset connection: rows whose `column` equals our `key` (none at the root), or that a link table ties
    to ours (`through` = link table, its column naming us, its column naming them)."""

    orders: Mapping[str, Order]
    default_order: str
    filters: Mapping[str, Filter] = field(default_factory=dict)
    column: str | None = None
    key: str = "id"
    through: tuple[str, str, str] | None = None


@dataclass(frozen=True)
class Embedded:
    """An object whose fields are declared over our own row; null unless `present`."""

    present: str = "TRUE"


@dataclass(frozen=True)
class Decided:
    """A permission: a pure rule over finite inputs. The rule is tabulated into the plan for the viewer's
    roles, so that a `can…` field costs the database a CASE and Python nothing."""

    rule: Callable[..., type[Refusal] | None]
    inputs: Mapping[str, tuple[str, Sequence[object]]]


@dataclass(frozen=True)
class Completed:
    """A Python field: a function of the stored values it names and the viewer, applied to the statement's rows."""

    complete: Callable[..., object]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Given:
    """A value handed to the read by Python: about the viewer, or an action's answer. At the root, `give` makes
    it; in a payload, it is the action's value of the same name."""

    give: Callable[[Viewer], object] | None = None


@dataclass(frozen=True)
class Find:
    """At the root or in a payload: one row by `column`. `argument` names the argument that holds the value,
    `read` turns its text into the value (and refuses nonsense); without it the value is given by the action."""

    column: str = "id"
    cast: str = "uuid"
    argument: str | None = None
    read: Callable[[Any], object] | None = None


@dataclass(frozen=True)
class FindNode:
    """At the root: one row by global id, whose prefix names the type."""


@dataclass(frozen=True)
class FindNodes:
    """At the root: rows by their global ids, each in the place of its id."""


@dataclass(frozen=True)
class Only:
    """At the root: the one row of a computed source."""


@dataclass(frozen=True)
class All:
    """At the root: every visible row, in `order`; for reference data and figures that stay short."""

    order: str
    filters: Mapping[str, Filter] = field(default_factory=dict)


Declaration = (
    Stored
    | Readable
    | ToOne
    | Items
    | Pages
    | Embedded
    | Decided
    | Completed
    | Given
    | Find
    | FindNode
    | FindNodes
    | Only
    | All
)


@dataclass(frozen=True)
class Over:
    """The table that computed rows are made of, and what may narrow it."""

    access: Access
    filters: Mapping[str, Filter]


@dataclass(frozen=True)
class Source:
    """Where a GraphQL type's rows come from: a table, or a FROM item over the field's arguments (`:name:`), which
    `reads` turn into what is bound, and who may see them. `prefix` begins its global ids. Rows computed `over` a
    table know by `{found}` those of it that the viewer sees and the field's `filter` lets through."""

    access: Access
    prefix: str | None = None
    rows: str | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)
    reads: Mapping[str, Callable[[Any], object]] = field(default_factory=dict)
    key: str = "id"
    over: "Over | None" = None


SOURCES: dict[type, Source] = {}


def node(prefix: str, access: Access, *, key: str = "id") -> Callable[[type[T]], type[T]]:
    """Make a class a GraphQL type over the rows of `access.table`, with a global id."""
    return _typed(Source(access=access, prefix=prefix, key=key))


def rows_of(source: Source) -> Callable[[type[T]], type[T]]:
    """Make a class a GraphQL type over `source`, without a global id."""
    return _typed(source)


def _typed(source: Source) -> Callable[[type[T]], type[T]]:
    def declare(cls: type[T]) -> type[T]:
        made = strawberry.type(cls, description=(cls.__doc__ or "").strip())
        SOURCES[made] = source
        return made

    return declare


def argument(
    python_name: str, type_: Any, description: str, default: object = None, *, name: str | None = None
) -> StrawberryArgument:
    """An argument of a declared field; `...` as the default makes it required. `name` is for those that Python
    keeps for itself."""
    return StrawberryArgument(
        python_name=python_name,
        graphql_name=name,
        type_annotation=StrawberryAnnotation(type_),
        description=description,
        default=inspect.Parameter.empty if default is ... else default,
    )


def declare(declaration: Declaration, description: str, *arguments: StrawberryArgument) -> Any:
    """A Strawberry field that carries its declaration."""
    field = strawberry.field(metadata={METADATA: declaration}, description=description)
    if arguments:
        field.arguments = list(arguments)
    return field


def stored(
    column: str, description: str, *, sql: str | None = None, otherwise: str | None = None, typed: bool = False
) -> Any:
    """A column; with `sql`, an expression over it (`column` may list several, comma-separated)."""
    columns = tuple(name.strip() for name in column.split(",") if name.strip())
    fragment = sql or f"{{t}}.{column}"
    return declare(Stored(columns, fragment, otherwise, typed), description)


def to_one(
    column: str,
    description: str,
    *arguments: StrawberryArgument,
    key: str = "id",
    records: str | None = None,
    sql: str | None = None,
) -> Any:
    return declare(ToOne(column, key, records, sql), description, *arguments)


def pages(declaration: Pages, description: str, *arguments: StrawberryArgument) -> Any:
    """A connection, with the paging arguments after its own."""
    return declare(
        declaration,
        description,
        *arguments,
        argument("first", int | None, f"How many from the start, {PAGE_LIMIT} at most."),
        argument("after", str | None, "The cursor to go on from."),
        argument("last", int | None, f"How many from the end, {PAGE_LIMIT} at most."),
        argument("before", str | None, "The cursor to go back from."),
    )


def items(column: str, description: str, *, order: str, key: str = "id") -> Any:
    return declare(Items(column, order, key), description)


def decided(
    rule: Callable[..., type[Refusal] | None],
    description: str,
    /,
    **inputs: tuple[str, Sequence[object] | type[Enum]],
) -> Any:
    """`inputs` maps each keyword of the rule to its SQL and its values (an Enum class, or a sequence)."""
    finite = {name: (sql, tuple(values)) for name, (sql, values) in inputs.items()}
    return declare(Decided(rule, finite), description)
