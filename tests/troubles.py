"""A database in trouble, as far as one table is concerned."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.drafts import rows


@asynccontextmanager
async def failing(table: str, condition: str, when: str = "true") -> AsyncIterator[None]:
    """In the block each row that is written there, `when` it is such a one, fails by this condition."""
    await rows(
        "CREATE FUNCTION test.fail() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{condition}'; END $$"
    )
    await rows(
        f"CREATE TRIGGER fails BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW WHEN ({when})"
        " EXECUTE FUNCTION test.fail()"
    )
    try:
        yield
    finally:
        await rows("DROP FUNCTION test.fail CASCADE")
