"""The effect of a resolution is measured each day, frozen when its days are over, and told to those concerned."""

import asyncio
import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from hotline.figures import actions as figures
from hotline.kit import database
from policy_board.resolutions import effect, measuring
from policy_board.resolutions.effect import Kept
from policy_board.resolutions.measuring import Stretch, Stretches
from tests import resolutions as r
from tests import world
from tests.conftest import Clock
from tests.drafts import PHONE, row, rows

pytestmark = pytest.mark.usefixtures("db")

DAY = timedelta(days=1)


async def told(first: int, last: int, due: int, met: int, code: str = "litter") -> None:
    """So many messages on each of these days from today, whose resolution came due on the same day: those in time
    took an hour, the others two."""
    async with database.transaction() as tx:
        await tx.connection.execute(_TOLD, first, last, due, met, world.id_of("category", code))


async def recompute() -> None:
    async with database.transaction() as tx:
        await figures.recompute(tx)


async def done(clock: Clock, *, before: tuple[int, int], after: tuple[int, int], last_year: Any = None) -> UUID:
    """A resolution verified today, with so many messages a day, due and met, before it, after it and a year ago."""
    # At noon: what is counted in a night's first hour is the day before's.
    now = await database.now()
    await clock.forward((now.replace(hour=9, minute=0) - now) % DAY)
    await told(-182, -1, *before)
    if last_year:
        await told(-367, -200, *last_year)
    id_ = await r.made(forwarded=True)
    await r.report(id_)
    await r.verify(id_)
    await told(1, 181, *after)
    await recompute()
    return id_


async def pass_(clock: Clock, days: int) -> None:
    await clock.forward(days * DAY)
    await r.watch()


async def verdicts(id_: UUID, days: int) -> dict[tuple[str, str | None], str]:
    return {
        (one["facet"], one["obligation"]): one["verdict"] for one in await r.effects(id_) if one["days"] == days
    }


async def test_stretches_leave_out_what_was_between_decision_and_done() -> None:
    stretches = Stretches.of(date(2026, 5, 1), date(2026, 6, 10), 30)
    assert stretches.after == Stretch(date(2026, 6, 11), date(2026, 7, 10))
    assert stretches.before == Stretch(date(2026, 4, 1), date(2026, 4, 30))
    assert stretches.last_year == Stretch(date(2025, 6, 11), date(2025, 7, 10))
    assert {one.days for one in (stretches.after, stretches.before, stretches.last_year)} == {30}


async def test_counting_is_by_the_day_and_by_the_named_types_alone() -> None:
    await told(-3, -3, 4, 3)
    await told(-3, -3, 5, 5, "pothole")
    await told(-9, -9, 7, 0)
    await recompute()
    today = await r.today()
    stretches = Stretches(
        Stretch(today - 4 * DAY, today - DAY), Stretch(today - 5 * DAY, today), Stretch(today - 400 * DAY, today)
    )
    async with database.transaction() as tx:
        after, before, last_year = await measuring.count(tx, stretches, [world.id_of("category", "litter")])
    assert list(after.messages) == [0, 4, 0, 0]
    (kept,) = after.kept.values()
    assert (kept.met, kept.due, list(kept.taken)) == (3, 4, [3600.0, 3600.0, 3600.0, 7200.0])
    assert before is not None
    assert sum(before.messages) == 4
    assert last_year is None, "the data do not reach back so far"


async def test_an_effect_is_live_until_its_days_are_over_and_then_frozen(clock: Clock) -> None:
    id_ = await done(clock, before=(4, 2), after=(4, 4))
    await pass_(clock, 5)
    assert await r.effects(id_) == []
    await pass_(clock, 10)
    live = await r.effects(id_)
    assert {(one["days"], one["frozen_at"]) for one in live} == {(30, None)}
    assert {one["counted"] for one in live} == {14}
    await pass_(clock, 20)
    found = await r.effects(id_)
    assert {(one["days"], one["frozen_at"] is not None, one["counted"]) for one in found} == {
        (30, True, 30),
        (90, False, 34),
    }
    await pass_(clock, 60)
    await pass_(clock, 100)
    assert {(one["days"], one["frozen_at"] is not None) for one in await r.effects(id_)} == {
        (30, True),
        (90, True),
        (180, True),
    }
    assert (await r.look(id_))["next_effect_at"] is None


