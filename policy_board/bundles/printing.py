"""A revision on its way to paper: asked for, how far it is, and where its PDF and ZIP are kept."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from hotline.files.store import Store
from hotline.kit import access, database, jobs
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound, Refusal
from hotline.kit.viewer import Viewer
from policy_board.bundles import rules
from policy_board.bundles.access import PRINTING
from policy_board.bundles.actions import TOPIC
from policy_board.bundles.opening import open_revision
from policy_board.bundles.tables import Form

# The worker's entrypoint; its payload is the revision's id.
ENTRYPOINT: Final = "print"


class NotPrintedYet(Refusal):
    code, sentence, status = "NOT_PRINTED_YET", "It is still being made. Come back in a minute.", 409


class PrintedAlready(Refusal):
    code, sentence, status = "PRINTED_ALREADY", "It has been made, or is being made.", 409


@dataclass(frozen=True, slots=True)
class Printed:
    """What is served, and what names it."""

    content: bytes
    code: str
    title: str


async def put_on_its_way(tx: Transaction, revision_id: UUID) -> None:
    """As part of publishing."""
    await tx.connection.execute(_ADD, new_id(), revision_id, tx.at)
    await jobs.enqueue(tx, ENTRYPOINT, revision_id.bytes)


async def request(revision_id: UUID, *, by: Viewer) -> None:
    """Once more, where it failed. Raises NotFound, PrintedAlready and the refusals of `rules.can_prepare`."""
    async with database.transaction() as tx:
        seen, values = access.where(PRINTING, by, "printing", first=2)
        found = f"SELECT state FROM printing WHERE revision_id = $1 AND {seen} FOR UPDATE"
        state = await tx.connection.fetchval(found, revision_id, *values)
        if state is None:
            raise NotFound("id")
        if refusal := rules.can_prepare(by.roles):
            raise refusal()
        if state != "FAILED":
            raise PrintedAlready()
        await _note(tx, revision_id, "WAITING", 0)
        await jobs.enqueue(tx, ENTRYPOINT, revision_id.bytes)


async def is_wanted(revision_id: UUID) -> bool:
    """Whether it is still to be made: a job may come twice."""
    return bool(await database.writes().fetchval(_WANTED, revision_id))


async def progress(revision_id: UUID, pages: int) -> None:
    """So many pages are laid out."""
    async with database.transaction() as tx:
        await _note(tx, revision_id, "RUNNING", pages)


async def fail(revision_id: UUID) -> None:
    """It could not be made; the office may ask once more."""
    async with database.transaction() as tx:
        await _note(tx, revision_id, "FAILED", 0)


async def finish(revision_id: UUID, *, pages: int, pdf: tuple[bytes, int], zipped: tuple[bytes, int]) -> None:
    """Both are in the store, each under its hash and of its size."""
    async with database.transaction() as tx:
        tx.notify(TOPIC, await tx.connection.fetchval(_DONE, revision_id, pages, *pdf, *zipped, tx.at))


async def fetch(revision_id: UUID, form: Form, *, by: Viewer, store: Store) -> Printed:
    """The PDF or ZIP; that a member opened it is written down. Raises NotFound and NotPrintedYet."""
    seen, values = access.where(PRINTING, by, "printing", first=2)
    found = await database.reads().fetchrow(_FETCH + seen, revision_id, *values)
    if found is None:
        raise NotFound("id")
    digest = found["pdf_sha256"] if form == Form.PDF else found["zip_sha256"]
    if digest is None:
        raise NotPrintedYet()
    content = await store.original(digest)
    await open_revision(revision_id, by=by, form=form)
    return Printed(content, found["code"], found["title"])


async def _note(tx: Transaction, revision_id: UUID, state: str, pages: int) -> None:
    bundle_id = await tx.connection.fetchval(_NOTE, revision_id, state, pages, tx.at)
    if bundle_id is not None:
        tx.notify(TOPIC, bundle_id)


_ADD: Final = """
INSERT INTO printing (id, revision_id, state, pages, requested_at) VALUES ($1, $2, 'WAITING', 0, $3)
"""

# What is done stays done, whoever comes late.
_NOTE: Final = """
UPDATE printing SET state = $2::text, pages = $3,
       finished_at = CASE WHEN $2::text = 'FAILED' THEN $4::timestamptz END
FROM revision WHERE revision.id = printing.revision_id AND printing.revision_id = $1 AND printing.state <> 'DONE'
RETURNING revision.bundle_id
"""

_DONE: Final = """
UPDATE printing SET state = 'DONE', pages = $2, pdf_sha256 = $3, pdf_size = $4, zip_sha256 = $5, zip_size = $6,
       finished_at = $7
FROM revision WHERE revision.id = printing.revision_id AND printing.revision_id = $1 RETURNING revision.bundle_id
"""

_WANTED: Final = "SELECT state IN ('WAITING', 'RUNNING') FROM printing WHERE revision_id = $1"

_FETCH: Final = """
SELECT printing.pdf_sha256, printing.zip_sha256, revision.code, revision.title
FROM printing JOIN revision ON revision.id = printing.revision_id WHERE printing.revision_id = $1 AND
"""
