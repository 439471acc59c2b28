"""Agendas over GraphQL and HTTP, against the real server."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from hotline.kit.viewer import Role
from policy_board.agendas import actions as agendas
from policy_board.agendas.editing import Where
from tests import board
from tests.agendas.secretaries import EDITS, assert_nothing_lost, edit_at_random
from tests.api.serving import ask, bearer
from tests.api.streams import events
from tests.board import COLLEAGUE
from tests.drafts import rows

FOLLOW = """
subscription ($id: ID!) { agendaChanged(id: $id) { revision items { title } present { person { name } } } }
"""
CHAIRED = """
mutation ($input: FreezeAgendaInput!) {
  freezeAgenda(input: $input) { meeting { state } agenda { frozenRevision versions { cause lines { title } } }
    problems { code } }
}
"""


async def send(http: httpx.AsyncClient, name: str, agenda: UUID, headers: dict[str, str], **input: Any) -> Any:
    variables = {"input": {"agendaId": f"agd_{agenda}"} | input}
    return (await ask(http, EDITS[name], variables, headers=headers)).json()["data"][name]


@pytest.mark.parametrize(("secretaries", "seed"), [(2, 1), (5, 2), (10, 3)])
async def test_secretaries_who_edit_at_once_at_random_lose_nothing(
    http: httpx.AsyncClient, secretaries: int, seed: int
) -> None:
    agenda = await board.opened([f"موضوع {place}" for place in range(1, 13)])
    before = await board.items(agenda)
    keys = [await bearer(Role.BOARD_SECRETARY) for _ in range(secretaries)]
    tally = await edit_at_random(http, agenda, keys, edits=120, most=20, seed=seed)
    assert tally.edits >= 120
    assert len(tally.acknowledged) > 40
    await assert_nothing_lost(agenda, tally, before=before)


async def test_a_conflict_is_a_type_that_names_what_changed_and_by_whom(http: httpx.AsyncClient) -> None:
    agenda, secretary = await board.opened("abcd"), await bearer(Role.BOARD_SECRETARY)
    a, b, *_ = await board.items(agenda)
    await agendas.move(agenda, b, by=COLLEAGUE, revision=4, where=Where(place=4))
    where = {"afterId": f"itm_{b}"}
    answer = await send(http, "moveAgendaItem", agenda, secretary, revision=4, itemId=f"itm_{a}", where=where)
    assert answer["problems"] == [{"code": "AGENDA_CONFLICT"}]
    assert answer["conflict"]["madeOn"], answer["conflict"]["now"] == (4, 5)
    (change,) = answer["conflict"]["changes"]
    assert (change["kind"], change["title"], change["by"]) == ("MOVED", "b", COLLEAGUE.name)
    again = await send(http, "moveAgendaItem", agenda, secretary, revision=5, itemId=f"itm_{a}", where=where)
    assert (again["revision"], again["conflict"], again["problems"]) == (6, None, [])
    assert await board.titles(agenda) == list("cdba")


async def test_an_edit_whose_answer_was_lost_is_sent_again_under_its_key_and_done_once(
    http: httpx.AsyncClient,
) -> None:
    agenda, secretary = await board.opened("ab"), await bearer(Role.BOARD_SECRETARY)
    added = {"revision": 2, "title": "c", "idempotencyKey": "once"}
    first = await send(http, "scheduleAgendaItem", agenda, secretary, **added)
    again = await send(http, "scheduleAgendaItem", agenda, secretary, **added)
    assert (first["revision"], first["item"]) == (again["revision"], again["item"])
    assert await board.titles(agenda) == list("abc")
    assert len(await rows("SELECT * FROM agenda_item")) == 3


async def test_whoever_follows_an_agenda_is_told_of_every_edit_and_of_who_comes(http: httpx.AsyncClient) -> None:
    agenda, secretary = await board.opened("a"), await bearer(Role.BOARD_SECRETARY)
    (item,) = await board.items(agenda)
    async with events(http, FOLLOW, {"id": f"agd_{agenda}"}, secretary) as told:
        assert (await anext(told))[1]["data"]["agendaChanged"]["revision"] == 1
        await agendas.change(agenda, item, by=COLLEAGUE, revision=1, values={"title": "z"})
        now = (await anext(told))[1]["data"]["agendaChanged"]
        assert (now["revision"], now["items"]) == (2, [{"title": "z"}])
        there = "mutation ($input: AgendaInput!) { beOnAgenda(input: $input) { problems { code } } }"
        await ask(http, there, {"input": {"agendaId": f"agd_{agenda}"}}, headers=secretary)
        assert len((await anext(told))[1]["data"]["agendaChanged"]["present"]) == 1


async def test_an_event_tells_a_list_of_several_whole(http: httpx.AsyncClient) -> None:
    agenda, secretary = await board.opened("abc"), await bearer(Role.BOARD_SECRETARY)
    async with events(http, FOLLOW, {"id": f"agd_{agenda}"}, secretary) as told:
        now = (await anext(told))[1]["data"]["agendaChanged"]
    assert now["items"] == [{"title": "a"}, {"title": "b"}, {"title": "c"}]


async def test_the_chair_freezes_over_graphql_and_the_printed_version_is_there(http: httpx.AsyncClient) -> None:
    agenda, chair = await board.opened("ab"), await bearer(Role.BOARD_CHAIR)
    variables = {"input": {"id": f"agd_{agenda}", "revision": 2}}
    answer = (await ask(http, CHAIRED, variables, headers=chair)).json()["data"]["freezeAgenda"]
    assert answer == {
        "meeting": {"state": "AGENDA_FROZEN"},
        "agenda": {
            "frozenRevision": 2,
            "versions": [{"cause": "FROZEN", "lines": [{"title": "a"}, {"title": "b"}]}],
        },
        "problems": [],
    }
