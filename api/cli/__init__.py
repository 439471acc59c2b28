"""The command line: one file here is one command (`export_schema.py` is `payesh export-schema`), or a group of
them. Each file has its `app`, and is imported only when it is called, so that every command starts quickly.
"""

import pkgutil
from importlib import import_module

import typer
from typer._click.core import Command, Context  # typer brings its own click
from typer.core import TyperGroup

# Only files know what they need, so a process of the worker does not carry the server.
_NAMES = {
    module.name.strip("_").replace("_", "-"): module.name
    for module in pkgutil.iter_modules(__path__)
    if not module.name.startswith("_")
}


class _Commands(TyperGroup):
    def list_commands(self, ctx: Context) -> list[str]:
        return sorted(_NAMES)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        if cmd_name not in _NAMES:
            return None
        command = typer.main.get_command(import_module(f"{__name__}.{_NAMES[cmd_name]}").app)
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=_Commands,
    help="Payesh 137: the hotline's server and what belongs to it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def _payesh() -> None:
    """Payesh 137: the hotline's server and what belongs to it."""
