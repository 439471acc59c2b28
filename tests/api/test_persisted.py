"""Requests that name a persisted document; one of the servers takes no others."""

import json
from collections.abc import AsyncIterator
from hashlib import sha256
from types import ModuleType
from typing import Any

import httpx
import pytest

from hotline.documents import actions as documents
from hotline.kit.viewer import SYSTEM, Role
from hotline.messages import actions as messages
from portal.living import documents as documents_of_pages
from tests import world
from tests.api.processes import eventually
from tests.api.serving import INPUT, JSON, REGISTER, RESPONSE, Serving, bearer, codes, is_persian, server_running
from tests.api.streams import CHANGED, STREAM, as_of, hear, socket, tell
from tests.drafts import ROUTINE, counts

NUMBERS = "query Numbers { districts { number } }"
ALL = {"data": {"districts": [{"number": number} for number in (1, 2, 3)]}}
UNKNOWN = "sha256:" + "0" * 64
LOADED = (NUMBERS, REGISTER, CHANGED)


def id_of(text: str) -> str:
    return f"sha256:{hash_of(text)}"


def hash_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def of_apollo(text: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": hash_of(text)}}


async def asked(http: httpx.AsyncClient, accept: str = RESPONSE, **fields: Any) -> httpx.Response:
    headers = {"accept": accept, "accept-language": "en"}
    return await http.post("/graphql", json=fields, headers=headers)


@pytest.fixture(scope="module")
async def strict(dsn: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Serving]:
    """A server that takes persisted documents alone."""
    folder = tmp_path_factory.mktemp("strict")
    async with server_running(dsn, folder, PAYESH_DOCUMENTS="persisted") as started:
        yield started


@pytest.fixture
async def loaded(db: ModuleType, serving: Serving, strict: Serving) -> None:
    """`LOADED` are known to both servers."""
    await documents.load({hash_of(text): text for text in LOADED}, client="web", by=SYSTEM)
    for server in (serving, strict):
        await eventually(lambda server=server: _knows(server, LOADED[-1]))


async def _knows(server: Serving, text: str) -> bool:
    async with httpx.AsyncClient(base_url=server.url) as http:
        return "DOCUMENT_UNKNOWN" not in codes(await asked(http, documentId=id_of(text)))


@pytest.fixture
async def only(strict: Serving, loaded: None) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=strict.url, timeout=30) as client:
        yield client


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    "named",
    [{"documentId": id_of(NUMBERS)}, {"documentId": hash_of(NUMBERS)}, {"extensions": of_apollo(NUMBERS)}],
    ids=["with its prefix", "bare", "as Apollo names it"],
)
async def test_a_loaded_document_is_asked_by_its_hash(named: dict[str, Any], http: httpx.AsyncClient) -> None:
    assert (await asked(http, **named)).json() == ALL
    parameters = {name: value if isinstance(value, str) else json.dumps(value) for name, value in named.items()}
    assert (await http.get("/graphql", params=parameters)).json() == ALL
    assert (await asked(http, **named, query=NUMBERS)).json() == ALL


@pytest.mark.usefixtures("loaded")
async def test_a_mutation_by_its_hash_acts_by_post_and_not_by_get(http: httpx.AsyncClient) -> None:
    named = {"documentId": id_of(REGISTER), "variables": {"input": INPUT}}
    before = await counts()
    response = await http.get("/graphql", params={"documentId": id_of(REGISTER)})
    assert (response.status_code, codes(response)) == (405, ["METHOD_NOT_ALLOWED"])
    assert await counts() == before
    answer = await http.post("/graphql", json=named, headers=await bearer(Role.OPERATOR))
    assert answer.json()["data"]["registerMessage"]["problems"] == []


@pytest.mark.parametrize("id_", [UNKNOWN, "0" * 64, "x-ours:1", "", "sha256:", "md5:0", "a" * 10_000])
async def test_a_document_nobody_loaded_is_refused_with_a_code(id_: str, http: httpx.AsyncClient) -> None:
    newer, older = await asked(http, documentId=id_), await asked(http, JSON, documentId=id_)
    assert (newer.status_code, older.status_code) == (400, 200)
    assert codes(newer) == codes(older) == ["DOCUMENT_UNKNOWN"]
    assert len(newer.content) < 400


@pytest.mark.parametrize("fields", [{"documentId": 1}, {"documentId": ["a"]}, {"documentId": UNKNOWN, "query": 1}])
async def test_a_name_that_is_no_string_is_no_request(fields: dict[str, Any], http: httpx.AsyncClient) -> None:
    response = await asked(http, **fields)
    assert (response.status_code, codes(response)) == (400, ["BAD_REQUEST"])


@pytest.mark.parametrize("named", [{"documentId": id_of("{ a }")}, {"extensions": of_apollo("{ a }")}])
async def test_a_text_under_another_texts_name_is_refused(named: dict[str, Any], http: httpx.AsyncClient) -> None:
    response = await asked(http, **named, query=NUMBERS)
    assert (response.status_code, codes(response)) == (400, ["DOCUMENT_HASH_WRONG"])


