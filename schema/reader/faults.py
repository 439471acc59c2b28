"""Faults of a request, as opposed to refusals of an act: each ends the whole operation with one coded error.

Unlike a refusal a fault is for the developer of a frontend; it still speaks both languages, because a portal
page may show it.
"""

from typing import ClassVar

from hotline.kit.refusals import Refusal


class Fault(Refusal):
    """Base of all faults. Answered in `errors[]` with `extensions.code`."""

    status: ClassVar[int] = 400


class DeniedField(Fault):
    """The viewer's roles never allow this field: told by role and document alone, so it is no hint."""

    code, sentence, status = "FORBIDDEN_FIELD", "Your role never allows {field}.", 403


class BadCursor(Fault):
    """A cursor not of this order, altered, or made up."""

    code, sentence = "BAD_CURSOR", "This cursor is not one of this list's in this order."


class BadPage(Fault):
    """`first` and `last` together, or outside 0 to 100."""

    code, sentence = "BAD_PAGE", "Ask for first or last, not both, and 0 to {limit} at most."


class TooManyIds(Fault):
    """More ids in one list than the limit."""

    code, sentence = "TOO_MANY_IDS", "Ask for {limit} ids at most."


class BadInput(Fault):
    """An argument's value does not fit its type."""

    code, sentence = "BAD_USER_INPUT", "The value given for {name} does not fit its type."


class NoSuchOperation(Fault):
    """No operation of that name, or several and no name."""

    code, sentence = "NO_SUCH_OPERATION", "Name one operation of the document to run."


class ParseFailed(Fault):
    """Not GraphQL."""

    code, sentence = "GRAPHQL_PARSE_FAILED", "This is not a GraphQL document: {reason}"


class ValidationFailed(Fault):
    """GraphQL, but not of this schema."""

    code, sentence = "GRAPHQL_VALIDATION_FAILED", "The document does not fit the schema: {reason}"


class TooDeep(Fault):
    """Selections nested beyond the limit."""

    code, sentence = "TOO_DEEP", "The document nests deeper than {limit} levels."


class TooManyFields(Fault):
    """More fields, fragments taken in, than the limit."""

    code, sentence = "TOO_MANY_FIELDS", "The document selects more than {limit} fields."


class TooManyAliases(Fault):
    """More aliases than the limit."""

    code, sentence = "TOO_MANY_ALIASES", "The document uses more than {limit} aliases."


class TooManyTokens(Fault):
    """More tokens than the limit."""

    code, sentence = "TOO_MANY_TOKENS", "The document is longer than {limit} tokens."


class DocumentTooLong(Fault):
    """More letters than the limit: texts and lists belong into variables."""

    code, sentence = "DOCUMENT_TOO_LONG", "The document is longer than {limit} letters. Put values into variables."


class TooManyDefinitions(Fault):
    """More operations and fragments than the limit."""

    code, sentence = "TOO_MANY_DEFINITIONS", "The document has more than {limit} operations and fragments."


class TooManyDirectives(Fault):
    """More directives than the limit."""

    code, sentence = "TOO_MANY_DIRECTIVES", "The document uses more than {limit} directives."


class AliasTooLong(Fault):
    """A response key longer than PostgreSQL's names."""

    code, sentence = "ALIAS_TOO_LONG", "The alias {alias} is longer than 63 letters."


class TooManyItems(Fault):
    """A list in the variables beyond what anybody names at once."""

    code, sentence = "TOO_MANY_ITEMS", "A list of the variables has more than {limit} items."


class TooCostly(Fault):
    """An operation that could take more than any one may, whatever it would find."""

    code, sentence = (
        "TOO_COSTLY",
        "This may cost {cost}; an operation may cost {limit} at most. Ask for smaller pages.",
    )
