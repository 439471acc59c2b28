"""`payesh recount`."""

import typer

from api.cli import _starting
from hotline.custody import actions as custody
from hotline.figures import actions as figures
from hotline.kit import database

app = typer.Typer()


@app.command()
def command() -> None:
    """Count all figures and times in hand anew; writers wait meanwhile. Wanted where servers of an earlier version
    went on while the database was brought to one that counts more."""

    async def recount(_: str) -> None:
        async with database.transaction() as tx:
            await figures.recompute(tx)
            await custody.recompute(tx)

    _starting.in_database(recount)
    typer.echo("Every figure is counted anew.")
