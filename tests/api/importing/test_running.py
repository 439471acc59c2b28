import asyncio
from datetime import datetime
from pathlib import Path

import asyncpg
import pytest

from api.importing import reading, running
from api.importing.drafting import COLUMNS, REQUIRED
from api.importing.refused import GoingOn
from api.importing.running import Progress
from hotline.kit import database
from hotline.kit.refusals import Forbidden
from hotline.kit.viewer import Viewer
from tests import world
from tests.api.importing.files import GOOD, numbered, read, write
from tests.drafts import STORED, counts, row, rows

pytestmark = pytest.mark.usefixtures("db")
NOTHING = dict.fromkeys(STORED, 0)


async def load(file: Path, *, by: Viewer | None = None, dry_run: bool = False, errors: str = "errors") -> Progress:
    checked = reading.check(file, columns=list(COLUMNS), required=REQUIRED, told=lambda _: None)
    return await running.load(
        checked,
        by=by or world.operator(),
        refused_to=file.with_suffix(f".{errors}.csv"),
        told=lambda _: None,
        dry_run=dry_run,
    )


async def texts() -> list[str]:
    return [found["pii_text"] for found in await rows("SELECT pii_text FROM message ORDER BY tracking_code")]


async def test_a_row_becomes_the_message_that_an_operator_would_have_registered(tmp_path: Path) -> None:
    done = await load(write(tmp_path / "messages.csv", [GOOD]))
    assert (done.last_row, done.stored, done.refused, done.urgent) == (2, 1, 0, 0)
    stored = await row("SELECT * FROM message")
    assert (stored["state"], stored["channel"], stored["pii_text"]) == ("DISPATCHED", "PHONE", GOOD["body"])
    assert stored["unit_id"] == world.id_of("unit", "1-cleaning")
    assert stored["registered_by_id"] == world.operator().person
    assert (await row("SELECT pii_phone FROM reporter"))["pii_phone"] == GOOD["reporter_phone"]
    one_each = dict.fromkeys(("message", "reporter", "clock", "figure_delta"), 1)
    assert await counts() == NOTHING | one_each | {"follow_up": 3}


async def test_an_urgent_row_is_on_its_way_to_the_centre_and_its_clock_starts_now(tmp_path: Path) -> None:
    done = await load(write(tmp_path / "messages.csv", [GOOD | {"category_code": "open-manhole"}]))
    assert done.urgent == 1
    entry = await row("SELECT happened_at, recorded_at FROM follow_up WHERE kind = 'REGISTERED'")
    assert entry["happened_at"] == datetime.fromisoformat(GOOD["received_at"])
    clock = await row("SELECT started_at FROM clock WHERE obligation = 'FIRST_ACTION'")
    assert clock["started_at"] == entry["recorded_at"] > entry["happened_at"]
    assert (await row("SELECT kind FROM delivery"))["kind"] == "CENTRE"
    assert (await counts())["pgqueuer"] == 1


@pytest.mark.parametrize("offset", ["+23:59", "-23:59", "Z", "+03:30"])
async def test_whatever_the_offset_of_a_time_it_is_kept(tmp_path: Path, offset: str) -> None:
    told = f"2026-01-01T12:00:00{offset}"
    await load(write(tmp_path / "messages.csv", [GOOD | {"received_at": told}]))
    entry = await row("SELECT happened_at FROM follow_up WHERE kind = 'REGISTERED'")
    assert entry["happened_at"] == datetime.fromisoformat(told)


async def test_a_bad_row_is_told_and_does_not_stop_the_rest(tmp_path: Path) -> None:
    bad = [
        GOOD | {"body": " "},
        GOOD | {"body": "a" * 4001},
        GOOD | {"body": "پیام \u202eوارونه"},
        GOOD | {"category_code": "nope", "reporter_phone": "12"},
        GOOD | {"district_number": "99"},
        GOOD | {"latitude": "51.668", "longitude": "32.652"},
        GOOD | {"latitude": "nan", "longitude": "inf"},
        GOOD | {"latitude": "32.652"},
        GOOD | {"urgency": "URGENT"},
        GOOD | {"received_at": "2026-03-21"},
        GOOD | {"received_at": "2199-01-01T00:00:00Z"},
        GOOD | {"received_at": "0001-01-01T00:00:00+23:59"},
        GOOD | {"ground": "ANGER"},
    ]
    done = await load(write(tmp_path / "messages.csv", [GOOD, *bad, GOOD]))
    assert (done.last_row, done.stored, done.refused) == (len(bad) + 3, 2, len(bad))
    assert [(found["row"], found["column"], found["code"]) for found in read(tmp_path / "messages.errors.csv")] == [
        ("3", "body", "TEXT_EMPTY"),
        ("4", "body", "TEXT_TOO_LONG"),
        ("5", "body", "TEXT_UNCLEAN"),
        ("6", "reporter_phone", "PHONE_INVALID"),
        ("6", "category_code", "UNKNOWN_CATEGORY"),
        ("7", "district_number", "UNKNOWN_DISTRICT"),
        ("8", "latitude", "COORDINATE_SWAPPED"),
        ("9", "latitude", "COORDINATE_OUTSIDE_CITY"),
        ("10", "latitude", "PLACE_INCOMPLETE"),
        ("11", "ground", "GROUND_REQUIRED"),
        ("12", "received_at", "ZONE_REQUIRED"),
        ("13", "received_at", "NOT_YET"),
        ("14", "received_at", "LONG_AGO"),
        ("15", "ground", "IMPORT_BAD_CELL"),
    ]
    assert (await counts())["message"] == 2


