"""The embedded server, shared and refused."""

import asyncio
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from api import embedded

# Starts the server, prints its address, and holds it until its input ends.
HOLD = """
import sys
from pathlib import Path
from api import embedded
print(embedded.start(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


async def test_processes_share_one_server_and_the_last_to_end_stops_it(folder: Path) -> None:
    holders = [await hold(folder), await hold(folder)]
    first, second = [(await holder.stdout.readline()).decode().strip() for holder in holders if holder.stdout]
    assert first == second
    await holders[0].communicate(b"")
    connection = await asyncpg.connect(first)
    assert await connection.fetchval("SHOW listen_addresses") == ""
    await connection.close()
    await holders[1].communicate(b"")
    with pytest.raises(OSError, match="No such file"):
        await asyncpg.connect(first)


async def test_a_killed_process_does_not_keep_the_server_for_good(folder: Path) -> None:
    killed = await hold(folder)
    assert killed.stdout is not None
    dsn = (await killed.stdout.readline()).decode().strip()
    killed.kill()
    await killed.wait()
    await (await hold(folder)).communicate(b"")
    with pytest.raises(OSError, match="No such file"):
        await asyncpg.connect(dsn)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the server's own user may reach, unlike pytest's."""
    with tempfile.TemporaryDirectory(prefix="payesh-") as name:
        yield Path(name)


async def hold(folder: Path) -> Process:
    """A process that holds the server until its input ends."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOLD, str(folder / "database")), stdin=PIPE, stdout=PIPE
    )


def test_a_folder_with_a_space_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(embedded.FolderNotUsable, match=r"has a space in it\. Set PAYESH_DATA"):
        embedded.start(tmp_path / "my data" / "database")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(embedded.FolderNotUsable, match=r"is not writable by this user\. Set PAYESH_DATA"):
        embedded.start(tmp_path / "file" / "database")
