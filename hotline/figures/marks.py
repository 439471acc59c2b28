"""What is true of a message, as marks; and figures of any messages as counts of marks, so that each figure leads to
the very messages it counts.

A share is of messages, each decided once: whoever was late in any cycle was late.
"""

import re
from enum import StrEnum
from typing import Final

from hotline.custody.cases import BadCases


class Measure(StrEnum):
    """What is measured of messages. ON_TIME and LATE are of an obligation, STAGE is of a state of the cycle; their
    marks name it: `LATE:FIRST_ACTION`."""

    MESSAGES = "MESSAGES"
    URGENT = "URGENT"
    OPEN = "OPEN"
    OBJECTED = "OBJECTED"
    REOPENED = "REOPENED"
    ON_TIME = "ON_TIME"
    LATE = "LATE"
    STAGE = "STAGE"


# Figures are of so many messages at most; a narrower question is the better one.
MOST: Final = 10_000

_MARK: Final = re.compile(r"MESSAGES|URGENT|OPEN|OBJECTED|REOPENED|(ON_TIME|LATE|STAGE):[A-Z_]{1,30}")


def read(mark: str) -> str:
    """A mark as it is written. Raises BadCases."""
    if not _MARK.fullmatch(mark):
        raise BadCases("marked")
    return mark


# The marks of a message `{t}`, as an array.
MARKS: Final = """(
    array_remove(ARRAY[
        'MESSAGES',
        CASE WHEN {t}.urgency = 'URGENT' THEN 'URGENT' END,
        CASE WHEN {t}.state NOT IN ('CLOSED', 'REJECTED', 'MERGED') THEN 'OPEN' END,
        CASE WHEN EXISTS (SELECT FROM objection b WHERE b.message_id = {t}.id) THEN 'OBJECTED' END,
        CASE WHEN {t}.cycle > 1 THEN 'REOPENED' END
    ], NULL)
    || ARRAY(
        SELECT CASE WHEN bool_or(c.state = 'BREACHED') THEN 'LATE:' ELSE 'ON_TIME:' END || c.obligation
        FROM clock c WHERE c.message_id = {t}.id AND c.state IN ('MET', 'BREACHED') GROUP BY c.obligation)
    || ARRAY(SELECT DISTINCT 'STAGE:' || s.state FROM custody_span s WHERE s.message_id = {t}.id)
)"""

# Common table expressions over `found`, messages each but once: `marked` has each with its marks, `figure` a row
# for each mark: how many bear it, of how many that could, and what half and nine tenths stayed at a stage at most.
FIGURES: Final = f"""
marked AS (SELECT found.id, {MARKS.replace("{t}", "found")} AS marks FROM found),
counted AS (SELECT mark, count(*)::int AS n FROM marked CROSS JOIN LATERAL unnest(marks) mark GROUP BY mark),
stayed AS (
    SELECT 'STAGE:' || state AS mark, percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY seconds) AS seconds
    FROM (
        SELECT s.state, sum(extract(epoch FROM coalesce(s.ended_at, payesh_now()) - s.began_at))::float8 AS seconds
        FROM custody_span s WHERE s.message_id IN (SELECT found.id FROM found) GROUP BY s.message_id, s.state
    ) held GROUP BY state
),
asked AS (
    SELECT mark FROM (VALUES ('MESSAGES'), ('URGENT'), ('OPEN'), ('OBJECTED'), ('REOPENED')) always (mark)
    UNION SELECT mark FROM counted
    UNION SELECT replace(mark, 'LATE:', 'ON_TIME:') FROM counted WHERE mark LIKE 'LATE:%'
),
figure AS (
    SELECT row_number() OVER (
               ORDER BY array_position(
                   ARRAY['MESSAGES', 'URGENT', 'OPEN', 'OBJECTED', 'REOPENED', 'ON_TIME', 'LATE', 'STAGE'], measure
               ), array_position(ARRAY[
                   'FIRST_ACTION', 'RESOLUTION', 'FEEDBACK',
                   'REGISTERED', 'TRIAGED', 'DISPATCHED', 'RETURNED', 'ACKNOWLEDGED', 'IN_ACTION',
                   'RESOLUTION_CLAIMED', 'UNDER_INSPECTION', 'VERIFIED', 'FEEDBACK_SOUGHT', 'OBJECTED', 'REFERRED'
               ], which), which
           )::int AS place,
           mark, measure,
           CASE WHEN measure <> 'STAGE' THEN which END AS obligation,
           CASE WHEN measure = 'STAGE' THEN which END AS stage,
           coalesce(n, 0) AS counted,
           CASE WHEN measure IN ('ON_TIME', 'LATE')
               THEN (SELECT sum(c.n)::int FROM counted c WHERE c.mark IN ('ON_TIME:' || which, 'LATE:' || which))
               ELSE (SELECT count(*)::int FROM found) END AS whole,
           seconds[1] AS median_seconds, seconds[2] AS ninth_decile_seconds
    FROM (
        SELECT asked.mark, split_part(asked.mark, ':', 1) AS measure,
               nullif(split_part(asked.mark, ':', 2), '') AS which, counted.n, stayed.seconds
        FROM asked LEFT JOIN counted ON counted.mark = asked.mark LEFT JOIN stayed ON stayed.mark = asked.mark
    ) named
)
"""

# The same as one statement over the messages of a sub-select `{found}`, the latest where there are too many.
FIGURES_OF_FOUND: Final = f"""
WITH found AS MATERIALIZED (
    SELECT found.* FROM ({{found}}) found ORDER BY found.registered_at DESC, found.id DESC LIMIT {MOST}
), {FIGURES}
SELECT figure.* FROM figure
"""
