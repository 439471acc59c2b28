"""Serving the photos that prove a report, to whoever sees the report with its proof."""

from typing import Final
from uuid import UUID

from hotline.files.fetching import PHOTO_TYPE, Served
from hotline.files.store import Store
from hotline.kit import access, database
from hotline.kit.refusals import NotFound
from hotline.kit.viewer import Viewer
from policy_board.resolutions.access import RESOLUTION_PROOF


async def copy(file_id: UUID, *, by: Viewer, store: Store) -> Served:
    """The served copy. Raises NotFound."""
    seen, values = access.where(RESOLUTION_PROOF, by, "proof", first=2)
    digest = await database.reads().fetchval(_SEAL.format(seen=seen), file_id, *values)
    if digest is None:
        raise NotFound()
    return Served(await store.copy(digest), PHOTO_TYPE)


_SEAL: Final = """
SELECT file.sha256 FROM resolution_proof proof JOIN file ON file.id = proof.file_id
WHERE file.id = $1 AND {seen}
"""
