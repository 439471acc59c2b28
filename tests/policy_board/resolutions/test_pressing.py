"""The ladder of resolutions: who is told when, who takes note, and how what is overdue returns to the board."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from hotline.city.reference import reference
from hotline.escalations.rules import AcknowledgedAlready, NothingToAcknowledge, ToldToAnother
from hotline.kit import database
from hotline.kit.refusals import NotFound
from hotline.kit.viewer import Role
from policy_board.agendas import actions as agendas
from policy_board.resolutions import actions as resolutions
from policy_board.resolutions import watching
from tests import board, world
from tests import resolutions as r
from tests.board import SECRETARY
from tests.conftest import Clock
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")
MANAGER = world.manager()


async def posts(*held: tuple[str, str, Role]) -> None:
    """Further superiors: unit, kind of post, and who holds it."""
    async with database.transaction() as tx:
        for unit, kind, role in held:
            await tx.connection.execute(
                "INSERT INTO post (id, unit_id, kind, person_id) VALUES ($1, $2, $3, $4)",
                world.id_of("post", f"{unit} {kind}"),
                world.id_of("unit", unit),
                kind,
                world.id_of("person", role),
            )


async def with_phones() -> None:
    async with database.transaction() as tx:
        await tx.connection.execute("UPDATE person SET pii_phone = '09120000001'")


async def past(clock: Clock, id_: UUID, percent: int) -> None:
    """Let so much of its time be gone, and the system look."""
    found, now = await r.look(id_), await database.now()
    at = found["made_at"] + (found["due_at"] - found["made_at"]) * percent / 100
    await clock.forward(at - now + timedelta(seconds=1))
    await r.watch()


async def test_each_rung_fires_when_its_share_of_the_time_is_gone(clock: Clock) -> None:
    await posts(("services", "DEPUTY", Role.HEAD_OF_OFFICE), ("1-roads", "SUPERVISOR", Role.INSPECTOR))
    id_ = await r.made()
    for percent, rungs in ((49, []), (50, [50]), (75, [50, 75]), (100, [50, 75, 100]), (150, [50, 75, 100, 150])):
        await past(clock, id_, percent)
        assert [one["percent"] for one in await r.warnings(id_)] == rungs
    told = [(one["tell"], one["person_id"]) for one in await r.warnings(id_)]
    assert told == [
        ("HOLDER", MANAGER.person),
        ("SUPERVISOR", world.id_of("person", Role.INSPECTOR)),
        ("MANAGER", MANAGER.person),
        ("DEPUTY", world.id_of("person", Role.HEAD_OF_OFFICE)),
    ]
    assert (await r.look(id_))["next_rung_at"] is None


async def test_after_an_outage_what_was_missed_collapses_into_the_highest_rung(clock: Clock) -> None:
    id_ = await r.made()
    await past(clock, id_, 120)
    assert [one["percent"] for one in await r.warnings(id_)] == [100]


async def test_a_reported_resolution_presses_nobody_until_it_is_returned(clock: Clock) -> None:
    id_ = await r.made()
    await r.report(id_)
    await past(clock, id_, 80)
    assert await r.warnings(id_) == []
    await r.give_back(id_)
    await r.watch()
    assert [one["percent"] for one in await r.warnings(id_)] == [75]
    await r.report(id_)
    await past(clock, id_, 300)
    assert len(await r.warnings(id_)) == 1
    assert (await r.look(id_))["returned_item_id"] is None


async def test_whoever_is_told_hears_of_it_once(clock: Clock) -> None:
    await with_phones()
    id_ = await r.made()
    await past(clock, id_, 100)
    await r.watch()
    (notice,) = await rows("SELECT person_id, template FROM delivery")
    assert tuple(notice.values()) == (MANAGER.person, "RESOLUTION_ESCALATED")


async def test_what_nobody_acknowledges_climbs_and_what_somebody_does_climbs_no_more(clock: Clock) -> None:
    await posts(("services", "DEPUTY", Role.HEAD_OF_OFFICE))
    id_ = await r.made(50)
    await past(clock, id_, 100)
    assert (await r.warnings(id_))[0]["person_id"] == MANAGER.person
    await past(clock, id_, 111)
    (climbed,) = await r.warnings(id_)
    assert (climbed["person_id"], climbed["climbed"]) == (world.id_of("person", Role.HEAD_OF_OFFICE), 1)
    assert climbed["climbs_at"] is None


async def test_the_superior_told_takes_note_once_and_nobody_else_does(clock: Clock) -> None:
    await posts(("services", "DEPUTY", Role.HEAD_OF_OFFICE))
    id_ = await r.made(50)
    await past(clock, id_, 50)
    await past(clock, id_, 100)
    reminder, warning = await r.warnings(id_)
    with pytest.raises(NothingToAcknowledge):
        await resolutions.acknowledge(reminder["id"], by=MANAGER)
    with pytest.raises(ToldToAnother):
        await resolutions.acknowledge(warning["id"], by=world.head_of_office())
    with pytest.raises(NotFound):
        await resolutions.acknowledge(warning["id"], by=world.operator())
    assert await resolutions.acknowledge(warning["id"], by=MANAGER) == id_
    with pytest.raises(AcknowledgedAlready):
        await resolutions.acknowledge(warning["id"], by=MANAGER)
    await past(clock, id_, 140)
    assert [one["climbed"] for one in await r.warnings(id_)] == [0, 0]


async def test_what_is_overdue_waits_in_the_tray_and_goes_on_the_next_agenda_that_is_opened(clock: Clock) -> None:
    id_ = await r.made()
    before = await rows("SELECT * FROM decision")
    await past(clock, id_, 101)
    item = await row("SELECT * FROM agenda_item WHERE of_itself")
    assert (item["id"], item["state"]) == ((await r.look(id_))["returned_item_id"], "ACCEPTED")
    assert r.TEXT in item["title"]
    assert item["note"] == r.TEXT
    agenda = await board.opened()
    assert await board.items(agenda) == [item["id"]]
    assert await rows("SELECT * FROM decision") == before


async def test_what_is_overdue_goes_on_an_agenda_that_is_open_at_once(clock: Clock) -> None:
    id_ = await r.made()
    agenda = await agendas.open_agenda(await board.planned(days=60), by=SECRETARY, version=1)
    await past(clock, id_, 101)
    assert await board.items(agenda) == [(await r.look(id_))["returned_item_id"]]


async def test_it_returns_to_the_board_once_however_often_it_is_returned_to_the_manager(clock: Clock) -> None:
    id_ = await r.made()
    await past(clock, id_, 101)
    await r.report(id_)
    await r.give_back(id_)
    await past(clock, id_, 250)
    assert len(await rows("SELECT * FROM agenda_item WHERE of_itself")) == 1


async def test_what_is_returned_after_its_day_without_having_been_before_the_board_goes_there_then(
    clock: Clock,
) -> None:
    id_ = await r.made()
    await r.report(id_)
    await past(clock, id_, 200)
    await r.give_back(id_)
    await r.watch()
    assert (await r.look(id_))["returned_item_id"] is not None
    assert [one["percent"] for one in await r.warnings(id_)] == [150]


async def test_what_was_decided_in_confidence_stays_so_on_the_next_agenda(clock: Clock, db: Any) -> None:
    decision = await r.decided()
    async with db.transaction() as tx:
        await tx.connection.execute("SET LOCAL session_replication_role = replica")
        await tx.connection.execute("UPDATE agenda_item SET confidential = true")
    id_ = await resolutions.resolve(decision, await r.draft(), by=SECRETARY)
    await past(clock, id_, 101)
    assert (await row("SELECT confidential FROM agenda_item WHERE of_itself"))["confidential"]


async def test_many_workers_at_once_fire_each_rung_and_return_each_resolution_once(clock: Clock) -> None:
    await posts(("services", "DEPUTY", Role.HEAD_OF_OFFICE))
    await with_phones()
    decision, draft = await r.decided(), await r.draft()
    for _ in range(6):
        await resolutions.resolve(decision, draft, by=SECRETARY)
    await board.opened()
    await clock.forward(timedelta(days=22))
    await asyncio.gather(*(r.watch() for _ in range(6)))
    assert len(await rows("SELECT * FROM agenda_item WHERE of_itself")) == 6
    assert [one["percent"] for one in await rows("SELECT percent FROM resolution_warning")] == [100] * 6
    assert len(await rows("SELECT * FROM delivery")) == 6


async def test_what_fails_by_a_fault_of_ours_is_put_off_and_keeps_no_other_waiting(clock: Clock, db: Any) -> None:
    decision, draft = await r.decided(), await r.draft()
    broken = await resolutions.resolve(decision, draft, by=SECRETARY)
    sound = await resolutions.resolve(decision, draft, by=SECRETARY)
    async with db.transaction() as tx:
        # A warning that is there already: the rung cannot be written twice.
        await tx.connection.execute(
            "INSERT INTO resolution_warning (id, resolution_id, percent, tell, unit_id, fired_at, climbed)"
            " VALUES (gen_random_uuid(), $1, 100, 'MANAGER', $2, payesh_now(), 0)",
            broken,
            world.id_of("unit", "1-roads"),
        )
    await clock.forward(timedelta(days=22))
    found = []
    for _ in range(3):
        async with db.transaction() as tx:
            found.append(await watching.watch(tx, city=await reference()))
    assert [one and (one[0], one[1] is None) for one in found] == [(broken, False), (sound, True), None]
    assert (await r.look(broken))["returned_item_id"] is None
    assert (await r.look(broken))["next_rung_at"] > await db.now()
