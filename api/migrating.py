"""Migrating: bring a database to what this version's tables declare, whoever starts first."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from asyncpg.connection import LoggedQuery
from tortoise.connection import get_connection
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.schema_editor import AsyncpgSchemaEditor

from hotline.kit import database

HERE: Final = Path(__file__).resolve().parent
# What all migrations run on an empty database; `python -m api.building` writes it.
SCRIPT: Final = HERE / "migrations" / "all.sql"
# Any number that no other use of advisory locks takes: "1370" for 137, and nought for migrations.
LOCK: Final = 1370


class NewerDatabase(RuntimeError):
    """The database was made by a later version of Payesh than this one."""


async def migrate(dsn: str, *, watched: Callable[[LoggedQuery], None] | None = None) -> list[str]:
    """Apply what is missing, in order, and return its names: all in one transaction, or nothing. A new database is
    built by `SCRIPT`, unless it is `watched` what the migrations themselves run.

    Of several processes at once one migrates and the others wait for it. Opens and closes `database`, so it
    comes before `database.open`. Raises NewerDatabase.
    """
    _assert_own_schema()
    await database.open(dsn, pool_size=2)
    try:
        async with database.begun() as tx:
            await tx.execute_script(f"SELECT pg_advisory_xact_lock({LOCK})")
            executor = MigrationExecutor(get_connection("default"), {"payesh": database.APP})
            # First, since within a transaction the executor's own look at an absent table would end it.
            await executor.recorder.ensure_schema(AsyncpgSchemaEditor(tx, atomic=False))
            missing = [step.migration.name for step in await executor.plan()]
            unknown = {key.name for key in executor.loader.applied_migrations} - names()
            if unknown:
                raise NewerDatabase(
                    f"This database has {', '.join(sorted(unknown))}, which this version of Payesh does not know. "
                    "Start a version at least as new as the one that made it."
                )
            if watched:
                tx._connection.add_query_logger(watched)
            if missing and not executor.loader.applied_migrations and not watched:
                await tx.execute_script(SCRIPT.read_text("utf-8"))
                for name in missing:
                    await executor.recorder.record_applied("payesh", name)
            elif missing:
                await executor.migrate()
            return missing
    finally:
        await database.close()


def names() -> set[str]:
    """The names of this version's migrations."""
    return {path.stem for path in (HERE / "migrations").glob("[0-9]*.py")}


def _assert_own_schema() -> None:
    """PyPI has another package named `schema`; installed, it could stand in front of our room."""
    found = find_spec("schema")
    if found is None or found.origin != str(HERE.parent / "schema" / "__init__.py"):
        raise RuntimeError(
            f"`import schema` would find {found and found.origin}, not ours. Uninstall the package named `schema`."
        )
