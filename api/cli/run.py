"""`payesh run`: everything at once, for a trial."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from asyncio.subprocess import Process
from typing import Final

import typer

from api.cli import _starting
from api.lifespan import address, opened
from api.settings import BadSettings, Settings
from hotline.city import actions
from hotline.kit import database
from hotline.kit.viewer import SYSTEM

DEMO_MESSAGES: Final = 3000
DEMO_SEED: Final = 137
CHILDREN: Final = ("serve", "worker", "centre")
END_SECONDS: Final = 10.0

_PR_SET_PDEATHSIG: Final = 1
_libc = ctypes.CDLL(None)

app = typer.Typer()


@app.command()
def command() -> None:
    """Run server, worker and stand-in centre, with demo data the first time. Ctrl-C ends them all."""
    settings = _starting.settings()
    with _starting.told():
        if settings.mode == "production":
            raise BadSettings("PAYESH_MODE: `payesh run` is a trial. Run `payesh serve` and `payesh worker`.")
        # This process holds the embedded database; its children are told the address.
        settings = settings.model_copy(update={"database_url": address(settings)})
        code = asyncio.run(_run(settings))
    raise typer.Exit(code)


async def _run(settings: Settings) -> int:
    ending = asyncio.Event()
    for which in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(which, ending.set)
    environment = os.environ | {"DATABASE_URL": str(settings.database_url)}
    if await _needs_demo(settings):
        typer.echo("Filling the city with demo data; this happens once.")
        code = await _fill(environment, ending)
        if code or ending.is_set():
            return code
    children: dict[str, Process] = {}
    tasks: list[asyncio.Task[None]] = []
    for name in CHILDREN:
        children[name] = await _start(name, environment)
        tasks.append(asyncio.create_task(_set_at_end(children[name], ending)))
        # The server has the machine to itself until it answers.
        if name == "serve" and not await _answers(settings, ending):
            break
    await ending.wait()
    dead = {name: child.returncode for name, child in children.items() if child.returncode is not None}
    for name, code in dead.items():
        typer.secho(f"`payesh {name}` ended by itself (exit code {code}), so everything ends.", err=True, fg="red")
    for task in tasks:
        task.cancel()
    await asyncio.gather(*map(_end, children.values()))
    return 1 if dead else 0


async def _needs_demo(settings: Settings) -> bool:
    """Migrate; seed a database without a city; and say whether there is no message yet."""
    async with opened(settings):
        if not await database.reads().fetchval("SELECT EXISTS (SELECT FROM city)"):
            await actions.seed(by=SYSTEM)
        if await database.reads().fetchval("SELECT EXISTS (SELECT FROM message)"):
            return False
        await actions.mark_as_demo(by=SYSTEM)
        return True


async def _fill(environment: dict[str, str], ending: asyncio.Event) -> int:
    demo = await _start("demo", environment, f"--messages={DEMO_MESSAGES}", f"--seed={DEMO_SEED}")
    done = asyncio.create_task(demo.wait())
    await asyncio.wait((done, asyncio.create_task(ending.wait())), return_when=asyncio.FIRST_COMPLETED)
    if not done.done():
        await _end(demo)
        return 0
    return done.result()


async def _start(name: str, environment: dict[str, str], *arguments: str) -> Process:
    """A child of its own session: Ctrl-C reaches only us, and we end it."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "api.cli", name, *arguments),
        env=environment,
        start_new_session=True,
        preexec_fn=_end_with_parent,
    )


def _end_with_parent() -> None:
    """Should we be killed outright, the kernel ends the child."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


async def _set_at_end(child: Process, ending: asyncio.Event) -> None:
    await child.wait()
    ending.set()


async def _answers(settings: Settings, ending: asyncio.Event) -> bool:
    """Wait for the server and say where it is; or for the end, whichever comes first."""
    while not ending.is_set():
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(settings.host, settings.port)
            writer.close()
            typer.secho(f"Payesh 137 is at {settings.public_url} (Ctrl-C ends it).", fg="green")
            return True
        await asyncio.sleep(0.05)
    return False


async def _end(child: Process) -> None:
    """Ask it to end, and see to it if it does not."""
    with contextlib.suppress(ProcessLookupError):
        child.terminate()
    try:
        await asyncio.wait_for(child.wait(), END_SECONDS)
    except TimeoutError:
        child.kill()
        await child.wait()
