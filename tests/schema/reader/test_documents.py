import pytest
from graphql import build_schema, get_variable_values

from schema.reader.documents import Documents, Limits, Recent
from schema.reader.faults import (
    AliasTooLong,
    BadInput,
    Fault,
    NoSuchOperation,
    ParseFailed,
    TooDeep,
    TooManyAliases,
    TooManyFields,
    TooManyTokens,
    ValidationFailed,
)

SCHEMA = build_schema(
    """
    type Query { me: Query, sum(of: [Int!], first: Int): Int, word(said: String, as: Case): String }
    enum Case { UPPER LOWER }
    """
)
LIMITS = Limits(tokens=60, depth=4, fields=12, aliases=3)


def documents(size: int = 10) -> Documents:
    return Documents(SCHEMA, LIMITS, size)


def test_a_document_is_prepared_once_for_each_text() -> None:
    kept = documents()
    first = kept.read("{ sum }")
    assert kept.read("{ sum }") is first
    assert kept.read("{ sum } ") is not first


def test_the_documents_used_last_are_kept_and_no_more_than_allowed() -> None:
    kept = documents(size=2)
    first = kept.read("{ a: sum }")
    kept.read("{ b: sum }")
    kept.read("{ a: sum }")
    kept.read("{ c: sum }")
    assert len(kept._recent) == 2
    assert kept.read("{ a: sum }") is first


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", ParseFailed),
        ("{ sum", ParseFailed),
        ("{ }", ParseFailed),
        ("{ sum } token", ParseFailed),
        ("# comment", ParseFailed),
        ("{ none }", ValidationFailed),
        ("{ ...a } fragment a on Query { ...a }", ValidationFailed),
        ("subscription { sum }", ValidationFailed),
        ("{ sum " * 40, TooManyTokens),
        ("#\n" * 61 + "{ sum }", TooManyTokens),
        ("{ me { me { me { me { sum } } } } }", TooDeep),
        ("{ ...a } fragment a on Query { me { me { me { me { sum } } } } }", TooDeep),
        ("{ a: sum b: sum c: sum d: sum }", TooManyAliases),
        ("{ ...a ...a } fragment a on Query { b: sum c: sum }", TooManyAliases),
        ("{ sum sum sum sum sum sum sum sum sum sum sum sum sum }", TooManyFields),
        ("{ ...a ...a ...a ...a ...a ...a ...a } fragment a on Query { sum }", TooManyFields),
        ("{ " + "a" * 64 + ": sum }", AliasTooLong),
        ("{ me { me { " + "a" * 64 + ": sum } } }", AliasTooLong),
    ],
)
def test_nonsense_is_refused_and_never_kept(text: str, fault: type[Fault]) -> None:
    kept = documents(size=1)
    good = kept.read("{ sum }")
    for _ in range(2):
        with pytest.raises(fault):
            kept.read(text)
    assert kept.read("{ sum }") is good


def test_what_is_just_within_the_limits_is_read() -> None:
    for text in (
        "{ me { me { me { sum } } } }",
        "{ a: sum b: sum c: sum }",
        "{ " + "sum " * 12 + "}",
        "{ " + "a" * 63 + ": sum }",
        "{ ... { ... { ... { ... { me { sum } } } } } }",
    ):
        documents().read(text)


def test_introspection_may_nest_deeper_than_data() -> None:
    inner = "{ ofType " * 6 + "{ name }" + "}" * 6
    documents().read('{ __type(name: "Query") { fields { type ' + inner + " } } }")


def test_a_refusal_repeats_little_of_the_document() -> None:
    with pytest.raises(ValidationFailed) as refused:
        documents().read("{ " + "a" * 5000 + " }")
    assert len(refused.value.say("en")) < 400


def test_an_operation_is_picked_by_name_or_by_being_the_only_one() -> None:
    both = documents().read("query A { sum } query B { word }")
    assert both.operation("B").node.name.value == "B"
    for name in (None, "C", ""):
        with pytest.raises(NoSuchOperation):
            both.operation(name)
    one = documents().read("query A { sum }")
    assert one.operation(None) is one.operation("A")


@pytest.mark.parametrize("value", ["1", 1.5, True, 2**31, [1], {}])
def test_a_variable_that_does_not_fit_is_named_and_its_value_is_not(value: object) -> None:
    operation = documents().read("query ($secret: Int!) { sum(first: $secret) }").operation(None)
    with pytest.raises(BadInput) as refused:
        operation.coerce({"secret": value})
    assert refused.value.path == ("variables", "secret")
    assert refused.value.say("en") == "The value given for $secret does not fit its type."


@pytest.mark.parametrize(
    "given",
    [{}, {"n": 3}, {"n": None, "c": "UPPER"}, {"d": 2, "c": None}, {"d": 1, "l": 7}, {"l": [1, 2]}, {"x": 1}],
)
def test_variables_become_what_graphql_says_with_defaults_and_what_is_left_out(given: dict[str, object]) -> None:
    variables = "$n: Int, $d: Int = 5, $l: [Int!] = [9], $c: Case"
    text = f"query ({variables}) {{ sum(first: $n, of: $l) b: sum(first: $d) word(as: $c) }}"
    operation = documents().read(text).operation(None)
    expected = get_variable_values(SCHEMA, operation.node.variable_definitions or (), given)
    assert not isinstance(expected, list)
    assert operation.coerce(given) == expected.coerced


def test_the_shape_of_variables_tells_only_what_decides_the_sql() -> None:
    text = "query ($n: Int, $m: Int, $w: String, $c: Case) { sum(first: $n, of: [$m]) word(said: $w, as: $c) }"
    operation = documents().read(text.replace("[$m]", "[1]").replace("$m: Int, ", "")).operation(None)

    def shape(**variables: object) -> object:
        return operation.shape(operation.coerce(variables))

    assert shape(n=1, w="a", c="UPPER") == shape(n=1, w="b", c="UPPER")
    different = [shape(n=1), shape(n=2), shape(w="a"), shape(w=None), shape(c="UPPER"), shape(c="LOWER"), shape()]
    assert len(set(different)) == len(different)


def test_a_bounded_dictionary_forgets_what_was_used_longest_ago() -> None:
    recent: Recent[str, int] = Recent(2)
    for number, key in enumerate("abab"):
        recent.put(key, number)
    recent.get("a")
    recent.put("c", 4)
    assert (recent.get("a"), recent.get("b"), recent.get("c"), len(recent)) == (2, None, 4, 2)
