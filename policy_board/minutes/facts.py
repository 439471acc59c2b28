"""SQL of the facts that minutes are written from: over `{t}`, a paragraph, what its kind is about, as it is now.

A fact is one JSON value with all that its sentence says and nothing else, so that two of them differ if and only if
something changed that the minutes tell. A paragraph keeps the one it was written from.
"""

from typing import Final


def _utc(moment: str) -> str:
    return f"""to_char({moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')"""


_MEETING: Final = "(SELECT meeting_id FROM minutes WHERE minutes.id = {t}.minutes_id)"

_SESSIONS: Final = f"""(
    SELECT jsonb_agg(jsonb_build_object('since', {_utc("step.at")}, 'until', (
        SELECT {_utc("min(later.at)")} FROM meeting_step later
        WHERE later.meeting_id = step.meeting_id AND later.at > step.at
    )) ORDER BY step.at)
    FROM meeting_step step WHERE step.meeting_id = {_MEETING} AND step.state = 'IN_SESSION'
)"""

_OPENING: Final = f"""(
    SELECT jsonb_build_object('number', meeting.number, 'title', meeting.title, 'place', meeting.place,
        'sessions', {_SESSIONS})
    FROM meeting WHERE meeting.id = {_MEETING}
)"""

_FIRST: Final = f"""(
    SELECT min(step.at) FROM meeting_step step WHERE step.meeting_id = {_MEETING} AND step.state = 'IN_SESSION'
)"""

# Who sat on the board when the meeting was opened.
_SEATED: Final = f"seat.since <= {_FIRST} AND (seat.until IS NULL OR {_FIRST} < seat.until)"

_ATTENDANCE: Final = f"""jsonb_build_object(
    'sessions', {_SESSIONS},
    'members', (SELECT count(*) FROM board_seat seat WHERE {_SEATED}),
    'here', (
        SELECT jsonb_agg(jsonb_build_object('name', person.name, 'since', {_utc("stay.arrived_at")},
            'until', {_utc("stay.left_at")},
            'member', EXISTS (SELECT FROM board_seat seat WHERE seat.person_id = person.id AND {_SEATED})
        ) ORDER BY person.name, stay.arrived_at)
        FROM attendance stay JOIN person ON person.id = stay.person_id
        WHERE stay.meeting_id = {_MEETING} AND stay.struck_at IS NULL
    ),
    'absent', (
        SELECT jsonb_agg(person.name ORDER BY person.name)
        FROM board_seat seat JOIN person ON person.id = seat.person_id
        WHERE {_SEATED} AND NOT EXISTS (
            SELECT FROM attendance stay
            WHERE stay.meeting_id = {_MEETING} AND stay.person_id = seat.person_id AND stay.struck_at IS NULL
        )
    )
)"""

_DISCUSSION: Final = """(
    SELECT jsonb_build_object('text', discussion.text) FROM discussion
    WHERE discussion.item_id = {t}.item_id AND discussion.text IS NOT NULL
)"""

# The last of an item stands; those before it were corrected.
_STANDING: Final = """(
    SELECT standing.id FROM decision standing WHERE standing.item_id = {t}.item_id ORDER BY number DESC LIMIT 1
)"""

_DECISION: Final = f"""(
    SELECT jsonb_build_object('result', decision.result, 'text', decision.text, 'body', decision.body,
        'until', decision.until, 'present', decision.present, 'members', decision.members,
        'needed', decision.needed,
        'cause', (SELECT deferral.cause FROM deferral WHERE deferral.item_id = item.id))
    FROM agenda_item item LEFT JOIN decision ON decision.id = {_STANDING} WHERE item.id = {{t}}.item_id
)"""

_VOTE: Final = f"""(
    SELECT jsonb_build_object('ballot', decision.ballot, 'for', decision.votes_for,
        'against', decision.votes_against, 'abstain', decision.votes_abstain, 'named', (
            SELECT jsonb_agg(jsonb_build_object('name', person.name, 'choice', vote.choice) ORDER BY person.name)
            FROM vote JOIN person ON person.id = vote.person_id WHERE vote.decision_id = decision.id
        ))
    FROM decision WHERE decision.id = {_STANDING}
)"""

_OBJECTIONS: Final = f"""(
    SELECT jsonb_agg(jsonb_build_object('name', person.name, 'text', objection.text)
                     ORDER BY objection.at, person.name)
    FROM decision_objection objection JOIN person ON person.id = objection.person_id
    WHERE objection.decision_id = {_STANDING}
)"""

FACT: Final = f"""CASE {{t}}.kind
    WHEN 'OPENING' THEN {_OPENING} WHEN 'ATTENDANCE' THEN {_ATTENDANCE} WHEN 'DISCUSSION' THEN {_DISCUSSION}
    WHEN 'DECISION' THEN {_DECISION} WHEN 'VOTE' THEN {_VOTE} WHEN 'OBJECTIONS' THEN {_OBJECTIONS}
END"""

# Every paragraph, with its fact as it was and as it is.
PARAGRAPHS: Final = f"""
SELECT paragraph.*, {FACT.replace("{t}", "paragraph")}::text AS fact_now, paragraph.fact::text AS fact_then
FROM minutes_paragraph paragraph
"""

# What it was written from, or its last correction was.
WRITTEN_FROM: Final = """coalesce((
    SELECT correction.fact FROM minutes_correction correction
    WHERE correction.paragraph_id = {t}.id ORDER BY correction.number DESC LIMIT 1
), {t}.fact)"""

CHANGED: Final = f"({FACT} IS DISTINCT FROM {WRITTEN_FROM})"
