"""A real server and a real browser for the portal's tests."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType
from typing import Final

import httpx
import pytest
from playwright.async_api import Browser, Page, async_playwright

from api.viewers import COOKIE
from hotline.kit.viewer import Role
from hotline.people import signing_in
from tests import world
from tests.api.processes import eventually, running
from tests.portal.looking import DESK, Visit

ARGUMENTS: Final = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="session")
async def portal_url(dsn: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of `payesh serve` on this worker's database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        "DATABASE_URL": dsn,
        "PAYESH_DATA": str(tmp_path_factory.mktemp("portal")),
        "PAYESH_PORT": str(port),
        "PAYESH_POOL_SIZE": "4",
    }
    url = f"http://127.0.0.1:{port}"
    async with running("serve", environment), httpx.AsyncClient() as client:

        async def ready() -> bool:
            try:
                return (await client.get(url + "/readyz")).status_code == 200
            except httpx.TransportError:
                return False

        await eventually(ready)
        yield url


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.fail("No Chromium to look at the portal with: apt-get install chromium", pytrace=False)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=Path(found), args=ARGUMENTS)
        yield chromium
        await chromium.close()


@pytest.fixture
async def visit(db: ModuleType, browser: Browser, portal_url: str) -> AsyncIterator[Visit]:
    """Opens a page as somebody of a role; no page may throw or break the content policy."""
    contexts, said = [], []

    async def visit(role: Role, *, javascript: bool = True) -> Page:
        context = await browser.new_context(
            base_url=portal_url,
            viewport={"width": DESK[0], "height": DESK[1]},
            java_script_enabled=javascript,
            # A page counts as it ends, not on its way there.
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda line: said.append(line.text) if "Content Security Policy" in line.text else None)
        if role is not Role.PUBLIC:
            # The form is looked at in a test of its own.
            signed_in = await signing_in.sign_in(role.lower(), world.PASSWORD, address="")
            await context.add_cookies([{"name": COOKIE, "value": signed_in.key, "url": portal_url}])
        return page

    yield visit
    for context in contexts:
        async with asyncio.timeout(60):
            await context.close()
    assert said == []
