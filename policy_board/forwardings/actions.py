"""What becomes of forwardings: made, withdrawn, and answered by the board."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit import access, database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.masking import mask
from hotline.kit.refusals import NotFound
from hotline.kit.text import cleaned
from hotline.kit.viewer import Viewer
from policy_board.dossiers import actions as dossiers
from policy_board.dossiers.fetching import changed, fetch
from policy_board.dossiers.tables import DossierState
from policy_board.forwardings import rules
from policy_board.forwardings.access import FORWARDING
from policy_board.forwardings.rules import ACCEPTED, BRINGS, DEFERRED, TRANSITIONS, WITHDRAWN
from policy_board.forwardings.sealing import sha256_of
from policy_board.forwardings.tables import ForwardingState
from policy_board.prose import clean_line

# Whoever follows forwardings, or one of them.
TOPIC: Final = "forwarding"


async def forward(dossier_id: UUID, *, by: Viewer, version: int, solutions: Collection[UUID], reason: str) -> UUID:
    """Put a dossier before the board as it now stands, with these solutions and its evidence as last frozen; the
    forwarding's id. Raises NotFound, Stale, NoSolutions, NotOfDossier, the refusals of `rules.can_forward` and of
    texts."""
    chosen = set(solutions)
    async with database.transaction() as tx:
        # The lock lets one of two at once go first; the other finds it forwarded, with its version unchanged.
        dossier = await fetch(tx, dossier_id, by=by, path="dossierId", version=version)
        if refusal := rules.can_forward(by.roles, state=DossierState(dossier["state"])):
            raise refusal()
        reason = clean_line(reason, limit=rules.REASON, path="reason")
        if not 1 <= len(chosen) <= rules.SOLUTIONS:
            raise rules.NoSolutions("solutionIds", most=rules.SOLUTIONS)
        if await tx.connection.fetchval(_STANDING, dossier_id, list(chosen)) < len(chosen):
            raise rules.NotOfDossier("solutionIds")
        id_ = new_id()
        await tx.connection.execute(_FORWARD, id_, dossier_id, version, reason, tx.at, by.person)
        await tx.connection.execute(_TAKE_SOLUTIONS, id_, list(chosen))
        await tx.connection.execute(_TAKE_EVIDENCE, id_, dossier_id)
        await tx.connection.execute(
            "UPDATE forwarding SET sha256 = $2 WHERE id = $1", id_, await sha256_of(tx, id_)
        )
        await _note(tx, id_, ForwardingState.WAITING, by=by.person, reason=None)
        await dossiers.answer(tx, dossier_id, state=DossierState.FORWARDED, by=by.person, note=reason)
        return id_


async def withdraw(tx: Transaction, forwarding_id: UUID, *, by: Viewer, reason: str | None = None) -> None:
    """Take it back, in the transaction that takes its item off the tray or the agenda. Raises NotFound and the
    refusals of `rules.can_withdraw`."""
    forwarding = await _fetch(tx, forwarding_id, by=by)
    state, mine = ForwardingState(forwarding["state"]), forwarding["by_id"] == by.person
    frozen = forwarding["frozen_at"] is not None
    if refusal := rules.can_withdraw(by.roles, state=state, mine=mine, frozen=frozen):
        raise refusal()
    reason = cleaned(reason, limit=rules.REASON, path="reason")
    await answer(tx, forwarding_id, state=WITHDRAWN, by=by.person, reason=reason)


async def answer(
    tx: Transaction, forwarding_id: UUID, *, state: ForwardingState, by: UUID | None, reason: str | None = None
) -> None:
    """Write down what the board made of it, on the forwarding and on its dossier, in the board's transaction. A
    reason is needed where it is returned. Raises NotFound, AnsweredElsewhere and ReasonMissing."""
    dossier_id = await tx.connection.fetchval("SELECT dossier_id FROM forwarding WHERE id = $1", forwarding_id)
    if dossier_id is None:
        raise NotFound("forwardingId")
    # Always the dossier first, so that no two wait for each other crosswise.
    await tx.connection.execute("SELECT FROM dossier WHERE id = $1 FOR UPDATE", dossier_id)
    before = await tx.connection.fetchval("SELECT state FROM forwarding WHERE id = $1 FOR UPDATE", forwarding_id)
    if state not in TRANSITIONS[ForwardingState(before)]:
        raise rules.AnsweredElsewhere()
    if state == ForwardingState.RETURNED and not reason:
        raise rules.ReasonMissing("reason")
    reason = reason and mask(reason)
    await tx.connection.execute(_ANSWER, forwarding_id, state, state in (ACCEPTED, DEFERRED))
    await _note(tx, forwarding_id, state, by=by, reason=reason)
    if brought := BRINGS.get(state):
        await dossiers.answer(tx, dossier_id, state=brought, by=by, note=reason)
    else:
        await changed(tx, dossier_id)


async def freeze(tx: Transaction, forwarding_ids: Collection[UUID]) -> None:
    """Their items stand on an agenda that is frozen now, in the board's transaction: nobody withdraws them any
    more, until one is deferred or taken off."""
    await tx.connection.execute(_FREEZE, list(forwarding_ids), tx.at)
    for forwarding_id in forwarding_ids:
        tx.notify(TOPIC, forwarding_id)


async def _fetch(tx: Transaction, forwarding_id: UUID, *, by: Viewer) -> asyncpg.Record:
    """The forwarding, its dossier locked. Raises NotFound."""
    dossier_id = await tx.connection.fetchval("SELECT dossier_id FROM forwarding WHERE id = $1", forwarding_id)
    if dossier_id is None:
        raise NotFound("id")
    await fetch(tx, dossier_id, by=by)
    seen, values = access.where(FORWARDING, by, "forwarding", first=2)
    row = await tx.connection.fetchrow(
        f"SELECT * FROM forwarding WHERE id = $1 AND {seen} FOR UPDATE", forwarding_id, *values
    )
    assert row is not None, "a forwarding is seen with its dossier"
    return row


async def _note(
    tx: Transaction, forwarding_id: UUID, state: ForwardingState, *, by: UUID | None, reason: str | None
) -> None:
    await tx.connection.execute(_STEP, new_id(), forwarding_id, state, tx.at, by, reason)
    tx.notify(TOPIC, forwarding_id)


_STANDING: Final = """
SELECT count(*) FROM solution WHERE dossier_id = $1 AND id = ANY($2::uuid[]) AND withdrawn_at IS NULL
"""

_FORWARD: Final = """
INSERT INTO forwarding (id, dossier_id, version_id, state, reason, sha256, at, by_id)
SELECT $1, $2, v.id, 'WAITING', $4, '', $5, $6 FROM dossier_version v WHERE v.dossier_id = $2 AND v.number = $3
"""

_TAKE_SOLUTIONS: Final = """
INSERT INTO forwarded_solution (id, forwarding_id, solution_id)
SELECT gen_random_uuid(), $1, solution_id FROM unnest($2::uuid[]) solution_id
"""

_TAKE_EVIDENCE: Final = """
INSERT INTO forwarded_evidence (id, forwarding_id, freeze_id)
SELECT gen_random_uuid(), $1, f.id FROM evidence e JOIN evidence_freeze f ON f.evidence_id = e.id
WHERE e.dossier_id = $2 AND e.removed_at IS NULL
AND f.number = (SELECT max(g.number) FROM evidence_freeze g WHERE g.evidence_id = e.id)
"""

_ANSWER: Final = """
UPDATE forwarding SET state = $2, frozen_at = CASE WHEN $3 THEN NULL ELSE frozen_at END WHERE id = $1
"""

_FREEZE: Final = "UPDATE forwarding SET frozen_at = $2 WHERE id = ANY($1::uuid[]) AND frozen_at IS NULL"

_STEP: Final = """
INSERT INTO forwarding_step (id, forwarding_id, state, at, by_id, reason) VALUES ($1, $2, $3, $4, $5, $6)
"""
