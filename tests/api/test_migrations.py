"""The built database holds all that the tables declare, and nothing that only tests may have."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Iterable, Iterator
from types import ModuleType
from typing import TypeVar

import asyncpg
import pytest
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries
from tortoise import Tortoise
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.indexes import Index
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.migrations.operations import AlterModelOptions
from tortoise.models import Model

from api import building, migrating
from hotline.kit import database

Constraint = TypeVar("Constraint", CheckConstraint, UniqueConstraint)

INDEX_KEYS = """
    SELECT array_agg(attribute.attname::text ORDER BY place) FROM pg_index
    CROSS JOIN LATERAL unnest(indkey::int[]) WITH ORDINALITY AS key (number, place)
    JOIN pg_attribute attribute ON attribute.attrelid = indrelid AND attribute.attnum = number
    WHERE indrelid = $1::text::regclass AND (NOT $2 OR indisunique) AND indpred IS NULL
    GROUP BY indexrelid
"""


def test_there_are_constraints_to_look_for(db: ModuleType) -> None:
    assert len(list(_constraints(CheckConstraint))) > 20
    assert len(list(_constraints(UniqueConstraint))) > 10


async def test_every_declared_check_stands_as_it_is_written(scratch: asyncpg.Connection) -> None:
    for model, constraint in _constraints(CheckConstraint):
        await scratch.execute("SAVEPOINT before")
        table = model._meta.db_table
        await scratch.execute(f"CREATE TEMP TABLE expected (LIKE {table})")
        await scratch.execute(f"ALTER TABLE expected ADD CONSTRAINT {constraint.name} CHECK ({constraint.check})")
        found = await scratch.fetch(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conname = $1 AND convalidated ORDER BY 1",
            constraint.name,
        )
        assert [row[0] for row in found] == sorted(["expected", table]), constraint.name
        assert found[0][1] == found[1][1], constraint.name
        await scratch.execute("ROLLBACK TO before")


async def test_every_declared_unique_constraint_stands(scratch: asyncpg.Connection) -> None:
    for model, constraint in _constraints(UniqueConstraint):
        definition = await scratch.fetchval("SELECT indexdef FROM pg_indexes WHERE indexname = $1", constraint.name)
        assert definition is not None, constraint.name
        assert f"UNIQUE INDEX {constraint.name} ON public.{model._meta.db_table} " in definition
        assert f"({', '.join(constraint.fields)})" in definition
        assert ("WHERE" in definition) is (constraint.condition is not None)


async def test_every_column_stands_with_its_nullability_and_uniqueness(scratch: asyncpg.Connection) -> None:
    for model in _models():
        table = model._meta.db_table
        rows = await scratch.fetch(
            "SELECT column_name, is_nullable = 'YES' FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name = $1",
            table,
        )
        fields = {column: model._meta.fields_map[name] for name, column in model._meta.fields_db_projection.items()}
        assert {tuple(row) for row in rows} == {(column, field.null) for column, field in fields.items()}, table
        unique = [row[0] for row in await scratch.fetch(INDEX_KEYS, table, True)]
        assert [column for column, field in fields.items() if field.unique and [column] not in unique] == [], table


async def test_every_foreign_key_restricts(scratch: asyncpg.Connection) -> None:
    rows = await scratch.fetch(
        "SELECT conrelid::regclass::text, attname::text, confrelid::regclass::text, confdeltype::text "
        "FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1] WHERE contype = 'f'"
    )
    declared = {
        (model._meta.db_table, f"{name}_id", field.related_model._meta.db_table, "r")
        for model in _models()
        for name, field in model._meta.fields_map.items()
        if isinstance(field, ForeignKeyFieldInstance)
    }
    assert {tuple(row) for row in rows} == declared


async def test_every_declared_index_stands(scratch: asyncpg.Connection) -> None:
    for model in _models():
        table = model._meta.db_table
        keys = [row[0] for row in await scratch.fetch(INDEX_KEYS, table, False)]
        for index in model._meta.indexes:
            assert isinstance(index, Index)
            assert index.field_names in keys, f"{table}: {index.name}"
        for name, column in model._meta.fields_db_projection.items():
            if model._meta.fields_map[name].index:
                assert [column] in keys, f"{table}.{column}"


async def test_the_job_queue_is_what_pgqueuer_declares(scratch: asyncpg.Connection) -> None:
    assert (await Queries(AsyncpgDriver(scratch)).plan_upgrade()).statements == ()


async def test_no_table_has_changed_without_a_migration(db: ModuleType) -> None:
    assert Tortoise.apps is not None
    writers = await MigrationAutodetector(Tortoise.apps, {"payesh": database.APP}).changes()
    # What is left of a table's options is its docstring's first line: words, not a table.
    changes = [each for writer in writers for each in writer.operations if not isinstance(each, AlterModelOptions)]
    assert [each.describe() for each in changes] == []


def test_a_new_database_is_built_by_a_script_of_these_very_migrations() -> None:
    assert building.source() in migrating.SCRIPT.read_text("utf-8").splitlines()[0], "run: python -m api.building"


@pytest.mark.long
async def test_a_new_database_is_built_by_what_the_migrations_run(empty: str) -> None:
    written = await _python("print(asyncio.run(building.script(sys.argv[1])), end='')", empty)
    assert written == migrating.SCRIPT.read_text("utf-8"), "run: python -m api.building"


async def test_two_that_migrate_at_once_do_it_once_and_a_later_start_does_nothing(empty: str) -> None:
    assert sorted(await asyncio.gather(_migrate(empty), _migrate(empty))) == [0, len(migrating.names())]
    assert await _migrate(empty) == 0

    connection = await asyncpg.connect(empty)
    # A clock that can be moved is for test databases alone.
    assert await connection.fetchval("SELECT to_regclass('test_clock') IS NULL")
    now = await connection.fetchval("SELECT prosrc FROM pg_proc WHERE proname = 'payesh_now'")
    assert now == "SELECT clock_timestamp()"

    await connection.execute(
        "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('payesh', '9999', now())"
    )
    await connection.close()
    with pytest.raises(AssertionError, match="NewerDatabase: This database has 9999"):
        await _migrate(empty)


@pytest.fixture
async def scratch(db: ModuleType, dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to the migrated database on which nothing is kept."""
    connection = await asyncpg.connect(dsn)
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


async def _migrate(dsn: str) -> int:
    """Migrate in a process of its own, as a start of the server does, and return how many migrations it ran."""
    return int(await _python("print(len(asyncio.run(migrating.migrate(sys.argv[1]))))", dsn))


async def _python(statement: str, dsn: str) -> str:
    """What the statement prints, run in a process of its own."""
    script = f"import asyncio, sys; from api import building, migrating; {statement}"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", script, dsn, stdout=PIPE, stderr=PIPE)
    printed, failure = await process.communicate()
    assert process.returncode == 0, failure.decode()
    return printed.decode()


def _models() -> Iterable[type[Model]]:
    assert Tortoise.apps is not None
    return Tortoise.apps["payesh"].values()


def _constraints(kind: type[Constraint]) -> Iterator[tuple[type[Model], Constraint]]:
    for model in _models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, kind):
                yield model, constraint