async def test_after_an_outage_every_horizon_that_passed_is_frozen_with_its_own_days(clock: Clock) -> None:
    id_ = await done(clock, before=(4, 2), after=(4, 4))
    await pass_(clock, 200)
    assert {(one["days"], one["counted"]) for one in await r.effects(id_)} == {(30, 30), (90, 90), (180, 180)}


async def test_what_is_measured_is_what_happened(clock: Clock) -> None:
    id_ = await done(clock, before=(8, 4), after=(8, 8))
    await pass_(clock, 32)
    found = {one["facet"]: one for one in await r.effects(id_) if one["days"] == 30}
    in_time = found["ON_TIME"]
    assert (in_time["value"], in_time["cases"], in_time["value_before"], in_time["cases_before"]) == (
        1,
        240,
        0.5,
        240,
    )
    expected = effect.on_time(Kept(240, 240), Kept(120, 240))
    assert (in_time["change"], in_time["low"], in_time["high"]) == pytest.approx(
        (expected.estimate, expected.low, expected.high)
    )
    assert found["VOLUME"]["value"] == found["VOLUME"]["value_before"] == 8
    assert (found["TAKEN"]["value"], found["TAKEN"]["value_before"]) == (3600, 5400)
    assert await verdicts(id_, 30) == {
        ("ON_TIME", "RESOLUTION"): "BETTER",
        ("TAKEN", "RESOLUTION"): "UNTOLD",
        ("VOLUME", None): "SAME",
    }


async def test_a_change_that_last_year_saw_without_any_resolution_may_be_the_seasons(clock: Clock) -> None:
    id_ = await done(clock, before=(4, 2), after=(4, 4), last_year=(4, 4))
    await pass_(clock, 32)
    found = next(one for one in await r.effects(id_) if one["facet"] == "ON_TIME" and one["days"] == 30)
    assert (found["verdict"], found["value_last_year"]) == ("SEASONAL", 1)


async def test_of_too_little_nothing_is_told_yet(clock: Clock) -> None:
    id_ = await r.made(forwarded=True)
    await r.report(id_)
    await r.verify(id_)
    await pass_(clock, 32)
    assert set((await verdicts(id_, 30)).values()) == {"UNTOLD"}


async def test_what_is_frozen_stays_so_whatever_the_database_is_asked(clock: Clock, db: Any) -> None:
    id_ = await done(clock, before=(1, 1), after=(1, 1))
    await pass_(clock, 32)
    before = await r.effects(id_)
    for sql in ("UPDATE resolution_effect SET verdict = 'BETTER'", "DELETE FROM resolution_effect"):
        with pytest.raises(asyncpg.PostgresError):
            async with db.transaction() as tx:
                await tx.connection.execute(f"{sql} WHERE frozen_at IS NOT NULL")
    assert await r.effects(id_) == before


async def test_many_workers_at_once_freeze_each_horizon_once(clock: Clock) -> None:
    id_ = await done(clock, before=(1, 1), after=(1, 1))
    await clock.forward(200 * DAY)
    await asyncio.gather(*(r.watch() for _ in range(6)))
    found = [(one["days"], one["facet"], one["obligation"]) for one in await r.effects(id_)]
    assert len(found) == len(set(found)) == 9


