"""The cases behind a figure of custody: a short text that names them, given with each figure and taken by the
filter of messages, so that every number leads to the very messages it counts."""

import json
import re
from typing import Final

from hotline.kit.refusals import Refusal

_PART: Final = re.compile(r"(unit|below|person|stage|district|from|to)=([\w-]{1,60})")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_UUID: Final = re.compile(r"none|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class BadCases(Refusal):
    code, sentence, status = "CASES_INVALID", "This does not name the cases of a figure.", 400


def read(text: str) -> str:
    """The parts of `unit=1-roads;stage=IN_ACTION;from=2026-03-21;to=2026-04-20` as JSON. Raises BadCases."""
    parts = dict(_read_part(part) for part in text.split(";"))
    dates = all(_DATE.fullmatch(parts.get(name, "")) for name in ("from", "to"))
    if not dates or not _UUID.fullmatch(parts.get("person", "none")) or not parts.get("district", "0").isdecimal():
        raise BadCases("heldBy")
    return json.dumps(parts)


def _read_part(part: str) -> tuple[str, str]:
    found = _PART.fullmatch(part)
    if found is None:
        raise BadCases("heldBy")
    return found[1], found[2]


# Over `{t}` (a message) and `{v}` (what `read` gave): some span of it in those hands lasted on those days.
CASES: Final = """EXISTS (
    SELECT FROM custody_span s, city WHERE s.message_id = {t}.id
    AND s.began_at < (({v}->>'to')::date + 1)::timestamp AT TIME ZONE city.time_zone
    AND coalesce(s.ended_at, 'infinity') > greatest(
        s.began_at, ({v}->>'from')::date::timestamp AT TIME ZONE city.time_zone)
    AND ({v}->'stage' IS NULL OR s.state = {v}->>'stage')
    AND ({v}->'district' IS NULL
        OR {t}.district_id IS NOT DISTINCT FROM (
            SELECT f.id FROM district f WHERE f.number = ({v}->>'district')::int))
    AND ({v}->'person' IS NULL
        OR s.person_id IS NOT DISTINCT FROM nullif({v}->>'person', 'none')::uuid)
    AND ({v}->'unit' IS NULL OR s.unit_id = (SELECT u.id FROM unit u WHERE u.code = {v}->>'unit'))
    AND ({v}->'below' IS NULL OR s.unit_id IN (
        WITH RECURSIVE b AS (
            SELECT u.id FROM unit u WHERE u.code = {v}->>'below'
            UNION SELECT u.id FROM unit u JOIN b ON u.parent_id = b.id
        ) SELECT b.id FROM b))
)"""
