"""`python -m tests.duplicates`: how well duplicates are suggested, and every pair that is judged wrongly."""

import asyncio
import tempfile
from pathlib import Path

import asyncpg

from api import embedded, migrating
from tests.duplicates.judging import TABLES, Pair, pairs, suggested


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        address = embedded.start(Path(folder) / "duplicates", cleanup="delete")
        await migrating.migrate(address)
        connection = await asyncpg.connect(address)
        async with connection.transaction():
            await connection.execute(TABLES)
            judged = [(pair, await suggested(connection, pair)) for pair in pairs()]
        await connection.close()
    print(f"{len(judged)} pairs             precision  recall")
    for where in dict.fromkeys(pair.where for pair, _ in judged):
        _report(where, [one for one in judged if one[0].where == where])
    _report("all", judged)
    for pair, found in judged:
        if found is not pair.same:
            print(f"  {'missed' if pair.same else 'wrong':7}{pair.where:9} «{pair.one}» · «{pair.other}»")


def _report(name: str, judged: list[tuple[Pair, bool]]) -> None:
    right = sum(pair.same and found for pair, found in judged)
    found, same = sum(found for _, found in judged), sum(pair.same for pair, _ in judged)
    precision, recall = (f"{right / of:.2f}" if of else "-" for of in (found, same))
    print(f"  {name:10}{len(judged):4} pairs  {precision:>9}  {recall:>6}")


asyncio.run(main())
