"""`payesh export-schema`."""

import typer

from schema import root

app = typer.Typer()


@app.command()
def command() -> None:
    """Print the GraphQL schema, as it is committed in schema/schema.graphql."""
    typer.echo(root.sdl(), nl=False)
