"""Evidence: added by a filter or by hand, frozen as of a moment, removed. Live it is whatever its filter finds."""

from typing import Final
from uuid import UUID

import orjson

from hotline.figures.marks import FIGURES, MOST
from hotline.kit import access, database
from hotline.kit.database import Transaction
from hotline.kit.filtering import Sought, where
from hotline.kit.ids import new_id
from hotline.kit.numbering import read_tracking_code
from hotline.kit.text import clean
from hotline.kit.viewer import Viewer
from hotline.messages.access import MESSAGE
from hotline.messages.filters import MESSAGE_FILTERS, PERSONAL
from policy_board.dossiers import rules
from policy_board.dossiers.fetching import changed, fetch, fetch_of
from policy_board.dossiers.tables import DossierState, EvidenceKind
from policy_board.prose import clean_line


async def add(dossier_id: UUID, *, by: Viewer, title: str, sought: Sought) -> UUID:
    """Evidence by a filter of messages, as JSON, frozen as it now stands; its id. One that names tracking codes
    alone is evidence by hand. Raises NotFound, EvidencePersonal, EvidenceNone, EvidenceTooMuch, EvidenceUnknown,
    TooManyParts, and the refusals of `rules.can_revise`, of texts and of the filter."""
    title = clean_line(title, limit=rules.TITLE, path="title")
    sought = _kept(sought)
    by_hand = sought.keys() == {"trackingCodes"}
    async with database.transaction() as tx:
        dossier = await fetch(tx, dossier_id, by=by, path="dossierId")
        _may_revise(by, dossier["state"])
        if await tx.connection.fetchval(_COUNT, dossier_id) >= rules.EVIDENCE:
            raise rules.TooManyParts("dossierId", most=rules.EVIDENCE)
        id_, kind = new_id(), EvidenceKind.MESSAGES if by_hand else EvidenceKind.FILTER
        await tx.connection.execute(
            _ADD, id_, dossier_id, kind, title, orjson.dumps(sought).decode(), tx.at, by.person
        )
        found = await _freeze(tx, id_, 1, sought, by=by)
        if by_hand:
            await _all_found(tx, sought["trackingCodes"], found)
        await changed(tx, dossier_id)
        return id_


async def freeze(evidence_id: UUID, *, by: Viewer) -> UUID:
    """Freeze it anew, as it now stands; what was frozen before stays. The evidence's id. Raises NotFound,
    EvidenceRemoved, EvidenceNone, EvidenceTooMuch and the refusals of `rules.can_revise`."""
    async with database.transaction() as tx:
        dossier = await fetch_of(tx, "evidence", evidence_id, by=by)
        _may_revise(by, dossier["state"])
        evidence = await tx.connection.fetchrow(_FETCH, evidence_id)
        assert evidence is not None, "evidence is never deleted"
        if evidence["removed_at"]:
            raise rules.EvidenceRemoved()
        await _freeze(tx, evidence_id, evidence["freezes"] + 1, orjson.loads(evidence["sought"]), by=by)
        await changed(tx, dossier["id"])
        return evidence_id


async def remove(evidence_id: UUID, *, by: Viewer) -> UUID:
    """It serves no longer; whatever cites it keeps it. The dossier's id. Raises NotFound, EvidenceRemoved and the
    refusals of `rules.can_revise`."""
    async with database.transaction() as tx:
        dossier = await fetch_of(tx, "evidence", evidence_id, by=by)
        _may_revise(by, dossier["state"])
        if await tx.connection.fetchval(_REMOVE, evidence_id, tx.at) is None:
            raise rules.EvidenceRemoved()
        await changed(tx, dossier["id"])
        return UUID(str(dossier["id"]))


def _kept(sought: Sought) -> Sought:
    """The filter without keys that say nothing; tracking codes as they are stored. Raises EvidencePersonal,
    EvidenceNone, TooManyParts, InvalidTrackingCode and the refusals of texts."""
    kept = {name: _clean(value) for name, value in sought.items() if value is not None and value != []}
    if kept.keys() & PERSONAL:
        raise rules.EvidencePersonal("filter")
    if not kept:
        raise rules.EvidenceTooMuch("filter", most=MOST)
    if isinstance(codes := kept.get("trackingCodes"), list):
        if len(codes) > rules.CODES:
            raise rules.TooManyParts("filter", most=rules.CODES)
        kept["trackingCodes"] = sorted({read_tracking_code(str(code)) for code in codes})
    return kept


def _clean(value: object) -> object:
    """A value that can be stored, and that PostgreSQL can take."""
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return clean(value, limit=rules.TITLE, path="filter") if isinstance(value, str) else value


def _may_revise(by: Viewer, state: str) -> None:
    if refusal := rules.can_revise(by.roles, state=DossierState(state)):
        raise refusal()


async def _freeze(tx: Transaction, evidence_id: UUID, number: int, sought: Sought, *, by: Viewer) -> int:
    """How many messages it is. One statement, so that figures and cases are of one instant."""
    freeze_id = new_id()
    await tx.connection.execute(_FREEZE, freeze_id, evidence_id, number, tx.at, by.person)
    seen, viewed = access.where(MESSAGE, by, "found", first=2)
    narrowed, values = where(MESSAGE_FILTERS, sought, "found", first=2 + len(viewed))
    sql = _FILL.format(where=f"{seen} AND {narrowed}")
    found: int = await tx.connection.fetchval(sql, freeze_id, *viewed, *values)
    if found > MOST:
        raise rules.EvidenceTooMuch("filter", most=MOST)
    if not found:
        raise rules.EvidenceNone("filter")
    return found


async def _all_found(tx: Transaction, codes: object, found: int) -> None:
    assert isinstance(codes, list)
    if found < len(codes):
        known = {row["tracking_code"] for row in await tx.connection.fetch(_KNOWN, codes)}
        raise rules.EvidenceUnknown("filter", codes="، ".join(code for code in codes if code not in known))


_COUNT: Final = "SELECT count(*) FROM evidence WHERE dossier_id = $1 AND removed_at IS NULL"

_ADD: Final = """
INSERT INTO evidence (id, dossier_id, kind, title, sought, added_at, added_by_id)
VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7)
"""

_FETCH: Final = """
SELECT sought, removed_at,
       (SELECT max(number) FROM evidence_freeze WHERE evidence_freeze.evidence_id = evidence.id) AS freezes
FROM evidence WHERE id = $1
"""

_REMOVE: Final = "UPDATE evidence SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL RETURNING id"

_FREEZE: Final = "INSERT INTO evidence_freeze (id, evidence_id, number, at, by_id) VALUES ($1, $2, $3, $4, $5)"

_KNOWN: Final = "SELECT tracking_code FROM message WHERE tracking_code = ANY($1)"

_FILL: Final = f"""
WITH found AS MATERIALIZED (
    SELECT found.* FROM message found WHERE {{where}} ORDER BY found.registered_at, found.id LIMIT {MOST + 1}
), {FIGURES},
figures AS (
    INSERT INTO frozen_figure (id, freeze_id, place, mark, measure, obligation, stage, counted, whole,
                               median_seconds, ninth_decile_seconds)
    SELECT gen_random_uuid(), $1, place, mark, measure, obligation, stage, counted, whole,
           median_seconds, ninth_decile_seconds FROM figure
), messages AS (
    INSERT INTO frozen_message (id, freeze_id, place, message_id, state, marks)
    SELECT gen_random_uuid(), $1, row_number() OVER (ORDER BY found.registered_at, found.id), found.id, found.state,
           marked.marks
    FROM found JOIN marked ON marked.id = found.id
)
SELECT count(*)::int FROM found
"""
