"""Resolutions are made of what was approved: the decision stays as it is, and each cites it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from hotline.city.reference import Reference, reference
from hotline.escalations import superiors
from hotline.kit import access, database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.jalali import jalali_year
from hotline.kit.refusals import NotFound, Refusal, Refusals
from hotline.kit.rows import encode, insert
from hotline.kit.viewer import Viewer
from policy_board.prose import clean_line
from policy_board.resolutions import rules
from policy_board.resolutions.codes import resolution_code
from policy_board.resolutions.fetching import step
from policy_board.resolutions.tables import ResolutionState
from policy_board.sittings.access import DECISION
from policy_board.sittings.tables import Result


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be done, by which unit (its code), until the end of which day, and which request types (their
    codes) it should change. Without a `person` the unit's manager answers for it."""

    text: str
    unit: str
    due_on: date
    categories: Sequence[str]
    person: UUID | None = None


async def resolve(decision_id: UUID, draft: Draft, *, by: Viewer) -> UUID:
    """Write down a resolution; its id. Raises NotFound, the refusals of `rules.can_resolve`, and all at once that
    is wrong with the draft: DueWrong, TypesWrong, NoManager, NotFound and those of the text."""
    city = await reference()
    async with database.transaction() as tx:
        decision = await _decision(tx, decision_id, by)
        result = Result(decision["result"])
        if refusal := rules.can_resolve(by.roles, result=result, stands=decision["stands"]):
            raise refusal()
        due_at = end_of(draft.due_on, city)
        text, unit, categories = await _checked(tx, draft, due_at, city)
        id_, year = new_id(), jalali_year(tx.at)
        # Numbers have no gaps, so those who make some at once wait for each other.
        await tx.connection.execute("SELECT pg_advisory_xact_lock(hashtext('resolution'))")
        sequence = await tx.connection.fetchval(_NEXT, year)
        policy = city.policy(tx.at)
        await tx.connection.execute(
            _RESOLVE,
            id_,
            year,
            sequence,
            resolution_code(year, sequence),
            decision_id,
            decision["dossier_id"],
            decision["confidential"],
            text,
            unit,
            draft.person,
            draft.due_on,
            due_at,
            policy.id,
            tx.at,
            by.person,
            rules.next_at(policy.ladder, tx.at, due_at, fired=0, returned=False),
        )
        named = [{"id": new_id(), "resolution_id": id_, "category_id": category} for category in categories]
        await tx.connection.execute(insert("resolution_category", 1), encode(named))
        await tx.connection.execute(_CITE, id_, decision["forwarding_id"])
        await step(tx, id_, ResolutionState.OPEN, by=by.person)
        return id_


def end_of(day: date, city: Reference) -> datetime:
    """The first instant after a day of the city."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(city.time_zone))


async def _decision(tx: Transaction, decision_id: UUID, by: Viewer) -> asyncpg.Record:
    seen, values = access.where(DECISION, by, "decision", first=2)
    row = await tx.connection.fetchrow(_DECISION.format(seen=seen), decision_id, *values)
    if row is None:
        raise NotFound("decisionId")
    return row


async def _checked(
    tx: Transaction, draft: Draft, due_at: datetime, city: Reference
) -> tuple[str, UUID | None, list[UUID]]:
    found: list[Refusal] = []
    text = ""
    try:
        text = clean_line(draft.text, limit=rules.TEXT, path="text")
    except Refusal as refusal:
        found.append(refusal)
    if not tx.at < due_at <= tx.at + rules.LONGEST:
        found.append(rules.DueWrong("dueOn"))
    codes = list(dict.fromkeys(draft.categories))
    known = [city.categories[code].id for code in codes if code in city.categories]
    if len(known) < len(codes) or not 1 <= len(codes) <= rules.CATEGORIES:
        found.append(rules.TypesWrong("categories", most=rules.CATEGORIES))
    unit = await tx.connection.fetchval("SELECT id FROM unit WHERE code = $1", draft.unit)
    if unit is None:
        found.append(NotFound("unit"))
    elif draft.person is None and not any((await superiors.tree(tx)).line(unit)):
        found.append(rules.NoManager("unit"))
    if draft.person is not None and not await tx.connection.fetchval(_MANAGES, draft.person):
        found.append(NotFound("personId"))
    if found:
        raise Refusals(found)
    return text, unit, known


# The dossier is that of the forwarding behind the item, or of one that was merged into it.
_DECISION: Final = """
SELECT decision.*, item.confidential, forwarding.id AS forwarding_id, forwarding.dossier_id,
    NOT EXISTS (
        SELECT FROM decision later WHERE later.item_id = item.id AND later.number > decision.number
    ) AS stands
FROM decision JOIN agenda_item item ON item.id = decision.item_id
LEFT JOIN forwarding ON forwarding.id = item.forwarding_id
WHERE decision.id = $1 AND {seen} FOR SHARE OF item
"""

_MANAGES: Final = """
SELECT EXISTS (
    SELECT FROM person JOIN person_role ON person_role.person_id = person.id
    WHERE person.id = $1 AND person.active AND role = 'MANAGER'
)
"""

_NEXT: Final = "SELECT coalesce(max(sequence), 0) + 1 FROM resolution WHERE year = $1"

_RESOLVE: Final = """
INSERT INTO resolution (id, year, sequence, code, decision_id, dossier_id, confidential, text, unit_id, person_id,
    due_on, due_at, policy_id, state, made_at, made_by_id, version, rung, next_rung_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'OPEN', $14, $15, 1, 0, $16)
"""

_CITE: Final = """
INSERT INTO resolution_solution (id, resolution_id, solution_id)
SELECT gen_random_uuid(), $1, solution_id FROM forwarded_solution WHERE forwarding_id = $2
"""
