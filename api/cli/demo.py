"""`payesh demo`."""

from datetime import datetime
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.cli import _starting
from api.demo import board, bundles, dossiers, illustrating, loading, minuting, people, resolving
from hotline.city import actions
from hotline.files.store import Store
from hotline.kit.jalali import TEHRAN
from hotline.kit.viewer import SYSTEM

app = typer.Typer()


@app.command()
def command(
    messages: Annotated[int, typer.Option(min=1, max=10_000_000, help="How many messages.")] = 3000,
    seed: Annotated[int, typer.Option(help="The same seed and date give the same data.")] = 137,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="The last moment; else now.")
    ] = None,
) -> None:
    """Fill an empty database with a believable city's messages, and an account for each role."""
    settings = _starting.settings()
    if settings.mode == "production":
        raise typer.BadParameter("demo data never goes into production", param_hint="PAYESH_MODE")
    end = until.replace(tzinfo=TEHRAN) if until else None

    async def fill(_: str) -> None:
        await actions.seed(by=SYSTEM)
        await actions.mark_as_demo(by=SYSTEM)
        with _bar() as bar:
            task = bar.add_task("Messages", total=messages)
            await loading.load(
                messages, seed=seed, until=end, told=lambda written: bar.update(task, completed=written)
            )
        store = Store(settings.files_url)
        await illustrating.illustrate(store)
        await dossiers.tell()
        await bundles.tell()
        # Before the meetings to come, since it was held before them.
        await resolving.tell(store)
        await minuting.tell()
        await board.tell()

    _starting.in_database(fill)
    typer.echo(
        f"{messages} messages. Sign in as one of: {', '.join(people.usernames())}; password {people.PASSWORD}"
    )


def _bar() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
