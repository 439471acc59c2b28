"""From settings to an open, migrated database: how every process of Payesh begins and ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncpg

from api import embedded
from api.embedded import FolderNotUsable
from api.migrating import NewerDatabase, migrate
from api.settings import BadSettings, Settings
from hotline.kit import database
from hotline.kit.database import UnsafeDatabase

_TOLD: Final = (BadSettings, FolderNotUsable, NewerDatabase, UnsafeDatabase)


def sentence(error: BaseException | None) -> str | None:
    """Why no process can begin or go on, where a person can put it right; None for a fault of ours."""
    if isinstance(error, _TOLD):
        return str(error)
    if isinstance(error, database.UNAVAILABLE):
        return f"UNAVAILABLE: the database does not answer: {error}. Nothing is half done; try again once it does."
    if isinstance(error, asyncpg.PostgresError):
        return f"The database refuses: {error}."
    return None


@asynccontextmanager
async def opened(settings: Settings, *, patience: float = 0) -> AsyncIterator[str]:
    """`hotline.kit.database`, migrated and open within the block; yields its address. `patience` is for one
    statement, in seconds.

    Raises BadSettings for demo data in production, and what `embedded.start`, `migrate` and `database.open` do.
    """
    dsn = address(settings)
    await migrate(dsn)
    await database.open(dsn, pool_size=settings.pool_size, read_dsn=settings.read_database_url, patience=patience)
    try:
        if settings.mode == "production":
            await _refuse_demo_data()
        yield dsn
    finally:
        await database.close()


def address(settings: Settings) -> str:
    """The database's address; the embedded one is started for it."""
    return settings.database_url or embedded.start(settings.data / "database")


async def _refuse_demo_data() -> None:
    if await database.reads().fetchval("SELECT demo FROM city"):
        raise BadSettings(
            "DATABASE_URL: this database holds demo data, with accounts whose passwords everybody knows. "
            "Name an empty database, then run `payesh seed` and `payesh user add`."
        )
