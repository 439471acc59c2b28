"""Who has opened what: written down the first time a member does."""

from typing import Final
from uuid import UUID

from hotline.kit import access, database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound
from hotline.kit.viewer import Role, Viewer
from policy_board.bundles.access import REVISION, REVISION_PAPER
from policy_board.bundles.actions import TOPIC
from policy_board.bundles.tables import Form


async def open_revision(revision_id: UUID, *, by: Viewer, form: Form = Form.PAGE) -> None:
    """A member opened the whole: its contents, or its PDF or ZIP. The office leaves no trace. Raises NotFound."""
    async with database.transaction() as tx:
        seen, values = access.where(REVISION, by, "revision", first=2)
        found = f"SELECT bundle_id FROM revision WHERE id = $1 AND {seen}"
        bundle_id = await tx.connection.fetchval(found, revision_id, *values)
        if bundle_id is None:
            raise NotFound("id")
        await _open(tx, bundle_id, revision_id, None, form, by=by)


async def open_paper(paper_id: UUID, *, by: Viewer) -> None:
    """A member opened one dossier's page. Raises NotFound."""
    async with database.transaction() as tx:
        seen, values = access.where(REVISION_PAPER, by, "paper", first=2)
        found = await tx.connection.fetchrow(_PAPER + seen, paper_id, *values)
        if found is None:
            raise NotFound("id")
        await _open(tx, found["bundle_id"], found["revision_id"], paper_id, Form.PAGE, by=by)


async def _open(
    tx: Transaction, bundle_id: UUID, revision_id: UUID, paper_id: UUID | None, form: Form, *, by: Viewer
) -> None:
    if Role.COUNCILLOR not in by.roles:
        return
    opened = await tx.connection.fetchval(_OPEN, new_id(), revision_id, paper_id, by.person, form, tx.at)
    if opened is not None:
        tx.notify(TOPIC, bundle_id)


_PAPER: Final = """
SELECT paper.revision_id, revision.bundle_id
FROM revision_paper paper JOIN revision ON revision.id = paper.revision_id WHERE paper.id = $1 AND
"""

_OPEN: Final = """
INSERT INTO opening (id, revision_id, paper_id, person_id, form, opened_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING RETURNING id
"""
