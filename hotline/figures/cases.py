"""The cases behind an on-time rate: a short text that names them, given with each rate and taken by the filter of
messages."""

import json
import re
from datetime import date
from typing import Final

from hotline.custody.cases import BadCases

_NAMED: Final = re.compile(
    r"(?:district=(?P<district>[0-9]{1,6});)?obligation=(?P<obligation>[A-Z_]{1,30})"
    r";from=(?P<from_>[0-9]{4}-[0-9]{2}-[0-9]{2});to=(?P<to>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:;was=(?P<was>MET|LATE|PAUSED))?"
)


def read(text: str) -> str:
    """`district=3;obligation=FIRST_ACTION;from=2026-03-21;to=2026-04-20;was=LATE` as JSON; its district and what it
    was may be left out. Raises BadCases."""
    found = _NAMED.fullmatch(text)
    if found is None:
        raise BadCases("rated")
    named = {name.rstrip("_"): value for name, value in found.groupdict().items() if value is not None}
    try:
        date.fromisoformat(named["from"])
        date.fromisoformat(named["to"])
    except ValueError:
        raise BadCases("rated") from None
    return json.dumps(named)


# Over `{t}` (a message) and `{v}` (what `read` gave): a clock of it counts in the rate, as DUE_BY_DISTRICT counts.
CASES: Final = """({t}.id IN (
    SELECT c.message_id FROM clock c, city
    WHERE c.obligation = {v}->>'obligation' AND c.state IN ('MET', 'BREACHED')
    AND c.due_at >= ({v}->>'from')::date::timestamp AT TIME ZONE city.time_zone
    AND c.due_at < (({v}->>'to')::date + 1)::timestamp AT TIME ZONE city.time_zone
    AND CASE {v}->>'was' WHEN 'MET' THEN c.state = 'MET' WHEN 'LATE' THEN c.state = 'BREACHED'
        WHEN 'PAUSED' THEN c.paused_seconds > 0 ELSE TRUE END)
    AND ({v}->'district' IS NULL
        OR {t}.district_id = (SELECT f.id FROM district f WHERE f.number = ({v}->>'district')::int)))"""
