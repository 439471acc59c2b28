"""Secretaries who edit one agenda at random and at once, over HTTP, and what must hold when they are done."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

import httpx

from policy_board.agendas import history
from policy_board.agendas.rebasing import numbers
from tests import board
from tests.api.serving import ask
from tests.drafts import row, rows

READ = """
query ($id: ID!) { node(id: $id) { ... on Agenda { revision items { id underId number place } } } }
"""
EDITS = {
    name: f"""mutation ($input: {input_type}!) {{ {name}(input: $input) {{
        revision rebased item {{ id }} conflict {{ madeOn now changes {{ revision kind title by at }} }}
        problems {{ code }} }} }}"""
    for name, input_type in {
        "scheduleAgendaItem": "ScheduleItemInput",
        "removeAgendaItem": "ItemEditInput",
        "moveAgendaItem": "MoveItemInput",
        "setAgendaOrder": "SetAgendaOrderInput",
        "changeAgendaItem": "ChangeItemInput",
    }.items()
}
# What an edit may be told that was right on what its secretary had read.
FORESEEN = {"AGENDA_CONFLICT", "HAS_PARTS", "PART_OF_PART", "OWN_NEIGHBOUR", "ON_AGENDA_ALREADY", "NO_SUCH_PLACE"}


@dataclass
class Tally:
    """What all secretaries were answered."""

    acknowledged: dict[int, str] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    rebased: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def edits(self) -> int:
        return len(self.acknowledged) + self.refused.total()


@dataclass
class Secretary:
    """One of them: what they have read may be old, as on a page that was opened a while ago."""

    http: httpx.AsyncClient
    headers: dict[str, str]
    agenda: str
    random: Random
    most: int
    revision: int = 0
    items: list[dict[str, Any]] = field(default_factory=list)
    tray: list[str] = field(default_factory=list)

    async def read(self) -> None:
        response = await ask(self.http, READ, {"id": self.agenda}, headers=self.headers)
        found = response.json()["data"]["node"]
        self.revision, self.items = found["revision"], found["items"]

    async def edit(self, tally: Tally) -> None:
        name, input = self._meant()
        input |= {"agendaId": self.agenda, "revision": self.revision}
        response = await ask(self.http, EDITS[name], {"input": input}, headers=self.headers)
        answer = response.json()["data"][name]
        if answer["problems"]:
            (problem,) = answer["problems"]
            assert problem["code"] in FORESEEN, answer
            assert (problem["code"] == "AGENDA_CONFLICT") == bool(answer["conflict"]), answer
            if answer["conflict"]:
                assert answer["conflict"]["changes"], answer
                assert all(change["by"] for change in answer["conflict"]["changes"]), answer
            if input.get("itemId") and name == "scheduleAgendaItem":
                self.tray.append(input["itemId"])
            tally.refused[problem["code"]] += 1
            await self.read()
            return
        assert answer["revision"] not in tally.acknowledged, "two edits made one revision"
        tally.acknowledged[answer["revision"]] = name
        tally.rebased += answer["rebased"]
        if name == "scheduleAgendaItem":
            tally.added.append(answer["item"]["id"])
        if name == "removeAgendaItem":
            tally.removed.append(input["itemId"])
            self.tray.append(input["itemId"])
        # Some look again after each edit, others go on with what they have.
        if self.random.random() < 0.6:
            await self.read()

    def _meant(self) -> tuple[str, dict[str, Any]]:
        ids = [item["id"] for item in self.items]
        chance = self.random.random()
        if len(ids) < 3 or (chance < 0.08 and len(ids) < self.most):
            if self.tray and self.random.random() < 0.7:
                return "scheduleAgendaItem", {"itemId": self.tray.pop(), "where": self._where(ids)}
            return "scheduleAgendaItem", {"title": f"موضوع {self.random.randrange(999)}", "where": self._where(ids)}
        item = self.random.choice(ids)
        if chance < 0.15:
            return "removeAgendaItem", {"itemId": item}
        if chance < 0.25:
            return "changeAgendaItem", {"itemId": item, "minutes": self.random.choice([None, 5, 10, 30])}
        if chance < 0.28:
            return "setAgendaOrder", {"itemIds": self._shuffled()}
        return "moveAgendaItem", {"itemId": item, "where": self._where([one for one in ids if one != item])}

    def _where(self, ids: list[str]) -> dict[str, Any]:
        tops = [item["id"] for item in self.items if item["underId"] is None]
        if not ids or not tops:
            return {}
        return self.random.choice(
            [
                {"afterId": self.random.choice(ids)},
                {"beforeId": self.random.choice(ids)},
                {"place": self.random.randint(1, len(tops))},
                {"underId": self.random.choice(tops)},
            ]
        )

    def _shuffled(self) -> list[str]:
        """Items in any order, each with its parts behind it."""
        tops = [item["id"] for item in self.items if item["underId"] is None]
        self.random.shuffle(tops)
        return [item["id"] for top in tops for item in self.items if top in (item["id"], item["underId"])]


async def edit_at_random(
    http: httpx.AsyncClient, agenda_id: UUID, keys: list[dict[str, str]], *, edits: int, most: int, seed: int
) -> Tally:
    """So many edits by as many secretaries as there are keys, `most` items at once."""
    tally = Tally()

    async def work(secretary: Secretary) -> None:
        await secretary.read()
        while tally.edits < edits:
            await secretary.edit(tally)

    agenda = f"agd_{agenda_id}"
    await asyncio.gather(
        *(work(Secretary(http, key, agenda, Random(seed + place), most)) for place, key in enumerate(keys))
    )
    return tally


async def assert_nothing_lost(agenda_id: UUID, tally: Tally, *, before: list[UUID]) -> None:
    """What the agenda must be, whatever was done to it: `before` it held those items."""
    stored = await rows("SELECT * FROM agenda_item WHERE agenda_id = $1 ORDER BY place", agenda_id)
    edits = await rows("SELECT * FROM agenda_edit WHERE agenda_id = $1 ORDER BY revision", agenda_id)
    lines = await board.lines(agenda_id)
    expected = Counter(f"itm_{item}" for item in before)
    expected.update(tally.added)
    expected.subtract(tally.removed)
    assert +expected == Counter(f"itm_{one['id']}" for one in stored), "only adding and removing change the set"
    assert [one["place"] for one in stored] == list(range(1, len(stored) + 1))
    assert [one["number"] for one in stored] == numbers(lines)
    revision = (await row("SELECT revision FROM agenda WHERE id = $1", agenda_id))["revision"]
    assert [edit["revision"] for edit in edits] == list(range(1, revision + 1))
    assert set(tally.acknowledged) == {edit["revision"] for edit in edits[len(before) :]}, "what is done is written"
    assert history.replay(history.read(edit["done"]) for edit in edits) == lines
