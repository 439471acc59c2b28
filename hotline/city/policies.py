"""A new version of the policy: what is promised from a moment on, and how the ladder presses for it (domain §4)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Final
from uuid import UUID

from hotline.city import policy_rules, reference
from hotline.city.access import POLICY_VERSION
from hotline.city.reference import CLIMB, Rung
from hotline.kit import database, rows
from hotline.kit.access import Access
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.text import clean
from hotline.kit.viewer import Viewer

NOTE: Final = 2000


@dataclass(frozen=True, slots=True)
class TargetChange:
    """What changes for one request type; what is left out stays as it was. Minutes, of working time for the
    resolution of a routine message where `working_hours` says so."""

    category_code: str
    first_action_minutes: int | None = None
    feedback_minutes: int | None = None
    resolution_minutes: int | None = None
    working_hours: bool | None = None


async def adopt_policy(
    *,
    by: Viewer,
    note: str,
    targets: Sequence[TargetChange] = (),
    ladder: Sequence[Rung] | None = None,
    valid_from: datetime | None = None,
) -> UUID:
    """Adopt the next version of the policy, from a moment to come: the last one with these changes; its id.
    Clocks that have started keep theirs. Raises Forbidden, and what `policy_rules` finds wrong."""
    if refusal := policy_rules.can_adopt(by.roles):
        raise refusal()
    note = clean(note, limit=NOTE, path="note")
    if ladder is not None and (refusal := policy_rules.is_ladder(ladder)):
        raise refusal("ladder")
    if not targets and ladder is None:
        raise policy_rules.NothingAdopted()
    async with database.transaction() as tx:
        # One at a time: numbers have no gaps, and each version follows the last.
        await tx.connection.execute("LOCK TABLE policy_version IN SHARE ROW EXCLUSIVE MODE")
        last = await tx.connection.fetchrow(_LAST)
        assert last is not None, "a city has a policy from its first day"
        valid_from = valid_from or tx.at + policy_rules.SOON
        if refusal := policy_rules.can_be_valid(valid_from, at=tx.at, last=last["valid_from"]):
            raise refusal("validFrom")
        changed = await _changed(tx, last["id"], targets)
        steps = last["ladder"] if ladder is None else json.dumps([_step(rung) for rung in ladder])
        id_ = new_id()
        await tx.connection.execute(_VERSION, id_, last["number"] + 1, valid_from, note, steps)
        await tx.connection.execute(_TARGETS, rows.encode([row | {"policy_id": id_} for row in changed]))
        tx.notify("city", id_)
    reference.forget()
    return id_


async def _changed(tx: Transaction, last: UUID, changes: Sequence[TargetChange]) -> list[dict[str, object]]:
    """The last version's targets with the changes, as rows."""
    found = {row["code"]: dict(row) for row in await tx.connection.fetch(_LAST_TARGETS, last)}
    for place, change in enumerate(changes):
        target = found.get(change.category_code)
        if target is None:
            raise policy_rules.UnknownType("targets", place, "categoryCode")
        given = {name: value for name, value in asdict(change).items() if value is not None}
        target |= {name: value for name, value in given.items() if name != "category_code"}
        if refusal := policy_rules.is_target(target):
            raise refusal("targets", place)
    return [
        {name: value for name, value in row.items() if name != "code"} | {"id": new_id()} for row in found.values()
    ]


def _step(rung: Rung) -> Mapping[str, object]:
    """What of a rung is not as usual."""
    return {field.name: value for field in fields(rung) if (value := getattr(rung, field.name)) != field.default}


# How the city presses its own staff is theirs, whichever way it is read.
RUNG: Final = Access("policy_version", rows=POLICY_VERSION.columns["ladder"])
# The ladders of all versions, a row for each rung, as usual where it does not say otherwise.
RUNGS: Final = f"""
SELECT policy_version.id || '-' || (rung->>'percent') AS id, policy_version.id AS policy_id,
    (rung->>'percent')::int AS percent, rung->>'tell' AS tell, coalesce((rung->>'inspect')::bool, false) AS inspect,
    coalesce((rung->>'review')::bool, false) AS review, coalesce((rung->>'climb')::int, {CLIMB}) AS climb
FROM policy_version CROSS JOIN LATERAL jsonb_array_elements(policy_version.ladder) rung
"""

_LAST: Final = "SELECT id, number, valid_from, ladder FROM policy_version ORDER BY number DESC LIMIT 1"

# Every request type, also one that is newer than the last version: it begins with what was promised in public.
_LAST_TARGETS: Final = """
SELECT category.code, category.id AS category_id,
    coalesce(first_action_minutes, 120) AS first_action_minutes,
    coalesce(feedback_minutes, 1440) AS feedback_minutes,
    coalesce(resolution_minutes, 14400) AS resolution_minutes,
    coalesce(working_hours, false) AS working_hours
FROM category LEFT JOIN policy_target ON category_id = category.id AND policy_id = $1 ORDER BY category.code
"""

_VERSION: Final = "INSERT INTO policy_version (id, number, valid_from, note, ladder) VALUES ($1, $2, $3, $4, $5)"

_TARGETS: Final = rows.insert("policy_target", 1)