async def test_whoever_proposed_it_is_told_of_each_horizon_and_its_citizens_once_in_plain_words(
    clock: Clock,
) -> None:
    await done(clock, before=(4, 2), after=(4, 4))
    async with database.transaction() as tx:
        await tx.connection.execute(
            "UPDATE person SET pii_phone = '09120000001' WHERE id = $1", world.councillor().person
        )
        await tx.connection.execute("DELETE FROM delivery")
    await pass_(clock, 32)
    assert [one["template"] for one in await rows("SELECT template FROM delivery")] == ["RESOLUTION_EFFECT"]
    await pass_(clock, 60)
    await pass_(clock, 100)
    found = await rows(
        "SELECT template, details::json AS details, person_id FROM delivery ORDER BY created_at, template"
    )
    assert [one["template"] for one in found] == [
        "RESOLUTION_EFFECT",
        "RESOLUTION_BETTER",
        *["RESOLUTION_EFFECT"] * 2,
    ]
    citizens = await row("SELECT message_id, details FROM delivery WHERE template = 'RESOLUTION_BETTER'")
    phone = await row("SELECT pii_phone FROM reporter WHERE message_id = $1", citizens["message_id"])
    assert phone["pii_phone"] == PHONE
    assert json.loads(citizens["details"]) == {"days": 90, "before": 50, "after": 100}


async def test_where_nothing_is_sure_citizens_are_told_so_at_the_end_and_not_before(clock: Clock) -> None:
    await done(clock, before=(1, 1), after=(1, 1))
    await pass_(clock, 100)
    assert await rows("SELECT * FROM delivery WHERE template LIKE 'RESOLUTION%'") == []
    await pass_(clock, 100)
    (sms,) = await rows("SELECT template FROM delivery WHERE template LIKE 'RESOLUTION%'")
    assert sms["template"] == "RESOLUTION_UNSURE"


async def test_nobody_is_told_of_what_was_decided_in_confidence(clock: Clock, db: Any) -> None:
    id_ = await done(clock, before=(4, 2), after=(4, 4))
    async with db.transaction() as tx:
        await tx.connection.execute("SET LOCAL session_replication_role = replica")
        await tx.connection.execute("UPDATE resolution SET confidential = true")
    await pass_(clock, 200)
    assert len(await r.effects(id_)) == 9
    assert await rows("SELECT * FROM delivery WHERE template LIKE 'RESOLUTION%'") == []


async def test_whoever_is_not_to_be_reached_any_more_is_not_told(clock: Clock) -> None:
    await done(clock, before=(4, 2), after=(4, 4))
    async with database.transaction() as tx:
        await tx.connection.execute("DELETE FROM reporter")
    await pass_(clock, 200)
    assert await rows("SELECT * FROM delivery WHERE template LIKE 'RESOLUTION%' AND person_id IS NULL") == []


# As they stand after their cycle.
_TOLD = """
WITH told AS (
    INSERT INTO message (id, tracking_code, kind, channel, state, cycle, urgency, special, text, pii_text,
        category_id, district_id, registered_at, closed_at, outcome, next_due_at, version)
    SELECT gen_random_uuid(), left(md5(random()::text), 20), 'OPERATIONAL', 'PHONE', 'CLOSED', 1, 'ROUTINE', false,
        'x', 'x', $5, (SELECT id FROM district WHERE number = 1), noon, noon, 'NOT_NEEDED', 'infinity', place
    FROM generate_series($1::int, $2) day CROSS JOIN generate_series(1, $3::int) place CROSS JOIN LATERAL (
        SELECT ((payesh_now() AT TIME ZONE city.time_zone)::date + day + time '12:00') AT TIME ZONE city.time_zone
            AS noon FROM city
    ) at RETURNING id, registered_at, version <= $4 AS in_time
)
INSERT INTO clock (id, message_id, obligation, cycle, policy_id, state, started_at, due_at, met_at, breached_at,
    target_seconds, working_hours, paused_seconds, rung)
SELECT gen_random_uuid(), id, 'RESOLUTION', 1, (SELECT id FROM policy_version), CASE WHEN in_time THEN 'MET'
    ELSE 'BREACHED' END, registered_at, registered_at + interval '90 minutes',
    registered_at + CASE WHEN in_time THEN interval '1 hour' ELSE interval '2 hours' END,
    CASE WHEN NOT in_time THEN registered_at + interval '90 minutes' END, 5400, false, 0, 0
FROM told
"""
