"""Drafts of messages for the small city of `world`, and a look at what is stored."""

from dataclasses import replace
from typing import Any

from hotline.kit import database
from hotline.messages.drafts import Draft, ReporterDraft
from hotline.messages.tables import Ground, Urgency

# Of nobody: the check digits fit.
NATIONAL_ID = "0013542419"
PHONE = "09120000000"

ROUTINE = Draft(
    body="زباله‌های کوچه را نبرده‌اند.",
    category_code="litter",
    district_number=1,
    latitude=32.652,
    longitude=51.668,
    address="کنار پارک",
    reporter=ReporterDraft(name="شهروند نمونه", phone=PHONE),
)
URGENT = replace(
    ROUTINE,
    body="دریچه چاه باز مانده است.",
    category_code="open-manhole",
    urgency=Urgency.URGENT,
    ground=Ground.HAZARD,
)
# What a citizen can say through a frontend.
CLAIMED = replace(ROUTINE, claimed_ground=Ground.HAZARD)
STORED = ("message", "reporter", "follow_up", "clock", "figure_delta", "delivery", "idempotency", "pgqueuer")


async def row(sql: str, *values: object) -> dict[str, Any]:
    """The one row of a query."""
    (found,) = await rows(sql, *values)
    return found


async def rows(sql: str, *values: object) -> list[dict[str, Any]]:
    async with database.transaction() as tx:
        return [dict(found) for found in await tx.connection.fetch(sql, *values)]


async def dispatches() -> int:
    """How many deliveries to the operations centre there are."""
    return len(await rows("SELECT FROM delivery WHERE kind = 'CENTRE'"))


async def counts() -> dict[str, int]:
    """How many rows each table of the write path holds."""
    return await row("SELECT " + ", ".join(f"(SELECT count(*) FROM {table}) AS {table}" for table in STORED))
