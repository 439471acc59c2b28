"""`make bench`: what reading and writing cost at a million messages; `make bench QUICK=1` at a tenth of that."""

import asyncio
import os
from contextlib import AsyncExitStack

from tests.bench import measuring, report
from tests.bench.databases import Database, prepared
from tests.bench.servers import LIMIT, ORDINARY, OURS, Server, serving

QUICK = bool(os.environ.get("QUICK"))
LARGE, SMALL = (100_000 if QUICK else 1_000_000), 10_000
REPEATS, SECONDS = (3, 1.0) if QUICK else (5, 2.0)


async def main() -> None:
    large, small = await prepared(LARGE), await prepared(SMALL)
    resting, resident = await measuring.starting()
    async with AsyncExitStack() as stack:

        async def serve(command: tuple[str, ...], db: Database) -> Server:
            return await stack.enter_async_context(serving(command, db))

        ours = await serve(OURS, large)
        servers = {"limit": await serve(LIMIT, large), "ours": ours, "ordinary": await serve(ORDINARY, large)}
        every = await measuring.every_shape(large)
        shapes = await measuring.reading(servers, every[:-1], repeats=REPEATS, seconds=SECONDS)
        beside = await serve(OURS, small)
        sizes = await measuring.costs(
            {(shape.name, "large"): (ours, shape) for shape in every}
            | {(shape.name, "small"): (beside, shape) for shape in await measuring.every_shape(small)},
            repeats=REPEATS,
            seconds=SECONDS / 2,
        )
        pages = await measuring.costs(
            {(name, "ours"): (ours, shape) for name, shape in (await measuring.pages(large)).items()},
            repeats=REPEATS,
            seconds=SECONDS / 2,
        )
        registering = await measuring.registering(large, ours, SECONDS)
    command = f"make bench{' QUICK=1' if QUICK else ''}"
    report.write(report.Measured(large, small, shapes, sizes, pages, registering, resting, resident, command))
    print(report.PAGE.read_text("utf-8"))


asyncio.run(main())
