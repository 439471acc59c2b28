"""The transaction, its clock, and the pools."""

import contextlib
from datetime import timedelta
from types import ModuleType

import asyncpg
import pytest

from hotline.city.tables import District, Unit
from hotline.kit import database
from tests import world
from tests.conftest import Clock


async def test_a_transaction_commits_at_the_end_of_its_block(db: ModuleType) -> None:
    async with db.transaction() as tx:
        await tx.connection.execute("UPDATE district SET name_en = 'Renamed' WHERE number = 1")
    assert (await District.get(number=1)).name_en == "Renamed"


async def test_the_next_test_finds_the_city_as_it_was(db: ModuleType) -> None:
    assert (await District.get(number=1)).name_en == "District 1"
    assert await Unit.all().count() == 16


async def test_an_exception_rolls_everything_back(db: ModuleType) -> None:
    with pytest.raises(asyncpg.DivisionByZeroError):
        await _rename_and("SELECT 1 / 0")
    assert not await District.filter(name_en="Renamed").exists()


async def test_a_row_written_without_its_connection_still_belongs_to_the_transaction(db: ModuleType) -> None:
    async with db.transaction():
        await District.filter(number=1).update(name_en="Renamed")
        assert not await db.reads().fetchval("SELECT true FROM district WHERE name_en = 'Renamed'")
    assert await db.reads().fetchval("SELECT true FROM district WHERE name_en = 'Renamed'")


async def test_rows_and_sql_share_one_transaction(db: ModuleType) -> None:
    async with db.transaction() as tx:
        await District.filter(number=1).using_db(tx.orm).update(name_en="Renamed")
        assert await tx.connection.fetchval("SELECT name_en FROM district WHERE number = 1") == "Renamed"


async def test_a_transaction_has_one_instant(db: ModuleType, clock: Clock) -> None:
    async with db.transaction() as tx:
        before = tx.at
    await clock.forward(timedelta(hours=3))
    async with db.transaction() as tx:
        assert timedelta(hours=3) < tx.at - before < timedelta(hours=3, minutes=5)


async def test_parts_of_a_whole_have_one_instant_and_commit_together(db: ModuleType) -> None:
    async with db.whole() as whole:
        async with db.transaction() as part:
            await part.connection.execute("UPDATE district SET name_en = 'Renamed' WHERE number = 1")
        assert not await db.reads().fetchval("SELECT true FROM district WHERE name_en = 'Renamed'")
        async with db.transaction() as other:
            assert await other.connection.fetchval("SELECT true FROM district WHERE name_en = 'Renamed'")
        assert whole.at == part.at == other.at
    assert await db.reads().fetchval("SELECT true FROM district WHERE name_en = 'Renamed'")


async def test_a_whole_is_rolled_back_with_parts_that_were_done(db: ModuleType) -> None:
    with pytest.raises(LookupError):
        await _rename_in_a_part_and_fail()
    assert not await District.filter(name_en="Renamed").exists()


async def test_a_whole_whose_part_failed_is_not_committed_though_nobody_heard_of_it(db: ModuleType) -> None:
    with pytest.raises(database.PartFailed):
        await _rename_and_suppress_what_fails()
    assert not await District.filter(name_en="Renamed").exists()


async def test_the_clock_stands_right_again_in_the_next_test(db: ModuleType) -> None:
    assert await db.reads().fetchval("SELECT abs(extract(epoch FROM payesh_now() - clock_timestamp())) < 1")


async def test_a_reading_session_refuses_to_write(db: ModuleType) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await db.reads().fetch("UPDATE district SET name_en = 'Renamed'")
    assert not await District.filter(name_en="Renamed").exists()


async def test_sessions_speak_utc_and_reading_plans_are_generic(db: ModuleType) -> None:
    assert await db.reads().fetchval("SHOW timezone") == "UTC"
    assert await db.reads().fetchval("SHOW plan_cache_mode") == "force_generic_plan"


async def test_a_connection_that_fails_to_begin_goes_back_to_its_pool(db: ModuleType, dsn: str) -> None:
    for _ in range(12):  # more often than the pool has connections
        with pytest.raises(database.UNAVAILABLE):
            await _rename_and("SELECT pg_terminate_backend(pg_backend_pid())")
    assert not await District.filter(name_en="Renamed").exists()


async def test_a_server_that_could_lose_what_it_acknowledged_is_refused(dsn: str) -> None:
    connection = await asyncpg.connect(dsn, server_settings={"synchronous_commit": "off"})
    with pytest.raises(database.UnsafeDatabase, match="synchronous_commit = off"):
        await database.assert_safe(connection)
    await connection.close()


async def test_tracking_numbers_rise_within_a_year(db: ModuleType) -> None:
    async with db.transaction() as tx:
        first = await tx.connection.fetchval("SELECT payesh_next_tracking(1405)")
        assert await tx.connection.fetchval("SELECT payesh_next_tracking(1405)") == first + 1


async def test_reading_contact_data_leaves_a_record(db: ModuleType) -> None:
    person, message = world.operator().person, world.id_of("message", "any")
    async with db.transaction() as tx:
        assert await tx.connection.fetchval("SELECT payesh_record_access($1, $2, 'CALL_BACK')", person, message)
        row = await tx.connection.fetchrow("SELECT * FROM access_record")
    assert row is not None
    assert (row["person_id"], row["message_id"], row["reason"]) == (person, message, "CALL_BACK")


async def _rename_and(statement: str) -> None:
    async with database.transaction() as tx:
        await tx.connection.execute("UPDATE district SET name_en = 'Renamed'")
        await tx.connection.execute(statement)


async def _rename_and_suppress_what_fails() -> None:
    async with database.whole():
        with contextlib.suppress(LookupError):
            async with database.transaction() as part:
                await part.connection.execute("UPDATE district SET name_en = 'Renamed' WHERE number = 1")
                raise LookupError
        async with database.transaction() as another:
            await another.connection.execute("SELECT 1")


async def _rename_in_a_part_and_fail() -> None:
    async with database.whole():
        async with database.transaction() as part:
            await part.connection.execute("UPDATE district SET name_en = 'Renamed' WHERE number = 1")
        raise LookupError
