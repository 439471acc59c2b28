"""The embedded server, shared and refused."""

import asyncio
import sys
from asyncio.subprocess import PIPE
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


async def test_processes_share_one_server_and_the_last_to_end_stops_it(tmp_path: Path) -> None:
    holders = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", HOLD, str(tmp_path / "database")), stdin=PIPE, stdout=PIPE
        )
        for _ in range(2)
    ]
    first, second = [(await holder.stdout.readline()).decode().strip() for holder in holders if holder.stdout]
    assert first == second
    await holders[0].communicate(b"")
    connection = await asyncpg.connect(first)
    assert await connection.fetchval("SHOW listen_addresses") == ""
    await connection.close()
    await holders[1].communicate(b"")
    with pytest.raises(OSError, match="No such file"):
        await asyncpg.connect(first)


def test_a_folder_with_a_space_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(embedded.FolderNotUsable, match=r"has a space in it\. Set PAYESH_DATA"):
        embedded.start(tmp_path / "my data" / "database")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(embedded.FolderNotUsable, match=r"is not writable by this user\. Set PAYESH_DATA"):
        embedded.start(tmp_path / "file" / "database")
