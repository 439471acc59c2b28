"""`payesh worker`."""

import asyncio
import signal

import typer

from api import worker
from api.cli import _starting
from api.gateways.centre import Centre
from api.gateways.mail import MailConsole, Smtp
from api.gateways.sms import Console, Kavenegar
from api.gateways.webhooks import Webhooks
from api.printing import Printer
from api.settings import Settings
from hotline.files.store import Store

app = typer.Typer()


@app.command()
def command() -> None:
    """Deliver what waits, fold figures, sweep clocks. Any number of workers share the work."""
    settings = _starting.settings()

    printer = Printer(Store(settings.files_url))

    async def run(dsn: str) -> None:
        stop = asyncio.Event()
        for which in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(which, stop.set)
        await worker.run(dsn=dsn, gateways=_gateways(settings), printer=printer, stop=stop)

    _starting.in_database(run)


def _gateways(settings: Settings) -> worker.Gateways:
    sms = (
        Kavenegar(settings.sms_key, settings.sms_sender, templates=settings.templates, url=settings.sms_url)
        if settings.sms_key
        else Console()
    )
    mail = Smtp(settings.mail_url, settings.mail_from) if settings.mail_url else MailConsole()
    webhooks = Webhooks(inside=settings.mode == "trial")
    return worker.Gateways(Centre(settings.centre_url, settings.centre_key), sms, mail, webhooks)
