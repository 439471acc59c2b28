"""The sample frontend in `examples/citizen`, built as its README says and served from an origin of its own."""

import asyncio
import fcntl
import os
import threading
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from api import manifest
from hotline.documents import actions as documents
from hotline.kit.viewer import SYSTEM
from tests import world
from tests.api.processes import eventually
from tests.api.serving import Serving, server_running
from tests.portal.conftest import browser as browser

FOLDER: Final = Path(__file__).parents[2] / "examples" / "citizen"


@dataclass(frozen=True)
class Frontend:
    """The page's address, and the API that it speaks to."""

    url: str
    api: Serving

    async def load_documents(self) -> None:
        """Make the page's documents known, as `payesh documents load` does."""
        known = manifest.read((FOLDER / "src" / "gql" / "persisted-documents.json").read_bytes())
        await documents.load(known, client="citizen", by=SYSTEM)
        choices = next(name for name, text in known.items() if text.startswith("query Choices"))
        async with httpx.AsyncClient() as client:

            async def heard() -> bool:
                answer = await client.post(f"{self.api.url}/graphql", json={"documentId": f"sha256:{choices}"})
                return "data" in answer.json()

            await eventually(heard)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("citizen")


@pytest.fixture(scope="session")
def origin(folder: Path) -> Iterator[str]:
    """A web server for the built files."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
async def checked(run_folder: Path) -> None:
    """Its types are generated and checked, once for all workers of a run."""
    if not (FOLDER / "node_modules").is_dir():
        pytest.fail("The page's packages are not installed: make examples/citizen/node_modules/.installed")
    with (run_folder / "citizen").open("a") as done:
        fcntl.flock(done, fcntl.LOCK_EX)
        if not os.fstat(done.fileno()).st_size:
            await _run("npm", "run", "--silent", "generate", folder=FOLDER)
            await _run("npm", "run", "--silent", "check", folder=FOLDER)
            done.write("done")


@pytest.fixture(scope="session")
async def frontend(
    origin: str, folder: Path, dsn: str, checked: None, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Frontend]:
    data = tmp_path_factory.mktemp("citizen-api")
    async with server_running(dsn, data, PAYESH_ALLOWED_ORIGINS=origin) as api:
        given = {"PAYESH_API": api.url, "PAYESH_TOKEN": world.TOKEN_SECRET, "OUT": str(folder)}
        await _run("node", "build.mjs", folder=FOLDER, **given)
        yield Frontend(origin, api)


async def _run(*command: str, folder: Path, **environment: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=os.environ | environment, stdout=PIPE, stderr=STDOUT
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
