import asyncio
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotline.figures import actions as figures
from hotline.figures.figures import BY_CATEGORY, BY_CATEGORY_IN_DISTRICT, BY_DISTRICT
from hotline.figures.tables import COUNTS
from hotline.kit import database
from hotline.messages import actions as messages
from hotline.messages.drafts import Draft
from hotline.messages.tables import Ground, Urgency
from tests import cleaning, world
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")

CODES = ("open-manhole", "burst-pipe", "litter", "opening-hours")
registrations = st.tuples(st.just("register"), st.sampled_from(CODES), st.integers(1, 3))
triages = st.tuples(st.just("triage"), st.sampled_from(CODES), st.integers(1, 3), st.booleans(), st.integers(0, 9))
ends = st.tuples(st.sampled_from(["close", "meet", "breach", "object"]), st.integers(0, 9))
folds = st.tuples(st.just("fold"), st.integers(1, 5))
ENDS = {
    "close": "UPDATE message SET state = 'CLOSED', closed_at = registered_at, outcome = 'ANSWERED' WHERE id = $1",
    "meet": "UPDATE clock SET state = 'MET', met_at = due_at, breached_at = NULL WHERE message_id = $1",
    "breach": "UPDATE clock SET state = 'BREACHED', breached_at = due_at WHERE message_id = $1",
    "object": "UPDATE follow_up SET kind = 'OBJECTED' WHERE message_id = $1 AND kind = 'TRIAGED'",
}
STAGES = """
SELECT day, district_id, category_id, mark, sum(counted)::int AS counted FROM (
    SELECT day, district_id, category_id, mark, counted FROM stage_figure
    UNION ALL SELECT day, district_id, category_id, mark, counted FROM stage_delta
) kept GROUP BY 1, 2, 3, 4 HAVING sum(counted) <> 0 ORDER BY 1, 2, 3, 4
"""


async def figures_now() -> list[list[dict[str, Any]]]:
    """What every question about figures answers, at all three grains, and by stage."""
    ever = [f"date '{year}-01-01'" for year in (2000, 2200)]
    asked = [
        BY_DISTRICT + " ORDER BY 1",
        BY_CATEGORY + " ORDER BY 1",
        *(
            BY_CATEGORY_IN_DISTRICT.replace("$3", f"'{world.id_of('district', number)}'") + " ORDER BY 1"
            for number in (1, 2, 3)
        ),
    ]
    answers = [await rows(sql.replace("$1", ever[0]).replace("$2", ever[1])) for sql in asked]
    counted = [[one for one in answer if any(one[count] for count in COUNTS)] for answer in answers]
    return [*counted, await rows(STAGES)]


async def play(step: tuple[Any, ...], known: list[UUID]) -> None:
    match step:
        case "register", code, district:
            draft = Draft(body="متن", category_code=code, district_number=district)
            known.append((await messages.register(draft, by=world.operator())).id)
        case "triage", code, district, urgent, which if known:
            id_ = known[which % len(known)]
            await rows(
                "UPDATE message SET state = 'RETURNED' WHERE id = $1 AND state NOT IN ('CLOSED', 'TRIAGED')", id_
            )
            message = await row("SELECT state, version FROM message WHERE id = $1", id_)
            if message["state"] != "CLOSED":
                await messages.triage(
                    id_,
                    by=world.operator(),
                    version=message["version"],
                    category_code=code,
                    district_number=district,
                    urgency=Urgency.URGENT if urgent else Urgency.ROUTINE,
                    ground=Ground.HAZARD if urgent else None,
                )
        case "fold", limit:
            async with database.transaction() as tx:
                await figures.fold(tx, limit)
        case end, which if known and end in ENDS:
            id_ = known[which % len(known)]
            async with database.transaction() as tx:
                await tx.connection.execute("SELECT FROM message WHERE id = $1 FOR UPDATE", id_)
                async with figures.recounted(tx, id_):
                    await tx.connection.execute(ENDS[end], id_)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)
@given(st.lists(st.one_of(registrations, triages, ends, folds), max_size=25))
async def test_sums_and_deltas_equal_recomputation(steps: list[tuple[Any, ...]]) -> None:
    async with database.transaction() as tx:
        await cleaning.clean(tx.connection)
    known: list[UUID] = []
    for step in steps:
        await play(step, known)
    kept = await figures_now()
    async with database.transaction() as tx:
        await figures.recompute(tx)
    assert await figures_now() == kept


async def test_a_move_to_another_district_takes_the_count_with_it() -> None:
    draft = Draft(body="متن", category_code="opening-hours", district_number=1)
    done = await messages.register(draft, by=world.operator())
    await play(("fold", 10), [])
    await play(("triage", "litter", 2, False, 0), [done.id])
    by_district, by_category, *_ = await figures_now()
    assert [(counted["district_id"], counted["registered"]) for counted in by_district] == [
        (world.id_of("district", 2), 1)
    ]
    assert [counted["category_id"] for counted in by_category] == [world.id_of("category", "litter")]


async def test_two_workers_fold_every_delta_once() -> None:
    for number in (1, 2, 3) * 8:
        draft = Draft(body="متن", category_code="litter", district_number=number)
        await messages.register(draft, by=world.operator())
    expected = await figures_now()

    async def work() -> int:
        folded = 0
        while await rows("SELECT FROM figure_delta LIMIT 1"):
            async with database.transaction() as tx:
                folded += await figures.fold(tx, 3)
        return folded

    assert sum(await asyncio.gather(work(), work(), work())) == 24
    assert await rows("SELECT FROM figure_delta") == []
    assert await figures_now() == expected


async def test_a_message_without_a_request_type_counts_from_its_triage_on() -> None:
    done = await messages.register(Draft(body="متن", district_number=1), by=world.operator())
    assert await figures_now() == [[]] * 6
    await play(("triage", "litter", 1, False, 0), [done.id])
    assert (await figures_now())[0][0]["registered"] == 1
