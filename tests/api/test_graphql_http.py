"""GraphQL over HTTP as the specification asks, against the real server."""

import httpx
import pytest

from hotline.kit.refusals import _persian
from hotline.kit.viewer import Role
from tests import world
from tests.api.serving import (
    FRONTEND,
    INPUT,
    JSON,
    REGISTER,
    RESPONSE,
    ask,
    bearer,
    citizen,
    codes,
    is_persian,
    register,
)
from tests.drafts import counts, row
from tests.troubles import failing

DISTRICTS = "{ districts { number } }"
ALL = {"data": {"districts": [{"number": number} for number in (1, 2, 3)]}}


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (JSON, JSON),
        (RESPONSE, RESPONSE),
        ("*/*", JSON),
        ("application/*", JSON),
        (f"{RESPONSE}; charset=utf-8, {JSON};q=0.9", RESPONSE),
        (f"text/plain, {JSON}", JSON),
    ],
)
async def test_a_query_is_answered_in_the_media_type_asked_for(
    accept: str, media_type: str, http: httpx.AsyncClient
) -> None:
    response = await ask(http, DISTRICTS, accept=accept)
    assert (response.status_code, response.json()) == (200, ALL)
    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"


async def test_without_an_accept_header_the_older_media_type_is_sent(http: httpx.AsyncClient) -> None:
    del http.headers["accept"]
    response = await http.post("/graphql", json={"query": DISTRICTS})
    assert (response.status_code, response.headers["content-type"]) == (200, f"{JSON}; charset=utf-8")


@pytest.mark.parametrize("document", ["{", "{ nothing }", "query A { __typename } query B { __typename }"])
async def test_a_refused_document_is_200_in_json_and_400_in_the_newer_type(
    document: str, http: httpx.AsyncClient
) -> None:
    older, newer = await ask(http, document), await ask(http, document, accept=RESPONSE)
    assert (older.status_code, newer.status_code) == (200, 400)
    assert codes(older) == codes(newer) != []
    assert "data" not in older.json() | newer.json()


async def test_a_denied_field_is_403_in_the_newer_type(http: httpx.AsyncClient) -> None:
    document = "{ deliveries { totalCount } }"
    older, newer = await ask(http, document), await ask(http, document, accept=RESPONSE)
    assert (older.status_code, newer.status_code, codes(newer)) == (200, 403, ["FORBIDDEN_FIELD"])


@pytest.mark.parametrize("document", [DISTRICTS, "{ nothing }", "{"])
async def test_who_takes_a_stream_too_is_answered_once_what_is_no_subscription(
    document: str, http: httpx.AsyncClient
) -> None:
    takes_all = f"{RESPONSE}, {JSON}, text/event-stream, multipart/mixed"
    response, plain = await ask(http, document, accept=takes_all), await ask(http, document, accept=RESPONSE)
    assert response.headers["content-type"] == f"{RESPONSE}; charset=utf-8"
    assert (response.status_code, codes(response)) == (plain.status_code, codes(plain))
    assert response.json().get("data") == plain.json().get("data")


async def test_who_accepts_neither_type_is_told_406(http: httpx.AsyncClient) -> None:
    response = await ask(http, DISTRICTS, accept="text/plain")
    assert (response.status_code, codes(response)) == (406, ["NOT_ACCEPTABLE"])


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/graphql", "multipart/form-data", f"{JSON}; charset=utf-16"]
)
async def test_a_body_of_another_type_is_415(content_type: str, http: httpx.AsyncClient) -> None:
    body = b'{"query": "{ __typename }"}'
    response = await http.post("/graphql", content=body, headers={"content-type": content_type})
    assert (response.status_code, codes(response)) == (415, ["UNSUPPORTED_MEDIA_TYPE"])


async def test_a_charset_of_utf_8_is_understood(http: httpx.AsyncClient) -> None:
    body = b'{"query": "{ __typename }"}'
    response = await http.post("/graphql", content=body, headers={"content-type": f'{JSON}; charset="UTF-8"'})
    assert response.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
