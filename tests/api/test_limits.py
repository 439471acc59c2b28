"""The limits on the wire, at a server that has small ones (docs/limits.md)."""

from collections.abc import AsyncIterator
from types import ModuleType
from typing import Any

import asyncpg
import httpx
import pytest

from hotline.kit.viewer import Role
from tests.api.serving import (
    FRONTEND,
    INPUT,
    JSON,
    REGISTER,
    RESPONSE,
    Serving,
    ask,
    bearer,
    codes,
    is_persian,
    register,
    server_running,
)
from tests.drafts import counts, rows

DISTRICTS = "{ districts { number } }"
PAGE = "query ($n: Int) { messages(first: $n) { nodes { id } } }"
DEEP = "query ($n: Int) { messages(first: $n) { nodes { followUps(first: $n) { nodes { id } } } } }"
RUNNING = "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%FROM district%'"
RUNNING += " AND state = 'active' AND pid <> pg_backend_pid()"


@pytest.fixture(scope="module")
async def strict(dsn: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Serving]:
    limits = {
        "PAYESH_COST_LIMIT": "1000",
        "PAYESH_BUDGET": "2000",
        "PAYESH_BUDGET_ANONYMOUS": "500",
        "PAYESH_OPERATION_TIMEOUT": "0.5",
        "PAYESH_INTROSPECTION": "known",
    }
    async with server_running(dsn, tmp_path_factory.mktemp("strict"), **limits) as started:
        yield started


@pytest.fixture
async def http(db: ModuleType, strict: Serving) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=strict.url, timeout=30) as client:
        yield client


async def test_the_cost_is_told_to_whoever_asks_and_to_nobody_else(http: httpx.AsyncClient) -> None:
    operator = await bearer(Role.OPERATOR)
    asked = {"query": PAGE, "variables": {"n": 9}, "extensions": {"cost": True}}
    told = (await http.post("/graphql", json=asked, headers=operator)).json()
    assert told["extensions"] == {"cost": {"requested": 10, "limit": 1000, "left": 1990}}
    assert told["data"] == {"messages": {"nodes": []}}
    by_get = {"query": PAGE, "variables": '{"n": 9}', "extensions": '{"cost": true}'}
    told = (await http.get("/graphql", params=by_get, headers=operator)).json()
    assert told["extensions"]["cost"]["requested"] == 10
    for extensions in ({}, {"cost": False}, {"cost": 1}, {"other": True}):
        plain = await http.post("/graphql", json=asked | {"extensions": extensions}, headers=operator)
        assert plain.json() == {"data": told["data"]}


async def test_what_a_mutation_costs_is_told_with_its_answer(http: httpx.AsyncClient) -> None:
    asked = {"query": REGISTER, "variables": {"input": INPUT}, "extensions": {"cost": True}}
    told = (await http.post("/graphql", json=asked, headers=await bearer(Role.OPERATOR))).json()
    assert told["data"]["registerMessage"]["problems"] == []
    assert told["extensions"]["cost"] == {"requested": 102, "limit": 1000, "left": None}


@pytest.mark.parametrize(("accept", "status"), [(JSON, 200), (RESPONSE, 400)])
async def test_too_costly_an_operation_is_refused_with_both_numbers(
    accept: str, status: int, http: httpx.AsyncClient
) -> None:
    for language in ("en", "fa"):
        response = await ask(http, DEEP, {"n": 40}, accept=accept, language=language)
        (error,) = response.json()["errors"]
        assert (response.status_code, error["extensions"]["code"]) == (status, "TOO_COSTLY")
        assert (error["extensions"]["cost"], error["extensions"]["limit"]) == (1681, 1000)
        assert "1681" in error["message"]
        assert is_persian(error["message"]) is (language == "fa")


async def test_too_costly_a_mutation_is_refused_before_anything_is_done(http: httpx.AsyncClient) -> None:
    before = await counts()
    many = " ".join(f"a{n}: registerMessage(input: $input) {{ trackingCode }}" for n in range(11))
    document = f"mutation ($input: RegisterMessageInput!) {{ {many} }}"
    response = await ask(http, document, {"input": INPUT}, headers=FRONTEND)
    assert codes(response) == ["TOO_COSTLY"]
    assert await counts() == before


