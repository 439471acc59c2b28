"""Likely duplicates: open messages of the same request type, near in place and time, that say much the same.

Near is by 500 m cells, which all who see a message may know, and never by the exact place; no border of a district
cuts it. Where either has no place it is by district, within days, and the words must agree the more: by all the
districts around, where the other's place is known. Alike is by the terms that search knows a
message by, letters left out included, so that long words weigh more than short ones and a slip costs little: the
share of the shorter one's terms that both have. `python -m tests.duplicates` measures it.

The cost is bounded by request type, cell and time, however many messages there are: an index answers it.
"""

from typing import Final

from hotline.kit.places import LATITUDE_STEP, LONGITUDE_STEP

MOST: Final = 5
# How alike two messages of one cell, of neighbouring cells, and of one district are to be.
IN_CELL: Final = 0.25
IN_NEXT_CELL: Final = 0.4
IN_DISTRICT: Final = 0.62
# A matter may wait for weeks; without a place only what came within a week may be the same.
_LONG: Final = "interval '30 days'"
_SHORT: Final = "interval '7 days'"

_ALIKE: Final = """
(length(near.found_by) - length(ts_delete(near.found_by, said.terms)))::float8
    / nullif(least(length(near.found_by), length(own.found_by)), 0)
"""


def _around(column: str, step: float) -> str:
    """The cell and its neighbours in one direction, as cells are written down."""
    steps = (f"round((own.{column} + {number} * {step})::numeric, 6)::float8" for number in (-1, 0, 1))
    return f"near.{column} = ANY(ARRAY[{', '.join(steps)}])"


def _near(where: str, enough: str, within: str) -> str:
    return f"""
    SELECT near.id, near.incident_id, near.found_by, {enough} AS enough FROM message near
    WHERE near.category_id = own.category_id AND {where} AND near.state NOT IN ('CLOSED', 'REJECTED')
        AND near.registered_at BETWEEN own.registered_at - {within} AND own.registered_at + {within}
    """


_IN_CELLS: Final = f"{_around('cell_latitude', LATITUDE_STEP)} AND {_around('cell_longitude', LONGITUDE_STEP)}"
_ENOUGH: Final = f"""
CASE WHEN near.cell_latitude = own.cell_latitude AND near.cell_longitude = own.cell_longitude
    THEN {IN_CELL} ELSE {IN_NEXT_CELL} END
"""
_DISTRICT: Final = "near.district_id = own.district_id"
_UNPLACED: Final = "own.cell_latitude IS NOT NULL AND near.cell_latitude IS NULL"
# Its own, and those whose centres are nearest to its cell or one beside it: whoever calls guesses likewise.
_DISTRICTS: Final = f"""
near.district_id = ANY(ARRAY(
    SELECT own.district_id UNION SELECT nearest.id
    FROM generate_series(-1, 1) AS north(step), generate_series(-1, 1) AS east(step), LATERAL (
        SELECT district.id FROM district
        ORDER BY (district.latitude - own.cell_latitude - north.step * {LATITUDE_STEP}) ^ 2
            + ((district.longitude - own.cell_longitude - east.step * {LONGITUDE_STEP})
                * cosd(own.cell_latitude)) ^ 2
        LIMIT 1
    ) nearest
))
"""


def _suggested(own: str) -> str:
    """SQL for the incidents that `own`, rows of one or many messages, may belong to: `of_id` whose, `id` the
    message that leads, `likeness` of its most similar member from 0 to 1, `place` from the likeliest on."""
    near = " UNION ALL ".join(
        (
            _near(_IN_CELLS, _ENOUGH, _LONG),
            _near(f"{_UNPLACED} AND {_DISTRICTS}", str(IN_DISTRICT), _SHORT),
            _near(f"own.cell_latitude IS NULL AND {_DISTRICT}", str(IN_DISTRICT), _SHORT),
        )
    )
    return f"""
    SELECT * FROM (
        SELECT of_id, leader.id, max(likeness) AS likeness,
            row_number() OVER (PARTITION BY of_id ORDER BY max(likeness) DESC, leader.id) AS place
        FROM (
            SELECT own.id AS of_id, coalesce(near.incident_id, near.id) AS leader_id, near.enough,
                {_ALIKE} AS likeness
            FROM ({own}) own
            CROSS JOIN LATERAL (SELECT tsvector_to_array(own.found_by) AS terms OFFSET 0) said
            CROSS JOIN LATERAL ({near}) near
            WHERE near.id IS DISTINCT FROM own.id
        ) found
        JOIN message leader ON leader.id = found.leader_id
        WHERE likeness >= enough AND leader.state NOT IN ('CLOSED', 'REJECTED')
            AND leader.id IS DISTINCT FROM (SELECT coalesce(m.incident_id, m.id) FROM message m WHERE m.id = of_id)
        GROUP BY of_id, leader.id
    ) suggested WHERE place <= {MOST}
    """


OF_MESSAGE: Final = _suggested(
    "SELECT id, found_by, category_id, district_id, cell_latitude, cell_longitude, registered_at FROM message"
)


def _cell(value: str, step: float) -> str:
    """As `places.cell` writes it."""
    return f"round((floor({value} / {step}) * {step} + {step} / 2)::numeric, 6)::float8"


# Of what is not registered yet: `:text:`, `:categoryCode:`, `:districtNumber:`, `:latitude:` and `:longitude:`.
OF_DRAFT: Final = _suggested(
    f"""
    SELECT NULL::uuid AS id, :text: AS found_by,
        (SELECT id FROM category WHERE code = :categoryCode:) AS category_id,
        (SELECT id FROM district WHERE number = :districtNumber:) AS district_id,
        {_cell(":latitude:", LATITUDE_STEP)} AS cell_latitude,
        {_cell(":longitude:", LONGITUDE_STEP)} AS cell_longitude,
        payesh_now() AS registered_at
    """
)
