"""`payesh worker`."""

import asyncio
import signal

import typer

from api import worker
from api.cli import _starting

app = typer.Typer()


@app.command()
def command() -> None:
    """Deliver what waits, fold figures, sweep clocks. Any number of workers share the work."""
    settings = _starting.settings()

    async def run(dsn: str) -> None:
        stop = asyncio.Event()
        for which in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(which, stop.set)
        await worker.run(dsn=dsn, centre_url=settings.centre_url, centre_key=settings.centre_key, stop=stop)

    _starting.in_database(run)
