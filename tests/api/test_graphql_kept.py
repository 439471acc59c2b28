"""Answers by GET that clients keep: 304 exactly where the client has the very bytes it would be given now.

`PAYESH_KEPT_RUNS` makes the property's run longer (`make prove-short`).
"""

import asyncio
import json
import os
from collections.abc import Coroutine
from datetime import timedelta
from types import ModuleType
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hotline.kit import database
from hotline.kit.viewer import SYSTEM, Role
from hotline.messages import actions as messages
from hotline.messages.registering import Registration
from hotline.people import actions as people
from tests import world
from tests.api.processes import eventually
from tests.api.serving import FRONTEND, JSON, RESPONSE, Serving, ask, bearer, citizen, codes
from tests.conftest import Clock
from tests.drafts import ROUTINE, URGENT, row

DOCUMENT = """query Kept($code: String!) {
  message(trackingCode: $code) { trackingCode text state urgency overdue canTriage { allowed message } }
}"""
DISTRICTS = {"query": "{ districts { number } }"}
STEPS = st.lists(
    st.tuples(st.sampled_from(["edit", "grant", "time", "ask", "ask", "ask"]), st.integers(0, 11)),
    min_size=20,
    max_size=30,
)
RUNS = int(os.environ.get("PAYESH_KEPT_RUNS", "4"))


@pytest.fixture
async def message(http: httpx.AsyncClient) -> Registration:
    return await messages.register(ROUTINE, by=world.frontend())


def address(message: Registration) -> dict[str, str]:
    return {"query": DOCUMENT, "variables": json.dumps({"code": message.tracking_code})}


async def test_an_answer_by_get_has_a_tag_and_is_not_sent_twice(
    message: Registration, http: httpx.AsyncClient
) -> None:
    head = await bearer(Role.HEAD_OF_OFFICE)
    first = await http.get("/graphql", params=address(message), headers=head)
    tag = first.headers["etag"]
    for kept in (tag, f"W/{tag}", f'"another", {tag}', "*"):
        again = await http.get("/graphql", params=address(message), headers={**head, "if-none-match": kept})
        assert (again.status_code, again.content) == (304, b"")
        for name in ("etag", "cache-control", "vary"):
            assert again.headers[name] == first.headers[name]
    for kept in ('"another"', tag.strip('"'), ""):
        again = await http.get("/graphql", params=address(message), headers={**head, "if-none-match": kept})
        assert (again.status_code, again.content) == (200, first.content)


async def test_the_two_media_types_have_two_tags(http: httpx.AsyncClient) -> None:
    answers = [await http.get("/graphql", params=DISTRICTS, headers={"accept": one}) for one in (JSON, RESPONSE)]
    assert answers[0].content == answers[1].content
    assert answers[0].headers["etag"] != answers[1].headers["etag"]


async def test_only_what_is_told_to_everybody_may_be_kept_by_others(http: httpx.AsyncClient) -> None:
    for headers, kept in (
        ({}, "no-cache"),
        ({"cookie": "payesh_language=fa"}, "private, no-cache"),
        (FRONTEND, "private, no-cache"),
        (citizen(world.id_of("message", "any")), "private, no-cache"),
    ):
        answer = await http.get("/graphql", params=DISTRICTS, headers=headers)
        assert answer.headers["cache-control"] == kept
        varied = {name.strip() for name in answer.headers["vary"].split(",")}
        assert varied == {"accept", "accept-language", "authorization", "cookie"}


async def test_what_is_no_reading_by_get_has_no_tag(message: Registration, http: httpx.AsyncClient) -> None:
    refused = await http.get("/graphql", params={"query": "{ nothing }"}, headers={"if-none-match": "*"})
    posted = await ask(http, "{ districts { number } }", headers={"if-none-match": "*"})
    unknown = await http.get("/graphql", params=address(message), headers={"authorization": "Bearer nobody"})
    assert (refused.status_code, codes(refused)) == (200, ["GRAPHQL_VALIDATION_FAILED"])
    assert (posted.status_code, unknown.status_code) == (200, 401)
    for answer in (refused, posted, unknown):
        assert "etag" not in answer.headers
        assert answer.headers["cache-control"] == "private, no-cache"


async def test_a_304_is_told_exactly_to_those_who_have_what_they_would_be_given(
    db: ModuleType, clock: Clock, serving: Serving
) -> None:
    loop = asyncio.get_running_loop()
    urgent = await messages.register(URGENT, by=world.operator())
    agent = await bearer(Role.HEAD_OF_OFFICE)
    person = (await row("SELECT person_id FROM token WHERE role = 'HEAD_OF_OFFICE'"))["person_id"]
    askers = [{}, FRONTEND, agent, citizen(urgent.id), await bearer(Role.OPERATOR), await bearer(Role.COUNCILLOR)]
    seen: dict[str, bytes] = {}
    met: set[int] = set()

    def done(coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(30)

    async def edit(number: int) -> None:
        async with database.transaction() as tx:
            text = f"نوشتهٔ {number % 3}"
            await tx.connection.execute("UPDATE message SET text = $2 WHERE id = $1", urgent.id, text)

    async def grant(client: httpx.Client) -> None:
        """Give or take the role, and wait until the server has heard of it."""
        held = await database.writes().fetchval("SELECT true FROM person_role WHERE person_id = $1", person)
        unit = world.id_of("unit", "office")
        change = people.revoke_role if held else people.grant
        await change(person, Role.HEAD_OF_OFFICE, by=SYSTEM, unit_id=unit)

        async def heard() -> bool:
            answer = await asyncio.to_thread(client.get, "/graphql", params=address(urgent), headers=agent)
            sees = (answer.json().get("data") or {}).get("message") is not None
            return sees != bool(held)

        await eventually(heard)

    def asked(client: httpx.Client, number: int) -> None:
        accept, language = ((JSON, "fa"), (RESPONSE, "en"))[number % 2]
        who = {"accept": accept, "accept-language": language, **askers[number % len(askers)]}
        now = client.get("/graphql", params=address(urgent), headers=who)
        for tag, bytes_ in [*seen.items()]:
            again = client.get("/graphql", params=address(urgent), headers={**who, "if-none-match": tag})
            met.add(again.status_code)
            same = bytes_ == now.headers.get("content-type", "").encode() + now.content and now.status_code == 200
            assert (again.status_code == 304) == same
            assert again.content == (b"" if same else now.content) or "errors" in again.json()
        if "etag" in now.headers:
            seen[now.headers["etag"]] = now.headers["content-type"].encode() + now.content

    with httpx.Client(base_url=serving.url, timeout=30) as client:

        @settings(
            max_examples=RUNS,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(STEPS)
        def holds(steps: list[tuple[str, int]]) -> None:
            for kind, number in steps:
                if kind == "edit":
                    done(edit(number))
                elif kind == "grant":
                    done(grant(client))
                elif kind == "time":
                    done(clock.forward(timedelta(minutes=7 * number)))
                else:
                    asked(client, number)

        await asyncio.to_thread(holds)
    assert met >= {200, 304}
    assert len(seen) > 4
