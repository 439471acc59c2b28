"""The rows beside the demo's timelines agree with what the timelines say."""

import pytest

from tests.api.demo.conftest import UNTIL, Connection

# The last that a timeline says of what stands open, and what closes it again.
_LAST = (
    "SELECT count(*) FROM (SELECT DISTINCT ON (message_id) message_id, kind, cycle FROM follow_up WHERE kind IN "
    "({kinds}) ORDER BY message_id, recorded_at DESC, id DESC) last WHERE kind {open}"
)
_OPEN = (
    ("inspection", "'INSPECTION_OPENED', 'VERIFIED'", "= 'INSPECTION_OPENED'"),
    ("objection", "'OBJECTED', 'RULED'", "= 'OBJECTED'"),
    ("feedback_request", "'FEEDBACK_SOUGHT', 'FEEDBACK', 'CLOSED'", "= 'FEEDBACK_SOUGHT'"),
)
# What a timeline says, and the row that was written with it.
_WRITTEN = (
    (
        "INSPECTION_OPENED",
        "inspection",
        "r.opened_at = f.recorded_at AND r.cycle = f.cycle AND r.cause = facts->>'cause'",
    ),
    (
        "VERIFIED",
        "inspection",
        "r.ended_at = f.recorded_at AND r.state = 'VERIFIED' AND r.inspector_id = f.actor_id",
    ),
    (
        "INSPECTION_VISIT",
        "visit",
        "r.follow_up_id = f.id AND r.found = facts->>'found' AND r.inspector_id = f.actor_id",
    ),
    ("OBJECTED", "objection", "r.opened_at = f.recorded_at AND r.text = f.text AND r.reason = facts->>'reason'"),
    ("OBJECTION_TAKEN_UP", "objection", "r.taken_up_at = f.recorded_at AND r.taken_up_by_id = f.actor_id"),
    ("RULED", "objection", "r.ruled_at = f.recorded_at AND (r.state = 'UPHELD') = (facts->>'upheld')::boolean"),
    ("FEEDBACK_SOUGHT", "feedback_request", "r.opened_at = f.recorded_at AND r.cycle = f.cycle"),
    ("FEEDBACK_TRIED", "feedback_try", "r.tried_at = f.recorded_at AND r.result = facts->>'result'"),
    (
        "FEEDBACK",
        "feedback_request",
        "r.answered_at = f.recorded_at AND r.satisfied = (facts->>'satisfied')::boolean",
    ),
    (
        "ESCALATION_ACKNOWLEDGED",
        "escalation",
        "r.id = (facts->>'escalation')::uuid AND r.acknowledged_by_id = f.actor_id",
    ),
)


@pytest.mark.parametrize(("table", "kinds", "open_"), _OPEN, ids=lambda value: value.split()[0])
async def test_what_stands_open_on_a_timeline_is_open_in_its_table(
    city: Connection, table: str, kinds: str, open_: str
) -> None:
    told = await city.fetchval(_LAST.format(kinds=kinds, open=open_))
    assert 0 < told == await city.fetchval(f"SELECT count(*) FROM {table} WHERE state = 'OPEN'")


async def test_no_two_questions_have_one_code_whichever_half_of_the_days_they_are_of(city: Connection) -> None:
    codes = [row["short_code"] for row in await city.fetch("SELECT short_code FROM feedback_request")]
    assert len(codes) == len({*codes}) > 100


@pytest.mark.parametrize(("kind", "table", "same"), _WRITTEN, ids=lambda value: value.split()[0])
async def test_each_entry_has_the_row_that_it_speaks_of(city: Connection, kind: str, table: str, same: str) -> None:
    match = f"SELECT FROM {table} r WHERE r.message_id = f.message_id AND {same}"
    found = await city.fetchrow(
        f"SELECT count(*) AS told, count(*) FILTER (WHERE EXISTS ({match})) AS kept FROM follow_up f "
        "WHERE kind = $1",
        kind,
    )
    assert found is not None
    assert 0 < found["told"] == found["kept"]


async def test_a_message_names_the_inspector_of_its_inspection(city: Connection) -> None:
    wrong = "SELECT count(*) FROM inspection i JOIN message m ON m.id = message_id WHERE i.inspector_id {}"
    assert await city.fetchval(wrong.format("IS DISTINCT FROM m.inspector_id")) == 0
    assert await city.fetchval(
        "SELECT count(*) FROM inspection JOIN person ON person.id = inspector_id "
        "WHERE state = 'OPEN' AND username = 'inspector'"
    )


async def test_nothing_that_is_inspected_or_objected_to_is_closed(city: Connection) -> None:
    for table in ("inspection", "objection"):
        closed = f"SELECT count(*) FROM {table} o JOIN message m ON m.id = message_id WHERE o.state = 'OPEN'"
        assert await city.fetchval(f"{closed} AND m.state IN ('CLOSED', 'REJECTED', 'MERGED')") == 0


