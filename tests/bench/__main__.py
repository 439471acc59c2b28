"""`make bench`: what reading and writing cost at a million messages; `make bench QUICK=1` at a tenth of that."""

import asyncio
import os
from contextlib import AsyncExitStack

from tests.bench import measuring, peering, persisted, report, writing
from tests.bench.databases import Database, prepared
from tests.bench.postgraphile_documents import translated
from tests.bench.servers import LIMIT, ORDINARY, OURS, PEERS, Server, serving

QUICK = bool(os.environ.get("QUICK"))
LARGE, SMALL = int(os.environ.get("MESSAGES") or (100_000 if QUICK else 1_000_000)), 10_000
REPEATS, SECONDS = (3, 0.5) if QUICK else (5, 2.0)


async def main() -> None:
    large, small = await prepared(LARGE), await prepared(SMALL)
    resting, resident = await measuring.starting()
    async with AsyncExitStack() as stack:

        async def serve(command: tuple[str, ...], db: Database) -> Server:
            return await stack.enter_async_context(serving(command, db))

        ours = await serve(OURS, large)
        servers = {"limit": await serve(LIMIT, large), "ours": ours, "ordinary": await serve(ORDINARY, large)}
        await peering.prepare(large, ours)
        servers |= {name: await serve(command, large) for name, command in PEERS.items()}
        every = await measuring.every_shape(large)
        words = {"PostGraphile": await translated(every, servers["PostGraphile"], await peering.person_of(large))}
        shapes = await measuring.reading(servers, every[:-1], words, repeats=REPEATS, seconds=SECONDS)
        kept = await persisted.asked(large, every[0], servers["limit"], ours)
        shapes |= await measuring.costs(kept, repeats=REPEATS, seconds=SECONDS)
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
        registrars = {name: servers[name] for name in ("ours", *PEERS)}
        shapes["register"] = await writing.registering(large, registrars, words, repeats=REPEATS, seconds=SECONDS)
    given = [f"{name}={os.environ[name]}" for name in ("QUICK", "MESSAGES") if os.environ.get(name)]
    command = " ".join(["make bench", *given])
    report.write(report.Measured(large, small, shapes, sizes, pages, resting, resident, command))
    print(report.PAGE.read_text("utf-8"))


asyncio.run(main())
