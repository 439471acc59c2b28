"""`payesh user`."""

import getpass
import sys
from typing import Annotated

import typer

from api.cli import _starting
from hotline.kit.viewer import SYSTEM, Role
from hotline.people import actions

app = typer.Typer(help="People who sign in.", no_args_is_help=True)


@app.callback()
def _user() -> None:
    """People who sign in."""


@app.command()
def add(
    username: Annotated[str, typer.Argument(help="The name to sign in with.")],
    role: Annotated[list[Role], typer.Option(help="A role; give the option again for another.")],
    name: Annotated[str, typer.Option(help="The person's name, as timelines show it. Else the user name.")] = "",
    unit: Annotated[str | None, typer.Option(help="Code of the unit they work in.")] = None,
    language: Annotated[str, typer.Option(help="fa or en.")] = "fa",
) -> None:
    """Add a person. The password is asked for, or read from a pipe."""
    password = _password()

    async def add(dsn: str) -> None:
        unit_id = await _starting.unit_of(unit)
        person = await actions.add_person(
            name or username, by=SYSTEM, username=username, password=password, language=language
        )
        for one in role:
            await actions.grant(person, one, by=SYSTEM, unit_id=unit_id)

    _starting.in_database(add)
    typer.echo(f"{username} may sign in.")


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("Once more: "):
        typer.secho("The two are not the same.", err=True, fg="red")
        raise typer.Exit(1)
    return password
