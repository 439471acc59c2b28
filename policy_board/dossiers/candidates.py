"""Candidate challenges: where a request type goes wrong in a district more often than chance explains (§8)."""

from typing import Final

# $1 and $2: first and last day of registration, both included. One row for each request type, district and mark
# whose share is well above what the whole city has for the type, the furthest above first. The exact limits are for
# whoever reads it (hotline/figures/funnel.py): two standard deviations leave out none that is outside of 99.8 %.
CANDIDATES: Final = """
SELECT category_id, district_id, mark, counted, whole, city_counted, city_whole, first, last,
       row_number() OVER (ORDER BY beyond DESC, category_id, district_id)::int AS place
FROM (
    SELECT beside.*, $1::date AS first, $2::date AS last,
           (counted - whole * city_share) / sqrt(whole * city_share * (1 - city_share)) AS beyond
    FROM (
        SELECT measured.*,
               (sum(counted) OVER alike)::int AS city_counted, (sum(whole) OVER alike)::int AS city_whole,
               sum(counted) OVER alike / nullif(sum(whole) OVER alike, 0)::float8 AS city_share
        FROM (
            SELECT category_id, district_id, mark, counted::int, whole::int FROM (
                SELECT category_id, district_id, sum(registered) AS registered, sum(objected) AS objected,
                       sum(first_action_met) AS met, sum(first_action_breached) AS breached
                FROM (
                    SELECT day, category_id, district_id, registered, objected, first_action_met,
                           first_action_breached FROM daily_figure
                    UNION ALL
                    SELECT day, category_id, district_id, registered, objected, first_action_met,
                           first_action_breached FROM figure_delta
                ) figures WHERE day BETWEEN $1::date AND $2::date GROUP BY category_id, district_id
            ) summed CROSS JOIN LATERAL (VALUES
                ('LATE:FIRST_ACTION', breached, met + breached),
                ('OBJECTED', least(objected, registered), registered)
            ) named (mark, counted, whole)
        ) measured WINDOW alike AS (PARTITION BY category_id, mark)
    ) beside WHERE whole >= 5 AND city_share > 0 AND city_share < 1
) judged WHERE beyond > 2 ORDER BY beyond DESC LIMIT 30
"""
