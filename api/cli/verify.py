"""`payesh verify`."""

from pathlib import Path
from typing import Annotated

import typer

from api import backups
from api.cli import _starting

app = typer.Typer()


@app.command()
def command(folder: Annotated[Path, typer.Argument(help="What `payesh backup` wrote.")]) -> None:
    """Compare every byte of a backup with its sum; exit code 1 where one is damaged."""
    with _starting.told():
        held = backups.check(folder)
    typer.echo(f"{folder} is whole: {held.rows} rows and {held.files} files as of {held.taken_at}.")
