"""`payesh centre`."""

from urllib.parse import urlsplit

import typer
import uvicorn

from api import centre
from api.cli import _starting
from api.cli._starting import KEEP_ALIVE_SECONDS

app = typer.Typer()


@app.command()
def command() -> None:
    """Run a small stand-in for the operations centre at PAYESH_CENTRE_URL, for trial and tests."""
    settings = _starting.settings()
    address = urlsplit(settings.centre_url)
    uvicorn.run(
        centre.app(settings.centre_key, settings.data / "centre.jsonl", settings.public_url, settings.centre_pace),
        host=address.hostname or "127.0.0.1",
        port=address.port or 80,
        log_level=settings.log_level,
        access_log=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
