import asyncio
from dataclasses import replace
from typing import Any

import pytest

from hotline.kit.refusals import Forbidden, NotFound, Refusal, Stale
from hotline.kit.text import TextEmpty, UncleanText
from policy_board.solutions import actions, rules
from tests import dossiers, world
from tests.dossiers import SOLUTION
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")


async def test_a_solution_says_what_by_whom_at_what_cost_and_on_which_request_types() -> None:
    id_, solution = await dossiers.solved()
    stored = await row("SELECT * FROM solution WHERE id = $1", solution)
    assert (stored["dossier_id"], stored["title"], stored["days"]) == (id_, SOLUTION.title, 60)
    assert (stored["unit_id"], stored["cost_million_rials"]) == (world.id_of("unit", "1-roads"), 12_000)
    effects = await rows("SELECT category_id FROM solution_effect")
    assert {effect["category_id"] for effect in effects} == {
        world.id_of("category", code) for code in SOLUTION.categories
    }
    assert (await dossiers.look(id_))["state"] == "UNDER_DISCUSSION"


@pytest.mark.parametrize(
    ("change", "refusal", "path"),
    [
        ({"title": " "}, TextEmpty, "title"),
        ({"what": "گام \u2066نخست"}, UncleanText, "what"),
        ({"days": 0}, rules.Unmeasured, "days"),
        ({"days": 4000}, rules.Unmeasured, "days"),
        ({"cost_million_rials": -1}, rules.Unmeasured, "costMillionRials"),
        ({"cost_million_rials": 2_000_000_000}, rules.Unmeasured, "costMillionRials"),
        ({"categories": []}, rules.UnknownTypes, "categories"),
        ({"categories": ["litter", "none"]}, rules.UnknownTypes, "categories"),
        ({"unit": "none"}, rules.UnknownUnit, "unit"),
    ],
)
async def test_a_solution_that_says_too_little_is_refused_and_nothing_is_stored(
    change: dict[str, Any], refusal: type[Refusal], path: str
) -> None:
    id_ = await dossiers.ready()
    before = await dossiers.stored()
    with pytest.raises(refusal) as refused:
        await actions.propose(id_, replace(SOLUTION, **change), by=world.councillor())
    assert refused.value.path == (path,)
    assert await dossiers.stored() == before


async def test_members_stand_behind_each_others_solutions_and_may_take_that_back() -> None:
    _, solution = await dossiers.solved()
    other = dossiers.another_councillor()
    await actions.endorse(solution, by=other)
    with pytest.raises(rules.EndorsedAlready):
        await actions.endorse(solution, by=other)
    await actions.take_back(solution, by=other)
    with pytest.raises(rules.NotEndorsed):
        await actions.take_back(solution, by=other)
    await actions.endorse(solution, by=other)
    stored = await rows("SELECT taken_back_at IS NULL AS stands FROM endorsement ORDER BY at, id")
    assert [endorsement["stands"] for endorsement in stored] == [False, True]


async def test_two_endorsements_of_one_member_at_once_are_one() -> None:
    _, solution = await dossiers.solved()
    other = dossiers.another_councillor()
    came = await asyncio.gather(*(actions.endorse(solution, by=other) for _ in range(4)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in came) == ["EndorsedAlready"] * 3 + ["UUID"]
    assert len(await rows("SELECT FROM endorsement")) == 1


async def test_nobody_endorses_their_own_and_the_office_endorses_none() -> None:
    _, solution = await dossiers.solved()
    before = await dossiers.stored()
    with pytest.raises(rules.Own):
        await actions.endorse(solution, by=world.councillor())
    with pytest.raises(Forbidden):
        await actions.endorse(solution, by=world.head_of_office())
    with pytest.raises(NotFound):
        await actions.endorse(solution, by=world.operator())
    assert await dossiers.stored() == before


async def test_words_change_until_somebody_stands_behind_them() -> None:
    _, solution = await dossiers.solved()
    shorter = replace(SOLUTION, days=30, categories=["pothole"])
    await actions.amend(solution, shorter, by=world.councillor(), version=1)
    with pytest.raises(Stale):
        await actions.amend(solution, shorter, by=world.councillor(), version=1)
    with pytest.raises(rules.NotYours):
        await actions.amend(solution, shorter, by=dossiers.another_councillor(), version=2)
    await actions.endorse(solution, by=dossiers.another_councillor())
    before = await dossiers.stored()
    for act in (
        actions.amend(solution, SOLUTION, by=world.councillor(), version=2),
        actions.withdraw(solution, by=world.councillor()),
    ):
        with pytest.raises(rules.Settled):
            await act
    assert await dossiers.stored() == before
    assert (await row("SELECT days, version FROM solution")) == {"days": 30, "version": 2}


async def test_a_withdrawn_solution_is_neither_changed_nor_endorsed() -> None:
    _, solution = await dossiers.solved()
    await actions.withdraw(solution, by=world.councillor())
    before = await dossiers.stored()
    with pytest.raises(rules.Withdrawn):
        await actions.amend(solution, SOLUTION, by=world.councillor(), version=1)
    with pytest.raises(rules.Withdrawn):
        await actions.endorse(solution, by=dossiers.another_councillor())
    assert await dossiers.stored() == before


async def test_nothing_is_proposed_before_a_dossier_is_ready() -> None:
    id_ = await dossiers.evident()
    before = await dossiers.stored()
    with pytest.raises(rules.NotDiscussed):
        await actions.propose(id_, SOLUTION, by=world.office_analyst())
    with pytest.raises(NotFound):
        await actions.propose(id_, SOLUTION, by=world.councillor())
    assert await dossiers.stored() == before
