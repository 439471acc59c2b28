"""Bad input over the wire: a coded problem in Persian and English, nothing stored, never a 5xx (testing G11)."""

import base64
import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from hotline.kit.viewer import Role
from tests import world
from tests.api.asgi import chunks
from tests.api.serving import FRONTEND, INPUT, JSON, REGISTER, RESPONSE, ask, bearer, codes, everything, is_persian

CURSOR = "query ($at: String) { messages(orderBy: REGISTERED_AT, after: $at) { nodes { id } } }"
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
NODE = "query ($id: ID!) { node(id: $id) { id } }"
CODE = "query ($code: String!) { message(trackingCode: $code) { id } }"
CATEGORY = "query ($code: String) { messages(filter: {category: $code}) { totalCount } }"
NOTE = "mutation ($id: ID!, $text: String!) { addNote(input: {messageId: $id, text: $text}) { problems { code } } }"

BODIES: dict[str, bytes] = {
    "nothing": b"",
    "null": b"null",
    "a string": b'"{ __typename }"',
    "a number": b"1e999",
    "half of JSON": b'{"query": "{ __typename }"',
    "not a number": b'{"query": "{ __typename }", "variables": {"a": NaN}}',
    "no query": b"{}",
    "a null query": b'{"query": null}',
    "a query that is a list": b'{"query": ["{ __typename }"]}',
    "variables that are a list": b'{"query": "{ __typename }", "variables": []}',
    "variables that are text": b'{"query": "{ __typename }", "variables": "{}"}',
    "a name that is a number": b'{"query": "{ __typename }", "operationName": 1}',
    "extensions that are text": b'{"query": "{ __typename }", "extensions": "x"}',
    "half a character": rb'{"query": "{ __typename }", "variables": {"a": "\ud800"}}',
    "half a character in the document": rb'{"query": "{ category(code: \"\ud800\") }"}',
    "bytes that are not UTF-8": b'{"query": "{ __typename } # \xff\xfe"}',
    "a surrogate in UTF-8": b'{"query": "{ __typename } # \xed\xa0\x80"}',
    "UTF-16": '{"query": "{ __typename }"}'.encode("utf-16"),
    "a mark of byte order": b'\xef\xbb\xbf{"query": "{ __typename }"}',
    "deep JSON": b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * 5000 + b"]" * 5000 + b"}}",
    "deep objects": b'{"query": "{ __typename }", "variables": ' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}",
}
BOMB = "{ ...f0 } " + " ".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(25))
DOCUMENTS: dict[str, tuple[str, str]] = {
    "nothing": ("", "GRAPHQL_PARSE_FAILED"),
    "comments only": ("# nothing\n" * 10, "GRAPHQL_PARSE_FAILED"),
    "a flood of comments": ("#\n" * 5000 + "{ __typename }", "TOO_MANY_TOKENS"),
    "a flood of commas": ("{ __typename " + "," * 5000 + "", "GRAPHQL_PARSE_FAILED"),
    "NUL": ("{ __typename \0 }", "GRAPHQL_PARSE_FAILED"),
    "half an escape": (r'{ node(id: "\ud800") { id } }', "GRAPHQL_PARSE_FAILED"),
    "a word about tokens": ("{ __typename } token", "GRAPHQL_PARSE_FAILED"),
    "a word about comments": ("{ __typename } comment", "GRAPHQL_PARSE_FAILED"),
    "a long word": ("{ " + "a" * 40_000 + " }", "GRAPHQL_VALIDATION_FAILED"),
    "5000 aliases": ("{ " + " ".join(f"a{n}: __typename" for n in range(5000)) + " }", "DOCUMENT_TOO_LONG"),
    "200 aliases": ("{ " + " ".join(f"a{n}: __typename" for n in range(200)) + " }", "TOO_MANY_ALIASES"),
    "900 fields": ("{ " + "__typename " * 900 + " }", "TOO_MANY_FIELDS"),
    "deep selections": ("{ units " + "{ parent " * 20 + "{ id }" + " }" * 21, "TOO_DEEP"),
    "endless selections": ("{ a " * 1900 + "}" * 1900, "TOO_DEEP"),
    "endless inline fragments": ("{ ... " * 1900 + "{ __typename }" + "}" * 1900, "TOO_DEEP"),
    "300 inline fragments": ("{ ... " * 300 + "{ __typename }" + "}" * 300, "TOO_DEEP"),
    "endless lists": ("{ messages(filter: " + "[" * 1900 + "]" * 1900 + ") { totalCount } }", "TOO_DEEP"),
    "300 lists": ("{ messages(filter: " + "[" * 300 + "]" * 300 + ") { totalCount } }", "TOO_DEEP"),
    "100 lists": (
        "{ messages(filter: " + "[" * 100 + "]" * 100 + ") { totalCount } }",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "endless objects": ("{ messages(filter: " + "{a:" * 1300 + "1" + "}" * 1300 + ") { totalCount } }", "TOO_DEEP"),
    "an endless type": ("query ($a: " + "[" * 1900 + "Int" + "]" * 1900 + ") { __typename }", "TOO_DEEP"),
    "a fragment bomb": (BOMB + " fragment f25 on Query { __typename }", "TOO_MANY_FIELDS"),
    "a fragment of itself": ("{ ...a } fragment a on Query { ...a }", "GRAPHQL_VALIDATION_FAILED"),
    "fragments in a circle": (
        "{ ...a } fragment a on Query { ...b } fragment b on Query { ...c } fragment c on Query { ...a }",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "480 fragments in a row": (
        "{ ...f0 } "
        + " ".join(f"fragment f{n} on Query {{ ...f{n + 1} }}" for n in range(480))
        + " fragment f480 on Query { __typename }",
        "TOO_MANY_TOKENS",
    ),
    "700 spreads": ("{ " + "...a " * 700 + "} fragment a on Query { __typename }", "TOO_MANY_FIELDS"),
    "an unknown fragment": ("{ ...nowhere }", "GRAPHQL_VALIDATION_FAILED"),
    "a fragment alone": ("fragment a on Query { __typename }", "GRAPHQL_VALIDATION_FAILED"),
    "a type definition": ("type Query { a: Int }", "GRAPHQL_VALIDATION_FAILED"),
    "a huge page": ("{ messages(first: 2147483647) { totalCount } }", "BAD_PAGE"),
    "a page beyond numbers": (
        "{ messages(first: 99999999999999999999) { totalCount } }",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "a negative page": ("{ messages(last: -1) { totalCount } }", "BAD_PAGE"),
    "two pages": ("{ messages(first: 1, last: 1) { totalCount } }", "BAD_PAGE"),
    "a page both ways": ('{ messages(first: 1, before: "x") { totalCount } }', "BAD_PAGE"),
    "an alias too long": ("{ messages { " + "a" * 64 + ": totalCount } }", "ALIAS_TOO_LONG"),
    "NUL in a literal": (r'{ messages(filter: {category: "\u0000"}) { totalCount } }', "BAD_USER_INPUT"),
    "NUL as an id": (r'{ node(id: "msg_\u0000") { id } }', "ID_INVALID"),
    "NUL as a code": (r'{ message(trackingCode: "\u0000") { id } }', "TRACKING_CODE_INVALID"),
}


def _cursor(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


SOME = str(world.id_of("message", 1))
CURSORS = {
    "nonsense": "nonsense",
    "empty": "",
    "Persian": "نشانگر",
    "NUL": "\0",
    "long": "A" * 100_000,
    "null": base64.urlsafe_b64encode(b"null").decode(),
    "deep": base64.urlsafe_b64encode(b"[" * 5000).decode(),
    "of another order": _cursor("Message.TIME_LEFT", "2026-03-21 00:00:00+00", SOME),
    "of another list": _cursor("Delivery.REGISTERED_AT", "2026-03-21 00:00:00+00", SOME),
    "of no list": _cursor("REGISTERED_AT", "2026-03-21 00:00:00+00", SOME),
    "without a place": _cursor("Message.REGISTERED_AT", None, SOME),
    "without an id": _cursor("Message.REGISTERED_AT", "2026-03-21 00:00:00+00", "x"),
    "with a number for an id": _cursor("Message.REGISTERED_AT", "2026-03-21 00:00:00+00", 5),
    "of a week": _cursor("Message.REGISTERED_AT", "2026-W01-1T00:00:00+00:00", SOME),
    "of a far zone": _cursor("Message.REGISTERED_AT", "2026-03-21T00:00:00+23:59:59", SOME),
    "of an odd zone": _cursor("Message.REGISTERED_AT", "2026-03-21T00:00:00+00:00:00.123456", SOME),
    "of a comma": _cursor("Message.REGISTERED_AT", "2026-03-21T00:00:00,123+00:00", SOME),
    "of no zone": _cursor("Message.REGISTERED_AT", "2026-03-21 00:00:00", SOME),
    "of a word": _cursor("Message.REGISTERED_AT", "now", SOME),
    "of a quote": _cursor("Message.REGISTERED_AT", "2026-03-21'::timestamptz", SOME),
}
# Numbers JSON can say and GraphQL or the database cannot.
VARIABLES: dict[str, tuple[str, bytes]] = {
    "an id of nothing": (NODE, b'{"id": ""}'),
    "an id of another type": (NODE, b'{"id": "xyz_' + SOME.encode() + b'"}'),
    "an id without its type": (NODE, b'{"id": "' + SOME.encode() + b'"}'),
    "an id in other letters": (NODE, b'{"id": "msg_' + SOME.upper().encode() + b'"}'),
    "one id of many that is of another type": (
        NODES,
        b'{"ids": ["msg_' + SOME.encode() + b'", "xyz_' + SOME.encode() + b'"]}',
    ),
    "one id of many that is none": (NODES, b'{"ids": ["msg_' + SOME.encode() + b'", "msg_x"]}'),
    "a null id among many": (NODES, b'{"ids": [null]}'),
    "an id that is a list": (NODE, b'{"id": []}'),
    "no id": (NODE, b"{}"),
    "a null id": (NODE, b'{"id": null}'),
    "a code with a wrong check digit": (CODE, b'{"code": "137/1405/00084210"}'),
    "a code of another city": (CODE, b'{"code": "138/1405/00084217"}'),
    "a code that is a number": (CODE, b'{"code": 13714050008421}'),
    "NUL": (CATEGORY, rb'{"code": "\u0000"}'),
    "a boolean for text": (CATEGORY, b'{"code": true}'),
    "deep": (CATEGORY, b'{"code": ' + b"[" * 500 + b"]" * 500 + b"}"),
    "a huge number": ("query ($n: Int) { messages(first: $n) { totalCount } }", b'{"n": ' + b"9" * 400 + b"}"),
    "a float for a number": ("query ($n: Int) { messages(first: $n) { totalCount } }", b'{"n": 1e300}'),
    "a date of the 100th century": (
        "query ($d: DateTime) { messages(filter: {registeredFrom: $d}) { totalCount } }",
        b'{"d": "9999-12-31T23:59:59-12:00"}',
    ),
    "a date that is none": (
        "query ($d: DateTime) { messages(filter: {registeredFrom: $d}) { totalCount } }",
        b'{"d": "2026-02-30T00:00:00Z"}',
    ),
    "an unknown state": (
        "query ($s: [MessageState!]) { messages(filter: {states: $s}) { totalCount } }",
        b'{"s": ["OPEN"]}',
    ),
    "an unknown key": (
        "query ($f: MessageFilter) { messages(filter: $f) { totalCount } }",
        b'{"f": {"phone": "09120000000"}}',
    ),
}
PLACE = INPUT["place"]
DRAFTS: dict[str, tuple[dict[str, Any], str]] = {
    "NUL": ({"body": "متن\0"}, "TEXT_UNCLEAN"),
    "a mark that turns the reading": ({"body": "متن \u202e evil"}, "TEXT_UNCLEAN"),
    "an isolate": ({"body": "متن \u2066 evil"}, "TEXT_UNCLEAN"),
    "an escape": ({"body": "متن \x1b[2J"}, "TEXT_UNCLEAN"),
    "no text": ({"body": " \n "}, "TEXT_EMPTY"),
    "a long text": ({"body": "ب" * 4001}, "TEXT_TOO_LONG"),
    "NUL in the address": ({"place": PLACE | {"address": "\0"}}, "TEXT_UNCLEAN"),
    "NUL in the name": ({"reporter": {"name": "\0"}}, "TEXT_UNCLEAN"),
    "NUL in the request type": ({"categoryCode": "\0"}, "UNKNOWN_CATEGORY"),
    "an unknown request type": ({"categoryCode": "\u202elitter"}, "UNKNOWN_CATEGORY"),
    "a phone that is none": ({"reporter": {"phone": "0912"}}, "PHONE_INVALID"),
    "an id that is none": ({"reporter": {"nationalId": "0013542418"}}, "NATIONAL_ID_INVALID"),
    "a place outside the city": ({"place": PLACE | {"latitude": 35.7}}, "COORDINATE_OUTSIDE_CITY"),
    "a place beyond the world": ({"place": PLACE | {"latitude": 1e308}}, "COORDINATE_OUTSIDE_CITY"),
    "a place swapped": ({"place": {"latitude": 51.668, "longitude": 32.652}}, "COORDINATE_SWAPPED"),
    "an unknown district": ({"districtNumber": 2147483647}, "UNKNOWN_DISTRICT"),
    "a day to come": ({"happenedAt": "2121-01-01T00:00:00Z"}, "NOT_YET"),
    "urgent without a ground": ({"urgency": "URGENT"}, "GROUND_REQUIRED"),
    "a ground without urgency": ({"urgency": "ROUTINE", "ground": "HAZARD"}, "GROUND_WITHOUT_URGENCY"),
}


@pytest.mark.parametrize("name", BODIES)
async def test_a_body_that_is_no_request_is_told_so(name: str, http: httpx.AsyncClient) -> None:
    for accept in (JSON, RESPONSE):
        await _refused(http, BODIES[name], "BAD_REQUEST", accept=accept, status=400)


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_a_bad_document_is_told_what_is_wrong(name: str, http: httpx.AsyncClient) -> None:
    document, code = DOCUMENTS[name]
    headers = await bearer(Role.OPERATOR)
    await _refused(http, _request(document), code, headers=headers, accept=RESPONSE, status=400)


@pytest.mark.parametrize("name", CURSORS)
async def test_a_cursor_this_list_did_not_give_is_refused(name: str, http: httpx.AsyncClient) -> None:
    request = _request(CURSOR, json.dumps({"at": CURSORS[name]}).encode())
    await _refused(http, request, "BAD_CURSOR", headers=await bearer(Role.OPERATOR))


@pytest.mark.parametrize("name", VARIABLES)
async def test_a_bad_variable_is_refused(name: str, http: httpx.AsyncClient) -> None:
    known = {"BAD_USER_INPUT", "ID_INVALID", "TRACKING_CODE_INVALID", "BAD_REQUEST"}
    document, variables = VARIABLES[name]
    await _refused(http, _request(document, variables), known, headers=await bearer(Role.OPERATOR))


@pytest.mark.parametrize("name", DRAFTS)
async def test_a_draft_that_cannot_be_is_refused_in_both_languages(name: str, http: httpx.AsyncClient) -> None:
    changes, code = DRAFTS[name]
    operator, before = await bearer(Role.OPERATOR), await everything()
    told = []
    for language in ("en", "fa"):
        variables = {"input": INPUT | changes}
        response = await ask(http, REGISTER, variables, language=language, headers=operator)
        payload = response.json()["data"]["registerMessage"]
        assert code in [problem["code"] for problem in payload["problems"]]
        assert (payload["trackingCode"], payload["receipt"]) == (None, None)
        told.append(payload["problems"][0]["message"])
    assert [is_persian(message) for message in told] == [False, True]
    assert await everything() == before


async def test_a_note_on_nothing_and_from_nobody_is_refused(http: httpx.AsyncClient) -> None:
    operator, before = await bearer(Role.OPERATOR), await everything()
    for id_ in ("", "msg_", f"dlv_{uuid4()}", f"msg_{uuid4()}", "\0", "msg_" + "0" * 32):
        for text in ("متن", "\0"):
            for headers in (operator, FRONTEND, {}):
                response = await ask(http, NOTE, {"id": id_, "text": text}, headers=headers)
                assert response.status_code == 200
                (problem,) = response.json()["data"]["addNote"]["problems"]
                assert problem["code"] in ("ID_INVALID", "NOT_FOUND", "FORBIDDEN", "TEXT_UNCLEAN")
    assert await everything() == before


async def test_ten_megabytes_are_refused_declared_or_not(http: httpx.AsyncClient) -> None:
    before = await everything()
    body = _request("{ __typename } #" + "x" * 10_000_000)
    for content in (body, chunks(body[at : at + 65536] for at in range(0, len(body), 65536))):
        response = await http.post("/graphql", content=content, headers={"content-type": JSON})
        assert (response.status_code, codes(response)) == (413, ["PAYLOAD_TOO_LARGE"])
    assert (await ask(http, "{ __typename }")).status_code == 200
    assert await everything() == before


@pytest.mark.parametrize(
    "query",
    [
        "query=%00",
        "query=%ff%fe",
        "query=%ED%A0%80",
        "query=%7B__typename%7D&variables=%00",
        "query=%7B__typename%7D&variables=null&extensions=1",
        "query=%7B__typename%7D&variables=%7B%22a%22:%22%5Cud800%22%7D",
        "query=%7B__typename%7D&variables=[]",
        "query=" + "&query=" * 50,
        "variables=%7B%7D",
        "%",
    ],
)
async def test_a_bad_address_is_told_so(query: str, http: httpx.AsyncClient) -> None:
    before = await everything()
    response = await http.get(f"/graphql?{query}", headers={"accept": RESPONSE})
    assert response.status_code == 400
    assert codes(response)[0] in ("BAD_REQUEST", "GRAPHQL_PARSE_FAILED")
    assert await everything() == before


async def _refused(
    http: httpx.AsyncClient,
    body: bytes,
    expected: str | set[str],
    *,
    accept: str = JSON,
    status: int | None = None,
    headers: dict[str, str] | None = None,
) -> None:
    """The request is answered with one error of an expected code, in either language, and stores nothing."""
    before = await everything()
    told = []
    for language in ("en", "fa"):
        sent = {"content-type": JSON, "accept": accept, "accept-language": language, **(headers or {})}
        response = await http.post("/graphql", content=body, headers=sent)
        assert response.status_code < 500, response.text
        assert response.status_code == (status or response.status_code), response.text
        (code,) = codes(response)
        assert code in (expected if isinstance(expected, set) else {expected}), response.text
        told.append(response.json()["errors"][0]["message"])
        assert len(told[-1]) < 1000
    assert [is_persian(message) for message in told] == [False, True]
    assert await everything() == before


def _request(document: str, variables: bytes = b"{}") -> bytes:
    return b'{"query": ' + json.dumps(document).encode() + b', "variables": ' + variables + b"}"
