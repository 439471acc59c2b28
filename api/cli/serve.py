"""`payesh serve`."""

import typer
import uvicorn

from api.app import create_app
from api.cli import _starting

# Longer than any answer takes; a live stream is cut and resumes at the next process.
GRACE_SECONDS = 5

app = typer.Typer()


@app.command()
def command() -> None:
    """Serve the API and the portal: one process. Run several behind a proxy for more."""
    settings = _starting.settings()
    uvicorn.run(
        create_app(settings),
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
    )
