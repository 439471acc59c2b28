from datetime import UTC, datetime
from types import ModuleType

import pytest

from schema import root
from schema.reader.reading import Reader
from tests.schema import rows


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(root.build()._schema)


@pytest.fixture
async def filled(db: ModuleType) -> ModuleType:
    """The database with messages of every sort in it; two at a time share their time of registration."""
    async with db.transaction() as tx:
        await rows.fill(tx.connection, datetime(2026, 3, 21, 12, tzinfo=UTC))
    return db
