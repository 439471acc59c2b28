"""SQL for time in hands by unit, manager, stage, district or person. $1 and $2: first and last day, both included;
$3: code of a unit, to sum up it and those below it alone; $4: by what. Each row names the cases it is made of."""

from typing import Final

from hotline.custody.figures import held

# The unit asked for and all below it, or all there are; and each of them with all below it.
_TREE: Final = """
WITH RECURSIVE below AS (
    SELECT id FROM unit WHERE $3 IS NULL OR code = $3
    UNION SELECT unit.id FROM unit JOIN below ON unit.parent_id = below.id
), line AS (
    SELECT id AS top, id FROM below
    UNION ALL SELECT line.top, unit.id FROM unit JOIN line ON unit.parent_id = line.id
)
"""


def _held(table: str, by: str) -> str:
    """The sums that there are: a party that had nothing on those days is left out."""
    sums = held(table, by, "unit_id IN (SELECT id FROM below)")
    return f"(SELECT * FROM ({sums}) held WHERE taken > 0 OR microseconds > 0)"


_SUMS: Final = "held.taken, held.held, held.microseconds"
# What is summed over a unit is its own; over the whole city, nobody's own.
_ASKED: Final = "(SELECT id FROM unit WHERE code = $3)"
_CODE: Final = "(SELECT code FROM unit WHERE id = held.unit_id)"
_MANAGER: Final = "(SELECT person_id FROM post WHERE post.unit_id = held.unit_id AND kind = 'MANAGER')"
_NUMBER: Final = "coalesce((SELECT number FROM district WHERE id = held.district_id), 0)"
_DAYS: Final = "'from=' || $1, 'to=' || $2"

BY_PARTY: Final = f"""
{_TREE}
SELECT held.unit_id, NULL::uuid AS manager_id, NULL::text AS state, NULL::uuid AS district_id, {_SUMS},
       concat_ws(';', 'unit=' || {_CODE}, {_DAYS}) AS cases
FROM {_held("custody_figure", "unit_id")} held WHERE $4 = 'UNIT'
UNION ALL
SELECT held.unit_id, {_MANAGER}, NULL, NULL, {_SUMS}, concat_ws(';', 'below=' || {_CODE}, {_DAYS})
FROM (
    SELECT line.top AS unit_id, sum(taken) AS taken, sum(held) AS held, sum(microseconds) AS microseconds
    FROM line JOIN {_held("custody_figure", "unit_id")} own ON own.unit_id = line.id GROUP BY line.top
) held WHERE $4 = 'MANAGER'
UNION ALL
SELECT {_ASKED}, NULL, held.state, NULL, {_SUMS}, concat_ws(';', 'below=' || $3, 'stage=' || held.state, {_DAYS})
FROM {_held("custody_figure", "state")} held WHERE $4 = 'STAGE'
UNION ALL
SELECT {_ASKED}, NULL, NULL, held.district_id, {_SUMS},
       concat_ws(';', 'below=' || $3, 'district=' || {_NUMBER}, {_DAYS})
FROM {_held("custody_figure", "district_id")} held WHERE $4 = 'DISTRICT'
"""

BY_PERSON: Final = f"""
{_TREE}
SELECT held.unit_id, held.person_id, {_SUMS},
       concat_ws(';', 'unit=' || {_CODE}, 'person=' || coalesce(held.person_id::text, 'none'), {_DAYS}) AS cases
FROM {_held("custody_person_figure", "unit_id, person_id")} held
"""
