"""The analysis counts exactly: by request type, by district, in the city, and says what rose."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from hotline.figures import actions as figures
from hotline.kit import database
from hotline.kit.viewer import Viewer
from hotline.messages import actions as messages
from hotline.messages.drafts import Draft
from hotline.objections import actions as objections
from hotline.objections.tables import ObjectionReason
from policy_board.bundles import actions as bundles
from policy_board.bundles.drafts import Draft as BundleDraft
from policy_board.bundles.figures import ANALYSIS, CHANGE, SURE
from policy_board.bundles.periods import Period
from tests import world
from tests.conftest import Clock
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")


async def today() -> date:
    found = await row("SELECT (payesh_now() AT TIME ZONE time_zone)::date AS day FROM city")
    day: date = found["day"]
    return day


async def register(code: str, district: int, count: int = 1) -> UUID:
    for _ in range(count):
        draft = Draft(body="متن", category_code=code, district_number=district)
        done = await messages.register(draft, by=world.operator())
    return done.id


async def bundle(period: Period) -> UUID:
    draft = BundleDraft("بازدید", period.last, period)
    return await bundles.prepare(draft, by=world.office_analyst())


async def analysis(bundle_id: UUID) -> dict[tuple[str, str], dict[str, Any]]:
    found = await rows(f"SELECT * FROM ({ANALYSIS}) analysis WHERE bundle_id = $1", bundle_id)
    return {(line["measured"], line["subject"]): line for line in found}


async def test_messages_count_in_the_period_they_were_registered_in_or_in_the_one_before(clock: Clock) -> None:
    await register("litter", 1, 2)
    await clock.forward(timedelta(days=10))
    await register("litter", 1)
    await register("pothole", 2, 3)
    async with database.transaction() as tx:
        await figures.fold(tx, 3)
    day = await today()
    lines = await analysis(await bundle(Period(day - timedelta(days=7), day)))
    counted = {key: (line["registered"], line["registered_before"]) for key, line in lines.items()}
    assert counted == {
        ("CATEGORY", "litter"): (1, 2),
        ("CATEGORY", "pothole"): (3, 0),
        ("DISTRICT", "1"): (1, 2),
        ("DISTRICT", "2"): (3, 0),
        ("CITY", ""): (4, 2),
    }


async def test_an_objection_upheld_counts_as_reopened_on_the_day_its_message_was_registered(clock: Clock) -> None:
    id_ = await register("litter", 1)
    await clock.forward(timedelta(days=10))
    objection = await objections.raise_objection(
        id_, by=world.operator(), reason=ObjectionReason.NOTHING_DONE, text="کاری نشد"
    )
    head: Viewer = world.head_of_office()
    await objections.rule(objection, by=head, uphold=True, ruling="حق با شهروند است")
    day = await today()
    lines = await analysis(await bundle(Period(day - timedelta(days=7), day)))
    city = lines["CITY", ""]
    assert (city["objected_before"], city["reopened_before"]) == (1, 1)
    assert (city["objected"], city["reopened"]) == (0, 0)


async def test_without_messages_the_city_stands_there_with_zeros() -> None:
    day = await today()
    lines = await analysis(await bundle(Period(day, day)))
    assert list(lines) == [("CITY", "")]
    assert lines["CITY", ""]["registered"] == 0


@pytest.mark.parametrize(
    ("now", "days", "before", "days_before", "trend"),
    [
        (100, 30, 100, 30, 0),
        # By chance alone a hundred may well become a hundred and thirty.
        (130, 30, 100, 30, 0),
        (160, 30, 100, 30, 1),
        (100, 30, 160, 30, -1),
        # As many a day are no rise.
        (310, 31, 300, 30, 0),
        (620, 62, 300, 30, 0),
        (9, 30, 0, 30, 1),
        (3, 30, 0, 30, 0),
    ],
)
async def test_only_what_chance_does_not_explain_rose_or_fell(
    now: int, days: int, before: int, days_before: int, trend: int
) -> None:
    columns = "$1::int AS registered, $2::int AS days, $3::int AS registered_before, $4::int AS days_before"
    sql = f"SELECT {CHANGE.replace('{t}', 'line')} AS change FROM (SELECT {columns}) line"
    change = (await row(sql, now, days, before, days_before))["change"]
    assert (change > SURE) - (change < -SURE) == trend