async def test_a_dry_run_looks_at_every_row_and_stores_nothing(tmp_path: Path) -> None:
    file = write(tmp_path / "messages.csv", [*numbered(1001), GOOD | {"category_code": "nope"}])
    done = await load(file, dry_run=True)
    assert (done.last_row, done.stored, done.refused) == (1003, 1001, 1)
    assert [found["row"] for found in read(tmp_path / "messages.errors.csv")] == ["1003"]
    assert await counts() == NOTHING
    assert await rows("SELECT FROM message_import") == []


async def test_a_file_given_again_says_so_and_does_nothing(tmp_path: Path) -> None:
    file = write(tmp_path / "messages.csv", [GOOD, GOOD | {"body": ""}])
    first = await load(file)
    before = await counts()
    again = await load(file.rename(tmp_path / "renamed.csv"))
    assert (first.already, again.already) == (False, True)
    assert (again.stored, again.refused) == (1, 1)
    assert await counts() == before
    assert len(read(tmp_path / "messages.errors.csv")) == 1


async def test_a_batch_is_stored_whole_or_not_at_all_and_the_next_run_goes_on_there(tmp_path: Path) -> None:
    messages = numbered(2500)
    messages[10]["body"] = messages[1200]["body"] = messages[2400]["body"] = " "
    file = write(tmp_path / "messages.csv", messages)
    async with database.transaction() as tx:
        await tx.connection.execute("ALTER TABLE message ADD CONSTRAINT test CHECK (pii_text <> 'پیام شماره 1700')")
    try:
        with pytest.raises(asyncpg.CheckViolationError):
            await load(file)
    finally:
        async with database.transaction() as tx:
            await tx.connection.execute("ALTER TABLE message DROP CONSTRAINT test")
    assert len(await texts()) == 999
    mark = await row("SELECT last_row, stored, refused, finished_at FROM message_import")
    assert mark == {"last_row": 1001, "stored": 999, "refused": 1, "finished_at": None}

    done = await load(file)
    assert (done.last_row, done.stored, done.refused, done.already) == (2501, 2497, 3, False)
    assert await texts() == [message["body"] for message in messages if message["body"] != " "]
    assert [found["row"] for found in read(tmp_path / "messages.errors.csv")] == ["12", "1202", "2402"]


async def test_of_two_runs_at_once_one_goes_on(tmp_path: Path) -> None:
    file = write(tmp_path / "messages.csv", numbered(1500))
    runs = await asyncio.gather(load(file, errors="one"), load(file, errors="two"), return_exceptions=True)
    assert sorted(type(run) for run in runs if isinstance(run, Exception)) == [GoingOn]
    assert sorted(await texts()) == sorted(message["body"] for message in numbered(1500))


async def test_a_file_of_a_header_alone_is_finished_at_once(tmp_path: Path) -> None:
    file = tmp_path / "messages.csv"
    file.write_text("body,address\n")
    done = await load(file)
    assert (done.finished, done.last_row, done.stored, done.refused) == (True, 1, 0, 0)
    assert await counts() == NOTHING


@pytest.mark.parametrize("by", [world.councillor(), world.administrator(), world.dispatcher()])
async def test_who_may_not_register_may_not_import(tmp_path: Path, by: Viewer) -> None:
    with pytest.raises(Forbidden):
        await load(write(tmp_path / "messages.csv", [GOOD]), by=by)
    assert await counts() == NOTHING
    assert await rows("SELECT FROM message_import") == []
    assert not (tmp_path / "messages.errors.csv").exists()
