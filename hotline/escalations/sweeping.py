"""The sweep: whatever rungs clocks have reached, fires, once, by whichever worker finds it (domain §4).

It judges by rows and by the database's time, so that neither a crash nor a clock set back or forth loses a rung or
doubles one. A batch is a transaction, and all it writes goes set by set: a storm's thousand rungs cost about what
one does.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

import asyncpg

from hotline.city.reference import Reference, Rung
from hotline.clocks import sweeping as clocks
from hotline.clocks.standing import Standing
from hotline.clocks.sweeping import Reached
from hotline.clocks.tables import Obligation
from hotline.custody.spans import Holder
from hotline.escalations import rules, superiors, telling
from hotline.escalations.rules import Tree
from hotline.escalations.tables import OVERDUE, Told
from hotline.escalations.telling import Telling
from hotline.follow_ups import timeline
from hotline.follow_ups.timeline import Entry
from hotline.inspections import stepping_in
from hotline.inspections.rules import INSPECTED_IN
from hotline.inspections.tables import InspectionCause
from hotline.kit import database, rows
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.rows import Row
from hotline.kit.viewer import SYSTEM
from hotline.messages.fetching import fetch_for_system
from hotline.messages.moving import move
from hotline.messages.tables import MessageState


async def sweep(tx: Transaction, *, city: Reference, limit: int) -> int:
    """Fire what up to `limit` clocks have reached; how many messages were looked at, none once all are done."""
    messages = await clocks.due(tx, limit)
    await _fire(tx, messages, city)
    return len(messages)


async def sweep_one(tx: Transaction, *, city: Reference) -> tuple[UUID, Exception | None] | None:
    """The same for the one whose turn it is, None where there is none. If it fails by a fault of ours it is put
    off, and the fault returned. Its row stays locked in between: with others about, no other is taken for it."""
    for message_id in await clocks.due(tx, 1):
        try:
            # What was written before the fault is taken back, and only that.
            async with tx.connection.transaction():
                await _fire(tx, [message_id], city)
        except Exception as fault:
            if not is_ours(fault):
                raise
            await clocks.put_off(tx, message_id)
            return message_id, fault
        return message_id, None
    return None


def is_ours(fault: Exception) -> bool:
    """Whether it lies in what is stored or in the code, and would come again; else the database is away or busy."""
    if isinstance(fault, asyncpg.IntegrityConstraintViolationError | asyncpg.DataError):
        return True
    return not isinstance(fault, (*database.UNAVAILABLE, asyncpg.PostgresError))


async def _fire(tx: Transaction, messages: Sequence[UUID], city: Reference) -> None:
    if messages and (reached := await clocks.settle_due(tx, messages, city=city)):
        await _escalate(tx, reached, city)


async def _escalate(tx: Transaction, reached: Sequence[Reached], city: Reference) -> None:
    tree = await superiors.tree(tx)
    rungs = [(one.clock, rules.collapsed(one.rungs)) for one in reached]
    ids = list({clock.message_id for clock, _ in rungs})
    messages = {row["id"]: row for row in await tx.connection.fetch(_STANDS, ids)}
    tellings = [_telling(clock, rung, messages[clock.message_id], tree, city) for clock, rung in rungs]
    inspected = await _inspect(tx, [clock for clock, rung in rungs if rung.inspect], messages)
    entries = [(told.message, telling.entry_of(told, _state(messages[told.message]))) for told in tellings]
    entries += [
        (id_, stepping_in.opening(_state(messages[id_]), InspectionCause.BREACH, city)) for id_ in inspected
    ]
    await timeline.write(tx, [row for id_, entry in entries for row in _rows(tx, entry, messages[id_])])
    await telling.write(tx, tellings, tree=tree, city=city)
    await _propose(tx, [clock for clock, rung in rungs if rung.review])
    for id_, inspector in inspected.items():
        if _state(messages[id_]) is MessageState.RESOLUTION_CLAIMED:
            await _hand_over(tx, id_, inspector, city)


def _telling(clock: Standing, rung: Rung, message: asyncpg.Record, tree: Tree, city: Reference) -> Telling:
    holder = Holder(message["unit"] or city.office, message["person"])
    return Telling(
        escalation=new_id(),
        clock=clock.id,
        message=clock.message_id,
        obligation=clock.value.obligation,
        percent=rung.percent,
        due_at=clock.value.due_at,
        place=rules.told(Told(rung.tell), holder, tree) if rung.tell else None,
        climb=clock.value.target * rung.climb / 100,
        working_hours=clock.value.working_hours,
    )


async def _inspect(
    tx: Transaction, breached: Iterable[Standing], messages: Mapping[UUID, asyncpg.Record]
) -> Mapping[UUID, UUID | None]:
    """Bring inspectors in where something on the ground is late; a late call to the citizen is the office's own.
    The inspector by message."""
    cycles = {
        clock.message_id: clock.value.cycle
        for clock in breached
        if clock.value.obligation is not Obligation.FEEDBACK
        and clock.value.cycle == messages[clock.message_id]["cycle"]
        and _state(messages[clock.message_id]) in INSPECTED_IN
    }
    return await stepping_in.charge(tx, cycles, cause=InspectionCause.BREACH, by=SYSTEM) if cycles else {}


async def _propose(tx: Transaction, clocks_: Iterable[Standing]) -> None:
    candidates = [
        {
            "id": new_id(),
            "message_id": clock.message_id,
            "cycle": clock.value.cycle,
            "cause": OVERDUE[clock.value.obligation],
            "proposed_at": tx.at,
        }
        for clock in clocks_
    ]
    if candidates:
        await tx.connection.execute(_PROPOSE, rows.encode(candidates))


async def _hand_over(tx: Transaction, message_id: UUID, inspector: UUID | None, city: Reference) -> None:
    """What the unit says is done while its inspection opens is at once in the inspector's hands (domain §3)."""
    message = await fetch_for_system(tx, message_id)
    holder = Holder(city.centre, inspector)
    await move(tx, message, stepping_in.arrival(city), by=SYSTEM, city=city, holder=holder)


def _rows(tx: Transaction, entry: Entry, message: asyncpg.Record) -> list[Row]:
    return timeline.rows_of(message["id"], [entry], by=SYSTEM, at=tx.at, cycle=message["cycle"])


def _state(message: asyncpg.Record) -> MessageState:
    return MessageState(message["state"])


# What is over is in nobody's hands: then it is about whoever had it last.
_STANDS: Final = """
SELECT id, state, cycle, holder_person_id AS person, coalesce(
    holder_unit_id,
    (SELECT unit_id FROM custody_span WHERE message_id = message.id ORDER BY began_at DESC LIMIT 1),
    unit_id
) AS unit
FROM message WHERE id = ANY($1)
"""

_PROPOSE: Final = f"""
{rows.insert("review_candidate", 1)} ON CONFLICT (message_id, cycle, cause) DO NOTHING
"""
