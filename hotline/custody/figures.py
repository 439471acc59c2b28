"""SQL for the figures of custody: what spans contribute, and what was held over a range of days.

A span is two events, its beginning and its end. How long a party held messages from F to T is the number it held
at F times (T - F), and for each event in between the time from it to T, added at a beginning and taken away at an
end. So no span is ever cut into days, what is still held needs no scan of its own, and sums are exact to the
microsecond: each event counts once, on its day, and the row of the day `infinity` keeps the sum over all days,
which is how many are held now.
"""

from typing import Final

# Each day begins at the city's midnight, whatever daylight saving did.
_MIDNIGHT: Final = "({day}::timestamp AT TIME ZONE zone)"
_MICROSECONDS: Final = "(extract(epoch FROM {interval}) * 1000000)::{type}"

# What all spans contribute. One definition serves recomputation and a change of district, so they cannot differ.
EVENTS: Final = """
SELECT message_id, unit_id, person_id, state, began_at AS at, 1 AS begun, 1 AS net FROM custody_span
UNION ALL
SELECT message_id, unit_id, person_id, state, ended_at, 0, -1 FROM custody_span WHERE ended_at IS NOT NULL
"""


def counted(events: str, *, messages: str = "message", district: str = "district_id", sign: str = "1") -> str:
    """SQL that appends the deltas of `events`, shaped as EVENTS. `district` is read of the event's row among
    `messages`."""
    return f"INSERT INTO custody_delta ({', '.join(DELTA)}) {deltas(events, messages, district, sign)}"


DELTA: Final = ("day", "unit_id", "person_id", "state", "district_id", "begun", "net", "offset_us")


def deltas(events: str, messages: str = "message", district: str = "district_id", sign: str = "1") -> str:
    """SQL for the deltas of `events`, with the columns DELTA."""
    day = "(event.at AT TIME ZONE zone)::date"
    since = _MICROSECONDS.format(interval=f"event.at - {_MIDNIGHT.format(day=day)}", type="bigint")
    return f"""
SELECT {day} AS day, event.unit_id, event.person_id, event.state, {district} AS district_id,
       {sign} * event.begun AS begun, {sign} * event.net AS net, {sign} * event.net * {since} AS offset_us
FROM ({events}) event
JOIN (SELECT id, district_id FROM {messages}) message ON message.id = event.message_id
CROSS JOIN (SELECT time_zone AS zone FROM city) city
"""


def held(table: str, by: str, where: str = "TRUE") -> str:
    """SQL for sums by the columns `by` of `table`, over its rows and the deltas not yet folded. $1 and $2: first
    and last day, both included; the last ends now, if it is today. `taken` counts what came into these hands,
    `held` what was in them at the end, `microseconds` how long all of it was."""
    til = f"least({_MIDNIGHT.format(day='($2::date + 1)')}, payesh_now())"
    since = _MICROSECONDS.format(interval=f"greatest(til - {_MIDNIGHT.format(day='day')}, '0')", type="numeric")
    first = _MIDNIGHT.format(day="$1::date")
    whole = _MICROSECONDS.format(interval=f"greatest(til - {first}, '0')", type="numeric")
    within = "NOT ever AND day <= $2::date"
    # Any day after all there are: of a range with two ends a plan knows that it is small, and takes the index.
    latest = "(SELECT (payesh_now() + interval '2 days')::date)"
    return f"""
SELECT {by}, coalesce(sum(begun) FILTER (WHERE {within}), 0) AS taken,
       coalesce(sum(net) FILTER (WHERE ever), 0)
           - coalesce(sum(net) FILTER (WHERE NOT ever AND day > $2::date), 0) AS held,
       (coalesce(sum(net) FILTER (WHERE ever), 0) - coalesce(sum(net) FILTER (WHERE NOT ever), 0)) * {whole}
           + coalesce(sum(net * {since} - offset_us) FILTER (WHERE {within}), 0) AS microseconds
FROM (
    SELECT {by}, day, begun, net, offset_us, FALSE AS ever FROM {table}
    WHERE day BETWEEN $1::date AND {latest} AND {where}
    UNION ALL
    SELECT {by}, day, begun, net, offset_us, TRUE FROM {table} WHERE day = 'infinity' AND {where}
    UNION ALL
    SELECT {by}, day, begun, net, offset_us, FALSE FROM custody_delta WHERE day >= $1::date AND {where}
    UNION ALL
    SELECT {by}, 'infinity', 0, net, 0, TRUE FROM custody_delta WHERE {where}
) counted CROSS JOIN (SELECT time_zone AS zone FROM city) city
CROSS JOIN LATERAL (SELECT {til} AS til) ending
GROUP BY {by}, til, zone
"""
