"""Everything stored, at a moment: a refusal leaves it as it was."""

from collections.abc import Awaitable
from typing import Any

import pytest

from hotline.kit import database
from hotline.kit.refusals import Refusal


async def snapshot() -> dict[str, int]:
    """Each table and a hash of all its rows, whatever their order."""
    async with database.transaction() as tx:
        tables = await tx.connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'test_clock'"
        )
        hashes = ", ".join(
            f"(SELECT coalesce(sum(hashtextextended({name}::text, 0)), 0) FROM {name}) AS {name}"
            for (name,) in tables
        )
        found = await tx.connection.fetchrow(f"SELECT {hashes}")
    assert found is not None
    return dict(found)


async def refused(refusal: type[Refusal], act: Awaitable[Any]) -> None:
    """The act is refused for this reason, and nothing has changed."""
    before = await snapshot()
    with pytest.raises(refusal):
        await act
    assert await snapshot() == before
