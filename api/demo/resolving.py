"""What a past meeting of the demo's policy board resolved, in every state. It is done by the real actions, and
then said to have been done some months ago: in one transaction, since the database keeps what was decided."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from api.demo import proving
from api.demo.dossiers import councillor, viewer
from hotline.city.reference import reference
from hotline.clocks.tables import Obligation
from hotline.files.store import Store
from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.jalali import TEHRAN
from hotline.kit.rows import encode, insert
from hotline.kit.viewer import Role, Viewer
from policy_board.agendas import actions as agendas
from policy_board.agendas import freezing, receiving
from policy_board.agendas.editing import Where
from policy_board.agendas.tray import ItemDraft
from policy_board.meetings import actions as meetings
from policy_board.meetings.actions import Arrangement
from policy_board.resolutions import actions as resolutions
from policy_board.resolutions import following, watching
from policy_board.resolutions.effect import Kept
from policy_board.resolutions.measuring import Counted
from policy_board.resolutions.resolving import Draft
from policy_board.seats import actions as seats
from policy_board.seats.rules import SeatedAlready
from policy_board.sittings import actions as sittings
from policy_board.sittings.actions import Said
from policy_board.sittings.rules import Draft as Decided
from policy_board.sittings.tables import Ballot, Choice, Result

# What happened at the meeting and before it, by table. At this point nothing else of these is there.
_PAST: Final[Mapping[str, Sequence[str]]] = {
    "board_seat": ("since",),
    "meeting": ("starts_at",),
    "meeting_step": ("at",),
    "agenda_version": ("at",),
    "agenda_edit": ("at",),
    "agenda_item": ("proposed_at", "answered_at"),
    "attendance": ("arrived_at", "left_at", "recorded_at"),
    "discussion": ("taken_up_at",),
    "decision": ("decided_at", "recorded_at"),
    "decision_objection": ("at",),
    "deferral": ("at",),
    "resolution": ("made_at",),
    "resolution_step": ("at",),
}
# Which end with a day, as they did.
_DUE: Final = ("due_at", "due_on", "next_rung_at")
# How many days ago it was reported, and verified or returned.
_WHEN: Final = {"EFFECT": (97, 95), "VERIFIED": (24, 21), "REPORTED": (2, 2), "RETURNED": (9, 6)}


async def tell(store: Store) -> int:
    """Write them all; how many resolutions it were. Their photos go into `store`."""
    told = tomllib.loads((Path(__file__).parent / "resolutions.toml").read_text("utf-8"))
    secretary = viewer(Role.BOARD_SECRETARY)
    decisions = await _hold(told, by=secretary)
    ids = [await _resolve(one, decisions, told["days_ago"], by=secretary) for one in told["resolution"]]
    # It was held in the morning, at whatever hour the demo is made.
    now = (await database.now()).astimezone(TEHRAN)
    days = timedelta(days=told["days_ago"])
    ago = days + (now - now.replace(hour=10, minute=30))
    async with database.transaction() as tx:
        for table, columns in _PAST.items():
            await _shift(tx, table, columns, ago)
        await _shift(tx, "resolution", _DUE, days)
    # Who sat on the board until today.
    await seats.unseat(_person(councillor(5)), by=secretary)
    for id_, one in zip(ids, told["resolution"], strict=True):
        if one["goes"] in _WHEN:
            await _go_on(id_, one, store)
    city, found = await reference(), True
    while found:
        async with database.transaction() as tx:
            found = await watching.watch(tx, city=city) is not None
    return len(ids)


async def _hold(told: Mapping[str, Any], *, by: Viewer) -> list[UUID]:
    """The meeting; its decisions, the dossier's last."""
    members = [viewer(Role.BOARD_CHAIR), viewer(Role.BOARD_MEMBER), *map(councillor, (2, 3, 4))]
    for member in (*members, councillor(5)):
        try:
            await seats.seat(_person(member), by=by)
        except SeatedAlready:
            continue
    arrangement = Arrangement(
        told["title"], told["place"], await database.now() + timedelta(minutes=5), budget=90, quorum=3
    )
    meeting = await meetings.plan(arrangement, by=by)
    agenda = await agendas.open_agenda(meeting, by=by, version=1)
    revision = 0
    for item in told["item"]:
        made = await agendas.add(agenda, ItemDraft(item["title"]), by=by, revision=revision, where=Where())
        revision = made.revision
    forwarding = await database.writes().fetchval(_FORWARDED, told["dossier"])
    decided = [item["decision"] for item in told["item"]]
    if forwarding is not None:
        taken = await receiving.take_on(forwarding, by=by)
        revision = (await agendas.schedule(agenda, taken, by=by, revision=revision, where=Where())).revision
        decided.append(told["decision"])
    made = await agendas.add(agenda, ItemDraft(told["left"]), by=by, revision=revision, where=Where())
    await freezing.freeze(agenda, by=viewer(Role.BOARD_CHAIR), revision=made.revision)
    await sittings.open_session(
        meeting, by=by, version=await _version(meeting), present=[_person(one) for one in members]
    )
    await sittings.arrive(meeting, _person(viewer(Role.HEAD_OF_OFFICE)), by=by)
    items = await database.writes().fetch("SELECT id FROM agenda_item WHERE agenda_id = $1 ORDER BY place", agenda)
    made_of = []
    for item, text, said in zip(items, decided, [*told["item"], {}], strict=False):
        draft = _voted(text, said["objection"], members) if said else Decided(Result.APPROVED, text)
        words = Said(said["said"], 0) if said else None
        made_of.append(await sittings.decide(item["id"], draft, by=by, said=words))
    await sittings.close(meeting, by=by, version=await _version(meeting))
    return made_of


