"""`payesh import`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from api.cli import _starting
from api.importing import reading, running
from api.importing.drafting import COLUMNS, REQUIRED
from hotline.kit.refusals import Refusal
from hotline.people import viewers

# The file itself is at fault, as a wrong option would be; some of its rows are.
BAD_FILE = 2
SOME_REFUSED = 3

app = typer.Typer(help="Bring in what another system holds.", no_args_is_help=True)


@app.callback()
def _import() -> None:
    """Bring in what another system holds."""


@app.command()
def messages(
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8; docs/importing.md says which columns.", exists=True)],
    username: Annotated[str, typer.Option("--as", help="Who registers them: an operator's user name.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Look at every row and store nothing.")] = False,
    errors: Annotated[
        Path | None, typer.Option(help="Where refused rows are written. Else beside FILE.", dir_okay=False)
    ] = None,
) -> None:
    """Register the messages of a file. Given again after an interruption, it goes on where it was cut off."""
    # A trial leaves alone what an import that was cut off has written.
    refused_to = errors or file.with_suffix(".dry-run.csv" if dry_run else ".errors.csv")
    if refused_to.exists() and refused_to.samefile(file):
        raise typer.BadParameter("it would overwrite the file of messages", param_hint="--errors")
    with _bar() as bar:
        reading_bar, storing_bar = (bar.add_task(name, total=file.stat().st_size) for name in ("Check", "Import"))
        checked = _checked(file, lambda count: bar.update(reading_bar, completed=count))

        async def load(_: str) -> running.Progress:
            by = await viewers.of_username(username)
            if by is None:
                raise typer.BadParameter(f"there is no {username} who may sign in", param_hint="--as")
            return await running.load(
                checked,
                by=by,
                refused_to=refused_to,
                told=lambda count: bar.update(storing_bar, completed=count),
                dry_run=dry_run,
            )

        done = _starting.in_database(load)
    _tell(done, refused_to, dry_run=dry_run)
    if done.refused:
        raise typer.Exit(SOME_REFUSED)


def _checked(file: Path, told: reading.Told) -> reading.Checked:
    try:
        return reading.check(file, columns=list(COLUMNS), required=REQUIRED, told=told)
    except Refusal as refusal:
        typer.secho(f"{refusal.code}: {refusal}\n{refusal.say('fa')}", err=True, fg="red")
        raise typer.Exit(BAD_FILE) from None


def _tell(done: running.Progress, refused_to: Path, *, dry_run: bool) -> None:
    if done.already:
        typer.echo(f"This file has been imported before: {done.stored} messages. Nothing was done.")
        return
    words = "would be registered" if dry_run else "registered"
    typer.echo(f"{done.stored} messages {words}, {done.urgent} of them for the operations centre.")
    if done.refused:
        typer.echo(f"{done.refused} rows refused; {refused_to} says why.")


def _bar() -> Progress:
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
    return Progress(*columns, console=Console(stderr=True))
