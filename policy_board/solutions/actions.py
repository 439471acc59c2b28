"""What becomes of solutions: proposed, amended, withdrawn, endorsed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg

from hotline.city.reference import Reference, reference
from hotline.kit import access, database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound, Stale
from hotline.kit.viewer import Viewer
from policy_board.dossiers.actions import discuss
from policy_board.dossiers.fetching import changed, fetch
from policy_board.dossiers.rules import DISCUSSED
from policy_board.dossiers.tables import DossierState
from policy_board.prose import clean_line, clean_markdown
from policy_board.solutions import rules
from policy_board.solutions.access import SOLUTION


@dataclass(frozen=True, slots=True)
class Draft:
    """A solution as it is to be. `what` is Markdown; `unit` is a unit's code, `categories` are request types'."""

    title: str
    what: str
    who: str
    days: int
    effect: str
    categories: Sequence[str]
    unit: str | None = None
    cost_million_rials: int | None = None


@dataclass(frozen=True, slots=True)
class _Written:
    """The draft as columns, and the request types it is to change."""

    columns: tuple[object, ...]
    categories: Sequence[UUID]


async def propose(dossier_id: UUID, draft: Draft, *, by: Viewer) -> UUID:
    """A new solution; its id. The first one brings the dossier under discussion. Raises NotFound, Unmeasured,
    UnknownTypes, UnknownUnit, the refusals of `rules.can_propose` and of texts."""
    city = await reference()
    async with database.transaction() as tx:
        dossier = await fetch(tx, dossier_id, by=by, path="dossierId")
        if refusal := rules.can_propose(by.roles, state=DossierState(dossier["state"])):
            raise refusal()
        written = await _written(tx, draft, city)
        id_ = new_id()
        await tx.connection.execute(_PROPOSE, id_, dossier_id, tx.at, by.person, *written.columns)
        await tx.connection.execute(_EXPECT, id_, written.categories)
        await discuss(tx, dossier, by=by)
        return id_


async def amend(solution_id: UUID, draft: Draft, *, by: Viewer, version: int) -> UUID:
    """Change its words; its id. Raises NotFound, Stale, the refusals of `rules.can_amend` and of `propose`."""
    city = await reference()
    async with database.transaction() as tx:
        solution = await _fetch(tx, solution_id, by=by)
        _may_amend(solution, by)
        if solution["version"] != version:
            raise Stale("version")
        written = await _written(tx, draft, city)
        await tx.connection.execute(_AMEND, solution_id, *written.columns)
        await tx.connection.execute("DELETE FROM solution_effect WHERE solution_id = $1", solution_id)
        await tx.connection.execute(_EXPECT, solution_id, written.categories)
        await changed(tx, solution["dossier_id"])
        return solution_id


async def withdraw(solution_id: UUID, *, by: Viewer) -> UUID:
    """Propose it no longer; its id. Raises NotFound and the refusals of `rules.can_amend`."""
    async with database.transaction() as tx:
        solution = await _fetch(tx, solution_id, by=by)
        _may_amend(solution, by)
        await tx.connection.execute("UPDATE solution SET withdrawn_at = $2 WHERE id = $1", solution_id, tx.at)
        await changed(tx, solution["dossier_id"])
        return solution_id


async def endorse(solution_id: UUID, *, by: Viewer) -> UUID:
    """Stand behind it; its id. Raises NotFound and the refusals of `rules.can_endorse`."""
    async with database.transaction() as tx:
        solution = await _fetch(tx, solution_id, by=by)
        if refusal := rules.can_endorse(by.roles, **_standing(solution, by), endorsed=solution["endorsed"]):
            raise refusal()
        await tx.connection.execute(_ENDORSE, new_id(), solution_id, by.person, tx.at)
        await changed(tx, solution["dossier_id"])
        return solution_id


async def take_back(solution_id: UUID, *, by: Viewer) -> UUID:
    """No longer stand behind it; its id. Raises NotFound and the refusals of `rules.can_take_back`."""
    async with database.transaction() as tx:
        solution = await _fetch(tx, solution_id, by=by)
        if refusal := rules.can_take_back(by.roles, **_standing(solution, by), endorsed=solution["endorsed"]):
            raise refusal()
        await tx.connection.execute(_TAKE_BACK, solution_id, by.person, tx.at)
        await changed(tx, solution["dossier_id"])
        return solution_id


async def _fetch(tx: Transaction, solution_id: UUID, *, by: Viewer) -> asyncpg.Record:
    """The solution, its dossier locked: endorsing, amending and forwarding wait for each other. Raises NotFound."""
    dossier_id = await tx.connection.fetchval("SELECT dossier_id FROM solution WHERE id = $1", solution_id)
    if dossier_id is None:
        raise NotFound("id")
    await fetch(tx, dossier_id, by=by)
    seen, values = access.where(SOLUTION, by, "solution", first=3)
    row = await tx.connection.fetchrow(f"{_FETCH} AND {seen}", solution_id, by.person, *values)
    assert row is not None, "a solution is seen with its dossier"
    return row


def _may_amend(solution: asyncpg.Record, by: Viewer) -> None:
    if refusal := rules.can_amend(by.roles, **_standing(solution, by), settled=solution["settled"]):
        raise refusal()


def _standing(solution: asyncpg.Record, by: Viewer) -> dict[str, bool]:
    return {
        "mine": solution["proposed_by_id"] == by.person,
        "open": DossierState(solution["dossier_state"]) in DISCUSSED,
        "withdrawn": solution["withdrawn_at"] is not None,
    }


async def _written(tx: Transaction, draft: Draft, city: Reference) -> _Written:
    """Raises Unmeasured, UnknownTypes, UnknownUnit and the refusals of texts."""
    title = clean_line(draft.title, limit=rules.TITLE, path="title")
    what = clean_markdown(draft.what, limit=rules.WHAT, path="what")
    who = clean_line(draft.who, limit=rules.WHO, path="who")
    effect = clean_line(draft.effect, limit=rules.EFFECT, path="effect")
    if not 1 <= draft.days <= rules.DAYS:
        raise rules.Unmeasured("days")
    if draft.cost_million_rials is not None and not 0 <= draft.cost_million_rials <= rules.COST:
        raise rules.Unmeasured("costMillionRials")
    codes = set(draft.categories)
    if not codes or len(codes) > rules.EFFECTS or not codes <= city.categories.keys():
        raise rules.UnknownTypes("categories")
    unit = await tx.connection.fetchval("SELECT id FROM unit WHERE code = $1", draft.unit)
    if draft.unit and unit is None:
        raise rules.UnknownUnit("unit")
    columns = (title, what, who, unit, draft.cost_million_rials, draft.days, effect)
    return _Written(columns, [city.categories[code].id for code in sorted(codes)])


_COLUMNS: Final = "title, what, who, unit_id, cost_million_rials, days, effect"

_PROPOSE: Final = f"""
INSERT INTO solution (id, dossier_id, proposed_at, proposed_by_id, {_COLUMNS}, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)
"""

_AMEND: Final = f"""
UPDATE solution SET ({_COLUMNS}) = ($2, $3, $4, $5, $6, $7, $8), version = version + 1 WHERE id = $1
"""

_EXPECT: Final = """
INSERT INTO solution_effect (id, solution_id, category_id)
SELECT gen_random_uuid(), $1, category_id FROM unnest($2::uuid[]) category_id
"""

_FETCH: Final = """
SELECT solution.*, dossier.state AS dossier_state,
       EXISTS (SELECT FROM endorsement e WHERE e.solution_id = solution.id)
           OR EXISTS (SELECT FROM forwarded_solution f WHERE f.solution_id = solution.id) AS settled,
       EXISTS (SELECT FROM endorsement e
           WHERE e.solution_id = solution.id AND e.by_id = $2 AND e.taken_back_at IS NULL) AS endorsed
FROM solution JOIN dossier ON dossier.id = solution.dossier_id WHERE solution.id = $1
"""

_ENDORSE: Final = "INSERT INTO endorsement (id, solution_id, by_id, at) VALUES ($1, $2, $3, $4)"

_TAKE_BACK: Final = """
UPDATE endorsement SET taken_back_at = $3 WHERE solution_id = $1 AND by_id = $2 AND taken_back_at IS NULL
"""
