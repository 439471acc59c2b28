from collections.abc import AsyncIterator
from types import ModuleType

import httpx
import pytest

from tests.api.serving import Serving, server_running


@pytest.fixture(scope="session")
async def serving(dsn: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Serving]:
    """One server for all tests of this worker."""
    async with server_running(dsn, tmp_path_factory.mktemp("serving")) as started:
        yield started


@pytest.fixture
async def http(db: ModuleType, serving: Serving) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the server, on a clean small city."""
    async with httpx.AsyncClient(base_url=serving.url, timeout=30) as client:
        yield client
