"""What a document may be before anything is made of it: short, shallow, small once its fragments are taken in.

Every limit is far above what a page of ours asks (the largest: 983 tokens, 356 fields, 7 levels), and low enough
that whatever is refused costs a few milliseconds: `python -m tests.bench.attacks`, docs/limits.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
)
from graphql.language import SelectionNode
from graphql.validation.rules import overlapping_fields_can_be_merged as overlapping

from schema.reader.faults import (
    AliasTooLong,
    DocumentTooLong,
    ParseFailed,
    TooDeep,
    TooManyAliases,
    TooManyDefinitions,
    TooManyDirectives,
    TooManyFields,
    TooManyTokens,
)

# Validation compares fields of one response key two by two; by default it gives up after a second of that. Our
# pages spend 41 of these.
overlapping.MAX_COMPLEXITY_BUDGET = 2_500

# Response keys become names in SQL, which PostgreSQL would cut.
_LONGEST_ALIAS = 63
_LONGEST_REASON = 300
# Introspection nests deep by habit, and never reaches the database.
_DEEPER_INTROSPECTION = 10


@dataclass(frozen=True)
class Limits:
    """What a document may be before it is even validated. `fields`, `aliases` and `directives` are counted in all
    operations together, as often as a fragment brings them in; spreads count as fields."""

    letters: int = 50_000
    tokens: int = 1_500
    definitions: int = 50
    depth: int = 15
    fields: int = 550
    aliases: int = 100
    directives: int = 150


def parse_within(text: str, limits: Limits) -> DocumentNode:
    """The document, if it is one. Raises the faults of a document's text."""
    if len(text) > limits.letters:
        raise DocumentTooLong(limit=limits.letters)
    try:
        return parse(
            text, max_lexical_tokens=limits.tokens, max_comments=limits.tokens, allow_empty_selection_sets=False
        )
    except GraphQLError as error:
        if error.message.endswith("Parsing aborted."):
            nested = "nested too deeply" in error.message
            raise (TooDeep(limit=limits.depth) if nested else TooManyTokens(limit=limits.tokens)) from None
        raise ParseFailed(reason=brief(error.message)) from None


def brief(message: str) -> str:
    """It repeats words of the document, which may be of any length."""
    return message if len(message) <= _LONGEST_REASON else f"{message[:_LONGEST_REASON]}…"


def measure(ast: DocumentNode, limits: Limits) -> None:
    """Count as executed, fragments taken in; stops at the first limit passed."""
    if len(ast.definitions) > limits.definitions:
        raise TooManyDefinitions(limit=limits.definitions)
    fragments = {node.name.value: node for node in ast.definitions if isinstance(node, FragmentDefinitionNode)}
    fields = aliases = directives = 0
    for depth, node in _selected_by_all(ast, fragments):
        directives += len(node.directives or ())
        if isinstance(node, FieldNode) and node.alias is not None:
            aliases += 1
            if len(node.alias.value) > _LONGEST_ALIAS:
                raise AliasTooLong(alias=f"{node.alias.value[:20]}…")
        fields += not isinstance(node, InlineFragmentNode)
        if depth > limits.depth:
            raise TooDeep(limit=limits.depth)
        if aliases > limits.aliases:
            raise TooManyAliases(limit=limits.aliases)
        if directives > limits.directives:
            raise TooManyDirectives(limit=limits.directives)
        if fields > limits.fields:
            raise TooManyFields(limit=limits.fields)


def _selected_by_all(
    ast: DocumentNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[tuple[int, SelectionNode]]:
    for definition in ast.definitions:
        if isinstance(definition, OperationDefinitionNode):
            yield from _selected(definition.selection_set, fragments, 1, frozenset())


def _selected(
    selections: SelectionSetNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    depth: int,
    inside: frozenset[str],
) -> Iterator[tuple[int, SelectionNode]]:
    """Every field and every fragment, as often as it would be reached: a bomb of spreads alone selects nothing."""
    for node in selections.selections:
        yield depth, node
        if isinstance(node, FieldNode):
            if node.selection_set:
                deeper = depth - _DEEPER_INTROSPECTION if node.name.value.startswith("__") else depth
                yield from _selected(node.selection_set, fragments, deeper + 1, inside)
        elif isinstance(node, InlineFragmentNode):
            yield from _selected(node.selection_set, fragments, depth, inside)
        elif isinstance(node, FragmentSpreadNode):
            name = node.name.value
            # A fragment within itself is invalid, and validation will say so.
            if name in fragments and name not in inside:
                yield from _selected(fragments[name].selection_set, fragments, depth, inside | {name})
