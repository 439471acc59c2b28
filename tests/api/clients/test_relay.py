"""Relay: its compiler takes our schema with `@connection` and `@refetchable`; what it makes of it is answered."""

import asyncio
import json
import re
import shutil
from asyncio.subprocess import PIPE, STDOUT
from types import ModuleType
from typing import Any

import httpx
import pytest

from hotline.kit.viewer import Role
from hotline.messages import actions as messages
from schema.root import SDL
from tests import world
from tests.api.clients.node import FOLDER
from tests.api.serving import ask, bearer, codes
from tests.drafts import ROUTINE

TOTAL = 5


@pytest.fixture(scope="module")
async def compiled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The operations that the compiler made of `relay/`, by name."""
    folder = tmp_path_factory.mktemp("relay")
    shutil.copytree(FOLDER / "relay", folder, dirs_exist_ok=True)
    shutil.copy(SDL, folder / "schema.graphql")
    (folder / "__generated__").mkdir()
    (folder / "persisted.json").write_text("{}")
    compiler = await asyncio.create_subprocess_exec(
        *(str(FOLDER / "node_modules" / ".bin" / "relay-compiler"), "relay.config.json"),
        cwd=folder,
        stdout=PIPE,
        stderr=STDOUT,
    )
    said, _ = await compiler.communicate()
    assert compiler.returncode == 0, said.decode()
    texts = json.loads((folder / "persisted.json").read_text("utf-8")).values()
    return {text.split()[1].partition("(")[0]: text for text in texts}


@pytest.fixture
async def operator(db: ModuleType) -> dict[str, str]:
    for _ in range(TOTAL):
        await messages.register(ROUTINE, by=world.frontend())
    return await bearer(Role.OPERATOR)


def test_the_compiler_makes_every_operation_and_those_that_refetch(compiled: dict[str, str]) -> None:
    assert set(compiled) == {
        *("QueueQuery", "QueuePageQuery", "QueueRowQuery", "QueueTimelineQuery"),
        *("QueueSubscription", "QueueTakeMutation"),
    }


async def test_a_connection_is_paged_on_to_its_end_and_back(
    compiled: dict[str, str], operator: dict[str, str], http: httpx.AsyncClient
) -> None:
    async def page(name: str, **variables: Any) -> dict[str, Any]:
        answer = await ask(http, compiled[name], variables, headers=operator)
        found: dict[str, Any] = answer.json()["data"]["messages"]
        return found

    def told(found: dict[str, Any]) -> list[str]:
        return [edge["node"]["trackingCode"] for edge in found["edges"]]

    pages = [await page("QueueQuery")]
    while pages[-1]["pageInfo"]["hasNextPage"]:
        pages.append(await page("QueuePageQuery", first=2, after=pages[-1]["pageInfo"]["endCursor"]))
    there = [told(found) for found in pages]
    assert [len(codes) for codes in there] == [2, 2, 1]
    assert len({code for codes in there for code in codes}) == TOTAL
    # As Relay goes back: with the way it does not go as null.
    before = await page("QueuePageQuery", first=None, last=2, before=pages[-1]["pageInfo"]["startCursor"])
    assert (told(before), before["pageInfo"]["hasPreviousPage"]) == (there[1], True)


async def test_a_fragment_is_asked_for_again_by_the_id_of_its_node(
    compiled: dict[str, str], operator: dict[str, str], http: httpx.AsyncClient
) -> None:
    first = await ask(http, compiled["QueueQuery"], headers=operator)
    row = first.json()["data"]["messages"]["edges"][0]["node"]
    again = await ask(http, compiled["QueueRowQuery"], {"id": row["id"]}, headers=operator)
    node = again.json()["data"]["node"]
    assert (node.pop("__typename"), row.pop("__typename")) == ("Message", "Message")
    assert node == row
    timeline = await ask(http, compiled["QueueTimelineQuery"], {"id": row["id"]}, headers=operator)
    assert timeline.json()["data"]["node"]["followUps"] == row["followUps"]


async def test_a_mutation_answers_with_what_its_fragments_show(
    compiled: dict[str, str], operator: dict[str, str], http: httpx.AsyncClient
) -> None:
    first = await ask(http, compiled["QueueQuery"], headers=operator)
    row = first.json()["data"]["messages"]["edges"][0]["node"]
    answer = await ask(http, compiled["QueueTakeMutation"], {"input": {"id": row["id"]}}, headers=operator)
    payload = answer.json()["data"]["takeMessageInHand"]
    assert payload["problems"] == []
    assert payload["message"]["trackingCode"] == row["trackingCode"]


async def test_a_cursor_of_another_list_or_order_is_refused_by_its_code(
    operator: dict[str, str], http: httpx.AsyncClient
) -> None:
    found = await ask(http, "{ messages(first: 1) { edges { cursor } } }", headers=operator)
    (edge,) = found.json()["data"]["messages"]["edges"]
    assert re.fullmatch(r"[A-Za-z0-9_-]+", edge["cursor"])
    taken = "query ($at: String) { messages(first: 1, after: $at) { nodes { id } } }"
    other_order = "query ($at: String) { messages(first: 1, after: $at, orderBy: TIME_LEFT) { nodes { id } } }"
    other_list = """
        query ($at: String) { messages(first: 1) { nodes { followUps(first: 1, after: $at) { nodes { id } } } } }
    """
    assert codes(await ask(http, taken, {"at": edge["cursor"]}, headers=operator)) == []
    for document in (other_order, other_list):
        refused = await ask(http, document, {"at": edge["cursor"]}, headers=operator)
        assert codes(refused) == ["BAD_CURSOR"]
