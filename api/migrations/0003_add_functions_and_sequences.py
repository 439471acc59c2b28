"""The database's own clock, the numbers of tracking codes, and the record of who read contact data."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# Time is judged by the database alone. Only test databases replace this, by a clock that can be moved.
NOW = """
CREATE FUNCTION payesh_now() RETURNS timestamptz LANGUAGE sql VOLATILE
AS 'SELECT clock_timestamp()'
"""

# One sequence for each Jalali year: taken without a lock, so a rolled-back registration leaves a gap.
SEQUENCES = """
DO $$ BEGIN
    FOR year IN 1390..1460 LOOP
        EXECUTE format('CREATE SEQUENCE tracking_%s AS integer MAXVALUE 9999999', year);
    END LOOP;
END $$
"""

NEXT_TRACKING = """
CREATE FUNCTION payesh_next_tracking(year int) RETURNS int LANGUAGE sql VOLATILE
AS $$ SELECT nextval(('tracking_' || year)::regclass)::int $$
"""

# Called by a reading plan that shows contact data, so that reading and recording are one statement.
RECORD_ACCESS = """
CREATE FUNCTION payesh_record_access(person uuid, message uuid, reason text) RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$ BEGIN
    INSERT INTO access_record (id, person_id, message_id, reason, read_at)
    VALUES (gen_random_uuid(), person, message, reason, payesh_now());
    RETURN true;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("payesh", "0002_constrain_the_tables")]

    operations = [ops.RunSQL(sql) for sql in (NOW, SEQUENCES, NEXT_TRACKING, RECORD_ACCESS)]
