"""Demo data as the command writes it into a real database."""

import json
from collections import defaultdict
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import asyncpg

from api.demo.people import PASSWORD, usernames
from api.demo.writing import COLUMNS
from hotline.city.reference import _load
from hotline.clocks.computing import clocks_of
from hotline.clocks.standing import Standing, event_of, next_due, row_of
from hotline.clocks.tables import ClockState
from hotline.figures.figures import CONTRIBUTION
from hotline.figures.tables import COUNTS
from hotline.follow_ups.tables import FollowUpKind
from hotline.kit.masking import mask
from hotline.kit.numbering import parse_tracking_code
from hotline.kit.viewer import Role
from hotline.messages.tables import MessageState
from hotline.people.passwords import verify
from tests.api.cli.test_commands import payesh
from tests.api.demo.conftest import MESSAGES, Connection

WRITTEN = (*COLUMNS, "person_role", "post")

_EVENT = ("id", "kind", "cycle", "state", "happened_at", "recorded_at", "facts")
_DUE = "SELECT id, nullif(next_due_at, 'infinity') AS due FROM message"


async def test_the_same_seed_and_date_give_the_same_rows(demo: str, twin: str) -> None:
    found = []
    for dsn in (demo, twin):
        connection = await asyncpg.connect(dsn)
        rows = [await connection.fetch(f"SELECT t::text FROM {table} t ORDER BY 1") for table in WRITTEN]
        found.append([sha256("\n".join(row[0] for row in table).encode()).hexdigest() for table in rows])
        await connection.close()
    assert found[0] == found[1]


async def test_every_reference_leads_somewhere_though_none_was_checked(city: Connection) -> None:
    references = await city.fetch(
        "SELECT conrelid::regclass::text, a.attname, confrelid::regclass::text, f.attname FROM pg_constraint c "
        "JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1] "
        "JOIN pg_attribute f ON f.attrelid = confrelid AND f.attnum = confkey[1] WHERE contype = 'f'"
    )
    assert len(references) > 20
    for table, column, other, key in references:
        lost = f"SELECT count(*) FROM {table} t WHERE {column} IS NOT NULL"
        lost += f" AND NOT EXISTS (SELECT FROM {other} o WHERE o.{key} = t.{column})"
        assert await city.fetchval(lost) == 0, (table, column)


async def test_texts_are_masked_as_any_message_is(city: Connection) -> None:
    rows = await city.fetch("SELECT text, pii_text FROM message")
    assert len(rows) == MESSAGES
    assert all(row["text"] == mask(row["pii_text"]) for row in rows)
    assert any(row["text"] != row["pii_text"] for row in rows)


async def test_the_figures_equal_recomputation(city: Connection) -> None:
    grain = f"day, district_id, category_id, {', '.join(f'sum({count})' for count in COUNTS)}"
    kept = await city.fetch(f"SELECT {grain} FROM daily_figure GROUP BY 1, 2, 3 ORDER BY 1, 2, 3")
    counted = await city.fetch(f"SELECT {grain} FROM ({CONTRIBUTION}) c GROUP BY 1, 2, 3 ORDER BY 1, 2, 3")
    assert kept == counted
    assert sum(row["registered"] for row in await city.fetch("SELECT registered FROM district_figure")) == MESSAGES


async def test_clocks_are_what_their_timelines_make_of_them(city: Connection) -> None:
    known = await _load(city)
    until = datetime.fromisoformat("2026-09-12T11:40:00+03:30")
    told, stored = defaultdict(list), defaultdict(dict)
    for row in await city.fetch(f"SELECT message_id, {', '.join(_EVENT)} FROM follow_up"):
        event = {name: row[name] for name in _EVENT} | {"facts": json.loads(row["facts"])}
        event |= {"kind": FollowUpKind(row["kind"]), "state": MessageState(row["state"])}
        told[row["message_id"]].append(event_of(event))
    for row in await city.fetch("SELECT * FROM clock"):
        stored[row["message_id"]][row["cycle"], row["obligation"]] = dict(row)
    due = {row["id"]: row["due"] or "infinity" for row in await city.fetch(_DUE)}
    breaches = 0
    for message_id, events in told.items():
        values = clocks_of(events, known.policies, known.calendar, until)
        mine = stored[message_id]
        assert mine.keys() == {(value.cycle, value.obligation) for value in values}
        for value in values:
            row = mine[value.cycle, value.obligation]
            assert row == row_of(Standing(row["id"], message_id, row["rung"], value))
            assert not value.reached(until, fired=row["rung"])
        assert due[message_id] == next_due(values)
        late = {value.due_at for value in values if value.breached_at}
        found = {event.happened_at for event in events if event.kind is FollowUpKind.BREACHED}
        assert found == late
        breaches += len(late)
    assert breaches > 50
    assert {row["state"] for clocks in stored.values() for row in clocks.values()} == set(ClockState)


