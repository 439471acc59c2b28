"""Candidate challenges: where a request type goes wrong in a district more often than chance explains (§8), as a
whole or at a stage of the cycle."""

from typing import Final

from hotline.figures.tables import COUNTS

_DAYS: Final = "day BETWEEN $1::date AND $2::date"


def _kept(columns: str, table: str, delta: str) -> str:
    """Sums and the deltas not yet folded into them, of the days asked for."""
    return f"SELECT {columns} FROM {table} WHERE {_DAYS} UNION ALL SELECT {columns} FROM {delta} WHERE {_DAYS}"


_SUMMED: Final = ", ".join(f"sum({count})::int AS {count}" for count in COUNTS)

# $1 and $2: first and last day of registration, both included. One row for each request type, district and mark
# whose share is well above what the whole city has for the type, the furthest above first: `beyond` tells how far,
# in standard deviations, by the likelihood ratio, since of a rare mark one case more would else look far. The exact
# limits are for whoever reads it (hotline/figures/funnel.py): two deviations leave out none outside of 99.8 %.
CANDIDATES: Final = f"""
WITH summed AS MATERIALIZED (
    SELECT category_id, district_id, {_SUMMED}
    FROM ({_kept(f"category_id, district_id, {', '.join(COUNTS)}", "daily_figure", "figure_delta")}) figures
    GROUP BY category_id, district_id
), could AS MATERIALIZED (
    SELECT category_id, district_id, base, whole, sum(whole) OVER (PARTITION BY category_id, base) AS city_whole
    FROM summed CROSS JOIN LATERAL (VALUES
        ('MESSAGES', registered),
        ('FIRST_ACTION', first_action_met + first_action_breached),
        ('FEEDBACK', feedback_met + feedback_breached),
        ('RESOLUTION', resolution_met + resolution_breached)
    ) named (base, whole)
), did AS (
    SELECT category_id, district_id, mark, base, counted FROM summed CROSS JOIN LATERAL (VALUES
        ('OBJECTED', 'MESSAGES', objected),
        ('REOPENED', 'MESSAGES', reopened),
        ('LATE:FIRST_ACTION', 'FIRST_ACTION', first_action_breached),
        ('LATE:FEEDBACK', 'FEEDBACK', feedback_breached),
        ('LATE:RESOLUTION', 'RESOLUTION', resolution_breached)
    ) named (mark, base, counted)
    UNION ALL
    SELECT category_id, district_id, mark,
           CASE WHEN starts_with(mark, 'LATE_AT:') THEN split_part(mark, ':', 2) ELSE 'MESSAGES' END,
           sum(counted)::int
    FROM ({_kept("category_id, district_id, mark, counted", "stage_figure", "stage_delta")}) figures
    GROUP BY category_id, district_id, mark
)
SELECT category_id, district_id, mark, measure, nullif(base, 'MESSAGES') AS obligation,
       CASE WHEN measure IN ('LATE_AT', 'OBJECTED_AT') THEN split_part(mark, ':', -1) END AS stage,
       counted, whole, city_counted, city_whole, $1::date AS first, $2::date AS last,
       row_number() OVER (ORDER BY beyond DESC, category_id, district_id, mark)::int AS place
FROM (
    SELECT beside.*, split_part(mark, ':', 1) AS measure,
           sqrt(2 * (counted * ln(counted / (whole * share))
               + (whole - counted) * ln(greatest(whole - counted, 1) / (whole * (1 - share))))) AS beyond
    FROM (
        SELECT counts.*, city_counted / city_whole::float8 AS share
        FROM (
            SELECT category_id, district_id, mark, base, least(counted, whole) AS counted, whole,
                   (sum(least(counted, whole)) OVER (PARTITION BY category_id, mark))::int AS city_counted,
                   city_whole::int
            FROM did JOIN could USING (category_id, district_id, base) WHERE counted > 0
        ) counts
    ) beside WHERE whole >= 5 AND share < 1 AND counted > whole * share
) judged WHERE beyond > 2 ORDER BY beyond DESC LIMIT 60
"""
