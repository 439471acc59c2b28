"""Putting a revision on paper: read as the office reads it, laid out by a process of its own, kept in the store."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

import orjson
from pgqueuer.errors import RetryRequested

from api.delivering import DATABASE_AWAY, log_fault
from api.pressing import pressing
from hotline.files.store import Store
from hotline.kit import database
from hotline.kit.ids import global_id
from hotline.kit.viewer import ActorKind, Role, Viewer
from policy_board.bundles import printing
from portal.papers import bundles
from schema.reader.reading import Reader
from schema.root import build

# Who the press is: it reads what is published as the office does, and masked like it.
PRESS: Final = Viewer(kind=ActorKind.SYSTEM, roles=frozenset({Role.OFFICE_ANALYST}), language="fa")
LONGEST: Final = 300.0
# How often its progress is written down, in seconds.
BREATH: Final = 0.5


@dataclass(frozen=True)
class Printer:
    """Prints revisions into `store`."""

    store: Store = field(repr=False)
    # One at a time: a press takes all of a processor, which messages need too.
    _one: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def print(self, revision_id: UUID) -> None:
        """Once for each revision, however often it is asked. What goes wrong is written down; raises RetryRequested
        where the database is away."""
        async with self._one:
            try:
                if await printing.is_wanted(revision_id):
                    await self._try(revision_id)
            except database.AWAY:
                raise RetryRequested(delay=DATABASE_AWAY, reason="the database is away") from None

    async def _try(self, revision_id: UUID) -> None:
        try:
            async with asyncio.timeout(LONGEST):
                await self._print(revision_id)
        except database.AWAY:
            raise
        except Exception as fault:
            log_fault(f"printing revision {revision_id}", fault)
            await printing.fail(revision_id)

    async def _print(self, revision_id: UUID) -> None:
        revision = await self._read(revision_id)
        with TemporaryDirectory(prefix="payesh-press-") as name:
            folder = Path(name)
            (folder / "whole.html").write_text(bundles.for_press(revision), "utf-8")
            (folder / "parts.txt").write_text("\n".join(bundles.parts(revision)), "utf-8")
            pages = await self._press(revision_id, folder)
            whole = (folder / "whole.pdf").read_bytes()
            papers = [(folder / f"{at}.pdf").read_bytes() for at, _ in enumerate(revision["papers"], 1)]
        zipped = await asyncio.to_thread(bundles.packed, revision, whole, papers)
        await printing.finish(
            revision_id, pages=pages, pdf=await self._seal(whole), zipped=await self._seal(zipped)
        )

    async def _read(self, revision_id: UUID) -> Mapping[str, Any]:
        operation = self._reader.document(bundles.DOCUMENT).operation(None)
        variables = operation.coerce({"id": global_id("rev", revision_id), "noted": False})
        plan = self._reader.plan(operation, variables, PRESS)
        found: Mapping[str, Any] = orjson.loads(await self._reader.run(plan, variables, PRESS, primary=True))
        return dict(found["node"])

    async def _press(self, revision_id: UUID, folder: Path) -> int:
        """How many pages it is; told on the way."""
        pages, told = 0, 0.0
        async with pressing(folder) as lines:
            async for line in lines:
                pages = max(pages, int(line.split()[-1]))
                if (now := asyncio.get_running_loop().time()) - told > BREATH:
                    told = now
                    await printing.progress(revision_id, pages)
        return pages

    async def _seal(self, content: bytes) -> tuple[bytes, int]:
        digest = sha256(content).digest()
        await self.store.seal(BytesIO(content), digest)
        return digest, len(content)

    @cached_property
    def _reader(self) -> Reader:
        # Made when the first revision comes: a worker that prints nothing needs no schema.
        return Reader(build()._schema, documents=1, plans=1)
