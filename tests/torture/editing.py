"""Councillors who change notes, and secretaries who move an agenda's items, all at once (G8). Each goes on from
what was read last, asks again with the same key until there is an answer, and keeps what was answered."""

import asyncio
import random
import string
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from hotline.kit.viewer import Role
from policy_board.agendas import history
from tests import board, notes, world
from tests.drafts import row, rows
from tests.torture.findings import Finding, nought
from tests.torture.load import Load

EDITORS: Final = 8
NOTES: Final = 2
ITEMS: Final = 30
ROLES: Final = (Role.COUNCILLOR, Role.BOARD_SECRETARY)
_NOTE: Final = "query Note($id: ID!) { node(id: $id) { ... on Annotation { version } } }"
_EDIT: Final = """
mutation Edit($input: EditAnnotationInput!) {
  editAnnotation(input: $input) { annotation { version } problems { code } }
}
"""
_AGENDA: Final = "query Agenda($id: ID!) { node(id: $id) { ... on Agenda { revision items { id } } } }"
_MOVE: Final = """
mutation Move($input: MoveItemInput!) {
  moveAgendaItem(input: $input) { revision problems { code } }
}
"""


@dataclass
class Desk:
    """What there is to edit. `written` holds by note the words of each version that was acknowledged, `moved` each
    revision of the agenda; a version acknowledged twice is one edit that silently overwrote another."""

    notes: list[UUID]
    agenda: UUID
    items: list[UUID]
    written: dict[UUID, dict[int, str]]
    moved: set[int] = field(default_factory=set)
    overwritten: int = 0
    refused: Counter[str] = field(default_factory=Counter)


async def laid_out() -> Desk:
    """Two notes on published papers, and an open agenda. Every token of a councillor is the notes' author."""
    made = []
    for _ in range(NOTES):
        id_, _paper = await notes.noted()
        made.append(id_)
    author = world.councillor().person
    await rows("UPDATE token SET person_id = $1 WHERE role = $2", author, Role.COUNCILLOR)
    agenda = await board.opened([f"موضوع {place}" for place in range(1, ITEMS + 1)])
    return Desk(made, agenda, await board.items(agenda), {id_: {} for id_ in made})


async def edit(desk: Desk, load: Load, edits: int) -> None:
    """So many edits by each of the editors, half of them of notes."""

    async def work() -> None:
        for turn in range(edits):
            await (_change_a_note(desk, load) if turn % 2 else _move_an_item(desk, load))

    await asyncio.gather(*(work() for _ in range(EDITORS)))


async def _change_a_note(desk: Desk, load: Load) -> None:
    id_ = random.choice(desk.notes)
    read = await _answered(load, Role.COUNCILLOR, _NOTE, id=f"ann_{id_}")
    words = "".join(random.choices(string.ascii_lowercase, k=20))
    input_ = {"id": f"ann_{id_}", "version": read["node"]["version"], "text": words}
    input_ |= {"kind": "COMMENT", "visibility": "BUNDLE"}
    payload = (await _answered(load, Role.COUNCILLOR, _EDIT, input_))["editAnnotation"]
    if _refused(desk, payload):
        return
    # An answer of long ago is read as it stands today, so the version that it made is counted.
    version = read["node"]["version"] + 1
    desk.overwritten += version in desk.written[id_]
    desk.written[id_][version] = words


async def _move_an_item(desk: Desk, load: Load) -> None:
    read = (await _answered(load, Role.BOARD_SECRETARY, _AGENDA, id=f"agd_{desk.agenda}"))["node"]
    one, other = random.sample([item["id"] for item in read["items"]], 2)
    input_ = {"agendaId": f"agd_{desk.agenda}", "revision": read["revision"], "itemId": one}
    where = {random.choice(["afterId", "beforeId"]): other}
    payload = (await _answered(load, Role.BOARD_SECRETARY, _MOVE, input_ | {"where": where}))["moveAgendaItem"]
    if _refused(desk, payload):
        return
    desk.overwritten += payload["revision"] in desk.moved
    desk.moved.add(payload["revision"])


def _refused(desk: Desk, payload: dict[str, Any]) -> bool:
    for problem in payload["problems"]:
        desk.refused[problem["code"]] += 1
    return bool(payload["problems"])


async def _answered(
    load: Load, role: Role, document: str, input_: dict[str, Any] | None = None, **variables: object
) -> dict[str, Any]:
    """What is answered, however often it must be asked."""
    key = {"idempotency-key": uuid.uuid4().hex} if input_ else None
    while (data := await load.ask(role, document, input_, key, **variables)) is None:  # noqa: ASYNC110 - a server's
        await asyncio.sleep(random.uniform(0.1, 0.5))
    return data


async def judged(desk: Desk) -> list[Finding]:
    lost = 0
    for id_, written in desk.written.items():
        kept = {
            one["number"]: one["text"]
            for one in await rows("SELECT number, text FROM annotation_edit WHERE annotation_id = $1", id_)
        }
        lost += len([version for version, words in written.items() if kept.get(version) != words])
        now = await row("SELECT version, text FROM annotation WHERE id = $1", id_)
        lost += kept != {number: kept[number] for number in range(1, now["version"] + 1)}
        lost += kept[now["version"]] != now["text"]
    edits = await rows("SELECT revision, done FROM agenda_edit WHERE agenda_id = $1 ORDER BY revision", desk.agenda)
    lost += len(desk.moved - {one["revision"] for one in edits})
    order = await board.items(desk.agenda)
    replayed = history.replay(history.read(one["done"]) for one in edits)
    acknowledged = sum(map(len, desk.written.values())) + len(desk.moved)
    refused = ", ".join(f"{times} × {code}" for code, times in desk.refused.most_common())
    return [
        Finding(f"{EDITORS} editors of {NOTES} notes and an agenda: edits acknowledged", f"{acknowledged:,}"),
        Finding("refused, since another was first", refused or "0"),
        nought("of those acknowledged: lost", lost, acknowledged),
        nought("overwritten without a word", desk.overwritten),
        nought(
            "an order that is no permutation, or not what its edits give",
            (sorted(order) != sorted(desk.items)) + (replayed != await board.lines(desk.agenda)),
        ),
    ]
