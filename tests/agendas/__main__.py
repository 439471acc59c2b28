"""`python -m tests.agendas`: ten secretaries, one agenda of a hundred items, ten thousand edits over HTTP to a
server of its own, and whether anything was lost. `--edits`, `--secretaries` and `--items` ask for others, `--seed`
for the same again."""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

import asyncpg
import httpx

from api import embedded, migrating
from hotline.kit import database
from hotline.kit.viewer import Role
from tests import board, world
from tests.agendas.secretaries import assert_nothing_lost, edit_at_random
from tests.api.serving import bearer, server_running


async def main(edits: int, secretaries: int, items: int, seed: int) -> None:
    with tempfile.TemporaryDirectory(prefix="payesh-agendas-") as name:
        folder = Path(name)
        dsn = embedded.start(folder / "database", cleanup="delete")
        await migrating.migrate(dsn)
        connection = await asyncpg.connect(dsn)
        await world.build(connection)
        await connection.close()
        await database.open(dsn, pool_size=4)
        try:
            async with (
                server_running(dsn, folder) as serving,
                httpx.AsyncClient(base_url=serving.url, timeout=60) as http,
            ):
                agenda = await board.opened([f"موضوع {place}" for place in range(1, items + 1)])
                before = await board.items(agenda)
                keys = [await bearer(Role.BOARD_SECRETARY) for _ in range(secretaries)]
                begun = time.monotonic()
                tally = await edit_at_random(http, agenda, keys, edits=edits, most=items, seed=seed)
                took = time.monotonic() - begun
            await assert_nothing_lost(agenda, tally, before=before)
        finally:
            await database.close()
    print(f"{tally.edits} edits by {secretaries} secretaries in {took:.0f} s: {tally.edits / took:.0f} a second")
    print(f"{len(tally.acknowledged)} done, {tally.rebased} of them rebased; refused: {dict(tally.refused)}")
    print("nothing lost: items, numbers, history and replay agree")


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--edits", type=int, default=10_000)
parser.add_argument("--secretaries", type=int, default=10)
parser.add_argument("--items", type=int, default=100)
parser.add_argument("--seed", type=int, default=137)
asyncio.run(main(**vars(parser.parse_args())))
