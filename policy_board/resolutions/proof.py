"""The photos that prove a report: served to whoever sees the report with its proof, and released by the office to
councillors and members of the board, who wait for it as they do for a message's photos."""

from typing import Final
from uuid import UUID

from hotline.files import actions as files
from hotline.files.fetching import PHOTO_TYPE, Served
from hotline.files.store import Store
from hotline.kit import access, database
from hotline.kit.refusals import NotFound
from hotline.kit.viewer import Viewer
from policy_board.resolutions import rules
from policy_board.resolutions.access import RESOLUTION_PROOF
from policy_board.resolutions.fetching import TOPIC


async def copy(file_id: UUID, *, by: Viewer, store: Store) -> Served:
    """The served copy. Raises NotFound."""
    seen, values = access.where(RESOLUTION_PROOF, by, "proof", first=2)
    digest = await database.reads().fetchval(_SEAL.format(seen=seen), file_id, *values)
    if digest is None:
        raise NotFound()
    return Served(await store.copy(digest), PHOTO_TYPE)


async def release(file_id: UUID, *, by: Viewer) -> UUID | None:
    """Let councillors and members of the board see the copy of a proof: the id of its resolution, or None where the
    file proves nothing that the viewer sees. Raises the refusals of `rules.can_release`."""
    async with database.transaction() as tx:
        seen, values = access.where(RESOLUTION_PROOF, by, "proof", first=2)
        row = await tx.connection.fetchrow(_PROVES.format(seen=seen), file_id, *values)
        if row is None:
            return None
        if refusal := rules.can_release(by.roles, released=row["released_at"] is not None):
            raise refusal()
        await files.release_within(tx, file_id, by=by)
        tx.notify(TOPIC, row["resolution_id"])
        return UUID(str(row["resolution_id"]))


_SEAL: Final = """
SELECT file.sha256 FROM resolution_proof proof JOIN file ON file.id = proof.file_id
WHERE file.id = $1 AND {seen}
"""

_PROVES: Final = """
SELECT file.released_at, step.resolution_id
FROM resolution_proof proof
JOIN file ON file.id = proof.file_id
JOIN resolution_step step ON step.id = proof.step_id
WHERE file.id = $1 AND {seen} FOR UPDATE OF file
"""
