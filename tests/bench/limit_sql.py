"""The limit's statements: written by hand for an operator who reads English, as tightly as we know how."""

from typing import Final

_MAY = '{"allowed":true,"code":null,"message":null}'
_NOT_FROM_HERE = (
    '{"allowed":false,"code":"NOT_FROM_HERE",'
    '"message":"In its present state this cannot be done with the message."}'
)
_IN_HAND = '{"allowed":false,"code":"IN_HAND_ALREADY","message":"You have this message in hand already."}'
_NOT_OURS = (
    '{"allowed":false,"code":"NOT_WITH_THE_OFFICE",'
    "\"message\":\"The message is in a unit''s hands, not the office''s.\"}"
)


def _cursor(order: str, key: str, alias: str) -> str:
    plain = f"json_build_array('{order}', {alias}.{key}::text, {alias}.id)::text"
    return f"translate(encode(convert_to({plain}, 'UTF8'), 'base64'), E'+/=\\n', '-_')"


DETAIL: Final = f"""
SELECT '{{"message":' || coalesce((SELECT row_to_json(o)::text FROM (
  SELECT 'msg_' || m.id AS id, m.tracking_code AS "trackingCode", m.version, m.kind, m.channel, m.state, m.cycle,
    m.urgency, m.ground, m.special, m.text, m.registered_at AS "registeredAt", m.dispatched_at AS "dispatchedAt",
    m.closed_at AS "closedAt", m.outcome, nullif(m.next_due_at, 'infinity') AS "nextDueAt",
    m.next_due_at < payesh_now() AS overdue,
    (SELECT row_to_json(c) FROM (SELECT code, title_fa AS "titleFa", title_en AS "titleEn"
      FROM category WHERE id = m.category_id) c) AS category,
    (SELECT row_to_json(d) FROM (SELECT number, name_fa AS "nameFa", name_en AS "nameEn"
      FROM district WHERE id = m.district_id) d) AS district,
    (SELECT row_to_json(u) FROM (SELECT code, name_fa AS "nameFa", name_en AS "nameEn"
      FROM unit WHERE id = m.unit_id) u) AS unit,
    (SELECT row_to_json(p) FROM (
      SELECT coalesce(json_agg(f.node) FILTER (WHERE f.n <= 10), '[]') AS nodes,
        json_build_object('hasNextPage', count(*) > 10,
          'endCursor', (array_agg({_cursor("FollowUp.RECORDED_AT", "recorded_at", "f")} ORDER BY f.n)
            FILTER (WHERE f.n <= 10))[least(count(*), 10)]) AS "pageInfo"
      FROM (
        SELECT t.id, t.recorded_at, row_number() OVER () AS n, (SELECT row_to_json(x) FROM (
          SELECT 'flw_' || t.id AS id, t.kind, t.state, t.actor_kind AS "actorKind", t.happened_at AS "happenedAt",
            t.recorded_at AS "recordedAt", t.text, t.audience, (SELECT row_to_json(u) FROM (
              SELECT code, name_fa AS "nameFa" FROM unit WHERE id = t.unit_id) u) AS unit) x) AS node
        FROM follow_up t WHERE t.message_id = m.id ORDER BY t.recorded_at, t.id LIMIT 11) f
    ) p) AS "followUps",
    (SELECT coalesce(json_agg(k), '[]') FROM (
      SELECT 'clk_' || id AS id, obligation, cycle, state, started_at AS "startedAt", due_at AS "dueAt",
        met_at AS "metAt", breached_at AS "breachedAt", state IN ('RUNNING', 'BREACHED') AND due_at < payesh_now()
          AND met_at IS NULL AND cancelled_because IS NULL AS overdue
      FROM clock WHERE message_id = m.id ORDER BY started_at, id) k) AS clocks,
    CASE WHEN m.state IN ('REGISTERED', 'TRIAGED', 'RETURNED', 'OBJECTED', 'REFERRED', 'MERGED')
      THEN json '{_MAY}' ELSE json '{_NOT_FROM_HERE}' END AS "canTriage"
  FROM message m WHERE m.tracking_code = $1) o), 'null') || '}}'
"""

_OPEN = "state NOT IN ('CLOSED', 'REJECTED', 'MERGED')"

