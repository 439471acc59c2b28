"""Bundles of the small city, prepared, published and opened through the real actions."""

from datetime import date
from typing import Any, Final
from uuid import UUID

import orjson

from hotline.kit.viewer import Role
from policy_board.bundles import actions as bundles
from policy_board.bundles import publishing
from policy_board.bundles.drafts import Draft
from policy_board.bundles.periods import Period
from tests import dossiers, world
from tests.drafts import row

MEHR: Final = Period(date(2026, 9, 23), date(2026, 10, 22))
DRAFT: Final = Draft(
    title="بازدید از منطقهٔ ۱",
    visit_on=date(2026, 12, 5),
    period=MEHR,
    introduction="آنچه در این بازدید **می‌بینیم**.",
)
STORED: Final = (
    *("bundle", "bundle_dossier", "invitation", "revision", "revision_paper", "revision_evidence"),
    *("revision_figure", "opening", "printing"),
)
COUNCILLOR: Final = world.id_of("person", Role.COUNCILLOR)


async def prepared() -> UUID:
    """A bundle begun by the analyst."""
    return await bundles.prepare(DRAFT, by=world.office_analyst())


async def filled(*dossier_ids: UUID) -> UUID:
    """The same with these dossiers, or one that is ready."""
    id_ = await prepared()
    wanted = list(dossier_ids) or [await dossiers.ready()]
    await bundles.arrange(id_, wanted, by=world.office_analyst(), version=1)
    return id_


async def invited(*dossier_ids: UUID) -> UUID:
    """The same, with the councillor invited; of version 3."""
    id_ = await filled(*dossier_ids)
    await bundles.invite(id_, [COUNCILLOR], by=world.office_analyst(), version=2)
    return id_


async def published(*dossier_ids: UUID) -> tuple[UUID, UUID]:
    """The same, published: bundle, of version 4, and revision."""
    id_ = await invited(*dossier_ids)
    return id_, await publishing.publish(id_, by=world.head_of_office(), version=3)


async def papers(revision_id: UUID) -> list[dict[str, Any]]:
    """Of a revision, in order."""
    found = await row(
        "SELECT coalesce(json_agg(p ORDER BY place), '[]')::text AS papers FROM revision_paper p"
        " WHERE revision_id = $1",
        revision_id,
    )
    return list(orjson.loads(found["papers"]))


async def stored() -> dict[str, str]:
    """All that is stored of bundles, to see that nothing changed."""
    return await row(
        "SELECT "
        + ", ".join(
            f"(SELECT md5(coalesce(string_agg(t::text, ' ' ORDER BY t.id), '')) FROM {table} t) AS {table}"
            for table in STORED
        )
    )
