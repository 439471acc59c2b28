"""Scripts of `tests/clients`, run by Node.js with the clients that are installed there."""

import asyncio
import json
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any, Final

import pytest

FOLDER: Final = Path(__file__).parents[2] / "clients"
# In seconds, so that a broken test ends.
_PATIENCE: Final = 60


async def lines_of(script: str, *arguments: str) -> list[dict[str, Any]]:
    """What the script says, each line a JSON object."""
    if not (FOLDER / "node_modules").is_dir():
        pytest.fail("The clients are not installed: make tests/clients/node_modules/.installed", pytrace=False)
    process = await asyncio.create_subprocess_exec("node", script, *arguments, cwd=FOLDER, stdout=PIPE)
    try:
        async with asyncio.timeout(_PATIENCE):
            said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, said.decode()
    return [json.loads(line) for line in said.splitlines()]