async def test_a_retired_document_is_known_no_longer(
    loaded: None, http: httpx.AsyncClient, serving: Serving
) -> None:
    address = {"documentId": id_of(NUMBERS)}
    assert (await http.get("/graphql", params=address)).json() == ALL
    await documents.retire([hash_of(NUMBERS)], by=SYSTEM)

    async def forgotten() -> bool:
        return not await _knows(serving, NUMBERS)

    await eventually(forgotten)
    assert codes(await http.get("/graphql", params=address)) == ["DOCUMENT_UNKNOWN"]
    assert (await asked(http, documentId=id_of(CHANGED))).status_code == 406


async def test_a_client_of_apollos_protocol_registers_what_is_not_known_yet(http: httpx.AsyncClient) -> None:
    text = "query Apollo { districts { number } }"
    first = await asked(http, extensions=of_apollo(text))
    assert codes(first) == ["PERSISTED_QUERY_NOT_FOUND"]
    assert first.json()["errors"][0]["message"] == "PersistedQueryNotFound"
    assert (await asked(http, extensions=of_apollo(text), query=text)).json() == ALL
    assert (await asked(http, extensions=of_apollo(text))).json() == ALL


async def test_what_is_not_valid_is_not_registered(http: httpx.AsyncClient) -> None:
    text = "query Bad { nothing }"
    assert codes(await asked(http, extensions=of_apollo(text), query=text)) == ["GRAPHQL_VALIDATION_FAILED"]
    assert codes(await asked(http, extensions=of_apollo(text))) == ["PERSISTED_QUERY_NOT_FOUND"]


async def test_a_subscription_is_followed_by_its_hash_over_both_streams(
    loaded: None, http: httpx.AsyncClient, serving: Serving
) -> None:
    message = await messages.register(ROUTINE, by=world.frontend())
    head = await bearer(Role.HEAD_OF_OFFICE)
    payload = {"documentId": id_of(CHANGED), "variables": {"code": message.tracking_code}}
    async with http.stream("POST", "/graphql", json=payload, headers={"accept": STREAM, **head}) as response:
        lines = response.aiter_lines()
        data = await anext(line async for line in lines if line.startswith("data: "))
    assert '"version":1' in data
    async with socket(serving, head["authorization"]) as connection:
        await tell(connection, id="1", type="subscribe", payload=payload)
        told = await hear(connection)
        assert told["payload"]["data"] == as_of(1)["data"]
        await tell(connection, id="2", type="subscribe", payload=payload | {"documentId": UNKNOWN})
        refused = await hear(connection)
    assert (refused["id"], refused["type"]) == ("2", "error")
    assert refused["payload"][0]["extensions"]["code"] == "DOCUMENT_UNKNOWN"


@pytest.mark.parametrize("text", ["{ __typename }", "{", "{ __schema { types { name } } }", NUMBERS + " "])
async def test_where_only_persisted_documents_are_taken_others_are_refused_and_told_nothing(
    text: str, only: httpx.AsyncClient
) -> None:
    english = await asked(only, query=text)
    persian = await only.post("/graphql", json={"query": text}, headers={"accept": RESPONSE})
    assert (english.status_code, codes(english)) == (400, ["DOCUMENT_NOT_ACCEPTED"])
    assert codes(persian) == ["DOCUMENT_NOT_ACCEPTED"]
    assert is_persian(persian.json()["errors"][0]["message"])
    assert NUMBERS not in english.text
    by_get = await only.get("/graphql", params={"query": text})
    assert codes(by_get) == ["DOCUMENT_NOT_ACCEPTED"]


async def test_there_a_loaded_one_is_taken_by_its_name_or_its_very_text(only: httpx.AsyncClient) -> None:
    for fields in ({"documentId": id_of(NUMBERS)}, {"extensions": of_apollo(NUMBERS)}, {"query": NUMBERS}):
        assert (await asked(only, **fields)).json() == ALL


async def test_there_no_client_registers_anything(only: httpx.AsyncClient) -> None:
    text = "{ __typename }"
    assert codes(await asked(only, extensions=of_apollo(text))) == ["PERSISTED_QUERY_NOT_SUPPORTED"]
    for named in ({"documentId": id_of(text)}, {"extensions": of_apollo(text)}):
        assert codes(await asked(only, **named, query=text)) == ["DOCUMENT_NOT_ACCEPTED"]
    assert codes(await asked(only, documentId=id_of(text))) == ["DOCUMENT_UNKNOWN"]


async def test_there_a_socket_too_takes_persisted_documents_alone(strict: Serving, loaded: None) -> None:
    head = await bearer(Role.HEAD_OF_OFFICE)
    message = await messages.register(ROUTINE, by=world.frontend())
    async with socket(strict, head["authorization"]) as connection:
        variables = {"code": message.tracking_code}
        other = CHANGED.replace("version", "version version")
        await tell(connection, id="1", type="subscribe", payload={"query": other, "variables": variables})
        refused = await hear(connection)
        assert refused["payload"][0]["extensions"]["code"] == "DOCUMENT_NOT_ACCEPTED"
        await tell(connection, id="2", type="subscribe", payload={"query": CHANGED, "variables": variables})
        assert (await hear(connection))["payload"]["data"] == as_of(1)["data"]


async def test_there_the_portal_works_and_follows_what_it_shows(only: httpx.AsyncClient) -> None:
    page = await only.get("/developers")
    assert page.status_code == 200
    for text in documents_of_pages():
        # Refused for its variables or its rights, if at all.
        assert "DOCUMENT_NOT_ACCEPTED" not in codes(await asked(only, query=text))
    assert len(documents_of_pages()) >= 9
