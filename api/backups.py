"""Backups: one folder with the database as of a moment, every file, and the sums that prove both.

    database/       what pg_dump writes in its directory format
    files/          the store, name by name
    manifest.json   when, of what version, and of each table how many rows and their sum
    SHA256SUMS      of all these, for `sha256sum --check`

Files are kept before the row that names them is committed and never change, so those copied after the database's
moment are all it speaks of. What is taken appears under its name only once it is whole. Whoever can read a backup
can read what citizens said: it is for this user alone, and the keys of PAYESH_SECRET and others are not in it.
"""

import asyncio
import json
import os
import re
import shutil
from asyncio.subprocess import PIPE
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit, urlunsplit

import asyncpg

from api import embedded
from hotline.files.store import Store

FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"
# A row is summed as text, so that it is the same on any server.
_TEXT: Final = {"timezone": "UTC", "datestyle": "ISO, YMD", "intervalstyle": "postgres", "extra_float_digits": "1"}
_TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_SUM: Final = """
SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 16))::bit(64)::bigint::numeric), 0)::text
FROM public."{}" t
"""


class NotTaken(RuntimeError):
    """There is no backup, or none was restored; the sentence says why and what to do."""


class Damaged(NotTaken):
    """The backup is not what was taken."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `tables` maps each to its rows and the sum over them; `taken_at` is the database's time,
    in ISO 8601, and every change committed before it is in."""

    format: int
    taken_at: str
    payesh: str
    postgresql: str
    tables: dict[str, list[Any]]
    files: int
    file_bytes: int

    @property
    def rows(self) -> int:
        return sum(rows for rows, _ in self.tables.values())


async def take(dsn: str, store: Store, folder: Path, *, jobs: int = 2) -> Manifest:
    """Back up into a new `folder`, while everybody goes on working. Raises NotTaken."""
    part = folder.with_name(folder.name + ".part")
    for there in (folder, part):
        if there.exists():
            raise NotTaken(f"{there} is there already. Name another folder, or delete it.")
    part.mkdir(mode=0o700, parents=True)
    try:
        connection = await asyncpg.connect(dsn, server_settings=_TEXT)
        try:
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                ((taken_at, server, snapshot),) = await connection.fetch(
                    "SELECT payesh_now(), current_setting('server_version'), pg_export_snapshot()"
                )
                dump = ("--format=directory", f"--jobs={jobs}", f"--snapshot={snapshot}", "--no-owner", "--no-acl")
                async with asyncio.TaskGroup() as both:
                    both.create_task(_run("pg_dump", server, dsn, *dump, f"--file={part / 'database'}"))
                    summed = both.create_task(_sums(connection))
        finally:
            await connection.close()
        files = [await _keep(part / "files" / name, content) async for name, content in store.all()]
    except BaseException as error:
        shutil.rmtree(part)
        # Of two that fail at once, one sentence is enough.
        raise (error.exceptions[0] if isinstance(error, BaseExceptionGroup) else error) from None
    manifest = Manifest(
        FORMAT,
        taken_at.astimezone(UTC).isoformat(),
        version("payesh"),
        server,
        summed.result(),
        len(files),
        sum(files),
    )
    _write(part / _MANIFEST, json.dumps(asdict(manifest), indent=1, sort_keys=True))
    _write(part / SUMS, "".join(f"{_digest(one)}  {one.relative_to(part)}\n" for one in _parts(part)))
    await asyncio.to_thread(os.sync)
    part.rename(folder)
    return manifest


