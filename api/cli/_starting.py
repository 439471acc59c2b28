"""What commands share: settings, an open database, and failures told in a sentence."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

import asyncpg
import typer

from api import settings as environment
from api.backups import NotTaken
from api.embedded import FolderNotUsable
from api.lifespan import opened
from api.migrating import NewerDatabase
from api.settings import BadSettings, Settings
from hotline.kit import database
from hotline.kit.database import UnsafeDatabase
from hotline.kit.refusals import Refusal, Refusals

# Longer than proxies and clients keep an idle connection (nginx: 60 s), so that none sends a request into one that
# is just being closed.
KEEP_ALIVE_SECONDS = 75

Result = TypeVar("Result")

_TOLD = (BadSettings, FolderNotUsable, NewerDatabase, NotTaken, UnsafeDatabase, Refusal, Refusals)
_AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)


@contextmanager
def told() -> Iterator[None]:
    """Whatever a person can put right ends the command with its sentence, not with a traceback."""
    try:
        yield
    except _TOLD as error:
        typer.secho(str(error), err=True, fg="red")
        raise typer.Exit(1) from None
    except _AWAY as error:
        typer.secho(f"The database does not answer: {error}", err=True, fg="red")
        raise typer.Exit(1) from None


def settings() -> Settings:
    """The settings, or the end of the command."""
    with told():
        return environment.load()


def in_database(act: Callable[[str], Awaitable[Result]]) -> Result:
    """Run `act` with the database open; it gets its address."""
    now = settings()

    async def run() -> Result:
        async with opened(now) as dsn:
            return await act(dsn)

    with told():
        return asyncio.run(run())


async def unit_of(code: str | None) -> UUID | None:
    """The unit of that code; an unknown one ends the command."""
    if code is None:
        return None
    unit: UUID | None = await database.reads().fetchval("SELECT id FROM unit WHERE code = $1", code)
    if unit is None:
        raise typer.BadParameter(f"there is no unit {code}", param_hint="--unit")
    return unit