async def test_somebody_waits_for_a_call_and_a_superior_for_what_is_late(city: Connection) -> None:
    to_call = "state = 'OPEN' AND (channel = 'CALL' OR opened_at < $1::timestamptz - interval '8 hours')"
    assert await city.fetchval(f"SELECT count(*) FROM feedback_request WHERE {to_call}", UNTIL)
    waiting = "tell <> 'HOLDER' AND acknowledged_at IS NULL AND climbs_at > $1"
    assert await city.fetchval(f"SELECT count(*) FROM escalation WHERE {waiting}", UNTIL)


async def test_only_who_left_a_number_is_asked_and_a_landline_is_called(city: Connection) -> None:
    wrong = await city.fetchval(
        "SELECT count(*) FROM feedback_request f LEFT JOIN reporter r USING (message_id) "
        "WHERE (channel = 'CALL') IS DISTINCT FROM (pii_phone !~ '^09')"
    )
    assert wrong == 0


async def test_every_rung_that_fired_is_kept_and_told(city: Connection) -> None:
    fired = await city.fetchrow(
        "SELECT count(*) FILTER (WHERE rung > 0) AS clocks, count(highest) AS told, "
        "count(*) FILTER (WHERE rung <> coalesce(highest, 0)) AS wrong FROM clock LEFT JOIN "
        "(SELECT clock_id, max(percent) AS highest FROM escalation GROUP BY 1) e ON e.clock_id = clock.id"
    )
    assert fired is not None
    assert (fired["wrong"], 0 < fired["clocks"] == fired["told"]) == (0, True)
    assert await city.fetchval("SELECT sum(1 + climbed) FROM escalation") == await city.fetchval(
        "SELECT count(*) FROM follow_up WHERE kind = 'ESCALATED'"
    )
    proposed = "SELECT count(*) FROM review_candidate"
    assert (
        0
        < await city.fetchval(proposed)
        == await city.fetchval("SELECT count(*) FROM escalation WHERE tell IS NULL")
    )


async def test_what_is_late_on_the_ground_has_an_inspector(city: Connection) -> None:
    wrong = await city.fetchval(
        "SELECT count(*) FROM clock c JOIN message m ON m.id = c.message_id AND m.cycle = c.cycle "
        "WHERE c.rung >= 100 AND obligation <> 'FEEDBACK' "
        "AND m.state IN ('DISPATCHED', 'ACKNOWLEDGED', 'IN_ACTION') AND NOT EXISTS "
        "(SELECT FROM inspection i WHERE i.message_id = m.id AND i.state = 'OPEN')"
    )
    assert wrong == 0


async def test_a_storm_brings_a_dozen_callers_to_one_incident(city: Connection) -> None:
    storm = await city.fetchrow(
        "SELECT incident_id AS leader, count(*) AS callers FROM message WHERE state = 'MERGED' GROUP BY 1 "
        "ORDER BY 2 DESC LIMIT 1"
    )
    assert storm is not None
    assert storm["callers"] >= 12
    joined = "SELECT count(*) FROM follow_up f WHERE kind = 'JOINED'"
    merged = "SELECT FROM message m WHERE m.incident_id = f.message_id AND m.tracking_code = facts->>'other'"
    assert await city.fetchval(f"{joined} AND message_id = $1", storm["leader"]) == storm["callers"]
    assert await city.fetchval(f"{joined} AND NOT EXISTS ({merged})") == 0
    assert await city.fetchval(joined) == await city.fetchval("SELECT count(*) FROM message WHERE state = 'MERGED'")


async def test_an_incident_tells_its_callers_and_asks_each(city: Connection) -> None:
    told = {row["kind"] for row in await city.fetch("SELECT DISTINCT kind FROM follow_up WHERE state = 'MERGED'")}
    assert told >= {"MERGED", "FOLLOWED", "FEEDBACK_SOUGHT", "FEEDBACK"}
    waiting = await city.fetchval(
        "SELECT count(*) FROM message m JOIN message l ON l.id = m.incident_id AND l.state = 'CLOSED' "
        "JOIN feedback_request r ON r.message_id = m.id WHERE r.state = 'OPEN'"
    )
    assert waiting == 0


async def test_who_holds_a_message_tiles_its_time(city: Connection) -> None:
    gaps = await city.fetchval(
        "SELECT count(*) FROM (SELECT ended_at, lead(began_at) OVER mine AS next FROM custody_span "
        "WINDOW mine AS (PARTITION BY message_id ORDER BY began_at)) s "
        "WHERE ended_at IS DISTINCT FROM next AND next IS NOT NULL"
    )
    assert gaps == 0
    wrong = await city.fetchval(
        "SELECT count(*) FROM message m LEFT JOIN custody_span s ON s.message_id = m.id AND s.ended_at IS NULL "
        "WHERE s.unit_id IS DISTINCT FROM m.holder_unit_id"
    )
    assert wrong == 0
