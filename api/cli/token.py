"""`payesh token`."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import typer

from api.cli import _starting
from hotline.kit import database
from hotline.kit.viewer import SYSTEM, Role
from hotline.people import actions

app = typer.Typer(help="Bearer tokens of frontends and scripts.", no_args_is_help=True)


@app.callback()
def _token() -> None:
    """Bearer tokens of frontends and scripts."""


@app.command()
def create(
    role: Annotated[Role, typer.Option(help="FRONTEND registers for citizens; any other reads and acts as such.")],
    name: Annotated[str, typer.Option(help="What it is for, as timelines show it.")] = "Command line",
    unit: Annotated[str | None, typer.Option(help="Code of the unit the role belongs to.")] = None,
    days: Annotated[int | None, typer.Option(help="How long it holds. Else until it is revoked.", min=1)] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="It reads and does not act.")] = False,
) -> None:
    """Make a token. The last line printed is the token alone; it is shown this once."""
    scopes = {"register"} if role is Role.FRONTEND else {"read"} if read_only else {"read", "act"}

    async def create(dsn: str) -> str:
        token = await actions.create_token(
            role,
            name=name,
            scopes=frozenset(scopes),
            by=SYSTEM,
            expires_at=await database.now() + timedelta(days=days) if days else None,
            unit_id=await _starting.unit_of(unit),
        )
        return token.secret

    secret = _starting.in_database(create)
    typer.echo(f"A token for {role}, with {', '.join(sorted(scopes))}. Keep it: it is not shown again.")
    typer.echo(secret)


@app.command("list")
def list_() -> None:
    """Every token that holds: its id, its role, since when, and what it is for."""

    async def find(dsn: str) -> list[actions.Token]:
        return await actions.tokens(by=SYSTEM)

    for token in _starting.in_database(find):
        typer.echo(f"{token.id}  {token.role}  {token.created_at:%Y-%m-%d}  {token.name}")


@app.command()
def revoke(token: Annotated[UUID, typer.Argument(help="Its id, as `payesh token list` tells it.")]) -> None:
    """Let a token hold no more, within a second and for good."""

    async def end(dsn: str) -> None:
        await actions.revoke_token(token, by=SYSTEM)

    _starting.in_database(end)
    typer.echo("It holds no more.")