async def test_other_methods_are_405_and_told_which_are_allowed(method: str, http: httpx.AsyncClient) -> None:
    response = await http.request(method, "/graphql", json={"query": DISTRICTS})
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")
    assert codes(response) == ["METHOD_NOT_ALLOWED_HERE"]


async def test_a_query_is_answered_by_get(http: httpx.AsyncClient) -> None:
    document = "query One($id: ID!) { node(id: $id) { id } } query Two { __typename }"
    id_ = f"dst_{world.id_of('district', 2)}"
    parameters = {"query": document, "variables": f'{{"id": "{id_}"}}', "operationName": "One"}
    response = await http.get("/graphql", params=parameters)
    assert (response.status_code, response.json()) == (200, {"data": {"node": {"id": id_}}})
    response = await http.get("/graphql", params={**parameters, "operationName": "Two"})
    assert response.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize("accept", [JSON, RESPONSE])
async def test_a_mutation_by_get_is_405_and_changes_nothing(accept: str, http: httpx.AsyncClient) -> None:
    before = await counts()
    document = 'mutation { registerMessage(input: {body: "x", categoryCode: "litter"}) { trackingCode } }'
    response = await http.get("/graphql", params={"query": document}, headers={"accept": accept, **FRONTEND})
    assert (response.status_code, codes(response)) == (405, ["METHOD_NOT_ALLOWED"])
    assert "POST" in response.headers["allow"]
    assert await counts() == before


async def test_a_read_of_contact_data_by_get_is_405_and_leaves_no_record(http: httpx.AsyncClient) -> None:
    head = await bearer(Role.HEAD_OF_OFFICE)
    code = (await register(http, head))["trackingCode"]
    document = f'{{ message(trackingCode: "{code}") {{ reporter(reason: CLARIFY) {{ phone }} }} }}'
    response = await http.get("/graphql", params={"query": document}, headers=head)
    assert response.status_code == 405
    assert await row("SELECT count(*) FROM access_record") == {"count": 0}
    response = await ask(http, document, headers=head)
    assert response.json() == {"data": {"message": {"reporter": {"phone": "09120000000"}}}}
    assert response.headers["cache-control"] == "no-store"
    assert await row("SELECT count(*) FROM access_record") == {"count": 1}


async def test_a_browser_that_opens_the_endpoint_is_sent_to_the_developers_page(http: httpx.AsyncClient) -> None:
    response = await http.get("/graphql", headers={"accept": "text/html"})
    assert (response.status_code, response.headers["location"]) == (303, "/developers")


@pytest.mark.parametrize(
    "authorization",
    ["Bearer payesh_token_of_nobody", "Bearer", "Basic eA==", "Receipt " + "A" * 43, "Receipt", "x" * 500],
)
async def test_credentials_that_do_not_hold_are_401_in_the_language_asked_for(
    authorization: str, http: httpx.AsyncClient
) -> None:
    given = {"authorization": authorization}
    english = await ask(http, DISTRICTS, headers=given)
    persian = await ask(http, DISTRICTS, headers=given, language="fa")
    assert (english.status_code, persian.status_code) == (401, 401)
    assert codes(english) == codes(persian) == ["UNAUTHENTICATED"]
    assert english.json()["errors"][0]["message"] == "Your session or token does not hold. Sign in again."
    assert persian.json()["errors"][0]["message"] == _persian()["UNAUTHENTICATED"]


async def test_an_error_carries_the_id_of_its_request(http: httpx.AsyncClient) -> None:
    response = await ask(http, "{ nothing }")
    (error,) = response.json()["errors"]
    assert error["extensions"]["requestId"] == response.headers["x-request-id"] != ""
    assert (await ask(http, "{ nothing }")).headers["x-request-id"] != response.headers["x-request-id"]


@pytest.mark.parametrize(
    ("accepted", "persian"),
    [("en", False), ("fa", True), ("fr, en-GB;q=0.8", False), ("fa-IR,en;q=0.5", True), ("fr", True), ("", True)],
)
async def test_sentences_are_in_the_language_asked_for(
    accepted: str, persian: bool, http: httpx.AsyncClient
) -> None:
    response = await ask(http, "{ messages(first: 999) { totalCount } }", language=accepted, headers=FRONTEND)
    refused = await ask(http, "{ accessRecords(first: 1, last: 1) { totalCount } }", language=accepted)
    for told in (response, refused):
        message = told.json()["errors"][0]["message"]
        assert is_persian(message) is persian
    assert "accept-language" in response.headers["vary"]


