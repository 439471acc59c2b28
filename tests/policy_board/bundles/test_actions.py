"""A bundle is begun, described, put in order and meant for somebody."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from hotline.kit.refusals import Forbidden, NotFound, Refusal, Stale
from hotline.kit.text import TextEmpty
from hotline.kit.viewer import Role
from policy_board.bundles import actions as bundles
from policy_board.bundles import rules
from policy_board.bundles.drafts import PeriodsOverlap
from policy_board.bundles.periods import Period, PeriodReversed, PeriodTooLong
from policy_board.bundles.tables import Readers
from tests import dossiers, world
from tests.bundles import COUNCILLOR, DRAFT, filled, invited, prepared, stored
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")


async def order(bundle_id: UUID) -> list[UUID]:
    sql = "SELECT dossier_id, place FROM bundle_dossier WHERE bundle_id = $1 ORDER BY place"
    placed = await rows(sql, bundle_id)
    assert [each["place"] for each in placed] == list(range(1, len(placed) + 1))
    return [each["dossier_id"] for each in placed]


async def test_bundles_of_a_year_are_numbered_without_gaps() -> None:
    ids = [await prepared() for _ in range(3)]
    found = await rows("SELECT id, code, sequence, year FROM bundle ORDER BY sequence")
    assert [each["id"] for each in found] == ids
    assert [each["code"] for each in found] == [f"ب/{found[0]['year']}/000{number}" for number in (1, 2, 3)]


async def test_a_bundle_is_compared_with_the_months_right_before_it() -> None:
    bundle = await row("SELECT * FROM bundle WHERE id = $1", await prepared())
    assert (bundle["compared_first"], bundle["compared_last"]) == (date(2026, 8, 23), date(2026, 9, 22))


async def test_personal_data_in_its_words_is_masked() -> None:
    draft = replace(DRAFT, title="تماس با 09131234567", introduction="یا 09131234567")
    await bundles.prepare(draft, by=world.office_analyst())
    bundle = await row("SELECT * FROM bundle")
    assert "0913" not in bundle["title"] + bundle["introduction"]


async def test_dossiers_stand_in_the_order_given() -> None:
    one, other, third = [await dossiers.draft() for _ in range(3)]
    id_ = await filled(one, other, third)
    await bundles.arrange(id_, [third, one], by=world.office_analyst(), version=2)
    assert await order(id_) == [third, one]


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        (replace(DRAFT, title=" "), TextEmpty),
        (replace(DRAFT, period=Period(date(2026, 9, 2), date(2026, 9, 1))), PeriodReversed),
        (replace(DRAFT, period=Period(date(2025, 1, 1), date(2026, 9, 1))), PeriodTooLong),
        (replace(DRAFT, compared=Period(date(2026, 9, 1), date(2026, 9, 23))), PeriodsOverlap),
    ],
)
async def test_a_wrong_draft_is_refused_and_nothing_is_stored(wrong: bundles.Draft, refusal: type[Refusal]) -> None:
    id_ = await prepared()
    before = await stored()
    with pytest.raises(refusal):
        await bundles.prepare(wrong, by=world.office_analyst())
    with pytest.raises(refusal):
        await bundles.describe(id_, wrong, by=world.office_analyst(), version=1)
    assert await stored() == before


async def test_an_order_with_a_dossier_twice_or_unknown_or_too_many_is_refused() -> None:
    one = await dossiers.draft()
    id_ = await filled(one)
    before = await stored()
    for wrong, refusal in (
        ([one, one], rules.DossierTwice),
        ([one, world.id_of("dossier", "none")], rules.DossierUnknown),
        ([world.id_of("dossier", number) for number in range(41)], rules.TooManyDossiers),
    ):
        with pytest.raises(refusal):
            await bundles.arrange(id_, wrong, by=world.office_analyst(), version=2)
    assert await stored() == before


async def test_an_order_made_on_an_older_version_is_refused() -> None:
    id_ = await filled()
    before = await stored()
    with pytest.raises(Stale):
        await bundles.arrange(id_, [], by=world.office_analyst(), version=1)
    assert await stored() == before


async def test_only_councillors_are_invited() -> None:
    id_ = await prepared()
    before = await stored()
    with pytest.raises(rules.NotACouncillor):
        await bundles.invite(id_, [world.id_of("person", Role.OPERATOR)], by=world.office_analyst(), version=1)
    assert await stored() == before


async def test_who_stays_invited_keeps_the_time_they_were_invited_at() -> None:
    id_ = await invited()
    before = await rows("SELECT id, invited_at FROM invitation")
    await bundles.invite(id_, [COUNCILLOR], by=world.head_of_office(), version=3, readers=Readers.ALL)
    assert await rows("SELECT id, invited_at FROM invitation") == before
    await bundles.invite(id_, [], by=world.head_of_office(), version=4)
    assert await rows("SELECT FROM invitation") == []


@pytest.mark.parametrize("role", sorted(set(world.PEOPLE) - rules.PREPARERS))
async def test_nobody_but_the_office_prepares_a_bundle(role: Role) -> None:
    id_ = await prepared()
    before, by = await stored(), world.viewer(role)
    with pytest.raises(Forbidden):
        await bundles.prepare(DRAFT, by=by)
    for act in (
        bundles.describe(id_, DRAFT, by=by, version=1),
        bundles.arrange(id_, [], by=by, version=1),
        bundles.invite(id_, [], by=by, version=1),
    ):
        with pytest.raises(NotFound):
            await act
    assert await stored() == before
