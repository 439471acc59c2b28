"""`python -m api.building`: writes down what all migrations run on an empty database, as one script.

A new database is built by the script, since Tortoise goes through all tables anew for each operation of each
migration: half a minute for what PostgreSQL does in one second. Tests hold the script to the migrations.
"""

import asyncio
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Final

from asyncpg.connection import LoggedQuery

from api import embedded, migrating
from hotline.kit import database

# What only keeps order, and what each database writes for itself: which migrations it has.
_NOT_BUILDING: Final = ("SELECT", "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SET", "RESET")
_OWN: Final = '"tortoise_migrations"'


async def script(dsn: str) -> str:
    """What the migrations run on the empty database at `dsn`, statement after statement."""
    statements = []

    def note(query: LoggedQuery) -> None:
        text = query.query.strip().rstrip(";")
        if not text.upper().startswith(_NOT_BUILDING) and _OWN not in text:
            assert not query.args, "a script has no parameters"
            statements.append(f"{text};\n")

    await migrating.migrate(dsn, watched=note)
    return f"-- What the migrations run whose SHA-256 is {source()}.\n" + "\n".join(statements)


def source() -> str:
    """A sum over the files of all migrations, in their order."""
    paths = sorted((migrating.HERE / "migrations").glob("[0-9]*.py"))
    return sha256(b"".join(path.name.encode() + path.read_bytes() for path in paths)).hexdigest()


async def _write() -> None:
    with tempfile.TemporaryDirectory() as folder:
        migrating.SCRIPT.write_text(await script(embedded.start(Path(folder), cleanup="delete")), "utf-8")
        await database.close()


if __name__ == "__main__":
    asyncio.run(_write())