async def test_an_answer_of_a_mutation_is_never_stored_by_anyone(http: httpx.AsyncClient) -> None:
    response = await ask(http, REGISTER, {"input": INPUT}, headers=FRONTEND)
    assert response.headers["cache-control"] == "no-store"


async def test_a_repeat_under_one_key_is_answered_with_the_first_answer(http: httpx.AsyncClient) -> None:
    keyed = FRONTEND | {"idempotency-key": "one"}
    first = await register(http, keyed)
    before = await counts()
    again = await register(http, keyed)
    assert (first["replayed"], again["replayed"], first["problems"]) == (False, True, [])
    assert again == first | {"replayed": True}
    assert await counts() == before


async def test_a_key_that_stood_for_another_body_is_refused(http: httpx.AsyncClient) -> None:
    keyed = FRONTEND | {"idempotency-key": "one"}
    await register(http, keyed)
    before = await counts()
    refused = await register(http, keyed, body="چیز دیگری")
    assert [problem["code"] for problem in refused["problems"]] == ["IDEMPOTENCY_KEY_REUSED"]
    assert (refused["trackingCode"], refused["receipt"]) == (None, None)
    assert await counts() == before


@pytest.mark.parametrize("key", ["x" * 121, "\x07", "é", "\0", "یک"])
async def test_a_key_nobody_could_mean_is_refused(key: str, http: httpx.AsyncClient) -> None:
    before = await counts()
    refused = await register(http, FRONTEND, idempotencyKey=key)
    assert [problem["code"] for problem in refused["problems"]] == ["KEY_INVALID"]
    refused = await register(http, FRONTEND | {"idempotency-key": "x" * 121})
    assert [problem["code"] for problem in refused["problems"]] == ["KEY_INVALID"]
    assert await counts() == before


async def test_a_receipt_shows_the_citizen_their_message_and_no_other(http: httpx.AsyncClient) -> None:
    mine, other = await register(http, FRONTEND), await register(http, FRONTEND, body="دیگر")
    held = {"authorization": f"Receipt {mine['receipt']}"}
    document = "query ($code: String!) { message(trackingCode: $code) { trackingCode unmaskedText } }"
    seen = await ask(http, document, {"code": mine["trackingCode"]}, headers=held)
    assert seen.json() == {
        "data": {"message": {"trackingCode": mine["trackingCode"], "unmaskedText": INPUT["body"]}}
    }
    hidden = await ask(http, document, {"code": other["trackingCode"]}, headers=held)
    assert hidden.json() == {"data": {"message": None}}
    both = {"authorization": f"Receipt {mine['receipt']}, {other['receipt']}"}
    listed = await ask(http, "{ messages { totalCount } }", headers=both)
    assert listed.json() == {"data": {"messages": {"totalCount": 2}}}
    listed = await ask(http, "{ messages { totalCount } }", headers=citizen(world.id_of("message", "none")))
    assert listed.json() == {"data": {"messages": {"totalCount": 0}}}


async def test_the_schema_describes_itself(http: httpx.AsyncClient) -> None:
    document = """
        query ($name: String!, $all: Boolean!, $deep: Boolean!) {
          __typename
          ours: __type(name: $name) { __typename name fields(includeDeprecated: $all) { ...named } }
          none: __type(name: "Nothing") { name }
          __schema { queryType { name @include(if: $deep) kind @skip(if: $deep) } }
          districts { number }
        }
        fragment named on __Field { name }
    """
    response = await ask(http, document, {"name": "PageInfo", "all": True, "deep": True})
    fields = [{"name": name} for name in ("hasNextPage", "hasPreviousPage", "startCursor", "endCursor")]
    assert response.json() == {
        "data": {
            "__typename": "Query",
            "ours": {"__typename": "__Type", "name": "PageInfo", "fields": fields},
            "none": None,
            "__schema": {"queryType": {"name": "Query"}},
            **ALL["data"],
        }
    }


