"""SQL of a bundle's analysis: what each request type, each district and the city counted in its period and before.

Days are those of registration, and what became of those messages since is counted with them. The sums come from the
exact rollups, deltas not yet folded included; reopenings from the objections upheld, which are few.
"""

from typing import Final

from policy_board.bundles.tables import MEASURES

_SUMMED: Final = MEASURES[:-1]
_COUNTS: Final = ", ".join(_SUMMED)
_NOW: Final = "day BETWEEN period.first_day AND period.last_day"
_BEFORE: Final = "day BETWEEN period.compared_first AND period.compared_last"

# Over `period`, a row with `first_day`, `last_day`, `compared_first` and `compared_last`; grouped by `{by}`.
_GROUPED: Final = """
SELECT {by}, {sums} FROM (
    SELECT {by}, day, {counts}, 0 AS reopened FROM {table} WHERE ({now}) OR ({before})
    UNION ALL
    SELECT {by}, day, {counts}, 0 FROM figure_delta WHERE ({now}) OR ({before})
    UNION ALL
    SELECT {by}, day, {nothing}, 1 FROM (
        SELECT message.district_id, message.category_id,
               (message.registered_at AT TIME ZONE city.time_zone)::date AS day
        FROM city, objection JOIN message ON message.id = objection.message_id
        WHERE objection.state = 'UPHELD'
        -- Nobody objects before it is registered: the index on the time of the objection finds them.
        AND objection.opened_at >= period.compared_first::timestamp AT TIME ZONE city.time_zone
        AND message.district_id IS NOT NULL AND message.category_id IS NOT NULL
    ) reopened WHERE ({now}) OR ({before})
) counted GROUP BY {by}
"""


def _grouped(by: str, table: str) -> str:
    sums = ", ".join(
        f"coalesce(sum({count}) FILTER (WHERE {when}), 0)::int AS {count}{suffix}"
        for when, suffix in ((_NOW, ""), (_BEFORE, "_before"))
        for count in MEASURES
    )
    nothing = ", ".join("0" for _ in _SUMMED)
    return _GROUPED.format(by=by, sums=sums, counts=_COUNTS, table=table, nothing=nothing, now=_NOW, before=_BEFORE)


COLUMNS: Final = ", ".join([*MEASURES, *(f"{count}_before" for count in MEASURES)])
_TOTALS: Final = ", ".join(f"coalesce(sum({column}), 0)::int" for column in COLUMNS.split(", "))
_DAYS: Final = "(last_day - first_day + 1)::int AS days, (compared_last - compared_first + 1)::int AS days_before"

# One row for each subject of each bundle; whoever selects from it names the bundle.
ANALYSIS: Final = f"""
SELECT period.id AS bundle_id, measured, subject, name_fa, name_en, {COLUMNS}, {_DAYS}
FROM bundle period CROSS JOIN LATERAL (
    SELECT 'CATEGORY' AS measured, category.code AS subject, category.title_fa AS name_fa,
           category.title_en AS name_en, {COLUMNS}
    FROM ({_grouped("category_id", "category_figure")}) sums JOIN category ON category.id = sums.category_id
    UNION ALL
    SELECT * FROM (
        WITH sums AS ({_grouped("district_id", "district_figure")})
        SELECT 'DISTRICT', district.number::text, district.name_fa, district.name_en, {COLUMNS}
        FROM sums JOIN district ON district.id = sums.district_id
        UNION ALL
        SELECT 'CITY', '', city.name_fa, city.name_en, {_TOTALS} FROM city LEFT JOIN sums ON TRUE
        GROUP BY city.name_fa, city.name_en
    ) districts
) analysed
"""

# How sure it is that a change of volume is more than chance, over `{t}`: the ratio of two Poisson rates, variance
# stabilised by roots (Gu, Ng, Tang and Schucany, "Testing the ratio of two Poisson rates", Biometrical Journal 50
# (2008) 283-298, W5); 3.09 is 99.8 %, as for the control limits of shares.
CHANGE: Final = """(2 * (sqrt({t}.registered + 0.375)
    - sqrt(({t}.registered_before + 0.375) * {t}.days::float8 / {t}.days_before))
    / sqrt(1 + {t}.days::float8 / {t}.days_before))"""
SURE: Final = 3.09
