"""`payesh backup`."""

import asyncio
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from api import backups
from api.cli import _starting
from api.lifespan import address
from hotline.files.store import Store

app = typer.Typer()


@app.command()
def command(
    folder: Annotated[Path, typer.Argument(help="A new folder; it holds what citizens said.")],
    jobs: Annotated[int, typer.Option(min=1, help="How many tables are read at once.")] = 2,
) -> None:
    """Write the database as of now and every file into a new folder, while everybody goes on working."""
    settings = _starting.settings()
    with _starting.told():
        taken = asyncio.run(backups.take(address(settings), Store(settings.files_url), folder, jobs=jobs))
    typer.echo(f"{taken.rows} rows and {taken.files} files as of {taken.taken_at} are in {folder}.")
    typer.echo(f"Note down elsewhere what its {backups.SUMS} sums up to:")
    typer.echo(sha256((folder / backups.SUMS).read_bytes()).hexdigest())
