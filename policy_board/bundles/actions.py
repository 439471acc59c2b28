"""What the office does with a bundle before it is published: begun, described, put in order, meant for somebody."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit import access, database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.jalali import jalali_year
from hotline.kit.refusals import NotFound, Stale
from hotline.kit.viewer import Role, Viewer
from policy_board.bundles import rules
from policy_board.bundles.access import BUNDLE
from policy_board.bundles.drafts import COLUMNS, Draft
from policy_board.bundles.tables import Readers
from policy_board.dossiers.access import DOSSIER

# Whoever follows bundles, or one of them.
TOPIC: Final = "bundle"


async def prepare(draft: Draft, *, by: Viewer) -> UUID:
    """Begin a bundle; its id. Raises the refusals of the draft and of `rules.can_prepare`."""
    if refusal := rules.can_prepare(by.roles):
        raise refusal()
    draft = draft.checked()
    async with database.transaction() as tx:
        id_, year = new_id(), jalali_year(tx.at)
        # Numbers have no gaps, so those who begin at once wait for each other.
        await tx.connection.execute("SELECT pg_advisory_xact_lock(hashtext('bundle'))")
        sequence = await tx.connection.fetchval(_NEXT, year)
        code = f"ب/{year}/{sequence:04}"
        await tx.connection.execute(_PREPARE, id_, year, sequence, code, tx.at, by.person, *draft.values())
        tx.notify(TOPIC, id_)
    return id_


async def describe(bundle_id: UUID, draft: Draft, *, by: Viewer, version: int) -> None:
    """Write its own words anew. Raises NotFound, Stale and the refusals of `prepare`."""
    draft = draft.checked()
    async with database.transaction() as tx:
        await fetch(tx, bundle_id, by=by, version=version)
        await tx.connection.execute(_DESCRIBE, bundle_id, *draft.values())
        await _changed(tx, bundle_id, by=by)


async def arrange(bundle_id: UUID, dossier_ids: Sequence[UUID], *, by: Viewer, version: int) -> None:
    """These dossiers, in this order, and no others. Raises NotFound, Stale, DossierTwice, DossierUnknown,
    TooManyDossiers and the refusals of `rules.can_prepare`."""
    if len(dossier_ids) > rules.MOST_DOSSIERS:
        raise rules.TooManyDossiers("dossierIds", limit=rules.MOST_DOSSIERS)
    if len(set(dossier_ids)) < len(dossier_ids):
        raise rules.DossierTwice("dossierIds")
    async with database.transaction() as tx:
        await fetch(tx, bundle_id, by=by, version=version)
        seen, values = access.where(DOSSIER, by, "dossier", first=2)
        known = f"SELECT count(*) FROM dossier WHERE id = ANY($1::uuid[]) AND {seen}"
        if await tx.connection.fetchval(known, list(dossier_ids), *values) < len(dossier_ids):
            raise rules.DossierUnknown("dossierIds")
        await tx.connection.execute("DELETE FROM bundle_dossier WHERE bundle_id = $1", bundle_id)
        await tx.connection.execute(_ARRANGE, bundle_id, list(dossier_ids))
        await _changed(tx, bundle_id, by=by)


async def invite(
    bundle_id: UUID, person_ids: Sequence[UUID], *, by: Viewer, version: int, readers: Readers = Readers.INVITED
) -> None:
    """These councillors and no others; `readers` may open it to every member beside. Who stays invited keeps the
    time they were invited at. Raises NotFound, Stale, NotACouncillor and the refusals of `rules.can_prepare`."""
    wanted = list(dict.fromkeys(person_ids))
    async with database.transaction() as tx:
        await fetch(tx, bundle_id, by=by, version=version)
        if await tx.connection.fetchval(_COUNCILLORS, wanted, Role.COUNCILLOR) < len(wanted):
            raise rules.NotACouncillor("personIds")
        await tx.connection.execute(_UNINVITE, bundle_id, wanted)
        await tx.connection.execute(_INVITE, bundle_id, wanted, tx.at, by.person)
        await tx.connection.execute("UPDATE bundle SET readers = $2 WHERE id = $1", bundle_id, readers)
        await _changed(tx, bundle_id, by=by)


async def fetch(
    tx: Transaction, bundle_id: UUID, *, by: Viewer, version: int, prepares: bool = True
) -> asyncpg.Record:
    """The bundle, locked. Raises NotFound, Stale and, for an act of preparing, Forbidden."""
    seen, values = access.where(BUNDLE, by, "bundle", first=2)
    found = await tx.connection.fetchrow(
        f"SELECT * FROM bundle WHERE id = $1 AND {seen} FOR UPDATE", bundle_id, *values
    )
    if found is None:
        raise NotFound("id")
    if prepares and (refusal := rules.can_prepare(by.roles)):
        raise refusal()
    if found["version"] != version:
        raise Stale("version")
    return found


async def _changed(tx: Transaction, bundle_id: UUID, *, by: Viewer) -> None:
    await tx.connection.execute(_CHANGED, bundle_id, tx.at, by.person)
    tx.notify(TOPIC, bundle_id)


_NEXT: Final = "SELECT coalesce(max(sequence), 0) + 1 FROM bundle WHERE year = $1"

_PREPARE: Final = f"""
INSERT INTO bundle (id, year, sequence, code, created_at, changed_at, created_by_id, changed_by_id, readers,
                    revision, version, {", ".join(COLUMNS)})
VALUES ($1, $2, $3, $4, $5, $5, $6, $6, 'INVITED', 0, 1, {", ".join(f"${7 + at}" for at in range(len(COLUMNS)))})
"""

_DESCRIBE: Final = f"""
UPDATE bundle SET {", ".join(f"{column} = ${at}" for at, column in enumerate(COLUMNS, 2))} WHERE id = $1
"""

_CHANGED: Final = """
UPDATE bundle SET version = version + 1, changed_at = $2, changed_by_id = $3 WHERE id = $1
"""

_ARRANGE: Final = """
INSERT INTO bundle_dossier (id, bundle_id, dossier_id, place)
SELECT gen_random_uuid(), $1, dossier_id, place
FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (dossier_id, place)
"""

_COUNCILLORS: Final = """
SELECT count(DISTINCT person.id) FROM person JOIN person_role held ON held.person_id = person.id
WHERE person.id = ANY($1::uuid[]) AND person.active AND held.role = $2
"""

_UNINVITE: Final = "DELETE FROM invitation WHERE bundle_id = $1 AND person_id <> ALL($2::uuid[])"

_INVITE: Final = """
INSERT INTO invitation (id, bundle_id, person_id, invited_at, invited_by_id)
SELECT gen_random_uuid(), $1, person_id, $3, $4 FROM unnest($2::uuid[]) AS wanted (person_id)
ON CONFLICT (bundle_id, person_id) DO NOTHING
"""
