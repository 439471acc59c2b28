"""Documents nobody means well with, each with the code it is refused with."""

from typing import Final


def _chain(fragments: int, spreads: int) -> str:
    inner = " ".join(f"fragment f{n} on Query {{ {f'...f{n + 1} ' * spreads}}}" for n in range(fragments))
    return f"{{ ...f0 }} {inner} fragment f{fragments} on Query {{ __typename }}"


def _each(number: int, text: str) -> str:
    return " ".join(text.replace("#", str(n)) for n in range(number))


_LISTS: Final = "{ fields { type { fields { type { fields { name } } } } } }"

ATTACKS: Final[dict[str, tuple[str, str]]] = {
    "5 000 aliases": (f"{{ {_each(5000, 'a#: __typename')} }}", "DOCUMENT_TOO_LONG"),
    "1 500 short aliases": (f"{{ {_each(1500, 'a#:a')} }}", "TOO_MANY_TOKENS"),
    "300 aliases": (f"{{ {_each(300, 'a#: __typename')} }}", "TOO_MANY_ALIASES"),
    "900 fields": (f"{{ {'__typename ' * 900} }}", "TOO_MANY_FIELDS"),
    "a field 540 times": (f"{{ districts {{ {'id ' * 540} }} }}", "GRAPHQL_VALIDATION_FAILED"),
    "an object 200 times": (f"{{ {'districts { id } ' * 200} }}", "GRAPHQL_VALIDATION_FAILED"),
    "nested objects 120 times": (
        f"{{ {'units { parent { parent { id } } } ' * 130} }}",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "a page of 100 sizes": (
        f"{{ {_each(100, 'messages(first: #) { totalCount } ')} }}",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "selections 300 deep": ("{ units " + "{ parent " * 300 + "{ id }" + " }" * 301, "TOO_DEEP"),
    "selections 20 deep": ("{ units " + "{ parent " * 20 + "{ id }" + " }" * 21, "TOO_DEEP"),
    "lists 500 deep": ("{ messages(filter: " + "[" * 500 + "]" * 500 + ") { totalCount } }", "TOO_DEEP"),
    "a bomb of 25 fragments": (_chain(25, 2), "TOO_MANY_FIELDS"),
    "a bomb of 9 fragments of 30": (_chain(9, 30), "TOO_MANY_FIELDS"),
    "450 fragments in a row": (_chain(450, 1), "TOO_MANY_TOKENS"),
    "150 fragments in a row": (_chain(150, 1), "TOO_MANY_DEFINITIONS"),
    "30 fragments in a circle": (
        "{ ...f0 } " + _each(30, "fragment f# on Query { " + "".join(f"...f{m} " for m in range(18)) + "}"),
        "TOO_MANY_FIELDS",
    ),
    "a circle nobody enters": (
        "{ __typename } " + _each(30, "fragment f# on Query { " + "".join(f"...f{m} " for m in range(18)) + "}"),
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "a bomb of introspection": (
        "{ __schema { queryType { ...f0 } } } "
        + " ".join(
            f"fragment f{n} on __Type {{ a: ofType {{ ...f{n + 1} }} b: ofType {{ ...f{n + 1} }} }}"
            for n in range(20)
        )
        + " fragment f20 on __Type { name }",
        "TOO_MANY_ALIASES",
    ),
    "introspection in circles": (f"{{ __schema {{ types {_LISTS} }} }}", "GRAPHQL_VALIDATION_FAILED"),
    "650 spreads": (f"{{ {'...a ' * 650}}} fragment a on Query {{ __typename }}", "TOO_MANY_FIELDS"),
    "300 spreads of fields": (
        f"{{ {'...a ' * 300}}} fragment a on Query {{ districts {{ id }} units {{ id }} }}",
        "TOO_MANY_FIELDS",
    ),
    "40 fragments of one object": (
        f"{{ {_each(40, '...f#')} }} {_each(40, 'fragment f# on Query { districts { a: id a: number } }')}",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "200 directives": ("{ __typename " + "@include(if: true) " * 200 + "}", "TOO_MANY_DIRECTIVES"),
    "700 unknown directives": ("{ __typename " + "@a " * 700 + "}", "TOO_MANY_DIRECTIVES"),
    "140 directives": ("{ __typename " + "@include(if: true) " * 140 + "}", "GRAPHQL_VALIDATION_FAILED"),
    "280 operations": (_each(280, "query q# { __typename }"), "TOO_MANY_DEFINITIONS"),
    "290 variables": (f"query ({_each(290, '$v#: Int')}) {{ __typename }}", "GRAPHQL_VALIDATION_FAILED"),
    "500 unknown fields": (f"{{ {_each(500, 'x#')} }}", "GRAPHQL_VALIDATION_FAILED"),
    "450 unknown arguments": (f"{{ districts({_each(450, 'x#: 1')}) {{ id }} }}", "GRAPHQL_VALIDATION_FAILED"),
    "a mistake after 1 400 codes": (
        "{ messages(filter: {trackingCodes: [" + '"x" ' * 1400 + "]}) { nothing } }",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "a mistake after 540 fields": (f"{{ districts {{ id }} {_each(540, 'units')} }}", "GRAPHQL_VALIDATION_FAILED"),
    "a word of 900 000 letters": ("{ " + "a" * 900_000 + " }", "DOCUMENT_TOO_LONG"),
    "a string of 900 000 letters": (
        '{ message(trackingCode: "' + "x" * 900_000 + '") { id } }',
        "DOCUMENT_TOO_LONG",
    ),
    "a block of 400 000 lines": (
        '{ message(trackingCode: """' + "x\n" * 400_000 + '""") { id } }',
        "DOCUMENT_TOO_LONG",
    ),
    "900 000 commas": ("," * 900_000 + "{ __typename }", "DOCUMENT_TOO_LONG"),
    "45 000 commas": ("{ __typename " + "," * 45_000, "GRAPHQL_PARSE_FAILED"),
    "20 000 comments": ("#\n" * 20_000 + "{ __typename }", "TOO_MANY_TOKENS"),
}
