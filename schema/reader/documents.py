"""Documents: parsed, validated and measured once for each text, since that costs twenty times the compiling."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from graphql import (
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    Undefined,
    VariableNode,
    get_variable_values,
    is_non_null_type,
    specified_rules,
    type_from_ast,
    validate,
    visit,
)
from graphql.language import Visitor

from schema.reader.arguments import SHAPING_INTS, Variables, is_plain, shape_of
from schema.reader.coercing import Coercer, coercer_of
from schema.reader.faults import BadInput, NoSuchOperation, ValidationFailed
from schema.reader.limiting import Limits, brief, measure, parse_within

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """A dictionary that keeps the `size` entries used last."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def put(self, key: K, entry: V) -> V:
        self._entries[key] = entry
        if len(self._entries) > self._size:
            self._entries.popitem(last=False)
        return entry

    def __len__(self) -> int:
        return len(self._entries)


@dataclass(frozen=True, eq=False)
class Operation:
    """One operation of a document, with what is needed at every run of it. Two are equal only if they are one.

    `root` is the type its selections stand on. `needed` are the variables that cannot be left out, or have a
    default; of those in `plain` only whether they are there decides the SQL.
    """

    kind: OperationType
    root: GraphQLObjectType
    node: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    schema: GraphQLSchema
    variable_types: Mapping[str, GraphQLInputType]
    coercers: Mapping[str, Coercer]
    needed: frozenset[str]
    shaping: frozenset[str]
    introspects: bool
    plain: frozenset[str]

    def coerce(self, raw: Mapping[str, Any]) -> Variables:
        """The variables by their types. Raises `BadInput` naming the one at fault."""
        found = {}
        for name, coerce in self.coercers.items():
            if name in raw:
                found[name] = value = coerce(raw[name])
                if value is Undefined:
                    break
        else:
            if self.needed <= found.keys():
                return found
        # Slower by far, but it knows defaults, and what to say of values that do not fit.
        result = get_variable_values(self.schema, self.node.variable_definitions or (), dict(raw), max_errors=1)
        if isinstance(result, list):
            raise _bad_variable(result[0])
        return result.coerced

    def shape(self, variables: Variables) -> tuple[object, ...]:
        """The part of the variables that decides the SQL."""
        found: list[object] = []
        for name, type_ in self.variable_types.items():
            if name in variables:
                value = variables[name]
                plain = name in self.plain and value is not None
                found.append((name, plain or shape_of(value, type_, exact=name in self.shaping)))
        return tuple(found)


@dataclass(frozen=True)
class Document:
    """A valid document and its operations by name."""

    text: str
    operations: Mapping[str, Operation] = field(default_factory=dict)

    def operation(self, name: str | None) -> Operation:
        """Raises `NoSuchOperation` where the name picks none, or no name is given and there are several."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        if name is None or name not in self.operations:
            raise NoSuchOperation("operationName")
        return self.operations[name]


class Documents:
    """The documents seen last, by text, beside those that stay. Only valid ones are kept: nonsense must not push
    them out."""

    def __init__(self, schema: GraphQLSchema, limits: Limits, size: int) -> None:
        self._schema = schema
        self._limits = limits
        self._recent: Recent[str, Document] = Recent(size)
        self._staying: dict[str, Document] = {}

    def read(self, text: str) -> Document:
        """Raises one of the faults of a document; otherwise it is valid for the schema."""
        return self._staying.get(text) or self._recent.get(text) or self._recent.put(text, self._prepare(text))

    def keep(self, text: str) -> Document:
        """The same, and let it stay until it is let go."""
        document = self._staying[text] = self.read(text)
        return document

    def let_go(self, text: str) -> None:
        self._staying.pop(text, None)

    def _prepare(self, text: str) -> Document:
        ast = parse_within(text, self._limits)
        measure(ast, self._limits)
        fragments = {node.name.value: node for node in ast.definitions if isinstance(node, FragmentDefinitionNode)}
        operations = [node for node in ast.definitions if isinstance(node, OperationDefinitionNode)]
        # Only the first error is told, so that none is looked for after it. What might have been meant is told
        # nobody: it is costly to find, and the schema is there to be read.
        errors = validate(self._schema, ast, specified_rules, max_errors=1, hide_suggestions=True)
        if errors:
            raise ValidationFailed(reason=brief(errors[0].message))
        return Document(text, {_name(node): _operation(node, fragments, self._schema) for node in operations})


def _name(node: OperationDefinitionNode) -> str:
    return node.name.value if node.name else ""


def _operation(
    node: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode], schema: GraphQLSchema
) -> Operation:
    types: dict[str, GraphQLInputType] = {}
    needed = set()
    for definition in node.variable_definitions or ():
        type_ = type_from_ast(schema, definition.type)
        assert type_ is not None
        types[definition.variable.name.value] = type_  # type: ignore[assignment]  # validated: an input type
        if definition.default_value or is_non_null_type(type_):
            needed.add(definition.variable.name.value)
    finder = _Finder()
    for part in (node, *fragments.values()):
        visit(part, finder)
    coercers = {name: coercer_of(type_) for name, type_ in types.items()}
    plain = {name for name, type_ in types.items() if name not in finder.shaping and is_plain(type_)}
    root = schema.get_root_type(node.operation)
    assert root is not None, "validated: there is such a root"
    return Operation(
        node.operation, root, node, fragments, schema, types, coercers, frozenset(needed),
        frozenset(finder.shaping), finder.introspects, frozenset(plain),
    )  # fmt: skip


class _Finder(Visitor):
    """Finds the variables that stand as `first` or `last`, and whether the schema is asked of itself."""

    def __init__(self) -> None:
        super().__init__()
        self.shaping: set[str] = set()
        self.introspects = False

    def enter_argument(self, node: Any, *_: Any) -> None:
        if node.name.value in SHAPING_INTS and isinstance(node.value, VariableNode):
            self.shaping.add(node.value.name.value)

    def enter_field(self, node: Any, *_: Any) -> None:
        self.introspects |= node.name.value in ("__schema", "__type")


def _bad_variable(error: GraphQLError) -> BadInput:
    # The message repeats the value, which may be personal: only the variable's name is told.
    nodes = error.nodes or []
    names = [node.variable.name.value for node in nodes if hasattr(node, "variable")]
    return BadInput("variables", *names, name=f"${names[0]}" if names else "variables")
