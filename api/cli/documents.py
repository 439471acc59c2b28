"""`payesh documents`."""

from pathlib import Path
from typing import Annotated

import typer

from api import manifest
from api.cli import _starting
from hotline.documents import actions, kept
from hotline.kit.refusals import Refusal, Refusals
from hotline.kit.viewer import SYSTEM
from schema import root
from schema.reader.reading import Reader

# The file itself is at fault, as a wrong option would be.
BAD_FILE = 2

app = typer.Typer(help="GraphQL documents that clients were built with.", no_args_is_help=True)

Manifest = Annotated[Path, typer.Argument(help="As graphql-codegen, Relay or Apollo write it.", exists=True)]
Client = Annotated[str, typer.Option(help="Whose documents they are.")]


@app.callback()
def _documents() -> None:
    """GraphQL documents that clients were built with."""


@app.command()
def load(file: Manifest, client: Client = "default") -> None:
    """Take the documents of a manifest from now on. Running servers hear of it. All of them, or none."""
    documents = _read(file)

    async def load(_: str) -> int:
        return await actions.load(documents, client=client, by=SYSTEM)

    new = _starting.in_database(load)
    typer.echo(f"{len(documents)} documents of {client}, {new} of them new.")


@app.command("list")
def list_() -> None:
    """Name every document: its SHA-256, its client, since when it is taken, until when, and its first line."""

    async def listed(_: str) -> None:
        for row in await kept.listed():
            until = f"{row['retired_at']:%Y-%m-%d %H:%M}" if row["retired_at"] else "-"
            first = " ".join(row["text"].split())[:60]
            typer.echo(f"{row['sha256']}  {row['client']}  {row['loaded_at']:%Y-%m-%d %H:%M}  {until}  {first}")

    _starting.in_database(listed)


@app.command()
def retire(
    name: Annotated[list[str] | None, typer.Argument(help="Their SHA-256. Else all.")] = None,
    client: Annotated[str | None, typer.Option(help="Whose documents alone.")] = None,
    keep: Annotated[
        Path | None, typer.Option(help="The manifest whose documents are still taken.", exists=True, dir_okay=False)
    ] = None,
) -> None:
    """Take these documents no longer."""
    if not name and client is None:
        raise typer.BadParameter("name documents, or the client whose they are", param_hint="NAME or --client")
    kept_names = list(_read(keep)) if keep else []

    async def retire(_: str) -> int:
        names = [one.removeprefix("sha256:") for one in name] if name else None
        return await actions.retire(names, client=client, keep=kept_names, by=SYSTEM)

    typer.echo(f"{_starting.in_database(retire)} documents retired.")


def _read(file: Path) -> dict[str, str]:
    """The documents of a manifest, or the end of the command with all that is wrong."""
    try:
        documents = manifest.read(file.read_bytes())
        manifest.check(documents, Reader(root.build()._schema))
    except (Refusal, Refusals) as error:
        problems = error.problems if isinstance(error, Refusals) else [error]
        for problem in problems:
            place = f"{problem.path[0]}: " if problem.path else ""
            typer.secho(f"{place}{problem.code}: {problem}\n{problem.say('fa')}", err=True, fg="red")
        raise typer.Exit(BAD_FILE) from None
    return documents
