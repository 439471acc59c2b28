"""`payesh serve`."""

import contextlib
import socket

import typer
import uvicorn

from api.app import create_app
from api.cli import _starting
from api.cli._starting import KEEP_ALIVE_SECONDS
from schema.bus import Bus

# Longer than any answer takes; live streams are cut at once, and resume at the next process.
GRACE_SECONDS = 5

app = typer.Typer()


@app.command()
def command() -> None:
    """Serve the API and the portal: one process. Run several behind a proxy for more."""
    settings = _starting.settings()
    bus = Bus()
    config = uvicorn.Config(
        create_app(settings, bus),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws_max_size=settings.body_limit,
        lifespan="on",
        log_level=settings.log_level,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    server = _Server(config, bus)
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        raise typer.Exit(1)


class _Server(uvicorn.Server):
    """Ends its live streams first: it would wait its whole grace for them."""

    def __init__(self, config: uvicorn.Config, bus: Bus) -> None:
        super().__init__(config)
        self._bus = bus

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._bus.end()
        await super().shutdown(sockets)
