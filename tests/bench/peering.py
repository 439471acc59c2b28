"""What the peers need of a database: fields computed in SQL, and a function that registers by one call.

A peer's registration writes the rows that ours writes, in one transaction. What ours works out by its rules (the
unit, urgency, clocks, the words it is found by) the function copies from a message that ours registered before, of
the same request type and district: a peer has less to do, and tells nobody of it.
"""

from typing import Final

from hotline.custody.figures import counted
from hotline.kit import numbering
from hotline.people import keys
from tests.bench.databases import Database
from tests.bench.documents import REGISTRATIONS
from tests.bench.servers import Server
from tests.bench.writing import BELOW, forget_since, register


async def prepare(db: Database, ours: Server) -> None:
    """Make the schemas `bench`, which PostGraphile shows, and `bench_rows`, which holds what is copied."""
    connection = await db.connect()
    begun = await connection.fetchval("SELECT payesh_now()")
    codes = [await register(ours, REGISTRATIONS, at) for at in range(len(REGISTRATIONS.variables))]
    await connection.execute(_SCHEMAS)
    await connection.execute(_MODELS, codes)
    for table in BELOW:
        await connection.execute(
            f"CREATE TABLE bench_rows.{table} AS SELECT * FROM {table}"
            f" WHERE message_id IN (SELECT id FROM bench_rows.message);"
            f" CREATE INDEX ON bench_rows.{table} (message_id); ANALYZE bench_rows.{table}"
        )
    await connection.execute(_FUNCTIONS)
    await forget_since(connection, begun)
    await connection.close()


async def person_of(db: Database) -> str:
    """Who the token stands for."""
    connection = await db.connect()
    person: str = await connection.fetchval(
        "SELECT person_id::text FROM token WHERE secret_hash = $1", keys.seal(db.token)
    )
    await connection.close()
    return person


_SCHEMAS: Final = """
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS bench, bench_rows CASCADE;
CREATE SCHEMA bench;
CREATE SCHEMA bench_rows;
"""
_MODELS: Final = """
CREATE TABLE bench_rows.message AS
SELECT DISTINCT ON (category_id, district_id) * FROM message WHERE tracking_code = ANY($1)
"""

_DAMM: Final = [list(row) for row in numbering._DAMM]

