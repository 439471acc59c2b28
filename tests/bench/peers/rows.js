// What Mercurius and Apollo load, each in one statement however many ask.
import { statement } from './database.js';

const OPEN = "state NOT IN ('CLOSED', 'REJECTED', 'MERGED')";
const MOST = 10_000;
const COLUMNS = {
  category: 'id, code, title_fa AS "titleFa", title_en AS "titleEn"',
  district: 'id, number, name_fa AS "nameFa", name_en AS "nameEn"',
  unit: 'id, code, name_fa AS "nameFa", name_en AS "nameEn", kind',
};
const MESSAGE = `
SELECT id AS key, 'msg_' || id AS id, tracking_code AS "trackingCode", version, kind, channel, state, cycle, urgency,
  ground, special, text, registered_at AS "registeredAt", dispatched_at AS "dispatchedAt", closed_at AS "closedAt",
  outcome, nullif(next_due_at, 'infinity') AS "nextDueAt", next_due_at < payesh_now() AS overdue,
  category_id, district_id, unit_id, holder_person_id, incident_id
FROM message`;

const byId = (table) => {
  const load = statement(table, `SELECT ${COLUMNS[table]} FROM ${table} WHERE id = ANY($1)`);
  return async (ids) => {
    const found = new Map((await load(ids.filter(Boolean))).map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? null);
  };
};
export const categories = byId('category');
export const districts = byId('district');
export const units = byId('unit');

const sizes = statement('sizes', `
SELECT incident_id AS id, count(*)::int AS members FROM message WHERE incident_id = ANY($1) GROUP BY incident_id`);
export async function incidentSizes(leaders) {
  const found = new Map((await sizes(leaders)).map((row) => [row.id, row.members]));
  return leaders.map((id) => 1 + (found.get(id) ?? 0));
}

const followUpsIn = (name, order) => statement(name, `
SELECT f.* FROM unnest($1::uuid[]) AS message (id) CROSS JOIN LATERAL (
  SELECT message_id, id AS key, 'flw_' || id AS id, kind, state, actor_kind AS "actorKind",
    happened_at AS "happenedAt", recorded_at AS "recordedAt", text, audience, unit_id
  FROM follow_up WHERE message_id = message.id ORDER BY ${order} LIMIT $2) f`);
const FOLLOW_UPS = {
  RECORDED_AT: followUpsIn('followUps', 'recorded_at, id'),
  RECORDED_AT_DESC: followUpsIn('newestFollowUps', 'recorded_at DESC, id DESC'),
};
export async function followUps(messages, { first, orderBy }) {
  const found = grouped(messages, await FOLLOW_UPS[orderBy](messages, first + 1));
  return found.map((rows) => page(rows, { first, order: `FollowUp.${orderBy}`, key: 'recordedAt' }));
}

const clocksOf = statement('clocks', `
SELECT message_id, 'clk_' || id AS id, obligation, cycle, state, started_at AS "startedAt", due_at AS "dueAt",
  met_at AS "metAt", breached_at AS "breachedAt", state IN ('RUNNING', 'BREACHED') AND due_at < payesh_now()
    AND met_at IS NULL AND cancelled_because IS NULL AS overdue
FROM clock WHERE message_id = ANY($1) ORDER BY started_at, id`);
export const clocks = async (messages) => grouped(messages, await clocksOf(messages));

const byCode = statement('message', `${MESSAGE} WHERE tracking_code = $1`);
export const message = async (code) => (await byCode(code))[0] ?? null;

const newest = statement('newest', `${MESSAGE} ORDER BY registered_at DESC, id DESC LIMIT $1`);
const older = statement('older', `${MESSAGE} WHERE (registered_at, id) < ($2::text::timestamptz, $3::uuid)
ORDER BY registered_at DESC, id DESC LIMIT $1`);
const openByDue = statement('openByDue', `${MESSAGE} WHERE ${OPEN} ORDER BY next_due_at, id LIMIT $1`);
export async function messages({ filter, orderBy, first, after }) {
  const open = filter?.open;
  const [, ...from] = after ? JSON.parse(Buffer.from(after, 'base64url')) : [];
  const rows = await (open ? openByDue : after ? older : newest)(first + 1, ...from);
  const key = orderBy === 'TIME_LEFT' ? 'nextDueAt' : 'registeredAt';
  return { ...page(rows, { first, order: `Message.${orderBy}`, key, after }), open };
}

const countOpen = statement('countOpen', `
SELECT count(*)::int AS found FROM (SELECT FROM message WHERE ${OPEN} LIMIT ${MOST + 1}) m`);
const countAll = statement('countAll', `
SELECT count(*)::int AS found FROM (SELECT FROM message LIMIT ${MOST + 1}) m`);
/** Of a connection, counted once for both its fields. */
export async function count(connection) {
  connection.counted ??= (connection.open ? countOpen : countAll)();
  const [{ found }] = await connection.counted;
  return { total: Math.min(found, MOST), capped: found > MOST };
}

export const allDistricts = statement('districts', `SELECT ${COLUMNS.district} FROM district ORDER BY number`);
export const allUnits = statement('units', `SELECT ${COLUMNS.unit} FROM unit ORDER BY code`);

// A transaction by itself: the rows are written by a function of the benchmark (tests/bench/peering.py).
const registered = statement('register', 'SELECT id, tracking_code AS "trackingCode" FROM bench.register($1, $2)');
export const register = async (input, person) => (await registered(input, person))[0];

function grouped(ids, rows) {
  const found = new Map(ids.map((id) => [id, []]));
  for (const row of rows) found.get(row.message_id).push(row);
  return ids.map((id) => found.get(id));
}

function page(rows, { first, order, key, after }) {
  const nodes = rows.slice(0, first);
  const cursor = (row) => row && Buffer.from(`["${order}", "${stored(row[key])}", "${row.key}"]`).toString('base64url');
  return {
    nodes,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: Boolean(after),
      startCursor: cursor(nodes[0]),
      endCursor: cursor(nodes.at(-1)),
    },
  };
}

/** A moment as PostgreSQL writes it. */
const stored = (moment) => (moment === null ? 'infinity' : moment.slice(0, -':00'.length).replace('T', ' '));
