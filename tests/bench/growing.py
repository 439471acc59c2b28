"""`make growth`: what grows with the number of messages, and what does not; written into docs/growth.md.

The five reads and every step of a message's life at each size; room on the disk and pages read; what one machine
holds at a tenth of its CPU; and with `MINUTES=30`, server and worker under load for so long, as their memory goes.
"""

import asyncio
import os
from contextlib import AsyncExitStack
from typing import Final

import orjson

from tests.bench import living, measuring, pages_read, remembering
from tests.bench.databases import FOLDER, Database, prepared
from tests.bench.growth_report import Growth, write
from tests.bench.servers import OURS, serving

SIZES: Final = tuple(int(size) for size in (os.environ.get("SIZES") or "10000 100000 1000000").split())
MINUTES: Final = float(os.environ.get("MINUTES") or 0)
REPEATS, SECONDS = 3, 0.7
# The last run over a longer time, kept for the page: most runs do without one.
_KEPT: Final = FOLDER / "remembered.json"


async def main() -> None:
    databases = [await prepared(size) for size in SIZES]
    reads = await _reads(databases)
    lives = {db.messages: await living.lived(db) for db in databases}
    rooms = {db.messages: await pages_read.room(db) for db in databases}
    touched = {db.messages: await pages_read.touched(db) for db in databases}
    if MINUTES:
        _KEPT.write_bytes(orjson.dumps(await remembering.watched(MINUTES)))
    remembered = orjson.loads(_KEPT.read_bytes()) if _KEPT.exists() else None
    print(write(Growth(databases, reads, lives, rooms, touched, remembered)))


async def _reads(databases: list[Database]) -> measuring.Table:
    """Costs by read and size; sizes take turns."""
    async with AsyncExitStack() as stack:
        things = {}
        for db in databases:
            server = await stack.enter_async_context(serving(OURS, db))
            for shape in await measuring.every_shape(db):
                things[shape.name, str(db.messages)] = server, shape
        return await measuring.costs(things, repeats=REPEATS, seconds=SECONDS)


if __name__ == "__main__":
    asyncio.run(main())
