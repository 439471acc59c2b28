// The pool, and who asks: as the limit has them.
import { createHash } from 'node:crypto';
import pg from 'pg';

const KEPT = 1000;
const SESSION = '-c timezone=UTC -c jit=off -c plan_cache_mode=force_generic_plan';

// Moments stay the texts they are, since a Date would lose their microseconds.
const TIMESTAMPTZ = 1184;
pg.types.setTypeParser(TIMESTAMPTZ, (text) => text.replace(' ', 'T') + ':00');

export const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: Number(process.env.PAYESH_POOL_SIZE),
  // A session that ended would take the CPU it was counted by with it.
  idleTimeoutMillis: 0,
  options: SESSION,
});

/** A statement, prepared once on each connection under its name. */
export function statement(name, text) {
  return async (...values) => (await pool.query({ name, text, values })).rows;
}

const holder = statement('holder', `
SELECT p.id AS person, t.role FROM token t JOIN person p ON p.id = t.person_id
WHERE t.secret_hash = $1 AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > payesh_now())
  AND p.active`);
const known = new Map();

/** Who holds the bearer token, remembered for a second. */
export async function viewerOf(authorization) {
  const key = createHash('sha256').update(authorization.slice('Bearer '.length)).digest('hex');
  const now = performance.now();
  const kept = known.get(key);
  if (kept && now < kept.until) return kept.viewer;
  const [viewer] = await holder(key);
  if (viewer?.role !== 'OPERATOR') throw new Error('not an operator');
  known.set(key, { until: now + KEPT, viewer });
  return viewer;
}