def check(folder: Path) -> Manifest:
    """What the backup in `folder` holds, every byte of it compared with its sum. Raises NotTaken, Damaged."""
    try:
        lines = (folder / SUMS).read_text("utf-8").splitlines()
        sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
        manifest = Manifest(**json.loads((folder / _MANIFEST).read_text("utf-8")))
    except FileNotFoundError as error:
        raise NotTaken(f"{folder} is no backup: there is no {Path(error.filename).name} in it.") from None
    except (ValueError, TypeError):
        raise Damaged(f"{folder}: {_MANIFEST} or {SUMS} is damaged.") from None
    if manifest.format != FORMAT:
        raise NotTaken(f"{folder} was taken by another version, {manifest.payesh}. Restore it with that.")
    there = {str(one.relative_to(folder)): one for one in _parts(folder)}
    if strange := sorted(set(sums) ^ set(there)):
        raise Damaged(f"{folder}: {strange[0]} is {'missing' if strange[0] in sums else 'not of it'}.")
    for name, one in there.items():
        if _digest(one) != sums[name]:
            raise Damaged(f"{folder}: {name} is damaged.")
    return manifest


async def restore(dsn: str, store: Store, folder: Path, *, jobs: int = 2) -> Manifest:
    """Restore what `take` took, into an empty database, and compare every row. Raises NotTaken, Damaged.

    If it fails the database is as empty as it was. Files already in the store stay as they are: a name stands for
    one content.
    """
    manifest = await asyncio.to_thread(check, folder)
    connection = await asyncpg.connect(dsn, server_settings=_TEXT)
    try:
        if await connection.fetchval(f"SELECT EXISTS ({_TABLES})"):
            raise NotTaken("The database is not empty. Restore into a new one.")
        try:
            for one in filter(Path.is_file, (folder / "files").rglob("*")):
                name, content = str(one.relative_to(folder / "files")), await asyncio.to_thread(one.read_bytes)
                await store.put(name, content)
                if await store.get(name) != content:
                    raise Damaged(f"The store holds something else as {name}.")
            server = await connection.fetchval("SELECT current_setting('server_version')")
            how = ("--exit-on-error", f"--jobs={jobs}", "--no-owner", "--no-acl")
            await _run("pg_restore", server, dsn, *how, str(folder / "database"))
            await connection.execute("ANALYZE")
            restored = await _sums(connection)
            if strange := [name for name in manifest.tables if restored.get(name) != manifest.tables[name]]:
                raise Damaged(f"{strange[0]} was not restored as it was taken.")
        except BaseException:
            await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            raise
    finally:
        await connection.close()
    return manifest


async def _sums(connection: asyncpg.Connection) -> dict[str, list[Any]]:
    names = [name for (name,) in await connection.fetch(_TABLES)]
    return {name: list(*await connection.fetch(_SUM.format(name))) for name in names}  # sql: the catalogue's names


async def _run(program: str, server: str, dsn: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs. The password is nothing for the list of processes."""
    parts = urlsplit(dsn)
    user, _, host = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    address = urlunsplit(parts._replace(netloc=f"{name}@{host}" if user else host))
    process = await asyncio.create_subprocess_exec(
        await _program(program, server),
        *(f"--dbname={address}", *arguments),
        env=os.environ | ({"PGPASSWORD": unquote(password)} if password else {}) | {"LC_ALL": "C"},
        stderr=PIPE,
    )
    try:
        _, said = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    if process.returncode:
        raise NotTaken(said.decode("utf-8", "replace").strip().splitlines()[0])


async def _program(name: str, server: str) -> Path:
    """One as new as the server: an installed one, since it may encrypt connections, or that of the embedded one."""
    installed = shutil.which(name)
    bundled = [folder / name for folder in embedded.PROGRAMS]
    for path in ([Path(installed)] if installed else []) + bundled:
        process = await asyncio.create_subprocess_exec(path, "--version", stdout=PIPE)
        told, _ = await process.communicate()
        if (found := re.search(r"\d+", told.decode())) and int(found[0]) >= int(server.split(".")[0]):
            return path
    raise NotTaken(f"There is no {name} as new as the server, {server}. Install its postgresql-client.")


async def _keep(path: Path, content: bytes) -> int:
    def keep() -> int:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.write_bytes(content)

    return await asyncio.to_thread(keep)


def _parts(folder: Path) -> Iterator[Path]:
    """Every file of a backup but its sums, in one order."""
    return (one for one in sorted(folder.rglob("*")) if one.is_file() and one != folder / SUMS)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