async def test_who_has_spent_their_share_is_told_when_to_come_back(http: httpx.AsyncClient) -> None:
    operator, other = await bearer(Role.OPERATOR), await bearer(Role.OPERATOR)
    answers = [await ask(http, DEEP, {"n": 29}, headers=operator) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    (error,) = answers[2].json()["errors"]
    assert error["extensions"].items() >= {"code": "OVER_BUDGET", "cost": 900, "limit": 2000}.items()
    wait = int(answers[2].headers["retry-after"])
    assert 0 < wait == error["extensions"]["seconds"] < 60
    assert str(wait) in error["message"]
    assert (await ask(http, DEEP, {"n": 29}, headers=other)).status_code == 200


async def test_a_citizens_message_is_taken_whatever_has_been_spent(http: httpx.AsyncClient) -> None:
    operator = await bearer(Role.OPERATOR)
    for cost in (29, 10):
        while (await ask(http, DEEP, {"n": cost}, headers=operator)).status_code == 200:
            pass
    note = 'mutation { addNote(input: {messageId: "msg_", text: "x"}) { problems { code } } }'
    assert (await ask(http, note, headers=operator)).status_code == 429
    registered = [await register(http, operator) for _ in range(3)]
    assert all(one["trackingCode"] for one in registered)
    assert (await counts())["message"] == 3


async def test_a_statement_that_takes_too_long_is_cancelled_in_the_database(
    dsn: str, http: httpx.AsyncClient
) -> None:
    blocker = await asyncpg.connect(dsn)
    try:
        async with blocker.transaction():
            await blocker.execute("LOCK TABLE district IN ACCESS EXCLUSIVE MODE")
            response = await ask(http, DISTRICTS, headers=await bearer(Role.OPERATOR))
            assert (response.status_code, codes(response)) == (503, ["TOOK_TOO_LONG"])
            assert "retry-after" in response.headers
            assert await rows(RUNNING) == []
    finally:
        await blocker.close()
    assert (await ask(http, DISTRICTS, headers=await bearer(Role.OPERATOR))).json()["data"]["districts"]


async def test_an_act_that_takes_too_long_is_undone(dsn: str, http: httpx.AsyncClient) -> None:
    before = await counts()
    blocker = await asyncpg.connect(dsn)
    try:
        async with blocker.transaction():
            await blocker.execute("LOCK TABLE message IN SHARE MODE")
            response = await ask(http, REGISTER, {"input": INPUT}, headers=FRONTEND)
    finally:
        await blocker.close()
    assert (response.status_code, codes(response)) == (503, ["TOOK_TOO_LONG"])
    assert "data" not in response.json()
    assert await counts() == before


@pytest.mark.parametrize(
    "document",
    [
        "{ __schema { queryType { name } } }",
        '{ a: __type(name: "Query") { name } }',
        "{ ...f } fragment f on Query { ... { __schema { queryType { name } } } }",
    ],
)
async def test_the_schema_is_told_only_to_those_known_where_it_is_set_so(
    document: str, http: httpx.AsyncClient
) -> None:
    response = await ask(http, document, accept=RESPONSE)
    assert (response.status_code, codes(response)) == (403, ["INTROSPECTION_OFF"])
    assert (await ask(http, "{ __typename }")).json() == {"data": {"__typename": "Query"}}
    assert "data" in (await ask(http, document, headers=await bearer(Role.OPERATOR))).json()


async def test_what_might_have_been_meant_is_not_suggested(http: httpx.AsyncClient) -> None:
    response = await ask(http, "{ distrcts { numbr } }")
    assert codes(response) == ["GRAPHQL_VALIDATION_FAILED"]
    assert "Did you mean" not in response.text
    assert "districts" not in response.text
    assert "did you mean" not in (await ask(http, "query ($o: MessageOrdr) { __typename }")).text.lower()


@pytest.mark.parametrize("batch", [[], [{"query": "{ __typename }"}], [{"query": "{ __typename }"}] * 10])
async def test_operations_come_one_by_one(batch: list[object], http: httpx.AsyncClient) -> None:
    for accept in (JSON, RESPONSE):
        response = await http.post("/graphql", json=batch, headers={"accept": accept})
        assert (response.status_code, codes(response)) == (400, ["BATCHED"])


async def test_a_list_beyond_all_use_is_refused_unread(http: httpx.AsyncClient) -> None:
    document = "query ($codes: [String!]) { messages(filter: {trackingCodes: $codes}) { nodes { id } } }"
    response = await ask(http, document, {"codes": ["x"] * 1001})
    assert codes(response) == ["TOO_MANY_ITEMS"]
    (error,) = response.json()["errors"]
    assert error["extensions"]["limit"] == 1000


# What graphql-cop 1.15 finds (github.com/dolevf/graphql-cop at 2b7e086; PyPI has an empty package of that name):
# argued in docs/adr/0017.
FINDINGS = {"GET Method Query Support", "GraphQL IDE"}


async def test_graphql_cop_finds_what_is_argued_and_nothing_else(http: httpx.AsyncClient) -> None:
    async def told(query: str) -> Any:
        return (await http.post("/graphql", json={"query": query, "operationName": "cop"})).json()

    async def got(query: str) -> Any:
        return (await http.get("/graphql", params={"query": query})).json()

    lists = "{ fields { type { fields { type { fields { type { fields { type { name } } } } } } } } }"
    batch = await http.post("/graphql", json=[{"query": "query cop { __typename }"}] * 10)
    form = await http.post("/graphql", data={"query": "query cop { __typename }"})
    page = await http.get("/graphql", headers={"accept": "text/html"}, follow_redirects=True)
    aliases = await told(f"query cop {{ {' '.join(f'alias{n}:__typename' for n in range(101))} }}")
    found = {
        "Alias Overloading": bool(aliases.get("data")),
        "Array-based Query Batching": len(batch.json()) >= 10,
        "Directive Overloading": len((await told("query cop { __typename " + "@aa" * 10 + " }"))["errors"]) == 10,
        "Field Duplication": "data" in await told("query cop { " + "__typename \n" * 500 + "}"),
        "Introspection-based Circular Query": "data" in await told(f"query cop {{ __schema {{ types {lists} }} }}"),
        "Introspection": "data" in await told("query cop { __schema { types { name fields { name } } } }"),
        "Field Suggestions": "Did you mean" in str(await told("query cop { __schema { directive } }")),
        "Mutation is allowed over GET": "data" in await got("mutation cop {__typename}"),
        "POST based url-encoded query": "data" in form.json(),
        "GET Method Query Support": "data" in await got("query cop {__typename}"),
        "GraphQL IDE": any(word in page.text for word in ("graphiql.min.css", "GraphiQL", "Playground")),
        "Trace Mode": "tracing" in str(await told("query cop { __typename }")),
        "Unhandled Errors Detection": "exception" in str(await told("qwerty cop { abc }")),
    }
    assert {name for name, is_found in found.items() if is_found} == FINDINGS
