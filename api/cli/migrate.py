"""`payesh migrate`."""

import asyncio

import typer

from api.cli import _starting
from api.lifespan import address
from api.migrating import migrate

app = typer.Typer()


@app.command()
def command() -> None:
    """Bring the database to this version. Every start does it too."""
    settings = _starting.settings()
    with _starting.told():
        done = asyncio.run(migrate(address(settings)))
    typer.echo("\n".join(done) or "The database is up to date.")
