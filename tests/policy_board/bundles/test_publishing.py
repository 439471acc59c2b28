"""A revision stands as it was published: the database refuses any change, and its seal tells of any."""

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from hotline.kit import database
from hotline.kit.refusals import Forbidden, NotFound, Refusal, Stale
from hotline.kit.viewer import Role
from policy_board import prose
from policy_board.bundles import actions as bundles
from policy_board.bundles import publishing, rules
from policy_board.bundles.publishing import document
from policy_board.bundles.sealing import CANONICAL, SEAL
from policy_board.bundles.tables import Readers
from policy_board.dossiers import actions as dossier_actions
from policy_board.dossiers import questions
from tests import dossiers, world
from tests.bundles import DRAFT, filled, invited, papers, prepared, published, stored
from tests.conftest import Clock
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")

KEPT = ("revision", "revision_paper", "revision_evidence", "revision_figure")


async def seal(revision_id: UUID) -> dict[str, Any]:
    sql = f"SELECT sha256, {SEAL} AS now, {CANONICAL} AS canonical FROM revision r WHERE id = $1"
    return await row(sql.replace("{t}", "r"), revision_id)


async def test_a_revision_is_numbered_and_holds_the_dossiers_as_they_stood() -> None:
    dossier = await dossiers.ready()
    await questions.ask(dossier, by=world.office_analyst(), text="شما چه دیده‌اید؟")
    bundle, first = await published(dossier)
    (paper,) = await papers(first)
    assert "همان نقاط" in paper["text"]
    assert "پرسش از اعضا" in paper["text"]
    assert paper["text"] == prose.read(paper["markdown"]).text
    revised = replace(dossiers.DRAFT, statement="دیگر شده است.")
    await dossier_actions.revise(dossier, by=world.office_analyst(), version=1, draft=revised)
    second = await publishing.publish(bundle, by=world.head_of_office(), version=4, note="متن پرونده نو شد.")
    assert await papers(first) == [paper]
    assert "دیگر شده است." in (await papers(second))[0]["text"]
    found = await rows("SELECT number, code, note FROM revision ORDER BY number")
    assert [each["number"] for each in found] == [1, 2]
    assert [each["code"].split("/")[-1] for each in found] == ["1", "2"]


async def test_its_evidence_is_what_was_frozen_last(clock: Clock) -> None:
    _, revision = await published()
    await clock.forward(timedelta(days=1))
    cited = await rows(
        "SELECT f.number, e.title FROM revision_evidence e JOIN evidence_freeze f ON f.id = e.freeze_id"
    )
    assert [(each["number"], each["title"]) for each in cited] == [(1, "زباله")]
    assert json.loads((await seal(revision))["canonical"])["papers"][0]["evidence"][0]["figures"]


async def test_anyone_can_compute_its_seal_from_its_canonical_content() -> None:
    _, revision = await published()
    found = await seal(revision)
    assert sha256(found["canonical"].encode()).digest() == found["sha256"] == found["now"]


@pytest.mark.parametrize(
    "sql",
    [
        *(f"UPDATE {table} SET id = id" for table in (*KEPT, "opening")),
        *(f"DELETE FROM {table}" for table in (*KEPT, "opening")),
        *(f"TRUNCATE {table} CASCADE" for table in (*KEPT[1:], "opening")),
        "INSERT INTO revision_paper (id, revision_id, dossier_id, version_id, place, code, dossier_code, title,"
        " markdown, text) SELECT gen_random_uuid(), revision_id, dossier_id, version_id, 9, '', '', '', '', ''"
        " FROM revision_paper",
        "INSERT INTO revision_evidence (id, paper_id, freeze_id, place, title)"
        " SELECT gen_random_uuid(), paper_id, freeze_id, 9, 'x' FROM revision_evidence",
        "INSERT INTO revision_figure SELECT * FROM json_populate_recordset(NULL::revision_figure,"
        " (SELECT json_agg(f) FROM revision_figure f))",
    ],
)
async def test_the_database_refuses_any_change_of_what_is_published(sql: str) -> None:
    await published()
    await rows(
        "INSERT INTO opening (id, revision_id, person_id, form, opened_at)"
        " SELECT gen_random_uuid(), id, published_by_id, 'PAGE', now() FROM revision RETURNING id"
    )
    before = await stored()
    with pytest.raises(asyncpg.RestrictViolationError):
        async with database.transaction() as tx:
            await tx.connection.execute(sql)
    assert await stored() == before


async def test_a_revision_without_a_seal_cannot_be_committed() -> None:
    bundle = await prepared()
    before = await stored()
    with pytest.raises(asyncpg.CheckViolationError):
        async with database.transaction() as tx:
            await tx.connection.execute(
                publishing._REVISION, world.id_of("r", 1), bundle, "", None, tx.at, world.head_of_office().person
            )
    assert await stored() == before


async def test_a_change_behind_the_databases_back_breaks_the_seal() -> None:
    _, revision = await published()
    async with database.transaction() as tx:
        await tx.connection.execute("SET LOCAL session_replication_role = replica")
        await tx.connection.execute("UPDATE revision_figure SET registered = registered + 1")
    found = await seal(revision)
    assert found["sha256"] != found["now"]


async def test_an_empty_bundle_and_one_that_nobody_would_read_are_not_published() -> None:
    empty, unread = await prepared(), await filled()
    before = await stored()
    for bundle, version, refusal in ((empty, 1, rules.BundleEmpty), (unread, 2, rules.NobodyInvited)):
        with pytest.raises(refusal):
            await publishing.publish(bundle, by=world.head_of_office(), version=version)
    assert await stored() == before


async def test_a_draft_of_a_dossier_is_not_published() -> None:
    bundle = await invited(await dossiers.draft())
    before = await stored()
    with pytest.raises(rules.DossierNotReady, match="پ/"):
        await publishing.publish(bundle, by=world.head_of_office(), version=3)
    assert await stored() == before


async def test_a_bundle_open_to_all_needs_nobody_invited() -> None:
    bundle = await filled()
    await bundles.invite(bundle, [], by=world.office_analyst(), version=2, readers=Readers.ALL)
    assert await publishing.publish(bundle, by=world.head_of_office(), version=3)


async def test_what_was_changed_since_it_was_looked_at_is_not_published() -> None:
    bundle = await invited()
    await bundles.describe(bundle, DRAFT, by=world.office_analyst(), version=3)
    before = await stored()
    with pytest.raises(Stale):
        await publishing.publish(bundle, by=world.head_of_office(), version=3)
    assert await stored() == before


@pytest.mark.parametrize("role", sorted(set(world.PEOPLE) - {Role.HEAD_OF_OFFICE}))
async def test_nobody_but_the_head_of_the_office_publishes(role: Role) -> None:
    bundle = await invited()
    before = await stored()
    expected: type[Refusal] = Forbidden if role is Role.OFFICE_ANALYST else NotFound
    with pytest.raises(expected):
        await publishing.publish(bundle, by=world.viewer(role), version=3)
    assert await stored() == before


def test_a_title_is_no_markup_and_questions_are_numbered() -> None:
    written = document("متن", [("*الف* _ب_ [ج](x)", "بدنه")], ["یکم؟\nدنباله", "دوم؟"])
    assert prose.read(written).text == ("متن\n\n*الف* _ب_ [ج](x)\n\nبدنه\n\nپرسش از اعضا\n\nیکم؟\nدنباله\n\nدوم؟")
