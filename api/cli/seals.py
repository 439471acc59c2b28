"""`payesh seals`."""

from hashlib import sha256

import typer

from api.cli import _starting
from hotline.kit import database
from policy_board.bundles.sealing import SEALED

app = typer.Typer()


@app.command()
def command() -> None:
    """Look at the seal of every published revision of a bundle; exit code 1 where one is broken."""

    async def look(_: str) -> int:
        broken = 0
        for row in await database.reads().fetch(SEALED):
            intact = sha256(row["canonical"].encode()).digest() == row["sha256"]
            broken += not intact
            typer.echo(f"{row['code']}  {row['sha256'].hex()}  {'intact' if intact else 'BROKEN'}")
        return broken

    if _starting.in_database(look):
        raise typer.Exit(1)