_FUNCTIONS: Final = f"""
CREATE FUNCTION bench.message_due(m message) RETURNS timestamptz LANGUAGE sql STABLE
AS $$ SELECT nullif(m.next_due_at, 'infinity') $$;

CREATE FUNCTION bench.message_overdue(m message) RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT m.next_due_at < payesh_now() $$;

CREATE FUNCTION bench.message_incident_size(m message) RETURNS int LANGUAGE sql STABLE
AS $$ SELECT 1 + count(*)::int FROM message f WHERE f.incident_id = coalesce(m.incident_id, m.id) $$;

CREATE FUNCTION bench.clock_overdue(c clock) RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT c.state IN ('RUNNING', 'BREACHED') AND c.due_at < payesh_now()
    AND c.met_at IS NULL AND c.cancelled_because IS NULL $$;

CREATE FUNCTION bench.open_count() RETURNS int LANGUAGE sql STABLE
AS $$ SELECT count(*)::int FROM (
    SELECT FROM message WHERE state NOT IN ('CLOSED', 'REJECTED', 'MERGED') LIMIT 10001) m $$;

CREATE FUNCTION bench_rows.next_code(year text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    sequence text := lpad(payesh_next_tracking(year::int)::text, 7, '0');
    damm int[] := ARRAY{_DAMM};
    interim int := 0;
BEGIN
    FOR place IN 1..11 LOOP
        interim := damm[interim + 1][substr(year || sequence, place, 1)::int + 1];
    END LOOP;
    RETURN '137/' || year || '/' || sequence || interim;
END $$;

CREATE TYPE bench.registered AS (id uuid, tracking_code text);

CREATE FUNCTION bench.register(draft jsonb, person uuid) RETURNS bench.registered LANGUAGE plpgsql AS $$
DECLARE
    at timestamptz := payesh_now();
    made bench.registered;
    model bench_rows.message;
    later interval;
BEGIN
    SELECT m.* INTO STRICT model FROM bench_rows.message m
    JOIN category c ON c.id = m.category_id JOIN district d ON d.id = m.district_id
    WHERE c.code = draft ->> 'categoryCode' AND d.number = (draft ->> 'districtNumber')::int;
    later := at - model.registered_at;
    made.id := uuidv7();
    made.tracking_code := bench_rows.next_code(split_part(model.tracking_code, '/', 2));

    INSERT INTO message SELECT r.* FROM jsonb_populate_record(model, jsonb_build_object(
        'id', made.id, 'tracking_code', made.tracking_code, 'pii_text', draft ->> 'body',
        'text', regexp_replace(draft ->> 'body', '09[0-9]{{9}}', '⟦تلفن⟧', 'g'),
        'found_by', replace(model.found_by::text, model.tracking_code, made.tracking_code),
        'latitude', draft -> 'place' -> 'latitude', 'longitude', draft -> 'place' -> 'longitude',
        'registered_at', at, 'next_due_at', model.next_due_at + later,
        'dispatched_at', model.dispatched_at + later,
        'registered_by_id', person, 'holder_person_id', person)) r;
    INSERT INTO reporter (message_id, pii_name, pii_phone)
    VALUES (made.id, draft -> 'reporter' ->> 'name', draft -> 'reporter' ->> 'phone');
    INSERT INTO follow_up SELECT r.* FROM bench_rows.follow_up f, jsonb_populate_record(f, jsonb_build_object(
        'id', uuidv7(), 'message_id', made.id, 'actor_id', person, 'happened_at', at, 'recorded_at', at,
        'salt', uuid_send(gen_random_uuid()))) r
    WHERE f.message_id = model.id;
    INSERT INTO clock SELECT r.* FROM bench_rows.clock c, jsonb_populate_record(c, jsonb_build_object(
        'id', uuidv7(), 'message_id', made.id, 'started_at', at, 'due_at', c.due_at + later,
        'next_rung_at', c.next_rung_at + later)) r
    WHERE c.message_id = model.id;
    INSERT INTO custody_span SELECT r.* FROM bench_rows.custody_span s, jsonb_populate_record(s, jsonb_build_object(
        'id', uuidv7(), 'message_id', made.id, 'began_at', at, 'person_id', person)) r
    WHERE s.message_id = model.id;
    INSERT INTO delivery SELECT r.* FROM bench_rows.delivery d, jsonb_populate_record(d, jsonb_build_object(
        'id', uuidv7(), 'message_id', made.id, 'created_at', at, 'next_attempt_at', at,
        'idempotency_key', replace(d.idempotency_key, model.id::text, made.id::text))) r
    WHERE d.message_id = model.id;
    WITH job AS (
        INSERT INTO pgqueuer (priority, entrypoint, payload, dedupe_key, status)
        SELECT 0, CASE kind WHEN 'CENTRE' THEN 'deliver' ELSE 'notify' END, uuid_send(id), id::text, 'queued'
        FROM delivery WHERE message_id = made.id
        RETURNING id, entrypoint
    )
    INSERT INTO pgqueuer_log (job_id, status, entrypoint, priority) SELECT id, 'queued', entrypoint, 0 FROM job;
    INSERT INTO figure_delta (day, district_id, category_id, registered, urgent)
    SELECT (at AT TIME ZONE time_zone)::date, model.district_id, model.category_id, 1,
        (model.urgency = 'URGENT')::int FROM city;
    {
    counted(
        "SELECT message_id, unit_id, person_id, state, began_at AS at, 1 AS begun, 1 AS net"
        " FROM custody_span WHERE message_id = made.id",
        messages="message WHERE id = made.id",
    )
};
    RETURN made;
END $$;
"""
