"""`payesh backup`, `verify` and `restore`: what was taken while people worked comes back whole, or not at all."""

import asyncio
import io
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import asyncpg
import httpx
import pytest

from hotline.files import actions as files
from hotline.files.store import Store
from hotline.kit.viewer import Role
from hotline.messages import actions as messages
from tests import photos, world
from tests.api.processes import payesh
from tests.api.serving import ask, bearer, server_running
from tests.drafts import URGENT


@pytest.fixture
async def here(db: ModuleType, dsn: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a city with a message and its photo."""
    folder = tmp_path / "here"
    message = await messages.register(URGENT, by=world.operator())
    store = Store((folder / "files").as_uri())
    await files.keep(io.BytesIO(photos.photo()), by=world.operator(), store=store, message_id=message.id)
    return {"DATABASE_URL": dsn, "PAYESH_DATA": str(folder)}


async def test_what_is_taken_while_citizens_register_comes_back_in_an_empty_place_and_serves(
    here: dict[str, str], empty: str, tmp_path: Path
) -> None:
    backup, there = tmp_path / "backup", {"DATABASE_URL": empty, "PAYESH_DATA": str(tmp_path / "there")}
    token = await bearer(Role.OPERATOR)
    registering = asyncio.create_task(_register_on())
    code, printed, told = await payesh("backup", str(backup), **here)
    registering.cancel()
    assert (code, told) == (0, "")
    assert backup.stat().st_mode & 0o077 == 0
    code, printed, _ = await payesh("verify", str(backup))
    assert code == 0
    assert f"{backup} is whole" in printed
    code, _, told = await payesh("restore", str(backup), **there)
    assert (code, told) == (0, "")
    held = json.loads((backup / "manifest.json").read_text("utf-8"))
    assert await _counts(empty) == {name: rows for name, (rows, _) in held["tables"].items()}
    assert held["tables"]["message"][0] >= 1
    assert _contents(tmp_path / "there" / "files") == _contents(tmp_path / "here" / "files")
    assert held["files"] == len(_contents(tmp_path / "here" / "files")) == 2
    async with (
        server_running(empty, tmp_path / "there") as serving,
        httpx.AsyncClient(base_url=serving.url) as http,
    ):
        answer = await ask(http, "{ messages(first: 100) { totalCount } }", headers=token)
    assert answer.json()["data"]["messages"]["totalCount"] == held["tables"]["message"][0]


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _any(folder: Path) -> Path:
    return next(one for one in sorted(folder.rglob("*")) if one.is_file() and one.stat().st_size)


@pytest.mark.parametrize(
    ("harm", "named"),
    [
        (lambda backup: _flip(_any(backup / "database")), "is damaged"),
        (lambda backup: _flip(_any(backup / "files")), "is damaged"),
        (lambda backup: _any(backup / "files").unlink(), "is missing"),
        (lambda backup: (backup / "files" / "more").write_text("more"), "is not of it"),
        (lambda backup: (backup / "manifest.json").write_text("{}"), "is damaged"),
        (lambda backup: (backup / "SHA256SUMS").write_text("?"), "is damaged"),
        (lambda backup: (backup / "SHA256SUMS").unlink(), "is no backup"),
    ],
    ids=["dump", "file", "missing", "strange", "manifest", "sums", "unfinished"],
)
async def test_a_damaged_backup_is_told_and_restores_nothing(
    here: dict[str, str], empty: str, tmp_path: Path, harm: Callable[[Path], object], named: str
) -> None:
    backup = tmp_path / "backup"
    await payesh("backup", str(backup), **here)
    harm(backup)
    code, printed, told = await payesh("verify", str(backup))
    assert (code, printed) == (1, "")
    assert named in told
    code, printed, again = await payesh(
        "restore", str(backup), DATABASE_URL=empty, PAYESH_DATA=str(tmp_path / "there")
    )
    assert (code, printed, again) == (1, "", told)
    assert await _counts(empty) == {}
    assert _contents(tmp_path / "there" / "files") == {}


async def test_nothing_is_restored_over_what_is_there(here: dict[str, str], tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    await payesh("backup", str(backup), **here)
    before = await _counts(here["DATABASE_URL"])
    code, _, told = await payesh("restore", str(backup), **here)
    assert (code, told) == (1, "The database is not empty. Restore into a new one.\n")
    assert await _counts(here["DATABASE_URL"]) == before
    written = _contents(backup)
    code, _, told = await payesh("backup", str(backup), **here)
    assert (code, told) == (1, f"{backup} is there already. Name another folder, or delete it.\n")
    assert _contents(backup) == written


async def test_a_store_that_holds_something_else_is_told_and_the_database_stays_empty(
    here: dict[str, str], empty: str, tmp_path: Path
) -> None:
    backup, there = tmp_path / "backup", tmp_path / "there"
    await payesh("backup", str(backup), **here)
    name = next(iter(_contents(backup / "files")))
    (there / "files" / name).parent.mkdir(parents=True)
    (there / "files" / name).write_text("something else")
    code, _, told = await payesh("restore", str(backup), DATABASE_URL=empty, PAYESH_DATA=str(there))
    assert (code, told) == (1, f"The store holds something else as {name}.\n")
    assert await _counts(empty) == {}


async def test_a_backup_that_cannot_be_taken_leaves_no_folder_and_tells_no_password(tmp_path: Path) -> None:
    code, _, told = await payesh(
        "backup", str(tmp_path / "backup"), DATABASE_URL=f"postgresql://sara:open-sesame@/none?host={tmp_path}"
    )
    assert code == 75
    assert told.startswith("UNAVAILABLE: the database does not answer: ")
    assert "open-sesame" not in told
    assert _contents(tmp_path) == {}


async def _register_on() -> None:
    while True:
        await messages.register(URGENT, by=world.operator())


async def _counts(dsn: str) -> dict[str, Any]:
    connection = await asyncpg.connect(dsn)
    try:
        names = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {name: await connection.fetchval(f'SELECT count(*) FROM "{name}"') for (name,) in names}
    finally:
        await connection.close()


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
