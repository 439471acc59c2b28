"""`python -m tests.bench.persisted [MESSAGES]`: what a message costs by POST, by GET of its persisted document, and
where the client has the answer already; beside the limit, asked the same way."""

import asyncio
import sys
from dataclasses import replace
from typing import Final

import httpx

from hotline.documents import actions as documents
from hotline.documents.rules import name_of
from hotline.kit import database
from hotline.kit.viewer import SYSTEM
from tests.bench import measuring
from tests.bench.databases import Database, prepared
from tests.bench.documents import DETAIL, Shape
from tests.bench.servers import LIMIT, OURS, Server, query_of, serving

REPEATS, SECONDS = 7, 1.0
_HEADINGS: Final = ("limit", "ours", "ours : limit", "DB, limit", "DB, ours")


async def main(messages: int) -> None:
    db = await prepared(messages)
    async with serving(LIMIT, db) as limit, serving(OURS, db) as ours:
        (post, *_) = await measuring.every_shape(db)
        pairs = {("by POST", "limit"): (limit, post), ("by POST", "ours"): (ours, post)}
        pairs |= await asked(db, post, limit, ours)
        found = await measuring.costs(pairs, repeats=REPEATS, seconds=SECONDS)
    print("| detail |", " | ".join(_HEADINGS), "|\n|---|--:|--:|--:|--:|--:|")
    for name, by in found.items():
        one, other = by["limit"], by["ours"]
        print(
            f"| {name} | {one.server:.3f} | {other.server:.3f} | **{other.server / one.server:.2f}** "
            f"| {one.database:.2f} | {other.database:.2f} |"
        )


async def asked(
    db: Database, post: Shape, limit: Server, ours: Server
) -> dict[tuple[str, str], tuple[Server, Shape]]:
    """What is asked of each: the shape by GET, and where the client has the answer. The limit keeps nothing."""
    await _load(db)
    get = replace(post, name="by GET", by_get=True)
    kept = replace(get, name="304", tags=await _tags(ours, get))
    return {
        (shape.name, name): (server, shape if server is ours else replace(shape, tags=()))
        for shape in (get, kept)
        for name, server in (("limit", limit), ("ours", ours))
    }


async def _load(db: Database) -> None:
    await database.open(db.dsn, pool_size=1)
    await documents.load({name_of(DETAIL): DETAIL}, client="benchmark", by=SYSTEM)
    await database.close()


async def _tags(server: Server, shape: Shape) -> list[str]:
    """What the client has been given: the tag of each answer, which is the one by POST."""
    tags = []
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", headers=server.headers) as http:
        for variables in shape.variables:
            answer = await http.get("/graphql" + query_of(shape.document, variables).decode())
            assert answer.json() == {"data": await server.ask(shape.document, variables)}
            tags.append(answer.headers["etag"])
    return tags


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
