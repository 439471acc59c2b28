"""The unit tree and who holds its places, as they stand now."""

from typing import Final

from hotline.city.tables import PostKind
from hotline.escalations.rules import Tree
from hotline.kit.database import Transaction


async def tree(tx: Transaction) -> Tree:
    """The whole of it, some sixty units. A place of somebody who is gone is held by nobody."""
    units = await tx.connection.fetch("SELECT id, parent_id FROM unit")
    posts = await tx.connection.fetch(_HELD)
    held = {(row["unit_id"], PostKind(row["kind"])): row["person_id"] for row in posts}
    return Tree({row["id"]: row["parent_id"] for row in units}, held)


_HELD: Final = """
SELECT post.unit_id, post.kind, post.person_id
FROM post JOIN person ON person.id = post.person_id WHERE person.active
"""
