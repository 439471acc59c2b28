"""Importing a checked file: batch by batch, each whole or not at all, from where the last run came to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import dropwhile, islice
from pathlib import Path
from typing import Final

from api.importing import reading, refused
from api.importing.drafting import draft_of
from api.importing.reading import Checked, Row, Told
from api.importing.refused import GoingOn, RefusedRows
from hotline.city.reference import Reference, forget, reference
from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.refusals import Refusals
from hotline.kit.viewer import Viewer
from hotline.messages import registering, rules
from hotline.messages.settling import Settled, settle
from hotline.messages.tables import Urgency

BATCH: Final = 1000


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is: the last row seen to (the header is row 1), and how many rows until there are stored and
    refused. `urgent` are the messages of this run that go to the operations centre; `already` says that there was
    nothing left to do."""

    last_row: int = 1
    stored: int = 0
    refused: int = 0
    refused_bytes: int = 0
    finished: bool = False
    urgent: int = 0
    already: bool = False


async def load(file: Checked, *, by: Viewer, refused_to: Path, told: Told, dry_run: bool = False) -> Progress:
    """Register what is not yet imported of the file. A batch's messages and the mark of how far the file is are
    one transaction, so that each row is stored once, wherever a run is cut off. A dry run looks at every row and
    stores nothing.

    Refused rows are written to `refused_to`; `told` hears how many bytes have been read. Raises Forbidden or
    GoingOn.
    """
    if refusal := rules.can_register(by.roles):
        raise refusal()
    done = Progress() if dry_run else await _begin(file, by)
    if done.finished:
        return replace(done, already=True)
    with (
        reading.opened(file.path) as table,
        refused.opened(refused_to, columns=table.header, keep=done.refused_bytes) as refusals,
    ):
        rows = _after(done.last_row, table)
        while not done.finished:
            batch = list(islice(rows, BATCH))
            # Nobody tells this process when the city changes.
            forget()
            city = await reference()
            async with database.transaction() as tx:
                good = list(_good(batch, table.header, by, tx.at, city, refusals))
                before, done = done, _moved(done, batch, good, refusals)
                if not dry_run:
                    await _store(tx, good, by, city)
                    await _mark(tx, file, before, done)
            told(table.bytes_read)
    return done


async def _begin(file: Checked, by: Viewer) -> Progress:
    async with database.transaction() as tx:
        await tx.connection.execute(_BEGIN, file.sha256, by.person, tx.at)
        row = await tx.connection.fetchrow(_HOW_FAR, file.sha256)
    assert row is not None
    return Progress(*row)


def _after(last_row: int, rows: Iterable[Row]) -> Iterator[Row]:
    return dropwhile(lambda row: row.number <= last_row, rows)


def _good(
    batch: Sequence[Row], header: Sequence[str], by: Viewer, at: datetime, city: Reference, refusals: RefusedRows
) -> Iterator[Settled]:
    for row in batch:
        try:
            yield settle(draft_of(header, row.cells), by=by, at=at, city=city)
        except Refusals as wrong:
            refusals.add(row, wrong)
    # Before the database says that they are there.
    refusals.sync()


def _moved(done: Progress, batch: Sequence[Row], good: Sequence[Settled], refusals: RefusedRows) -> Progress:
    return Progress(
        last_row=batch[-1].number if batch else done.last_row,
        stored=done.stored + len(good),
        refused=done.refused + len(batch) - len(good),
        refused_bytes=refusals.size,
        finished=len(batch) < BATCH,
        urgent=done.urgent + sum(one.dispatched and one.urgency == Urgency.URGENT for one in good),
    )


async def _store(tx: Transaction, good: Sequence[Settled], by: Viewer, city: Reference) -> None:
    if good:
        await registering.write(tx, good, by=by, city=city)


async def _mark(tx: Transaction, file: Checked, before: Progress, done: Progress) -> None:
    """Raises GoingOn when another run has moved the mark since."""
    values = (done.last_row, done.stored, done.refused, done.refused_bytes, tx.at if done.finished else None)
    if await tx.connection.execute(_MARK, file.sha256, before.last_row, *values) != "UPDATE 1":
        raise GoingOn()


_BEGIN: Final = """
INSERT INTO message_import (sha256, person_id, last_row, stored, refused, refused_bytes, started_at)
VALUES ($1, $2, 1, 0, 0, 0, $3) ON CONFLICT DO NOTHING
"""
# Locked, so as to wait for the last batch of a run that was cut off while it was being committed.
_HOW_FAR: Final = """
SELECT last_row, stored, refused, refused_bytes, finished_at IS NOT NULL FROM message_import
WHERE sha256 = $1 FOR UPDATE
"""
_MARK: Final = """
UPDATE message_import SET last_row = $3, stored = $4, refused = $5, refused_bytes = $6, finished_at = $7
WHERE sha256 = $1 AND last_row = $2 AND finished_at IS NULL
"""
