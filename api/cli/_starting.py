"""What commands share: settings, an open database, and failures told in a sentence."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

import typer

from api import settings as environment
from api.backups import NotTaken
from api.lifespan import opened, sentence
from api.settings import Settings
from hotline.kit import database
from hotline.kit.refusals import Refusal, Refusals

# Longer than proxies and clients keep an idle connection (nginx: 60 s), so that none sends a request into one that
# is just being closed.
KEEP_ALIVE_SECONDS = 75
# Where the database is away: what sysexits.h calls a temporary failure.
AWAY = os.EX_TEMPFAIL

Result = TypeVar("Result")


@contextmanager
def told() -> Iterator[None]:
    """Whatever a person can put right ends the command with its sentence, not with a traceback; the exit code says
    whether to try again is enough."""
    try:
        yield
    except Exception as error:
        said = str(error) if isinstance(error, NotTaken | Refusal | Refusals) else sentence(error)
        if said is None:
            raise
        typer.secho(said, err=True, fg="red")
        raise typer.Exit(AWAY if isinstance(error, database.UNAVAILABLE) else 1) from None


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
