"""A policy is versioned: each change is the next version, and clocks keep the one they started under."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from hotline.city import policies, policy_rules
from hotline.city.policies import TargetChange
from hotline.city.reference import Rung, reference
from hotline.clocks import sweeping
from hotline.kit import database
from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.text import TextEmpty
from hotline.kit.viewer import Role
from hotline.messages import actions as messages
from tests import world
from tests.drafts import URGENT, row, rows
from tests.hotline.clocks.recomputing import assert_recomputed

pytestmark = pytest.mark.usefixtures("db")

ADMIN = world.administrator()
QUICK = TargetChange("open-manhole", first_action_minutes=30)


async def stored() -> list[Any]:
    return [await rows(f"SELECT * FROM {table} ORDER BY 1") for table in ("policy_version", "policy_target")]


async def register() -> Any:
    id_ = (await messages.register(URGENT, by=world.operator())).id
    found = await row("SELECT * FROM clock WHERE message_id = $1 AND obligation = 'FIRST_ACTION'", id_)
    return id_, found


async def test_a_new_version_holds_for_new_clocks_and_old_ones_keep_theirs(clock: Any) -> None:
    old, before = await register()
    id_ = await policies.adopt_policy(by=ADMIN, note="برای توفان", targets=[QUICK])
    await clock.forward(timedelta(minutes=1))
    new, started = await register()
    assert (before["target_seconds"], started["target_seconds"]) == (7200, 1800)
    assert started["policy_id"] == id_
    await messages.acknowledge(old, by=world.executive_agent(), version=1)
    after = await row("SELECT * FROM clock WHERE message_id = $1 AND obligation = 'FIRST_ACTION'", old)
    assert after == before
    await assert_recomputed(old)
    await assert_recomputed(new)


async def test_a_version_is_the_last_one_with_its_changes(clock: Any) -> None:
    await policies.adopt_policy(by=ADMIN, note="۱", targets=[QUICK])
    await clock.forward(timedelta(minutes=1))
    await policies.adopt_policy(by=ADMIN, note="۲", targets=[TargetChange("litter", working_hours=True)])
    version = await row("SELECT number, ladder FROM policy_version ORDER BY number DESC LIMIT 1")
    assert (version["number"], orjson.loads(version["ladder"])) == (3, world.LADDER)
    targets = {
        found["code"]: (found["first_action_minutes"], found["working_hours"])
        for found in await rows(
            "SELECT code, first_action_minutes, working_hours FROM policy_target"
            " JOIN policy_version ON policy_version.id = policy_id AND number = 3"
            " JOIN category ON category.id = category_id"
        )
    }
    assert len(targets) == len(world.CATEGORIES)
    assert (targets["open-manhole"], targets["litter"], targets["pothole"]) == (
        (30, False),
        (120, True),
        (120, False),
    )


async def test_a_new_ladder_presses_on_new_clocks_alone(clock: Any) -> None:
    await register()
    ladder = [Rung(40, "HOLDER"), Rung(100, "MANAGER", inspect=True)]
    await policies.adopt_policy(by=ADMIN, note="پلهٔ زودتر", ladder=ladder)
    await clock.forward(timedelta(minutes=1))
    _, started = await register()
    await clock.forward(timedelta(minutes=49))
    city = await reference()
    async with database.transaction() as tx:
        _, reached = await sweeping.reach(tx, city=city, limit=10)
    assert [(found.clock.id, found.rungs) for found in reached] == [(started["id"], (ladder[0],))]


async def test_a_version_may_be_adopted_for_a_moment_to_come(clock: Any) -> None:
    later = await database.now() + timedelta(hours=1)
    await policies.adopt_policy(by=ADMIN, note="از فردا", targets=[QUICK], valid_from=later)
    assert (await register())[1]["target_seconds"] == 7200
    await clock.forward(timedelta(hours=1))
    assert (await register())[1]["target_seconds"] == 1800


async def test_nonsense_is_refused_and_changes_nothing() -> None:
    before, now = await stored(), await database.now()
    hour = timedelta(hours=1)
    ladders = [
        [],
        [Rung(50, "HOLDER")],
        [Rung(100, "MANAGER"), Rung(50, "HOLDER")],
        [Rung(100, "MANAGER"), Rung(100, "DEPUTY")],
        [Rung(100, "MAYOR")],
        [Rung(100)],
        [Rung(0, "HOLDER"), Rung(100, "MANAGER")],
        [Rung(100, "MANAGER", climb=0)],
    ]
    attempts: list[tuple[dict[str, Any], type[Refusal]]] = [
        ({"targets": [QUICK], "valid_from": now - hour}, policy_rules.ValidTooEarly),
        ({"targets": [QUICK], "valid_from": now}, policy_rules.ValidTooEarly),
        ({"targets": [QUICK], "valid_from": now + 9000 * hour}, policy_rules.ValidTooLate),
        ({"targets": [replace(QUICK, category_code="nothing")]}, policy_rules.UnknownType),
        ({"targets": [replace(QUICK, first_action_minutes=0)]}, policy_rules.TargetWrong),
        ({"targets": [replace(QUICK, resolution_minutes=-5)]}, policy_rules.TargetWrong),
        ({"targets": [replace(QUICK, first_action_minutes=60 * 24 * 4)]}, policy_rules.ResolvedBeforeActedOn),
        ({}, policy_rules.NothingAdopted),
        ({"targets": [QUICK], "note": "  "}, TextEmpty),
        *(({"ladder": ladder}, policy_rules.LadderWrong) for ladder in ladders),
    ]
    for given, refusal in attempts:
        with pytest.raises(refusal):
            await policies.adopt_policy(**{"by": ADMIN, "note": "نمونه"} | given)
    assert await stored() == before


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.PUBLIC, Role.CITIZEN, Role.FRONTEND}))
async def test_only_an_administrator_adopts_a_policy(role: Role) -> None:
    before = await stored()
    with pytest.raises(Forbidden):
        await policies.adopt_policy(by=world.viewer(role), note="نمونه", targets=[QUICK])
    assert await stored() == before