def _voted(text: str, objection: str, members: Sequence[Viewer]) -> Decided:
    """All but the last are for it, who wants that on record."""
    people = [_person(member) for member in members]
    votes = {person: Choice.FOR for person in people[:-1]} | {people[-1]: Choice.AGAINST}
    return Decided(Result.APPROVED, text, ballot=Ballot.OPEN, votes=votes, objections={people[-1]: objection})


def _person(of: Viewer) -> UUID:
    assert of.person is not None, "an account"
    return of.person


async def _resolve(told: Mapping[str, Any], decisions: Sequence[UUID], days_ago: int, *, by: Viewer) -> UUID:
    unit = told.get("unit") or await database.writes().fetchval(_MANAGERS_UNIT)
    today = (await database.now()).astimezone(TEHRAN).date()
    draft = Draft(told["text"], unit, today + timedelta(days=days_ago + told["due"]), told["types"])
    return await resolutions.resolve(decisions[told.get("item", -1)], draft, by=by)


async def _go_on(id_: UUID, told: Mapping[str, Any], store: Store) -> None:
    """Reported some days ago, and verified, returned or neither."""
    person = await database.writes().fetchrow(_WHO_ANSWERS, id_)
    assert person is not None, "it was resolved"
    manager = viewer(Role.MANAGER)
    manager = Viewer(manager.kind, manager.roles, person=person["person_id"], managed=(person["unit_id"],))
    reported, judged = (timedelta(days=days) for days in _WHEN[told["goes"]])
    photos = await proving.send(told, by=manager, store=store, ago=reported)
    await resolutions.report(id_, by=manager, version=1, text=told["report"], files=photos)
    await proving.let_out(photos, told, ago=reported)
    await _back(id_, reported)
    if told["goes"] == "RETURNED":
        await resolutions.give_back(id_, by=viewer(Role.BOARD_SECRETARY), version=2, reason=told["reason"])
        await _back(id_, judged)
    elif told["goes"] != "REPORTED":
        await resolutions.verify(id_, by=viewer(Role.BOARD_SECRETARY), version=2, note=told.get("note"))
        await _back(id_, judged)
    if told["goes"] == "EFFECT":
        await _have_effect(id_)


async def _back(id_: UUID, by: timedelta) -> None:
    """The last step was so long ago."""
    async with database.transaction() as tx:
        await _shift(tx, "resolution_step", ("at",), by, last_of=id_)


async def _have_effect(id_: UUID) -> None:
    """As it would stand after 90 days. The demo's messages are of some weeks, so its counts are made up."""
    async with database.transaction() as tx:
        for days, met in ((30, 0.72), (90, 0.79)):
            rows = following.rows_of(
                _counted(days, 9, met, hours=40),
                _counted(days, 10, 0.61, hours=64),
                _counted(days, 10, 0.63, hours=62),
            )
            common = {"resolution_id": id_, "days": days, "counted": days}
            frozen_at = tx.at - timedelta(days=96 - days)
            made = [
                {"id": new_id(), **common, "measured_at": frozen_at, "frozen_at": frozen_at, **row} for row in rows
            ]
            await tx.connection.execute(insert("resolution_effect", 1), encode(made))
        await tx.connection.execute(_EFFECT, id_, tx.at)


def _counted(days: int, a_day: int, share: float, *, hours: float) -> Counted:
    due = days * a_day
    messages = [a_day + (day * 7) % 5 - 2 for day in range(days)]
    taken = [3600 * hours * (place + 1) * 2 / due for place in range(due)]
    return Counted(messages, {Obligation.RESOLUTION: Kept(round(due * share), due, taken)})


async def _shift(
    tx: Transaction, table: str, columns: Sequence[str], by: timedelta, *, last_of: UUID | None = None
) -> None:
    moved = ", ".join(
        f"{name} = ({name} - $1::interval)::date" if name.endswith("_on") else f"{name} = {name} - $1::interval"
        for name in columns
    )
    only = " WHERE id = (SELECT id FROM resolution_step WHERE resolution_id = $2 ORDER BY at DESC, id DESC LIMIT 1)"
    await tx.connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")  # sql: named here
    sql = f"UPDATE {table} SET {moved}{only if last_of else ''}"  # noqa: S608 - of names that stand here
    await tx.connection.execute(sql, by, *([last_of] if last_of else []))
    await tx.connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")  # sql: named here


async def _version(meeting: UUID) -> int:
    return int(await database.writes().fetchval("SELECT version FROM meeting WHERE id = $1", meeting))


_FORWARDED: Final = """
SELECT forwarding.id FROM forwarding JOIN dossier ON dossier.id = forwarding.dossier_id
WHERE dossier.title = $1 AND forwarding.state = 'WAITING'
"""

_MANAGERS_UNIT: Final = """
SELECT unit.code FROM person JOIN person_role ON person_role.person_id = person.id AND role = 'MANAGER'
JOIN unit ON unit.id = person_role.unit_id WHERE person.username = 'manager' LIMIT 1
"""

_WHO_ANSWERS: Final = """
SELECT resolution.unit_id, coalesce(resolution.person_id, post.person_id, resolution.made_by_id) AS person_id
FROM resolution LEFT JOIN post ON post.unit_id = resolution.unit_id AND post.kind = 'MANAGER'
WHERE resolution.id = $1
"""

# The citizens count as told, so that the demo sends them nothing.
_EFFECT: Final = """
UPDATE resolution SET done_at = $2::timestamptz - interval '97 days', told_at = $2,
    next_effect_at = $2::timestamptz + interval '85 days' WHERE id = $1
"""