async def test_one_plan_of_introspection_answers_each_request_by_its_own_variables(
    http: httpx.AsyncClient,
) -> None:
    document = "query ($name: String!) { __type(name: $name) { name } }"
    for name in ("Query", "Message"):
        assert (await ask(http, document, {"name": name})).json() == {"data": {"__type": {"name": name}}}


TWO = """
mutation ($first: RegisterMessageInput!, $second: AddNoteInput!) {
  __typename
  done: registerMessage(input: $first) { trackingCode problems { code } }
  refused: addNote(input: $second) { followUp { id } problems { code path message } }
}
"""


async def test_of_two_fields_the_first_stays_done_when_the_second_is_refused(http: httpx.AsyncClient) -> None:
    second = {"messageId": f"msg_{world.id_of('message', 'none')}", "text": "متن"}
    response = await ask(http, TWO, {"first": INPUT, "second": second}, headers=await bearer(Role.OPERATOR))
    data = response.json()["data"]
    assert list(data) == ["__typename", "done", "refused"]
    assert data["done"]["problems"] == []
    assert data["refused"]["followUp"] is None
    assert [problem["code"] for problem in data["refused"]["problems"]] == ["NOT_FOUND"]
    assert (await counts())["message"] == 1


async def test_a_field_whose_payload_is_denied_is_null_beside_its_error_and_not_done(
    http: httpx.AsyncClient,
) -> None:
    document = """
        mutation ($input: RegisterMessageInput!) {
          done: registerMessage(input: $input) { trackingCode }
          denied: registerMessage(input: $input) { message { deliveries { id } } }
          after: registerMessage(input: $input) { problems { code } }
        }
    """
    response = await ask(http, document, {"input": INPUT}, headers=FRONTEND, accept=RESPONSE)
    answer = response.json()
    assert response.status_code == 200
    assert (answer["data"]["denied"], answer["data"]["after"]) == (None, {"problems": []})
    assert codes(response) == ["FORBIDDEN_FIELD"]
    assert answer["errors"][0]["path"] == ["denied"]
    assert (await counts())["message"] == 2


async def test_a_subscription_where_one_answer_was_asked_for_is_406(http: httpx.AsyncClient) -> None:
    document = 'subscription { messageChanged(trackingCode: "x") { state } }'
    response = await ask(http, document)
    assert (response.status_code, codes(response)) == (406, ["NEEDS_STREAM"])


async def test_an_act_that_met_a_full_disk_is_503_whatever_is_accepted_and_may_be_tried_again(
    http: httpx.AsyncClient,
) -> None:
    key = {"idempotency-key": "once the disk is free"}
    before = await counts()
    async with failing("message", "disk_full"):
        for accept in (JSON, RESPONSE):
            response = await ask(http, REGISTER, {"input": INPUT}, accept=accept, headers=FRONTEND | key)
            assert (response.status_code, codes(response)) == (503, ["UNAVAILABLE"])
            assert response.headers["retry-after"] == "2"
            assert "data" not in response.json()
    assert await counts() == before
    assert (await register(http, FRONTEND | key))["trackingCode"]


async def test_what_was_done_before_the_disk_was_full_is_answered_as_done(http: httpx.AsyncClient) -> None:
    twice = """
    mutation Twice($first: RegisterMessageInput!, $second: RegisterMessageInput!) {
      first: registerMessage(input: $first) { trackingCode }
      second: registerMessage(input: $second) { trackingCode }
    }
    """
    inputs = {"first": INPUT, "second": INPUT | {"body": "این یکی جا نمی‌شود."}}
    async with failing("message", "disk_full", "NEW.text LIKE '%جا نمی‌شود%'"):
        response = await ask(http, twice, inputs, headers=FRONTEND)
    assert response.status_code == 200
    assert codes(response) == ["UNAVAILABLE"]
    assert response.json()["data"]["first"]["trackingCode"]
    assert response.json()["data"]["second"] is None