async def test_a_breach_names_whoever_held_the_message_then(city: Connection) -> None:
    wrong = await city.fetchval(
        "SELECT count(*) FROM follow_up f WHERE kind = 'BREACHED' AND facts->>'holder_unit' IS DISTINCT FROM "
        "(SELECT unit_id::text FROM custody_span s WHERE s.message_id = f.message_id AND began_at <= f.happened_at "
        "ORDER BY began_at DESC LIMIT 1)"
    )
    assert wrong == 0


async def test_a_timeline_ends_in_the_state_of_its_message_and_begins_with_it(city: Connection) -> None:
    wrong = await city.fetchval(
        "SELECT count(*) FROM message WHERE state <> (SELECT state FROM follow_up WHERE message_id = message.id "
        "ORDER BY recorded_at DESC, id DESC LIMIT 1) OR registered_at <> "
        "(SELECT min(happened_at) FROM follow_up WHERE message_id = message.id)"
    )
    assert wrong == 0


async def test_the_queue_is_worth_looking_at(city: Connection) -> None:
    due = await city.fetchrow(
        "SELECT count(*) FILTER (WHERE next_due_at < until) AS overdue, "
        "count(*) FILTER (WHERE next_due_at BETWEEN until AND until + interval '1 hour') AS soon, "
        "count(*) FILTER (WHERE next_due_at > until + interval '1 hour') AS later, count(DISTINCT state) AS states "
        "FROM message, (SELECT timestamptz '2026-09-12 11:40+03:30' AS until) u "
        "WHERE urgency = 'URGENT' AND registered_at > until - interval '48 hours' AND next_due_at < 'infinity'"
    )
    assert due is not None
    assert all(due[name] >= 3 for name in ("overdue", "soon", "later", "states"))
    states = {row["state"] for row in await city.fetch("SELECT DISTINCT state FROM message")}
    assert len(states) >= len(MessageState) - 4


async def test_a_new_message_gets_a_code_after_the_last(city: Connection) -> None:
    last = max(parse_tracking_code(row[0]) for row in await city.fetch("SELECT tracking_code FROM message"))
    assert await city.fetchval("SELECT payesh_next_tracking($1)", last[0]) == last[1] + 1


async def test_there_is_an_account_for_each_role_that_signs_in(city: Connection) -> None:
    rows = await city.fetch("SELECT username, password_hash FROM person WHERE username = ANY($1)", usernames())
    assert len(rows) == len(usernames()) == len(Role) - 3
    assert await verify(PASSWORD, rows[0]["password_hash"])
    assert await city.fetchval("SELECT count(*) FROM person_role WHERE role = 'COUNCILLOR'") == 13
    assert await city.fetchval("SELECT demo FROM city")


async def test_demo_data_is_never_mixed_with_messages_that_are_there(demo: str, tmp_path: Path) -> None:
    connection = await asyncpg.connect(demo)
    code, _, told = await payesh("demo", "--messages=5", DATABASE_URL=demo, PAYESH_DATA=str(tmp_path))
    assert code == 1
    assert "already holds messages" in told
    assert await connection.fetchval("SELECT count(*) FROM message") == MESSAGES
    await connection.close()


async def test_production_takes_no_demo_data(demo: str, tmp_path: Path) -> None:
    code, _, told = await payesh(
        "demo",
        DATABASE_URL=demo,
        PAYESH_DATA=str(tmp_path),
        PAYESH_MODE="production",
        PAYESH_SECRET="a-secret-of-the-tests-0123456789-abcdef",
        PAYESH_CENTRE_KEY="a-centre-key-of-the-tests-0123456789-abcdef",
        PAYESH_PUBLIC_URL="https://payesh.example",
    )
    assert code == 2
    assert "demo data never goes into production" in told
