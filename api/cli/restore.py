"""`payesh restore`."""

import asyncio
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
    folder: Annotated[Path, typer.Argument(help="What `payesh backup` wrote.")],
    jobs: Annotated[int, typer.Option(min=1, help="How many tables are written at once.")] = 2,
) -> None:
    """Bring a backup back into an empty database, and compare every row and file with what was taken."""
    settings = _starting.settings()
    with _starting.told():
        done = asyncio.run(backups.restore(address(settings), Store(settings.files_url), folder, jobs=jobs))
    typer.echo(f"{done.rows} rows and {done.files} files are back as they were on {done.taken_at}.")
