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


@app.command()
def password(username: Annotated[str, typer.Argument(help="The name they sign in with.")]) -> None:
    """Set another password, for who forgot theirs; they are signed out everywhere. It is asked for, or read from a
    pipe."""
    given = _password()

    async def set_password(dsn: str) -> None:
        await actions.set_password(await actions.person_of(username), given, by=SYSTEM)

    _starting.in_database(set_password)
    typer.echo(f"{username} signs in with the new password.")


@app.command()
def forget_factor(username: Annotated[str, typer.Argument(help="The name they sign in with.")]) -> None:
    """Ask for no code any more, for who lost the phone and the recovery codes; they are signed out everywhere. Make
    sure first that it is they who ask."""

    async def forget(dsn: str) -> None:
        await actions.forget_factor(await actions.person_of(username), by=SYSTEM)

    _starting.in_database(forget)
    typer.echo(f"{username} signs in by password alone, and can set up a second step again.")


@app.command()
def grant(
    username: Annotated[str, typer.Argument(help="The name they sign in with.")],
    role: Annotated[Role, typer.Option(help="The role.")],
    unit: Annotated[str | None, typer.Option(help="Code of the unit they hold it in.")] = None,
) -> None:
    """Give a role."""

    async def give(dsn: str) -> None:
        unit_id = await _starting.unit_of(unit)
        await actions.grant(await actions.person_of(username), role, by=SYSTEM, unit_id=unit_id)

    _starting.in_database(give)
    typer.echo(f"{username} is {role}.")


@app.command()
def revoke(
    username: Annotated[str, typer.Argument(help="The name they sign in with.")],
    role: Annotated[Role, typer.Option(help="The role.")],
    unit: Annotated[str | None, typer.Option(help="Code of the unit they hold it in.")] = None,
) -> None:
    """Take a role; what they may is less within a second."""

    async def take(dsn: str) -> None:
        unit_id = await _starting.unit_of(unit)
        await actions.revoke_role(await actions.person_of(username), role, by=SYSTEM, unit_id=unit_id)

    _starting.in_database(take)
    typer.echo(f"{username} is no longer {role}.")


@app.command()
def deactivate(username: Annotated[str, typer.Argument(help="The name they sign in with.")]) -> None:
    """Let a person in no more. Their sessions and tokens end within a second; what they did stays."""

    async def end(dsn: str) -> None:
        await actions.deactivate(await actions.person_of(username), by=SYSTEM)

    _starting.in_database(end)
    typer.echo(f"{username} may sign in no more.")


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("Once more: "):
        typer.secho("The two are not the same.", err=True, fg="red")
        raise typer.Exit(1)
    return password