QUEUE: Final = f"""
SELECT row_to_json(o)::text FROM (SELECT
  (SELECT row_to_json(p) FROM (
    SELECT least(c.n, 10000) AS "totalCount", c.n > 10000 AS "totalCountCapped",
      json_build_object('hasNextPage', count(*) > 50, 'hasPreviousPage', false,
        'startCursor', min(q.cursor) FILTER (WHERE q.n = 1),
        'endCursor', min(q.cursor) FILTER (WHERE q.n = 50)) AS "pageInfo",
      coalesce(json_agg(q.node) FILTER (WHERE q.n <= 50), '[]') AS nodes
    FROM (SELECT count(*) AS n FROM (SELECT FROM message WHERE {_OPEN} LIMIT 10001) m) c, (
      SELECT m.n, CASE WHEN m.n IN (1, 50) THEN {_cursor("Message.TIME_LEFT", "next_due_at", "m")} END AS cursor,
        (SELECT row_to_json(x) FROM (
          SELECT 'msg_' || m.id AS id, m.tracking_code AS "trackingCode", m.text, m.state, m.urgency, m.ground,
            m.special, m.registered_at AS "registeredAt", nullif(m.next_due_at, 'infinity') AS "nextDueAt",
            m.next_due_at < payesh_now() AS overdue,
            (SELECT 1 + count(*) FROM message f
              WHERE f.incident_id = coalesce(m.incident_id, m.id)) AS "incidentSize",
            (SELECT row_to_json(c) FROM (SELECT title_fa AS "titleFa", title_en AS "titleEn"
              FROM category WHERE id = m.category_id) c) AS category,
            (SELECT row_to_json(d) FROM (SELECT name_fa AS "nameFa", name_en AS "nameEn"
              FROM district WHERE id = m.district_id) d) AS district,
            (SELECT row_to_json(u) FROM (SELECT name_fa AS "nameFa", name_en AS "nameEn"
              FROM unit WHERE id = m.unit_id) u) AS unit,
            CASE WHEN m.state NOT IN ('REGISTERED', 'TRIAGED', 'DISPATCHED', 'RETURNED', 'FEEDBACK_SOUGHT',
                'OBJECTED', 'REFERRED') THEN json '{_NOT_OURS}'
              WHEN m.holder_person_id = $1 THEN json '{_IN_HAND}' ELSE json '{_MAY}' END AS "canTakeInHand"
        ) x) AS node
      FROM (SELECT id, tracking_code, text, state, urgency, ground, special, registered_at, next_due_at,
          category_id, district_id, unit_id, holder_person_id, incident_id,
          row_number() OVER (ORDER BY next_due_at, id) AS n
        FROM message WHERE {_OPEN} ORDER BY next_due_at, id LIMIT 51) m
    ) q GROUP BY c.n) p) AS messages,
  (SELECT json_agg(d) FROM (SELECT number, name_fa AS "nameFa", name_en AS "nameEn"
    FROM district ORDER BY number) d) AS districts,
  (SELECT json_agg(u) FROM (SELECT code, name_fa AS "nameFa", name_en AS "nameEn", kind
    FROM unit ORDER BY code) u) AS units
) o
"""

NESTED: Final = """
SELECT '{"messages":{"nodes":' || coalesce(json_agg(n)::text, '[]') || '}}' FROM (
  SELECT 'msg_' || m.id AS id, m.tracking_code AS "trackingCode", m.state, m.registered_at AS "registeredAt",
    (SELECT row_to_json(u) FROM (SELECT code, name_fa AS "nameFa" FROM unit WHERE id = m.unit_id) u) AS unit,
    (SELECT json_build_object('nodes', coalesce(json_agg(f), '[]')) FROM (
      SELECT 'flw_' || t.id AS id, t.kind, t.recorded_at AS "recordedAt", t.text, (SELECT row_to_json(u) FROM (
        SELECT code, name_fa AS "nameFa" FROM unit WHERE id = t.unit_id) u) AS unit
      FROM follow_up t WHERE t.message_id = m.id ORDER BY t.recorded_at DESC, t.id DESC LIMIT 3) f) AS "followUps"
  FROM message m WHERE (m.registered_at, m.id) < ($1::text::timestamptz, $2::uuid)
  ORDER BY m.registered_at DESC, m.id DESC LIMIT 20) n
"""

FLAT: Final = f"""
SELECT row_to_json(o)::text FROM (SELECT (SELECT row_to_json(p) FROM (
  SELECT coalesce(json_agg(m.node) FILTER (WHERE m.n <= 100), '[]') AS nodes,
    json_build_object('hasNextPage', count(*) > 100,
      'endCursor', min(CASE WHEN m.n = 100 THEN {_cursor("Message.REGISTERED_AT_DESC", "registered_at", "m")} END)
    ) AS "pageInfo"
  FROM (SELECT id, registered_at, row_number() OVER () AS n, (SELECT row_to_json(x) FROM (
      SELECT 'msg_' || id AS id, tracking_code AS "trackingCode", kind, channel, state, urgency, text,
        registered_at AS "registeredAt", nullif(next_due_at, 'infinity') AS "nextDueAt") x) AS node
    FROM message WHERE (registered_at, id) < ($1::text::timestamptz, $2::uuid)
    ORDER BY registered_at DESC, id DESC LIMIT 101) m
) p) AS messages) o
"""

_COUNTS = ("registered", "urgent", "first_action_met", "first_action_breached", "closed", "objected")
_SUMS = ", ".join(f"sum({count})::int AS {count}" for count in _COUNTS)

DISTRICTS: Final = f"""
SELECT '{{"districtFigures":' || coalesce(json_agg(o)::text, '[]') || '}}' FROM (
  SELECT s.registered, s.urgent, s.first_action_met AS "firstActionMet",
    s.first_action_breached AS "firstActionBreached",
    s.first_action_met::float8 / nullif(s.first_action_met + s.first_action_breached, 0)
      AS "firstActionOnTimeShare", s.closed, s.objected,
    (SELECT row_to_json(x) FROM (SELECT d.number, d.name_fa AS "nameFa") x) AS district
  FROM (SELECT district_id, {_SUMS} FROM (
      SELECT district_id, {", ".join(_COUNTS)} FROM district_figure WHERE day BETWEEN $1 AND $2
      UNION ALL
      SELECT district_id, {", ".join(_COUNTS)} FROM figure_delta WHERE day BETWEEN $1 AND $2) a
    GROUP BY district_id) s JOIN district d ON d.id = s.district_id ORDER BY d.number) o
"""
