"""The examples in docs/open311.md do what they say: each is run as it stands, against the real server."""

import asyncio
import os
import re
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hotline.city import reference
from hotline.messages import actions as messages
from hotline.messages.drafts import Draft
from tests import world
from tests.api.serving import Serving, server_running
from tests.drafts import rows

PAGE = Path(__file__).parents[2] / "docs" / "open311.md"
BLOCKS = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
EXAMPLES = [
    example for block in BLOCKS for example in re.findall(r"^curl .*?(?<!\\)\n", block, re.MULTILINE | re.DOTALL)
]


@pytest.fixture(scope="module")
async def serving(dsn: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Serving]:
    async with server_running(dsn, tmp_path_factory.mktemp("open311")) as started:
        yield started


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.split('"')[1].rpartition("/v2/")[2])
async def test_an_example_is_answered(example: str, db: object, serving: Serving) -> None:
    await rows("UPDATE category SET code = upper(replace(code, '-', '_')) RETURNING id")
    reference.forget()
    done = await messages.register(Draft("چاله", "POTHOLE", district_number=1), by=world.operator())
    command = example.replace("http://localhost:8137", serving.url).replace(
        "curl ", "curl --silent --fail-with-body "
    )
    environment = {**os.environ, "key": world.TOKEN_SECRET, "id": done.tracking_code.replace("/", "")}
    ran = await asyncio.to_thread(
        subprocess.run, ["bash", "-c", command], env=environment, capture_output=True, text=True, timeout=30
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.startswith(("[{", "{", "<?xml", "[]"))


def test_there_are_examples_of_reading_and_of_reporting() -> None:
    assert len(EXAMPLES) == 7
    assert sum("api_key" in example for example in EXAMPLES) == 1
