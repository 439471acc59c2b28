"""What is true of a message, as marks; and figures of any messages as counts of marks, so that each figure leads to
the very messages it counts.

A share is of messages, each decided once: whoever was late in any cycle was late.
"""

import re
from enum import StrEnum
from typing import Final

from hotline.custody.cases import BadCases
from hotline.figures.stages import STOOD


class Measure(StrEnum):
    """What is measured of messages. ON_TIME and LATE are of an obligation, STAGE and OBJECTED_AT of a state of the
    cycle, LATE_AT of both; their marks name it: `LATE_AT:FIRST_ACTION:DISPATCHED`."""

    MESSAGES = "MESSAGES"
    URGENT = "URGENT"
    OPEN = "OPEN"
    OBJECTED = "OBJECTED"
    REOPENED = "REOPENED"
    ON_TIME = "ON_TIME"
    LATE = "LATE"
    LATE_AT = "LATE_AT"
    OBJECTED_AT = "OBJECTED_AT"
    STAGE = "STAGE"


# Figures are of so many messages at most; a narrower question is the better one.
MOST: Final = 10_000

_MARK: Final = re.compile(
    r"MESSAGES|URGENT|OPEN|OBJECTED|REOPENED|(ON_TIME|LATE|STAGE|OBJECTED_AT):[A-Z_]{1,30}"
    r"|LATE_AT:[A-Z_]{1,30}:[A-Z_]{1,30}"
)


def read(mark: str) -> str:
    """A mark as it is written. Raises BadCases."""
    if not _MARK.fullmatch(mark):
        raise BadCases("marked")
    return mark


# The marks of a message `{t}`, as an array.
MARKS: Final = f"""(
    array_remove(ARRAY[
        'MESSAGES',
        CASE WHEN {{t}}.urgency = 'URGENT' THEN 'URGENT' END,
        CASE WHEN {{t}}.state NOT IN ('CLOSED', 'REJECTED', 'MERGED') THEN 'OPEN' END,
        CASE WHEN EXISTS (SELECT FROM objection b WHERE b.message_id = {{t}}.id) THEN 'OBJECTED' END,
        CASE WHEN {{t}}.cycle > 1 THEN 'REOPENED' END
    ], NULL)
    || ARRAY(
        SELECT CASE WHEN bool_or(c.state = 'BREACHED') THEN 'LATE:' ELSE 'ON_TIME:' END || c.obligation
        FROM clock c WHERE c.message_id = {{t}}.id AND c.state IN ('MET', 'BREACHED') GROUP BY c.obligation)
    || ARRAY(SELECT DISTINCT mark FROM {STOOD} stood WHERE mark IS NOT NULL)
    || ARRAY(SELECT DISTINCT 'STAGE:' || s.state FROM custody_span s WHERE s.message_id = {{t}}.id)
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
               ORDER BY array_position(ARRAY[
                   'MESSAGES', 'URGENT', 'OPEN', 'OBJECTED', 'REOPENED',
                   'ON_TIME', 'LATE', 'LATE_AT', 'OBJECTED_AT', 'STAGE'
               ], measure), array_position(ARRAY['FIRST_ACTION', 'RESOLUTION', 'FEEDBACK'], obligation),
               array_position(ARRAY[
                   'REGISTERED', 'TRIAGED', 'DISPATCHED', 'RETURNED', 'ACKNOWLEDGED', 'IN_ACTION',
                   'RESOLUTION_CLAIMED', 'UNDER_INSPECTION', 'VERIFIED', 'FEEDBACK_SOUGHT', 'OBJECTED', 'REFERRED'
               ], stage), stage
           )::int AS place,
           mark, measure, obligation, stage,
           coalesce(n, 0) AS counted,
           CASE WHEN obligation IS NOT NULL
               THEN (SELECT sum(c.n)::int FROM counted c
                     WHERE c.mark IN ('ON_TIME:' || obligation, 'LATE:' || obligation))
               ELSE (SELECT count(*)::int FROM found) END AS whole,
           seconds[1] AS median_seconds, seconds[2] AS ninth_decile_seconds
    FROM (
        SELECT asked.mark, split_part(asked.mark, ':', 1) AS measure,
               CASE WHEN split_part(asked.mark, ':', 1) IN ('ON_TIME', 'LATE', 'LATE_AT')
                   THEN split_part(asked.mark, ':', 2) END AS obligation,
               CASE WHEN split_part(asked.mark, ':', 1) IN ('STAGE', 'OBJECTED_AT', 'LATE_AT')
                   THEN split_part(asked.mark, ':', -1) END AS stage,
               counted.n, stayed.seconds
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
