"""`payesh seed`."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli import _starting
from hotline.city import actions
from hotline.kit.viewer import SYSTEM

app = typer.Typer()


@app.command()
def command(
    data: Annotated[Path, typer.Option(help="Folder of another city's files.", exists=True)] = actions.DATA,
) -> None:
    """Write the city: districts, units, request types, the first policy. Repeating it does no harm."""

    async def seed(dsn: str) -> None:
        await actions.seed(by=SYSTEM, data=data)

    _starting.in_database(seed)
    typer.echo("The city is in the database.")
