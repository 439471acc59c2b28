-- What the migrations run whose SHA-256 is 68895874058141aa8d870945b60824f846eea8d020b1b824f917f9a45fec16b7.
CREATE TABLE "access_record" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "person_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "reason" VARCHAR(30) NOT NULL,
    "read_at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX "idx_access_reco_message_9f0483" ON "access_record" ("message_id");
CREATE INDEX "access_record_by_person" ON "access_record" ("person_id", "read_at");
COMMENT ON TABLE "access_record" IS 'That a person read a citizen''s contact data, and why. Invariant: written in the transaction that reads;';

CREATE TABLE "city" (
    "id" SMALLINT NOT NULL  PRIMARY KEY,
    "name_fa" VARCHAR(80) NOT NULL,
    "name_en" VARCHAR(80) NOT NULL,
    "south" DOUBLE PRECISION NOT NULL,
    "west" DOUBLE PRECISION NOT NULL,
    "north" DOUBLE PRECISION NOT NULL,
    "east" DOUBLE PRECISION NOT NULL,
    "time_zone" VARCHAR(60) NOT NULL,
    "demo" BOOL NOT NULL DEFAULT FALSE
);
COMMENT ON TABLE "city" IS 'The city this database is of. Invariant: one row; its bounds hold every place a message may name; once it';

CREATE TABLE "district" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "number" SMALLINT NOT NULL UNIQUE,
    "name_fa" VARCHAR(80) NOT NULL,
    "name_en" VARCHAR(80) NOT NULL,
    "latitude" DOUBLE PRECISION NOT NULL,
    "longitude" DOUBLE PRECISION NOT NULL,
    "tile_row" SMALLINT NOT NULL,
    "tile_col" SMALLINT NOT NULL
);
COMMENT ON TABLE "district" IS 'A municipal district. Invariant: its number is unique; its centre lies within the city''s bounds.';

CREATE TABLE "district_figure" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "day" DATE NOT NULL,
    "registered" INT NOT NULL,
    "urgent" INT NOT NULL,
    "first_action_met" INT NOT NULL,
    "first_action_breached" INT NOT NULL,
    "closed" INT NOT NULL,
    "objected" INT NOT NULL,
    "district_id" UUID NOT NULL REFERENCES "district" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "district_figure" IS 'Sums for one day and district. Invariant: the sum of its daily figures over all categories.';

CREATE TABLE "figure_delta" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "day" DATE NOT NULL,
    "district_id" UUID NOT NULL,
    "category_id" UUID NOT NULL,
    "registered" SMALLINT NOT NULL DEFAULT 0,
    "urgent" SMALLINT NOT NULL DEFAULT 0,
    "first_action_met" SMALLINT NOT NULL DEFAULT 0,
    "first_action_breached" SMALLINT NOT NULL DEFAULT 0,
    "closed" SMALLINT NOT NULL DEFAULT 0,
    "objected" SMALLINT NOT NULL DEFAULT 0
);
COMMENT ON TABLE "figure_delta" IS 'A change to the figures, appended in the transaction that causes it. Invariant: append-only until the';

CREATE TABLE "idempotency" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "caller" VARCHAR(60) NOT NULL,
    "key" VARCHAR(120) NOT NULL,
    "act" VARCHAR(60) NOT NULL,
    "body_hash" BYTEA NOT NULL,
    "subject_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX "idx_idempotency_created_2edba4" ON "idempotency" ("created_at");
COMMENT ON TABLE "idempotency" IS 'The first answer given under an idempotency key. Invariant: one row for each caller and key, written in the';

CREATE TABLE "person" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "username" VARCHAR(60)  UNIQUE,
    "name" VARCHAR(120) NOT NULL,
    "password_hash" VARCHAR(200),
    "active" BOOL NOT NULL,
    "language" VARCHAR(2) NOT NULL,
    "version" INT NOT NULL
);
COMMENT ON TABLE "person" IS 'A person with an account, or one who only stands on a timeline. Invariant: a username signs in exactly';

CREATE TABLE "policy_version" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "number" INT NOT NULL UNIQUE,
    "valid_from" TIMESTAMPTZ NOT NULL UNIQUE,
    "note" TEXT NOT NULL,
    "ladder" JSONB NOT NULL
);
COMMENT ON TABLE "policy_version" IS 'A version of the policy: targets by category and the escalation ladder. Invariant: never changed once';

CREATE TABLE "session" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "secret_hash" VARCHAR(64) NOT NULL UNIQUE,
    "created_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "revoked_at" TIMESTAMPTZ,
    "person_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_session_person__9420e7" ON "session" ("person_id");
COMMENT ON TABLE "session" IS 'A sign-in to the portal, kept on the server. Invariant: only the SHA-256 of its cookie is stored.';

CREATE TABLE "throttle" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "key" VARCHAR(120) NOT NULL,
    "window_start" TIMESTAMPTZ NOT NULL,
    "tries" INT NOT NULL
);
COMMENT ON TABLE "throttle" IS 'Counted tries in a window, shared by all processes. Invariant: one row for each key and window.';

CREATE TABLE "token" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "secret_hash" VARCHAR(64) NOT NULL UNIQUE,
    "name" VARCHAR(120) NOT NULL,
    "role" VARCHAR(30) NOT NULL,
    "scopes" TEXT[] NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ,
    "revoked_at" TIMESTAMPTZ,
    "person_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_token_person__fc5d72" ON "token" ("person_id");
COMMENT ON COLUMN "token"."role" IS 'PUBLIC: PUBLIC\nCITIZEN: CITIZEN\nFRONTEND: FRONTEND\nOPERATOR: OPERATOR\nDISPATCHER: DISPATCHER\nEXECUTIVE_AGENT: EXECUTIVE_AGENT\nINSPECTOR: INSPECTOR\nSPECIAL_FOLLOW_UP_OFFICER: SPECIAL_FOLLOW_UP_OFFICER\nCORRESPONDENCE_CLERK: CORRESPONDENCE_CLERK\nOFFICE_ANALYST: OFFICE_ANALYST\nHEAD_OF_OFFICE: HEAD_OF_OFFICE\nMANAGER: MANAGER\nCOUNCILLOR: COUNCILLOR\nBOARD_MEMBER: BOARD_MEMBER\nBOARD_CHAIR: BOARD_CHAIR\nBOARD_SECRETARY: BOARD_SECRETARY\nADMINISTRATOR: ADMINISTRATOR';
COMMENT ON TABLE "token" IS 'A bearer token of a frontend or a script. Invariant: only its SHA-256 is stored; scopes say what it may do;';

CREATE TABLE "unit" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "code" VARCHAR(60) NOT NULL UNIQUE,
    "name_fa" VARCHAR(160) NOT NULL,
    "name_en" VARCHAR(160) NOT NULL,
    "kind" VARCHAR(20) NOT NULL,
    "section" VARCHAR(40),
    "district_id" UUID REFERENCES "district" ("id") ON DELETE RESTRICT,
    "parent_id" UUID REFERENCES "unit" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_unit_distric_7853cd" ON "unit" ("district_id");
CREATE INDEX "idx_unit_parent__30d09e" ON "unit" ("parent_id");
COMMENT ON COLUMN "unit"."kind" IS 'DEPUTY: DEPUTY\nDEPARTMENT: DEPARTMENT\nORGANISATION: ORGANISATION\nDISTRICT: DISTRICT\nSECTION: SECTION\nCENTRE: CENTRE\nOFFICE: OFFICE';
COMMENT ON TABLE "unit" IS 'A unit of the municipality. Invariant: units form one tree; a district''s section exists once.';

CREATE TABLE "category" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "code" VARCHAR(60) NOT NULL UNIQUE,
    "group_fa" VARCHAR(80) NOT NULL,
    "group_en" VARCHAR(80) NOT NULL,
    "title_fa" VARCHAR(160) NOT NULL,
    "title_en" VARCHAR(160) NOT NULL,
    "description_fa" TEXT NOT NULL,
    "description_en" TEXT NOT NULL,
    "kind" VARCHAR(20) NOT NULL,
    "urgent_by_default" BOOL NOT NULL,
    "ground" VARCHAR(20),
    "public" BOOL NOT NULL,
    "active" BOOL NOT NULL,
    "section" VARCHAR(40),
    "weight" DOUBLE PRECISION NOT NULL,
    "unit_id" UUID REFERENCES "unit" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_category_unit_id_71ff29" ON "category" ("unit_id");
COMMENT ON TABLE "category" IS 'A request type. Invariant: urgent by default exactly when it names a ground (R4).';

CREATE TABLE "category_figure" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "day" DATE NOT NULL,
    "registered" INT NOT NULL,
    "urgent" INT NOT NULL,
    "first_action_met" INT NOT NULL,
    "first_action_breached" INT NOT NULL,
    "closed" INT NOT NULL,
    "objected" INT NOT NULL,
    "category_id" UUID NOT NULL REFERENCES "category" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "category_figure" IS 'Sums for one day and category. Invariant: the sum of its daily figures over all districts.';

CREATE TABLE "daily_figure" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "day" DATE NOT NULL,
    "registered" INT NOT NULL,
    "urgent" INT NOT NULL,
    "first_action_met" INT NOT NULL,
    "first_action_breached" INT NOT NULL,
    "closed" INT NOT NULL,
    "objected" INT NOT NULL,
    "category_id" UUID NOT NULL REFERENCES "category" ("id") ON DELETE RESTRICT,
    "district_id" UUID NOT NULL REFERENCES "district" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "daily_figure" IS 'Sums for one day, district and category. Invariant: this plus the unfolded deltas equals recomputation';

CREATE TABLE "message" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "tracking_code" VARCHAR(20) NOT NULL UNIQUE,
    "kind" VARCHAR(20) NOT NULL,
    "channel" VARCHAR(20) NOT NULL,
    "state" VARCHAR(20) NOT NULL,
    "cycle" SMALLINT NOT NULL,
    "urgency" VARCHAR(10) NOT NULL,
    "ground" VARCHAR(20),
    "claimed_ground" VARCHAR(20),
    "special" BOOL NOT NULL,
    "special_reason" TEXT,
    "text" TEXT NOT NULL,
    "pii_text" TEXT NOT NULL,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "cell_latitude" DOUBLE PRECISION,
    "cell_longitude" DOUBLE PRECISION,
    "address" TEXT,
    "registered_at" TIMESTAMPTZ NOT NULL,
    "dispatched_at" TIMESTAMPTZ,
    "closed_at" TIMESTAMPTZ,
    "outcome" VARCHAR(20),
    "next_due_at" TIMESTAMPTZ NOT NULL,
    "version" INT NOT NULL,
    "category_id" UUID REFERENCES "category" ("id") ON DELETE RESTRICT,
    "district_id" UUID REFERENCES "district" ("id") ON DELETE RESTRICT,
    "holder_person_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "holder_unit_id" UUID REFERENCES "unit" ("id") ON DELETE RESTRICT,
    "incident_id" UUID REFERENCES "message" ("id") ON DELETE RESTRICT,
    "inspector_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "registered_by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "registered_through_id" UUID REFERENCES "token" ("id") ON DELETE RESTRICT,
    "unit_id" UUID REFERENCES "unit" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_message_holder__81298d" ON "message" ("holder_person_id");
CREATE INDEX "idx_message_holder__e07b82" ON "message" ("holder_unit_id");
CREATE INDEX "idx_message_inspect_f27dca" ON "message" ("inspector_id");
CREATE INDEX "message_by_time" ON "message" ("registered_at", "id");
CREATE INDEX "message_by_district" ON "message" ("district_id", "registered_at", "id");
CREATE INDEX "message_by_category" ON "message" ("category_id", "registered_at", "id");
CREATE INDEX "message_by_unit" ON "message" ("unit_id", "registered_at", "id");
CREATE INDEX "message_by_state" ON "message" ("state", "registered_at", "id");
COMMENT ON COLUMN "message"."kind" IS 'OPERATIONAL: OPERATIONAL\nINFORMATION: INFORMATION\nOPINION: OPINION';
COMMENT ON COLUMN "message"."channel" IS 'PHONE: PHONE\nSMS: SMS\nAPP: APP\nWEB: WEB\nIN_PERSON: IN_PERSON\nSOCIAL: SOCIAL';
COMMENT ON COLUMN "message"."state" IS 'REGISTERED: REGISTERED\nTRIAGED: TRIAGED\nDISPATCHED: DISPATCHED\nRETURNED: RETURNED\nACKNOWLEDGED: ACKNOWLEDGED\nIN_ACTION: IN_ACTION\nRESOLUTION_CLAIMED: RESOLUTION_CLAIMED\nUNDER_INSPECTION: UNDER_INSPECTION\nVERIFIED: VERIFIED\nFEEDBACK_SOUGHT: FEEDBACK_SOUGHT\nOBJECTED: OBJECTED\nREFERRED: REFERRED\nREJECTED: REJECTED\nMERGED: MERGED\nCLOSED: CLOSED';
COMMENT ON COLUMN "message"."urgency" IS 'ROUTINE: ROUTINE\nURGENT: URGENT';
COMMENT ON COLUMN "message"."ground" IS 'HAZARD: HAZARD\nCOSTLY_VIOLATION: COSTLY_VIOLATION\nRESOURCE_WASTE: RESOURCE_WASTE';
COMMENT ON COLUMN "message"."claimed_ground" IS 'HAZARD: HAZARD\nCOSTLY_VIOLATION: COSTLY_VIOLATION\nRESOURCE_WASTE: RESOURCE_WASTE';
COMMENT ON COLUMN "message"."outcome" IS 'ANSWERED: ANSWERED\nSATISFIED: SATISFIED\nUNSATISFIED: UNSATISFIED\nNOT_NEEDED: NOT_NEEDED\nUNREACHABLE: UNREACHABLE\nDISMISSED: DISMISSED';
COMMENT ON TABLE "message" IS 'A citizen''s message. Invariants: urgent exactly when it has a ground; closed exactly when it has an';

CREATE TABLE "clock" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "obligation" VARCHAR(20) NOT NULL,
    "cycle" SMALLINT NOT NULL,
    "state" VARCHAR(10) NOT NULL,
    "started_at" TIMESTAMPTZ NOT NULL,
    "due_at" TIMESTAMPTZ NOT NULL,
    "met_at" TIMESTAMPTZ,
    "breached_at" TIMESTAMPTZ,
    "paused_seconds" INT NOT NULL,
    "message_id" UUID NOT NULL REFERENCES "message" ("id") ON DELETE RESTRICT,
    "policy_id" UUID NOT NULL REFERENCES "policy_version" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "clock"."obligation" IS 'FIRST_ACTION: FIRST_ACTION\nFEEDBACK: FEEDBACK\nRESOLUTION: RESOLUTION';
COMMENT ON COLUMN "clock"."state" IS 'RUNNING: RUNNING\nPAUSED: PAUSED\nMET: MET\nBREACHED: BREACHED\nCANCELLED: CANCELLED';
COMMENT ON TABLE "clock" IS 'One clock of a message. Invariant: one for each message, obligation and cycle; it keeps the policy version';

CREATE TABLE "delivery" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "kind" VARCHAR(10) NOT NULL,
    "idempotency_key" VARCHAR(120) NOT NULL UNIQUE,
    "state" VARCHAR(10) NOT NULL,
    "attempts" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "next_attempt_at" TIMESTAMPTZ,
    "delivered_at" TIMESTAMPTZ,
    "last_error" VARCHAR(200),
    "receipt" VARCHAR(120),
    "message_id" UUID REFERENCES "message" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_delivery_message_a7ebcb" ON "delivery" ("message_id");
CREATE INDEX "delivery_by_time" ON "delivery" ("created_at", "id");
COMMENT ON COLUMN "delivery"."kind" IS 'CENTRE: CENTRE\nSMS: SMS\nEMAIL: EMAIL\nWEBHOOK: WEBHOOK';
COMMENT ON COLUMN "delivery"."state" IS 'PENDING: PENDING\nSTUCK: STUCK\nDELIVERED: DELIVERED\nCANCELLED: CANCELLED';
COMMENT ON TABLE "delivery" IS 'Something that must leave once in effect. Invariant: one row for each idempotency key, which the receiver';

CREATE TABLE "follow_up" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "kind" VARCHAR(30) NOT NULL,
    "cycle" SMALLINT NOT NULL,
    "state" VARCHAR(20) NOT NULL,
    "actor_kind" VARCHAR(20) NOT NULL,
    "happened_at" TIMESTAMPTZ NOT NULL,
    "recorded_at" TIMESTAMPTZ NOT NULL,
    "text" TEXT,
    "pii_text" TEXT,
    "audience" VARCHAR(10) NOT NULL,
    "salt" BYTEA NOT NULL,
    "actor_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "message_id" UUID NOT NULL REFERENCES "message" ("id") ON DELETE RESTRICT,
    "unit_id" UUID REFERENCES "unit" ("id") ON DELETE RESTRICT
);
CREATE INDEX "follow_up_by_message" ON "follow_up" ("message_id", "recorded_at", "id");
COMMENT ON COLUMN "follow_up"."kind" IS 'REGISTERED: REGISTERED\nCALLED_AGAIN: CALLED_AGAIN\nTRIAGED: TRIAGED\nDISPATCHED: DISPATCHED\nACKNOWLEDGED: ACKNOWLEDGED\nRETURNED: RETURNED\nFIRST_ACTION: FIRST_ACTION\nACTION: ACTION\nRESOLUTION_CLAIMED: RESOLUTION_CLAIMED\nINSPECTION_OPENED: INSPECTION_OPENED\nINSPECTION_VISIT: INSPECTION_VISIT\nVERIFIED: VERIFIED\nFEEDBACK_SOUGHT: FEEDBACK_SOUGHT\nFEEDBACK: FEEDBACK\nOBJECTED: OBJECTED\nRULED: RULED\nREOPENED: REOPENED\nREFERRED: REFERRED\nREJECTED: REJECTED\nMERGED: MERGED\nESCALATED: ESCALATED\nBREACHED: BREACHED\nTAKEN_IN_HAND: TAKEN_IN_HAND\nNOTE: NOTE\nCLOSED: CLOSED';
COMMENT ON COLUMN "follow_up"."actor_kind" IS 'PERSON: PERSON\nCITIZEN: CITIZEN\nFRONTEND: FRONTEND\nSYSTEM: SYSTEM\nCENTRE: CENTRE';
COMMENT ON COLUMN "follow_up"."audience" IS 'INTERNAL: INTERNAL\nCOUNCIL: COUNCIL\nCITIZEN: CITIZEN';
COMMENT ON TABLE "follow_up" IS 'One entry of a message''s timeline. Invariant: append-only; recorded no earlier than it happened;';

CREATE TABLE "file" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "media_type" VARCHAR(60) NOT NULL,
    "size" INT NOT NULL,
    "sha256" BYTEA NOT NULL,
    "taken_at" TIMESTAMPTZ,
    "pii_latitude" DOUBLE PRECISION,
    "pii_longitude" DOUBLE PRECISION,
    "uploaded_at" TIMESTAMPTZ NOT NULL,
    "released_at" TIMESTAMPTZ,
    "follow_up_id" UUID REFERENCES "follow_up" ("id") ON DELETE RESTRICT,
    "message_id" UUID REFERENCES "message" ("id") ON DELETE RESTRICT,
    "released_by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "uploaded_by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "uploaded_through_id" UUID REFERENCES "token" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_file_follow__d36afe" ON "file" ("follow_up_id");
CREATE INDEX "idx_file_message_b9463f" ON "file" ("message_id");
COMMENT ON TABLE "file" IS 'A photo or recording. Invariants: the original is sealed under its SHA-256 and never served as it came but';

CREATE TABLE "person_role" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "role" VARCHAR(30) NOT NULL,
    "person_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "unit_id" UUID REFERENCES "unit" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_person_role_unit_id_30bdc5" ON "person_role" ("unit_id");
COMMENT ON COLUMN "person_role"."role" IS 'PUBLIC: PUBLIC\nCITIZEN: CITIZEN\nFRONTEND: FRONTEND\nOPERATOR: OPERATOR\nDISPATCHER: DISPATCHER\nEXECUTIVE_AGENT: EXECUTIVE_AGENT\nINSPECTOR: INSPECTOR\nSPECIAL_FOLLOW_UP_OFFICER: SPECIAL_FOLLOW_UP_OFFICER\nCORRESPONDENCE_CLERK: CORRESPONDENCE_CLERK\nOFFICE_ANALYST: OFFICE_ANALYST\nHEAD_OF_OFFICE: HEAD_OF_OFFICE\nMANAGER: MANAGER\nCOUNCILLOR: COUNCILLOR\nBOARD_MEMBER: BOARD_MEMBER\nBOARD_CHAIR: BOARD_CHAIR\nBOARD_SECRETARY: BOARD_SECRETARY\nADMINISTRATOR: ADMINISTRATOR';
COMMENT ON TABLE "person_role" IS 'A role a person holds, in a unit where the role belongs to one. Invariant: granted once.';

CREATE TABLE "policy_target" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "first_action_minutes" INT NOT NULL,
    "feedback_minutes" INT NOT NULL,
    "resolution_minutes" INT NOT NULL,
    "working_hours" BOOL NOT NULL,
    "category_id" UUID NOT NULL REFERENCES "category" ("id") ON DELETE RESTRICT,
    "policy_id" UUID NOT NULL REFERENCES "policy_version" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_policy_targ_categor_c6d2e2" ON "policy_target" ("category_id");
COMMENT ON TABLE "policy_target" IS 'What one policy version asks for one category. Invariant: minutes are positive; one row for each pair.';

CREATE TABLE "post" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "kind" VARCHAR(20) NOT NULL,
    "person_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "unit_id" UUID NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_post_person__7c0ef5" ON "post" ("person_id");
COMMENT ON COLUMN "post"."kind" IS 'SUPERVISOR: SUPERVISOR\nMANAGER: MANAGER\nDEPUTY: DEPUTY';
COMMENT ON TABLE "post" IS 'A place in the unit tree and who holds it. Invariant: each place is held by one person at a time.';

CREATE TABLE "reporter" (
    "pii_name" VARCHAR(120),
    "pii_phone" VARCHAR(20),
    "pii_national_id" VARCHAR(10),
    "pii_home" TEXT,
    "message_id" UUID NOT NULL  PRIMARY KEY REFERENCES "message" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "reporter" IS 'Who reported a message: deletable without touching the timeline. Invariant: at most one for each message.';

ALTER TABLE "city" ADD CONSTRAINT "city_is_one" CHECK (id = 1);

ALTER TABLE "city" ADD CONSTRAINT "city_bounds_are_a_box" CHECK (south < north AND west < east);

ALTER TABLE "district" ADD CONSTRAINT "district_tile_is_its_own" UNIQUE ("tile_row", "tile_col");

CREATE UNIQUE INDEX "unit_section_once" ON "unit" ("district_id", "section") WHERE section IS NOT NULL;

ALTER TABLE "unit" ADD CONSTRAINT "unit_is_not_its_own_parent" CHECK (parent_id IS DISTINCT FROM id);

ALTER TABLE "post" ADD CONSTRAINT "post_is_held_once" UNIQUE ("unit_id", "kind");

ALTER TABLE "category" ADD CONSTRAINT "category_urgent_has_ground" CHECK (urgent_by_default = (ground IS NOT NULL));

ALTER TABLE "category" ADD CONSTRAINT "category_ground_known" CHECK (ground IN ('HAZARD', 'COSTLY_VIOLATION', 'RESOURCE_WASTE'));

ALTER TABLE "category" ADD CONSTRAINT "category_kind_known" CHECK (kind IN ('OPERATIONAL', 'INFORMATION', 'OPINION'));

ALTER TABLE "category" ADD CONSTRAINT "category_has_one_place" CHECK ((unit_id IS NULL) <> (section IS NULL));

ALTER TABLE "policy_target" ADD CONSTRAINT "policy_target_once" UNIQUE ("policy_id", "category_id");

ALTER TABLE "policy_target" ADD CONSTRAINT "policy_target_positive" CHECK (first_action_minutes > 0 AND feedback_minutes > 0 AND resolution_minutes > 0);

ALTER TABLE "person" ADD CONSTRAINT "person_language_known" CHECK (language IN ('fa', 'en'));

ALTER TABLE "person" ADD CONSTRAINT "person_password_has_username" CHECK (password_hash IS NULL OR username IS NOT NULL);

CREATE UNIQUE INDEX "person_role_in_unit_once" ON "person_role" ("person_id", "role", "unit_id") WHERE unit_id IS NOT NULL;

CREATE UNIQUE INDEX "person_role_once" ON "person_role" ("person_id", "role") WHERE unit_id IS NULL;

ALTER TABLE "throttle" ADD CONSTRAINT "throttle_window_once" UNIQUE ("key", "window_start");

ALTER TABLE "message" ADD CONSTRAINT "message_urgent_has_ground" CHECK ((urgency = 'URGENT') = (ground IS NOT NULL));

ALTER TABLE "message" ADD CONSTRAINT "message_closed_has_outcome" CHECK ((state = 'CLOSED') = (closed_at IS NOT NULL) AND (state = 'CLOSED') = (outcome IS NOT NULL));

ALTER TABLE "message" ADD CONSTRAINT "message_special_has_reason" CHECK (special = (special_reason IS NOT NULL));

ALTER TABLE "message" ADD CONSTRAINT "message_place_is_whole" CHECK (num_nonnulls(latitude, longitude, cell_latitude, cell_longitude) IN (0, 4));

ALTER TABLE "message" ADD CONSTRAINT "message_merged_has_incident" CHECK ((state = 'MERGED') <= (incident_id IS NOT NULL));

ALTER TABLE "message" ADD CONSTRAINT "message_counts_from_one" CHECK (cycle >= 1 AND version >= 1);

ALTER TABLE "idempotency" ADD CONSTRAINT "idempotency_key_once" UNIQUE ("caller", "key");

ALTER TABLE "follow_up" ADD CONSTRAINT "follow_up_recorded_after" CHECK (happened_at <= recorded_at);

ALTER TABLE "follow_up" ADD CONSTRAINT "follow_up_salted" CHECK (octet_length(salt) = 16);

ALTER TABLE "follow_up" ADD CONSTRAINT "follow_up_person_is_named" CHECK ((actor_kind = 'PERSON') = (actor_id IS NOT NULL));

ALTER TABLE "clock" ADD CONSTRAINT "clock_once" UNIQUE ("message_id", "obligation", "cycle");

ALTER TABLE "clock" ADD CONSTRAINT "clock_due_after_start" CHECK (due_at > started_at);

ALTER TABLE "clock" ADD CONSTRAINT "clock_met_has_time" CHECK ((state = 'MET') <= (met_at IS NOT NULL));

ALTER TABLE "clock" ADD CONSTRAINT "clock_breach_has_time" CHECK ((state = 'BREACHED') = (breached_at IS NOT NULL));

ALTER TABLE "clock" ADD CONSTRAINT "clock_paused_not_negative" CHECK (paused_seconds >= 0);

ALTER TABLE "daily_figure" ADD CONSTRAINT "daily_figure_once" UNIQUE ("day", "district_id", "category_id");

ALTER TABLE "district_figure" ADD CONSTRAINT "district_figure_once" UNIQUE ("day", "district_id");

ALTER TABLE "category_figure" ADD CONSTRAINT "category_figure_once" UNIQUE ("day", "category_id");

ALTER TABLE "delivery" ADD CONSTRAINT "delivery_delivered_has_time" CHECK ((state = 'DELIVERED') = (delivered_at IS NOT NULL));

ALTER TABLE "delivery" ADD CONSTRAINT "delivery_attempts_not_negative" CHECK (attempts >= 0);

ALTER TABLE "file" ADD CONSTRAINT "file_is_sealed" CHECK (octet_length(sha256) = 32);

ALTER TABLE "file" ADD CONSTRAINT "file_release_is_named" CHECK ((released_at IS NULL) = (released_by_id IS NULL));

ALTER TABLE "file" ADD CONSTRAINT "file_is_not_empty" CHECK (size > 0);

CREATE FUNCTION payesh_now() RETURNS timestamptz LANGUAGE sql VOLATILE
AS 'SELECT clock_timestamp()';

DO $$ BEGIN
    FOR year IN 1390..1460 LOOP
        EXECUTE format('CREATE SEQUENCE tracking_%s AS integer MAXVALUE 9999999', year);
    END LOOP;
END $$;

CREATE FUNCTION payesh_next_tracking(year int) RETURNS int LANGUAGE sql VOLATILE
AS $$ SELECT nextval(('tracking_' || year)::regclass)::int $$;

CREATE FUNCTION payesh_record_access(person uuid, message uuid, reason text) RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$ BEGIN
    INSERT INTO access_record (id, person_id, message_id, reason, read_at)
    VALUES (gen_random_uuid(), person, message, reason, payesh_now());
    RETURN true;
END $$;

CREATE INDEX message_open_by_due ON message (next_due_at, id) WHERE state NOT IN ('CLOSED', 'REJECTED', 'MERGED');

CREATE INDEX message_open_by_due_in_district ON message (district_id, next_due_at, id) WHERE state NOT IN ('CLOSED', 'REJECTED', 'MERGED');

CREATE INDEX message_open_by_due_in_unit ON message (unit_id, next_due_at, id) WHERE state NOT IN ('CLOSED', 'REJECTED', 'MERGED');

CREATE INDEX message_urgent_by_time ON message (registered_at, id) WHERE urgency = 'URGENT';

CREATE INDEX message_special_by_time ON message (registered_at, id) WHERE special;

CREATE INDEX message_by_incident ON message (incident_id) WHERE incident_id IS NOT NULL;

CREATE INDEX clock_running_by_due ON clock (due_at) WHERE state = 'RUNNING';

CREATE INDEX delivery_open ON delivery (next_attempt_at) WHERE state IN ('PENDING', 'STUCK');

CREATE INDEX daily_figure_by_district ON daily_figure (district_id, day);

CREATE INDEX person_role_by_person ON person_role (person_id);

CREATE INDEX access_record_by_time ON access_record (read_at, id);

CREATE TYPE pgqueuer_status AS ENUM ('queued', 'picked', 'successful', 'exception', 'canceled', 'deleted', 'failed');

CREATE TABLE pgqueuer (
    id bigserial NOT NULL PRIMARY KEY,
    priority integer NOT NULL,
    queue_manager_id uuid,
    created timestamp with time zone NOT NULL DEFAULT now(),
    updated timestamp with time zone NOT NULL DEFAULT now(),
    heartbeat timestamp with time zone NOT NULL DEFAULT now(),
    execute_after timestamp with time zone NOT NULL DEFAULT now(),
    status pgqueuer_status NOT NULL,
    entrypoint text NOT NULL,
    dedupe_key text,
    payload bytea,
    headers jsonb,
    attempts integer NOT NULL DEFAULT 0,
    slot bigint
);

CREATE TABLE pgqueuer_log (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL PRIMARY KEY,
    created timestamp with time zone NOT NULL DEFAULT now(),
    job_id bigint NOT NULL,
    status pgqueuer_status NOT NULL,
    priority integer NOT NULL,
    entrypoint text NOT NULL,
    traceback jsonb,
    aggregated boolean DEFAULT false
);

CREATE TABLE pgqueuer_schedules (
    id bigserial NOT NULL PRIMARY KEY,
    expression text NOT NULL,
    entrypoint text NOT NULL,
    heartbeat timestamp with time zone NOT NULL DEFAULT now(),
    created timestamp with time zone NOT NULL DEFAULT now(),
    updated timestamp with time zone NOT NULL DEFAULT now(),
    next_run timestamp with time zone NOT NULL DEFAULT now(),
    last_run timestamp with time zone,
    status pgqueuer_status DEFAULT 'queued'::pgqueuer_status,
    UNIQUE (expression, entrypoint)
);

CREATE TABLE pgqueuer_statistics (
    id bigserial NOT NULL PRIMARY KEY,
    created timestamp with time zone NOT NULL DEFAULT date_trunc('sec'::text, now()),
    count bigint NOT NULL,
    priority integer NOT NULL,
    status pgqueuer_status NOT NULL,
    entrypoint text NOT NULL
);

CREATE INDEX pgqueuer_ep_ea_idx ON pgqueuer USING btree (entrypoint, execute_after) WHERE (status = 'queued'::pgqueuer_status);

CREATE INDEX pgqueuer_ep_prio_id_idx ON pgqueuer USING btree (entrypoint, priority DESC, id) WHERE (status = 'queued'::pgqueuer_status);

CREATE INDEX pgqueuer_log_created ON pgqueuer_log USING btree (created);

CREATE INDEX pgqueuer_log_job_id_status ON pgqueuer_log USING btree (job_id, created DESC);

CREATE INDEX pgqueuer_log_not_aggregated ON pgqueuer_log USING btree ((1)) WHERE (NOT aggregated);

CREATE INDEX pgqueuer_log_status ON pgqueuer_log USING btree (status);

CREATE INDEX pgqueuer_picked_heartbeat_idx ON pgqueuer USING btree (heartbeat) WHERE (status = 'picked'::pgqueuer_status);

CREATE UNIQUE INDEX pgqueuer_picked_slot_idx ON pgqueuer USING btree (entrypoint, slot) WHERE ((status = 'picked'::pgqueuer_status) AND (slot IS NOT NULL));

CREATE INDEX pgqueuer_priority_id_id1_idx ON pgqueuer USING btree (priority, id DESC) INCLUDE (id) WHERE (status = 'queued'::pgqueuer_status);

CREATE INDEX pgqueuer_queue_manager_id_idx ON pgqueuer USING btree (queue_manager_id) WHERE (queue_manager_id IS NOT NULL);

CREATE UNIQUE INDEX pgqueuer_statistics_unique_count ON pgqueuer_statistics USING btree (priority, date_trunc('sec'::text, timezone('UTC'::text, created)), status, entrypoint);

CREATE UNIQUE INDEX pgqueuer_unique_dedupe_key ON pgqueuer USING btree (dedupe_key) WHERE ((status = ANY (ARRAY['queued'::pgqueuer_status, 'picked'::pgqueuer_status])) AND (dedupe_key IS NOT NULL));

CREATE INDEX pgqueuer_updated_id_id1_idx ON pgqueuer USING btree (updated, id DESC) INCLUDE (id) WHERE (status = 'picked'::pgqueuer_status);

CREATE FUNCTION fn_pgqueuer_changed() RETURNS TRIGGER AS $$
DECLARE
    to_emit BOOLEAN := false;  -- Flag to decide whether to emit a notification
BEGIN
    -- Check operation type and set the emit flag accordingly
    IF TG_OP = 'UPDATE' AND OLD IS DISTINCT FROM NEW THEN
        to_emit := true;
    ELSIF TG_OP = 'DELETE' THEN
        to_emit := true;
    ELSIF TG_OP = 'INSERT' THEN
        to_emit := true;
    ELSIF TG_OP = 'TRUNCATE' THEN
        to_emit := true;
    END IF;

    -- Perform notification if the emit flag is set
    IF to_emit THEN
        PERFORM pg_notify(
            'ch_pgqueuer',
            json_build_object(
                'channel', 'ch_pgqueuer',
                'operation', lower(TG_OP),
                'sent_at', NOW(),
                'table', TG_TABLE_NAME,
                'type', 'table_changed_event'
            )::text
        );
    END IF;

    -- Return appropriate value based on the operation
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        RETURN NEW;
    ELSIF TG_OP = 'DELETE' THEN
        RETURN OLD;
    ELSE
        RETURN NULL; -- For TRUNCATE and other non-row-specific contexts
    END IF;

END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER tg_pgqueuer_changed
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON pgqueuer
EXECUTE FUNCTION fn_pgqueuer_changed();

CREATE INDEX "message_by_due" ON "message" ("next_due_at", "id");

CREATE TABLE "message_import" (
    "sha256" VARCHAR(64) NOT NULL  PRIMARY KEY,
    "last_row" INT NOT NULL,
    "stored" INT NOT NULL,
    "refused" INT NOT NULL,
    "refused_bytes" BIGINT NOT NULL,
    "started_at" TIMESTAMPTZ NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "person_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_message_imp_person__7e78ea" ON "message_import" ("person_id");

CREATE TABLE "custody_span" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "cycle" SMALLINT NOT NULL,
    "state" VARCHAR(20) NOT NULL,
    "began_at" TIMESTAMPTZ NOT NULL,
    "ended_at" TIMESTAMPTZ,
    "message_id" UUID NOT NULL REFERENCES "message" ("id") ON DELETE RESTRICT,
    "person_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "unit_id" UUID NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT
);
CREATE INDEX "custody_span_by_message" ON "custody_span" ("message_id", "began_at");
CREATE INDEX "custody_span_by_unit" ON "custody_span" ("unit_id", "began_at");
CREATE INDEX "custody_span_by_person" ON "custody_span" ("person_id", "began_at");
COMMENT ON TABLE "custody_span" IS 'A stretch of time in which one party held a message in one state. Invariants: the spans of a message tile its';

CREATE TABLE "escalation" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "percent" SMALLINT NOT NULL,
    "tell" VARCHAR(20),
    "fired_at" TIMESTAMPTZ NOT NULL,
    "acknowledged_at" TIMESTAMPTZ,
    "climbs_at" TIMESTAMPTZ,
    "climbed" SMALLINT NOT NULL,
    "acknowledged_by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "clock_id" UUID NOT NULL REFERENCES "clock" ("id") ON DELETE RESTRICT,
    "message_id" UUID NOT NULL REFERENCES "message" ("id") ON DELETE RESTRICT,
    "person_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "unit_id" UUID REFERENCES "unit" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_escalation_message_cfe68c" ON "escalation" ("message_id");
CREATE INDEX "escalation_by_climb" ON "escalation" ("climbs_at");
CREATE INDEX "escalation_by_person" ON "escalation" ("person_id", "fired_at", "id");
COMMENT ON TABLE "escalation" IS 'A rung of the ladder that a clock has reached. Invariants: each rung once for each clock (domain §4); it';

CREATE TABLE "feedback_request" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "cycle" SMALLINT NOT NULL,
    "channel" VARCHAR(10) NOT NULL,
    "short_code" VARCHAR(6) NOT NULL,
    "state" VARCHAR(12) NOT NULL,
    "opened_at" TIMESTAMPTZ NOT NULL,
    "satisfied" BOOL,
    "answered_at" TIMESTAMPTZ,
    "answered_through" VARCHAR(10),
    "asked_by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "message_id" UUID NOT NULL REFERENCES "message" ("id") ON DELETE RESTRICT,
    "opened_by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "feedback_request_by_state" ON "feedback_request" ("state", "opened_at", "id");
COMMENT ON COLUMN "feedback_request"."channel" IS 'SMS: SMS\nCALL: CALL\nAPP: APP\nIN_PERSON: IN_PERSON';
COMMENT ON COLUMN "feedback_request"."state" IS 'OPEN: OPEN\nANSWERED: ANSWERED\nUNREACHABLE: UNREACHABLE\nCANCELLED: CANCELLED';
COMMENT ON COLUMN "feedback_request"."answered_through" IS 'SMS: SMS\nCALL: CALL\nAPP: APP\nIN_PERSON: IN_PERSON';
COMMENT ON TABLE "feedback_request" IS 'The citizen of a message is asked whether it is resolved. Invariants: one for each message and cycle; the';

CREATE TABLE "feedback_try" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "channel" VARCHAR(10) NOT NULL,
    "result" VARCHAR(12) NOT NULL,
    "tried_at" TIMESTAMPTZ NOT NULL,
    "message_id" UUID NOT NULL REFERENCES "message" ("id") ON DELETE RESTRICT,
    "request_id" UUID NOT NULL REFERENCES "feedback_request" ("id") ON DELETE RESTRICT,
    "tried_by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_feedback_tr_request_a6e928" ON "feedback_try" ("request_id");
COMMENT ON COLUMN "feedback_try"."channel" IS 'SMS: SMS\nCALL: CALL\nAPP: APP\nIN_PERSON: IN_PERSON';
COMMENT ON COLUMN "feedback_try"."result" IS 'NO_ANSWER: NO_ANSWER\nBUSY: BUSY\nWRONG_NUMBER: WRONG_NUMBER\nCALL_LATER: CALL_LATER\nSENT: SENT';
COMMENT ON TABLE "feedback_try" IS 'One try to reach the citizen. Invariant: append-only.';

CREATE TABLE "holiday" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "day" DATE NOT NULL UNIQUE,
    "name_fa" VARCHAR(120) NOT NULL,
    "name_en" VARCHAR(120) NOT NULL
);
COMMENT ON TABLE "holiday" IS 'A day on which the offices are closed. Invariant: each day once.';

CREATE TABLE "inbound" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "source" VARCHAR(20) NOT NULL,
    "external_id" VARCHAR(120) NOT NULL,
    "received_at" TIMESTAMPTZ NOT NULL,
    "message_id" UUID REFERENCES "message" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "inbound" IS 'Something another system told us. Invariant: each of its own ids once for each source, so that a replay has';

CREATE TABLE "inspection" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "cycle" SMALLINT NOT NULL,
    "cause" VARCHAR(20) NOT NULL,
    "state" VARCHAR(10) NOT NULL,
    "opened_at" TIMESTAMPTZ NOT NULL,
    "assigned_at" TIMESTAMPTZ,
    "ended_at" TIMESTAMPTZ,
    "inspector_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "message_id" UUID NOT NULL REFERENCES "message" ("id") ON DELETE RESTRICT,
    "opened_by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_inspection_message_4a1cbe" ON "inspection" ("message_id");
CREATE INDEX "inspection_by_inspector" ON "inspection" ("inspector_id", "state", "opened_at");
COMMENT ON COLUMN "inspection"."cause" IS 'BREACH: BREACH\nTHIRD_CALL: THIRD_CALL\nOBJECTION: OBJECTION\nBY_HAND: BY_HAND';
COMMENT ON COLUMN "inspection"."state" IS 'OPEN: OPEN\nVERIFIED: VERIFIED\nCANCELLED: CANCELLED';
COMMENT ON TABLE "inspection" IS 'An inspector''s charge over a message. Invariants: a message has one open inspection at most, and cannot';

CREATE TABLE "objection" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "cycle" SMALLINT NOT NULL,
    "reason" VARCHAR(20) NOT NULL,
    "text" TEXT,
    "pii_text" TEXT,
    "state" VARCHAR(10) NOT NULL,
    "opened_at" TIMESTAMPTZ NOT NULL,
    "ruled_at" TIMESTAMPTZ,
    "ruling" TEXT,
    "taken_up_at" TIMESTAMPTZ,
    "result" TEXT,
    "result_at" TIMESTAMPTZ,
    "against_id" UUID REFERENCES "follow_up" ("id") ON DELETE RESTRICT,
    "message_id" UUID NOT NULL REFERENCES "message" ("id") ON DELETE RESTRICT,
    "opened_by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "ruled_by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "taken_up_by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_objection_message_449f12" ON "objection" ("message_id");
CREATE INDEX "objection_by_state" ON "objection" ("state", "opened_at", "id");
COMMENT ON COLUMN "objection"."reason" IS 'NOTHING_DONE: NOTHING_DONE\nNOT_RESOLVED: NOT_RESOLVED\nBADLY_DONE: BADLY_DONE\nWRONGLY_REJECTED: WRONGLY_REJECTED\nWRONGLY_MERGED: WRONGLY_MERGED\nCONDUCT: CONDUCT';
COMMENT ON COLUMN "objection"."state" IS 'OPEN: OPEN\nUPHELD: UPHELD\nDISMISSED: DISMISSED';
COMMENT ON TABLE "objection" IS 'A citizen contests an act (`against`) or a silence. Invariants: one open on a message at a time; ruled';

CREATE TABLE "review_candidate" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "cycle" SMALLINT NOT NULL,
    "cause" VARCHAR(30) NOT NULL,
    "proposed_at" TIMESTAMPTZ NOT NULL,
    "message_id" UUID NOT NULL REFERENCES "message" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_review_cand_propose_c1a62f" ON "review_candidate" ("proposed_at");
COMMENT ON TABLE "review_candidate" IS 'A message that the next Payesh session might review (R6). Invariant: proposed once for each cause and';

CREATE TABLE "visit" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "found" VARCHAR(10) NOT NULL,
    "visited_at" TIMESTAMPTZ NOT NULL,
    "recorded_at" TIMESTAMPTZ NOT NULL,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "follow_up_id" UUID NOT NULL REFERENCES "follow_up" ("id") ON DELETE RESTRICT,
    "inspection_id" UUID NOT NULL REFERENCES "inspection" ("id") ON DELETE RESTRICT,
    "inspector_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "message_id" UUID NOT NULL REFERENCES "message" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_visit_inspect_c33431" ON "visit" ("inspection_id");
CREATE INDEX "idx_visit_message_f9f704" ON "visit" ("message_id");
COMMENT ON COLUMN "visit"."found" IS 'DONE: DONE\nNOT_DONE: NOT_DONE\nNOT_FOUND: NOT_FOUND';
COMMENT ON TABLE "visit" IS 'An inspector on the ground. Invariant: what was seen is never changed; a second look is a second visit.';

CREATE TABLE "webhook" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "url" VARCHAR(500) NOT NULL,
    "secret" VARCHAR(100) NOT NULL,
    "active" BOOL NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "token_id" UUID NOT NULL REFERENCES "token" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "webhook" IS 'Where a frontend wants to hear of the messages it registered. Invariant: one for each token and address;';

CREATE TABLE "working_day" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "weekday" SMALLINT NOT NULL,
    "opens" TIMETZ NOT NULL,
    "closes" TIMETZ NOT NULL
);
COMMENT ON TABLE "working_day" IS 'A stretch of a weekday in which the offices are open (local time). `weekday` counts from Monday = 0.';

ALTER TABLE "clock" ADD COLUMN "cancelled_because" VARCHAR(30);

ALTER TABLE "clock" ADD COLUMN "next_rung_at" TIMESTAMPTZ;

ALTER TABLE "clock" ADD COLUMN "paused_because" VARCHAR(30);

ALTER TABLE "clock" ADD COLUMN "paused_since" TIMESTAMPTZ;

ALTER TABLE "clock" ADD COLUMN "rung" SMALLINT NOT NULL DEFAULT 0;

ALTER TABLE "clock" ADD COLUMN "target_seconds" INT NOT NULL DEFAULT 0;

ALTER TABLE "clock" ADD COLUMN "working_hours" BOOL NOT NULL DEFAULT FALSE;

CREATE INDEX "clock_by_rung" ON "clock" ("next_rung_at");

ALTER TABLE "clock" ADD CONSTRAINT "clock_paused_for_a_reason" CHECK ((state = 'PAUSED') = (paused_since IS NOT NULL) AND (state = 'PAUSED') = (paused_because IS NOT NULL));

ALTER TABLE "delivery" ADD COLUMN "details" JSONB;

ALTER TABLE "delivery" ADD COLUMN "person_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT;

ALTER TABLE "delivery" ADD COLUMN "template" VARCHAR(40);

ALTER TABLE "delivery" ADD COLUMN "webhook_id" UUID REFERENCES "webhook" ("id") ON DELETE RESTRICT;

COMMENT ON COLUMN "follow_up"."kind" IS 'REGISTERED: REGISTERED\nCALLED_AGAIN: CALLED_AGAIN\nTRIAGED: TRIAGED\nDISPATCHED: DISPATCHED\nACKNOWLEDGED: ACKNOWLEDGED\nRETURNED: RETURNED\nFIRST_ACTION: FIRST_ACTION\nACTION: ACTION\nRESOLUTION_CLAIMED: RESOLUTION_CLAIMED\nINSPECTION_OPENED: INSPECTION_OPENED\nINSPECTION_VISIT: INSPECTION_VISIT\nVERIFIED: VERIFIED\nFEEDBACK_SOUGHT: FEEDBACK_SOUGHT\nFEEDBACK_TRIED: FEEDBACK_TRIED\nFEEDBACK: FEEDBACK\nOBJECTED: OBJECTED\nOBJECTION_TAKEN_UP: OBJECTION_TAKEN_UP\nOBJECTION_RESULT: OBJECTION_RESULT\nRULED: RULED\nREOPENED: REOPENED\nREFERRED: REFERRED\nREJECTED: REJECTED\nMERGED: MERGED\nSPLIT: SPLIT\nJOINED: JOINED\nLEFT: LEFT\nFOLLOWED: FOLLOWED\nESCALATED: ESCALATED\nESCALATION_ACKNOWLEDGED: ESCALATION_ACKNOWLEDGED\nBREACHED: BREACHED\nRESCINDED: RESCINDED\nTAKEN_IN_HAND: TAKEN_IN_HAND\nASSIGNED: ASSIGNED\nRECLASSIFIED: RECLASSIFIED\nMARKED_SPECIAL: MARKED_SPECIAL\nPAUSED: PAUSED\nRESUMED: RESUMED\nCONFIRMED: CONFIRMED\nANSWERED: ANSWERED\nNOTE: NOTE\nCLOSED: CLOSED';

ALTER TABLE "follow_up" ADD COLUMN "facts" JSONB NOT NULL DEFAULT '{}';

ALTER TABLE "message" DROP CONSTRAINT "message_counts_from_one";

CREATE INDEX "idx_message_inciden_f2eaf5" ON "message" ("incident_id");

ALTER TABLE "message" ADD COLUMN "authority" VARCHAR(160);

ALTER TABLE "message" ADD COLUMN "calls" SMALLINT NOT NULL DEFAULT 1;

ALTER TABLE "message" ADD COLUMN "closed_by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT;

ALTER TABLE "message" ADD COLUMN "merged_from" VARCHAR(20);

ALTER TABLE "message" ADD COLUMN "tokens" TEXT[] NOT NULL DEFAULT '{}';

ALTER TABLE "message" ADD COLUMN "trigrams" TEXT[] NOT NULL DEFAULT '{}';

CREATE INDEX "message_by_tokens" ON "message" USING GIN ("tokens");

CREATE INDEX "message_by_trigrams" ON "message" USING GIN ("trigrams");

ALTER TABLE "message" ADD CONSTRAINT "message_leads_itself_silently" CHECK (incident_id IS DISTINCT FROM id);

ALTER TABLE "message" ADD CONSTRAINT "message_merged_from_somewhere" CHECK ((incident_id IS NULL) = (merged_from IS NULL));

ALTER TABLE "message" ADD CONSTRAINT "message_counts_from_one" CHECK (cycle >= 1 AND version >= 1 AND calls >= 1);

CREATE UNIQUE INDEX "custody_span_open_once" ON "custody_span" ("message_id") WHERE ended_at IS NULL;

ALTER TABLE "custody_span" ADD CONSTRAINT "custody_span_ends_after" CHECK (ended_at >= began_at);

ALTER TABLE "escalation" ADD CONSTRAINT "escalation_rung_once" UNIQUE ("clock_id", "percent");

ALTER TABLE "escalation" ADD CONSTRAINT "escalation_acknowledged_by_someone" CHECK ((acknowledged_at IS NULL) = (acknowledged_by_id IS NULL));

ALTER TABLE "escalation" ADD CONSTRAINT "escalation_climbs_unless_acknowledged" CHECK (climbs_at IS NULL OR acknowledged_at IS NULL);

ALTER TABLE "feedback_request" ADD CONSTRAINT "feedback_request_once" UNIQUE ("message_id", "cycle");

CREATE UNIQUE INDEX "feedback_code_names_one" ON "feedback_request" ("short_code") WHERE state = 'OPEN';

ALTER TABLE "feedback_request" ADD CONSTRAINT "feedback_request_answer_is_whole" CHECK (num_nonnulls(satisfied, answered_at, answered_through) = CASE state WHEN 'ANSWERED' THEN 3 ELSE 0 END);

ALTER TABLE "inbound" ADD CONSTRAINT "inbound_once" UNIQUE ("source", "external_id");

CREATE UNIQUE INDEX "inspection_open_once" ON "inspection" ("message_id") WHERE state = 'OPEN';

ALTER TABLE "inspection" ADD CONSTRAINT "inspection_open_until_ended" CHECK ((state = 'OPEN') = (ended_at IS NULL));

ALTER TABLE "inspection" ADD CONSTRAINT "inspection_assignment_has_time" CHECK ((inspector_id IS NULL) = (assigned_at IS NULL));

CREATE UNIQUE INDEX "objection_open_once" ON "objection" ("message_id") WHERE state = 'OPEN';

ALTER TABLE "objection" ADD CONSTRAINT "objection_ruling_is_whole" CHECK (num_nonnulls(ruled_at, ruled_by_id, ruling) = CASE state WHEN 'OPEN' THEN 0 ELSE 3 END);

ALTER TABLE "objection" ADD CONSTRAINT "objection_taken_up_by_someone" CHECK ((taken_up_at IS NULL) = (taken_up_by_id IS NULL));

ALTER TABLE "objection" ADD CONSTRAINT "objection_result_is_of_who_took_it_up" CHECK ((result IS NULL) = (result_at IS NULL) AND (result IS NULL OR taken_up_at IS NOT NULL));

ALTER TABLE "review_candidate" ADD CONSTRAINT "review_candidate_once" UNIQUE ("message_id", "cycle", "cause");

ALTER TABLE "visit" ADD CONSTRAINT "visit_recorded_after" CHECK (visited_at <= recorded_at);

ALTER TABLE "visit" ADD CONSTRAINT "visit_place_is_whole" CHECK ((latitude IS NULL) = (longitude IS NULL));

ALTER TABLE "webhook" ADD CONSTRAINT "webhook_once" UNIQUE ("token_id", "url");

ALTER TABLE "working_day" ADD CONSTRAINT "working_day_opens_once" UNIQUE ("weekday", "opens");

ALTER TABLE "working_day" ADD CONSTRAINT "working_day_is_of_the_week" CHECK (weekday BETWEEN 0 AND 6);

ALTER TABLE "working_day" ADD CONSTRAINT "working_day_opens_before_it_closes" CHECK (opens < closes);

DROP INDEX "message_by_tokens";

DROP INDEX "message_by_trigrams";

ALTER TABLE "message" DROP COLUMN "tokens" CASCADE;

ALTER TABLE "message" DROP COLUMN "trigrams" CASCADE;

ALTER TABLE "message" ADD COLUMN "found_by" TSVECTOR NOT NULL DEFAULT '';

CREATE INDEX "message_by_words" ON "message" USING GIN ("found_by");

CREATE TABLE "delivery_alarm" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "kind" VARCHAR(10) NOT NULL,
    "opened_at" TIMESTAMPTZ NOT NULL,
    "ended_at" TIMESTAMPTZ
);
CREATE INDEX "idx_delivery_al_opened__57380e" ON "delivery_alarm" ("opened_at");
COMMENT ON COLUMN "delivery_alarm"."kind" IS 'CENTRE: CENTRE\nSMS: SMS\nEMAIL: EMAIL\nWEBHOOK: WEBHOOK';

CREATE UNIQUE INDEX "delivery_alarm_is_one" ON "delivery_alarm" ("kind") WHERE ended_at IS NULL;

ALTER TABLE "delivery" ADD COLUMN "inbound_id" UUID REFERENCES "inbound" ("id") ON DELETE RESTRICT;

ALTER TABLE "delivery" ADD COLUMN "message_version" INT;

ALTER TABLE "delivery" ADD CONSTRAINT "delivery_webhook_is_named" CHECK ((kind = 'WEBHOOK') = (webhook_id IS NOT NULL));

COMMENT ON COLUMN "inbound"."source" IS 'CENTRE: CENTRE\nSMS: SMS';

ALTER TABLE "inbound" ADD COLUMN "pii_sender" VARCHAR(20);

ALTER TABLE "inbound" ADD COLUMN "pii_text" TEXT;

ALTER TABLE "inbound" ADD COLUMN "text" TEXT;

ALTER TABLE "inbound" ADD COLUMN "reason" VARCHAR(40);

ALTER TABLE "inbound" ADD COLUMN "result" VARCHAR(20) NOT NULL DEFAULT 'APPLIED';

CREATE INDEX "inbound_by_time" ON "inbound" ("received_at", "id");

ALTER TABLE "inbound" ADD CONSTRAINT "inbound_text_is_kept_whole" CHECK ((text IS NULL) = (pii_text IS NULL));

ALTER TABLE "person" ADD COLUMN "pii_email" VARCHAR(254);

ALTER TABLE "person" ADD COLUMN "pii_phone" VARCHAR(20);

ALTER TABLE "webhook" ADD COLUMN "rotated_at" TIMESTAMPTZ;

ALTER TABLE "webhook" ADD COLUMN "secret_before" VARCHAR(100);

ALTER TABLE "webhook" ADD CONSTRAINT "webhook_rotated_from_something" CHECK ((secret_before IS NULL) = (rotated_at IS NULL));

CREATE INDEX message_urgent_on_its_way ON message (dispatched_at) WHERE urgency = 'URGENT' AND state = 'DISPATCHED';

ALTER TABLE pgqueuer DISABLE TRIGGER tg_pgqueuer_changed;

ALTER TABLE "working_day" DROP CONSTRAINT "working_day_opens_once";

ALTER TABLE "working_day" ADD COLUMN "valid_from" DATE NOT NULL DEFAULT '2011-03-21';

ALTER TABLE "working_day" ADD CONSTRAINT "working_day_opens_once" UNIQUE ("valid_from", "weekday", "opens");

CREATE INDEX message_likely ON message (category_id, cell_latitude, cell_longitude, registered_at) WHERE state NOT IN ('CLOSED', 'REJECTED');

CREATE INDEX "escalation_by_time" ON "escalation" ("fired_at", "id");

CREATE INDEX clock_fired_and_open ON clock (id) WHERE rung > 0 AND met_at IS NULL AND cancelled_because IS NULL AND state IN ('RUNNING', 'PAUSED', 'BREACHED');

CREATE TABLE "custody_delta" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "day" DATE NOT NULL,
    "unit_id" UUID NOT NULL,
    "person_id" UUID,
    "state" VARCHAR(20) NOT NULL,
    "district_id" UUID,
    "begun" SMALLINT NOT NULL,
    "net" SMALLINT NOT NULL,
    "offset_us" BIGINT NOT NULL
);
COMMENT ON TABLE "custody_delta" IS 'A beginning or an end of a span, appended in the transaction that makes it. Invariant: append-only until the';

CREATE TABLE "custody_figure" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "day" DATE NOT NULL,
    "begun" BIGINT NOT NULL,
    "net" BIGINT NOT NULL,
    "offset_us" DECIMAL(30,0) NOT NULL,
    "state" VARCHAR(20) NOT NULL,
    "district_id" UUID REFERENCES "district" ("id") ON DELETE RESTRICT,
    "unit_id" UUID NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "custody_figure" IS 'Sums for one day, unit, state of the message and district of the message. Invariant: this plus the unfolded';

CREATE TABLE "custody_person_figure" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "day" DATE NOT NULL,
    "begun" BIGINT NOT NULL,
    "net" BIGINT NOT NULL,
    "offset_us" DECIMAL(30,0) NOT NULL,
    "person_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "unit_id" UUID NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "custody_person_figure" IS 'Sums for one day, unit and person of it; no person is the unit''s manager. Invariant: one row for each.';

CREATE UNIQUE INDEX custody_figure_once ON custody_figure (day, unit_id, state, district_id) NULLS NOT DISTINCT;

CREATE UNIQUE INDEX custody_person_figure_once ON custody_person_figure (day, unit_id, person_id) NULLS NOT DISTINCT;

INSERT INTO custody_delta (day, unit_id, person_id, state, district_id, begun, net, offset_us) 
SELECT (event.at AT TIME ZONE zone)::date AS day, event.unit_id, event.person_id, event.state, district_id AS district_id,
       1 * event.begun AS begun, 1 * event.net AS net, 1 * event.net * (extract(epoch FROM event.at - ((event.at AT TIME ZONE zone)::date::timestamp AT TIME ZONE zone)) * 1000000)::bigint AS offset_us
FROM (
SELECT message_id, unit_id, person_id, state, began_at AS at, 1 AS begun, 1 AS net FROM custody_span
UNION ALL
SELECT message_id, unit_id, person_id, state, ended_at, 0, -1 FROM custody_span WHERE ended_at IS NOT NULL
) event
JOIN (SELECT id, district_id FROM message) message ON message.id = event.message_id
CROSS JOIN (SELECT time_zone AS zone FROM city) city;

CREATE TABLE "breach_charge" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "millionths" INT NOT NULL,
    "at_breach" BOOL NOT NULL,
    "breached_at" TIMESTAMPTZ NOT NULL,
    "clock_id" UUID NOT NULL REFERENCES "clock" ("id") ON DELETE RESTRICT,
    "person_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "unit_id" UUID NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_breach_char_clock_i_b2cb63" ON "breach_charge" ("clock_id");
CREATE INDEX "breach_charge_by_time" ON "breach_charge" ("breached_at");
COMMENT ON TABLE "breach_charge" IS 'What part of a breach a holder is charged with, in millionths (domain §5). Invariants: those of a breach sum';

CREATE UNIQUE INDEX "breach_charge_names_one" ON "breach_charge" ("clock_id") WHERE at_breach;

ALTER TABLE "breach_charge" ADD CONSTRAINT "breach_charge_is_a_part" CHECK (millionths BETWEEN 0 AND 1000000);

CREATE INDEX clock_decided_by_due ON clock (obligation, due_at) WHERE state IN ('MET', 'BREACHED');

ALTER TABLE "reporter" ADD COLUMN "pii_email" VARCHAR(254);

CREATE TABLE "dossier" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "year" SMALLINT NOT NULL,
    "sequence" INT NOT NULL,
    "code" VARCHAR(20) NOT NULL UNIQUE,
    "title" VARCHAR(200) NOT NULL,
    "state" VARCHAR(20) NOT NULL,
    "version" INT NOT NULL,
    "made_at" TIMESTAMPTZ NOT NULL,
    "changed_at" TIMESTAMPTZ NOT NULL,
    "made_by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "dossier_by_change" ON "dossier" ("changed_at", "id");
COMMENT ON COLUMN "dossier"."state" IS 'DRAFT: DRAFT\nREADY: READY\nUNDER_DISCUSSION: UNDER_DISCUSSION\nFORWARDED: FORWARDED\nDECIDED: DECIDED\nIN_EFFECT: IN_EFFECT\nSETTLED: SETTLED';
COMMENT ON TABLE "dossier" IS 'A challenge dossier. Invariants: `version` is the number of its latest version and `title` that one''s;';

CREATE TABLE "dossier_question" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "text" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ NOT NULL,
    "withdrawn_at" TIMESTAMPTZ,
    "asked_by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "dossier_id" UUID NOT NULL REFERENCES "dossier" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_dossier_que_dossier_67eb41" ON "dossier_question" ("dossier_id");
COMMENT ON TABLE "dossier_question" IS 'What the members are asked. Invariant: its words never change; a withdrawn one stays, with its answers.';

CREATE TABLE "dossier_answer" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "question_id" UUID NOT NULL REFERENCES "dossier_question" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_dossier_ans_questio_6019e0" ON "dossier_answer" ("question_id");
COMMENT ON TABLE "dossier_answer" IS 'A member''s answer to a question. Invariant: append-only; a second thought is a second answer.';

CREATE TABLE "dossier_step" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "state" VARCHAR(20) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "note" TEXT,
    "by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "dossier_id" UUID NOT NULL REFERENCES "dossier" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_dossier_ste_dossier_1b72c7" ON "dossier_step" ("dossier_id");
COMMENT ON COLUMN "dossier_step"."state" IS 'DRAFT: DRAFT\nREADY: READY\nUNDER_DISCUSSION: UNDER_DISCUSSION\nFORWARDED: FORWARDED\nDECIDED: DECIDED\nIN_EFFECT: IN_EFFECT\nSETTLED: SETTLED';
COMMENT ON TABLE "dossier_step" IS 'That a dossier came into a state, when and by whom. Invariant: append-only.';

CREATE TABLE "dossier_version" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "number" INT NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "statement" TEXT NOT NULL,
    "note" TEXT,
    "at" TIMESTAMPTZ NOT NULL,
    "by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "dossier_id" UUID NOT NULL REFERENCES "dossier" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "dossier_version" IS 'What a dossier said from a moment on. Invariant: append-only, numbered from 1 without gaps.';

CREATE TABLE "dossier_section" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "place" SMALLINT NOT NULL,
    "key" UUID NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "body" TEXT NOT NULL,
    "version_id" UUID NOT NULL REFERENCES "dossier_version" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "dossier_section" IS 'A section of a version. Invariant: append-only with its version; `key` is the same from version to version,';

CREATE TABLE "evidence" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "kind" VARCHAR(20) NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "sought" JSONB NOT NULL,
    "added_at" TIMESTAMPTZ NOT NULL,
    "removed_at" TIMESTAMPTZ,
    "added_by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "dossier_id" UUID NOT NULL REFERENCES "dossier" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_evidence_dossier_ab4351" ON "evidence" ("dossier_id");
COMMENT ON COLUMN "evidence"."kind" IS 'FILTER: FILTER\nMESSAGES: MESSAGES';
COMMENT ON TABLE "evidence" IS 'Messages that show what a dossier says, as a filter of messages names them: what they have in common, or';

CREATE TABLE "evidence_freeze" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "number" INT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "evidence_id" UUID NOT NULL REFERENCES "evidence" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "evidence_freeze" IS 'What a piece of evidence was at a moment. Invariant: append-only with its figures and cases, numbered from 1;';

CREATE TABLE "forwarding" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "state" VARCHAR(20) NOT NULL,
    "reason" TEXT NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "frozen_at" TIMESTAMPTZ,
    "by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "dossier_id" UUID NOT NULL REFERENCES "dossier" ("id") ON DELETE RESTRICT,
    "version_id" UUID NOT NULL REFERENCES "dossier_version" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_forwarding_by_id_13553e" ON "forwarding" ("by_id");
CREATE INDEX "forwarding_by_time" ON "forwarding" ("at", "id");
CREATE INDEX "forwarding_by_dossier" ON "forwarding" ("dossier_id", "at");
COMMENT ON COLUMN "forwarding"."state" IS 'WAITING: WAITING\nACCEPTED: ACCEPTED\nRETURNED: RETURNED\nSCHEDULED: SCHEDULED\nDECIDED: DECIDED\nDEFERRED: DEFERRED\nWITHDRAWN: WITHDRAWN';
COMMENT ON TABLE "forwarding" IS 'A dossier before the board. Invariants: at most one of a dossier is live; `sha256` is that of what was';

CREATE TABLE "forwarded_evidence" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "forwarding_id" UUID NOT NULL REFERENCES "forwarding" ("id") ON DELETE RESTRICT,
    "freeze_id" UUID NOT NULL REFERENCES "evidence_freeze" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_forwarded_e_freeze__0c54ad" ON "forwarded_evidence" ("freeze_id");
COMMENT ON TABLE "forwarded_evidence" IS 'Evidence as it was frozen when it went before the board. Invariant: append-only with its forwarding.';

CREATE TABLE "forwarding_step" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "state" VARCHAR(20) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "reason" TEXT,
    "by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "forwarding_id" UUID NOT NULL REFERENCES "forwarding" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_forwarding__forward_8d238b" ON "forwarding_step" ("forwarding_id");
COMMENT ON COLUMN "forwarding_step"."state" IS 'WAITING: WAITING\nACCEPTED: ACCEPTED\nRETURNED: RETURNED\nSCHEDULED: SCHEDULED\nDECIDED: DECIDED\nDEFERRED: DEFERRED\nWITHDRAWN: WITHDRAWN';
COMMENT ON TABLE "forwarding_step" IS 'That a forwarding came into a state, when, by whom, and why. Invariant: append-only.';

CREATE TABLE "frozen_figure" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "place" SMALLINT NOT NULL,
    "mark" VARCHAR(40) NOT NULL,
    "measure" VARCHAR(20) NOT NULL,
    "obligation" VARCHAR(20),
    "stage" VARCHAR(20),
    "counted" INT NOT NULL,
    "whole" INT NOT NULL,
    "median_seconds" DOUBLE PRECISION,
    "ninth_decile_seconds" DOUBLE PRECISION,
    "freeze_id" UUID NOT NULL REFERENCES "evidence_freeze" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "frozen_figure"."measure" IS 'MESSAGES: MESSAGES\nURGENT: URGENT\nOPEN: OPEN\nOBJECTED: OBJECTED\nREOPENED: REOPENED\nON_TIME: ON_TIME\nLATE: LATE\nSTAGE: STAGE';
COMMENT ON COLUMN "frozen_figure"."obligation" IS 'FIRST_ACTION: FIRST_ACTION\nFEEDBACK: FEEDBACK\nRESOLUTION: RESOLUTION';
COMMENT ON COLUMN "frozen_figure"."stage" IS 'REGISTERED: REGISTERED\nTRIAGED: TRIAGED\nDISPATCHED: DISPATCHED\nRETURNED: RETURNED\nACKNOWLEDGED: ACKNOWLEDGED\nIN_ACTION: IN_ACTION\nRESOLUTION_CLAIMED: RESOLUTION_CLAIMED\nUNDER_INSPECTION: UNDER_INSPECTION\nVERIFIED: VERIFIED\nFEEDBACK_SOUGHT: FEEDBACK_SOUGHT\nOBJECTED: OBJECTED\nREFERRED: REFERRED\nREJECTED: REJECTED\nMERGED: MERGED\nCLOSED: CLOSED';
COMMENT ON TABLE "frozen_figure" IS 'A figure of frozen evidence: so many messages, of so many; at a stage also how long they stayed there.';

CREATE TABLE "frozen_message" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "place" INT NOT NULL,
    "state" VARCHAR(20) NOT NULL,
    "marks" TEXT[] NOT NULL,
    "freeze_id" UUID NOT NULL REFERENCES "evidence_freeze" ("id") ON DELETE RESTRICT,
    "message_id" UUID NOT NULL REFERENCES "message" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_frozen_mess_message_fdac42" ON "frozen_message" ("message_id");
COMMENT ON COLUMN "frozen_message"."state" IS 'REGISTERED: REGISTERED\nTRIAGED: TRIAGED\nDISPATCHED: DISPATCHED\nRETURNED: RETURNED\nACKNOWLEDGED: ACKNOWLEDGED\nIN_ACTION: IN_ACTION\nRESOLUTION_CLAIMED: RESOLUTION_CLAIMED\nUNDER_INSPECTION: UNDER_INSPECTION\nVERIFIED: VERIFIED\nFEEDBACK_SOUGHT: FEEDBACK_SOUGHT\nOBJECTED: OBJECTED\nREFERRED: REFERRED\nREJECTED: REJECTED\nMERGED: MERGED\nCLOSED: CLOSED';
COMMENT ON TABLE "frozen_message" IS 'A message among frozen evidence, and what was true of it then. Invariant: append-only with its freeze.';

CREATE TABLE "solution" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "title" VARCHAR(200) NOT NULL,
    "what" TEXT NOT NULL,
    "who" VARCHAR(200) NOT NULL,
    "cost_million_rials" INT,
    "days" INT NOT NULL,
    "effect" TEXT NOT NULL,
    "proposed_at" TIMESTAMPTZ NOT NULL,
    "withdrawn_at" TIMESTAMPTZ,
    "version" INT NOT NULL,
    "dossier_id" UUID NOT NULL REFERENCES "dossier" ("id") ON DELETE RESTRICT,
    "proposed_by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "unit_id" UUID REFERENCES "unit" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_solution_dossier_4dc82f" ON "solution" ("dossier_id");
CREATE INDEX "idx_solution_propose_f09eda" ON "solution" ("proposed_by_id");
COMMENT ON TABLE "solution" IS 'A way out that somebody proposes for a dossier. Invariant: once somebody endorsed or forwarded it, its words';

CREATE TABLE "endorsement" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "at" TIMESTAMPTZ NOT NULL,
    "taken_back_at" TIMESTAMPTZ,
    "by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "solution_id" UUID NOT NULL REFERENCES "solution" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_endorsement_by_id_db39f4" ON "endorsement" ("by_id");
COMMENT ON TABLE "endorsement" IS 'That a member stands behind another''s solution. Invariant: once at a time for each member; what was taken';

CREATE TABLE "forwarded_solution" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "forwarding_id" UUID NOT NULL REFERENCES "forwarding" ("id") ON DELETE RESTRICT,
    "solution_id" UUID NOT NULL REFERENCES "solution" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_forwarded_s_solutio_521973" ON "forwarded_solution" ("solution_id");
COMMENT ON TABLE "forwarded_solution" IS 'A solution that goes before the board with the dossier. Invariant: append-only with its forwarding.';

CREATE TABLE "solution_effect" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "category_id" UUID NOT NULL REFERENCES "category" ("id") ON DELETE RESTRICT,
    "solution_id" UUID NOT NULL REFERENCES "solution" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "solution_effect" IS 'A request type that a solution is to change. Invariant: each once for a solution, of which there is one.';

ALTER TABLE "dossier" ADD CONSTRAINT "dossier_numbered_once" UNIQUE ("year", "sequence");

ALTER TABLE "dossier" ADD CONSTRAINT "dossier_counts_from_one" CHECK (sequence >= 1 AND version >= 1);

ALTER TABLE "dossier_version" ADD CONSTRAINT "dossier_version_numbered_once" UNIQUE ("dossier_id", "number");

ALTER TABLE "dossier_section" ADD CONSTRAINT "dossier_section_has_its_place" UNIQUE ("version_id", "place");

ALTER TABLE "dossier_section" ADD CONSTRAINT "dossier_section_stands_once" UNIQUE ("version_id", "key");

ALTER TABLE "evidence_freeze" ADD CONSTRAINT "evidence_freeze_numbered_once" UNIQUE ("evidence_id", "number");

CREATE UNIQUE INDEX "forwarding_live_once" ON "forwarding" ("dossier_id") WHERE state IN ('WAITING', 'ACCEPTED', 'SCHEDULED', 'DEFERRED');

ALTER TABLE "forwarded_evidence" ADD CONSTRAINT "forwarded_evidence_once" UNIQUE ("forwarding_id", "freeze_id");

ALTER TABLE "frozen_figure" ADD CONSTRAINT "frozen_figure_stands_once" UNIQUE ("freeze_id", "mark");

ALTER TABLE "frozen_figure" ADD CONSTRAINT "frozen_figure_is_a_part" CHECK (counted BETWEEN 0 AND whole);

ALTER TABLE "frozen_message" ADD CONSTRAINT "frozen_message_has_its_place" UNIQUE ("freeze_id", "place");

ALTER TABLE "frozen_message" ADD CONSTRAINT "frozen_message_stands_once" UNIQUE ("freeze_id", "message_id");

ALTER TABLE "solution" ADD CONSTRAINT "solution_is_measured" CHECK (cost_million_rials >= 0 AND days BETWEEN 1 AND 3650);

CREATE UNIQUE INDEX "endorsement_once" ON "endorsement" ("solution_id", "by_id") WHERE taken_back_at IS NULL;

ALTER TABLE "forwarded_solution" ADD CONSTRAINT "forwarded_solution_once" UNIQUE ("forwarding_id", "solution_id");

ALTER TABLE "solution_effect" ADD CONSTRAINT "solution_effect_once" UNIQUE ("solution_id", "category_id");

CREATE TABLE "bundle" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "year" SMALLINT NOT NULL,
    "sequence" INT NOT NULL,
    "code" VARCHAR(20) NOT NULL UNIQUE,
    "title" VARCHAR(200) NOT NULL,
    "introduction" TEXT NOT NULL,
    "visit_on" DATE NOT NULL,
    "first_day" DATE NOT NULL,
    "last_day" DATE NOT NULL,
    "compared_first" DATE NOT NULL,
    "compared_last" DATE NOT NULL,
    "readers" VARCHAR(10) NOT NULL,
    "revision" SMALLINT NOT NULL,
    "version" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "changed_at" TIMESTAMPTZ NOT NULL,
    "changed_by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "created_by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "bundle"."readers" IS 'INVITED: INVITED\nALL: ALL';
COMMENT ON TABLE "bundle" IS 'A bundle as the office works on it; members read its revisions alone. Invariants: its period and the one';

CREATE TABLE "bundle_dossier" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "place" SMALLINT NOT NULL,
    "bundle_id" UUID NOT NULL REFERENCES "bundle" ("id") ON DELETE RESTRICT,
    "dossier_id" UUID NOT NULL REFERENCES "dossier" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_bundle_doss_dossier_62131c" ON "bundle_dossier" ("dossier_id");
COMMENT ON TABLE "bundle_dossier" IS 'A dossier in a bundle. Invariants: once in each bundle; places run from 1 without gaps.';

CREATE TABLE "invitation" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "invited_at" TIMESTAMPTZ NOT NULL,
    "bundle_id" UUID NOT NULL REFERENCES "bundle" ("id") ON DELETE RESTRICT,
    "invited_by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "person_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_invitation_person__350faa" ON "invitation" ("person_id");
COMMENT ON TABLE "invitation" IS 'A councillor invited to the visit, and so to read its bundle. Invariant: once to each bundle.';

CREATE TABLE "revision" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "number" SMALLINT NOT NULL,
    "code" VARCHAR(30) NOT NULL UNIQUE,
    "title" VARCHAR(200) NOT NULL,
    "introduction" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "visit_on" DATE NOT NULL,
    "first_day" DATE NOT NULL,
    "last_day" DATE NOT NULL,
    "compared_first" DATE NOT NULL,
    "compared_last" DATE NOT NULL,
    "note" TEXT,
    "sha256" BYTEA,
    "published_at" TIMESTAMPTZ NOT NULL,
    "bundle_id" UUID NOT NULL REFERENCES "bundle" ("id") ON DELETE RESTRICT,
    "published_by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "revision" IS 'A bundle as it was published. Invariants: it is sealed in the transaction that writes it, and from then on the';

CREATE TABLE "revision_paper" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "place" SMALLINT NOT NULL,
    "code" VARCHAR(40) NOT NULL UNIQUE,
    "dossier_code" VARCHAR(20) NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "markdown" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "dossier_id" UUID NOT NULL REFERENCES "dossier" ("id") ON DELETE RESTRICT,
    "revision_id" UUID NOT NULL REFERENCES "revision" ("id") ON DELETE RESTRICT,
    "version_id" UUID NOT NULL REFERENCES "dossier_version" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_revision_pa_dossier_b69751" ON "revision_paper" ("dossier_id");
COMMENT ON TABLE "revision_paper" IS 'A dossier as it stood in a revision. Invariant: never changed; `text` is the canonical text of `markdown`, and';

CREATE TABLE "revision_evidence" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "place" SMALLINT NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "freeze_id" UUID NOT NULL REFERENCES "evidence_freeze" ("id") ON DELETE RESTRICT,
    "paper_id" UUID NOT NULL REFERENCES "revision_paper" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "revision_evidence" IS 'A piece of evidence of a paper, as it was frozen last before. Invariant: never changed, nor are the freeze''s';

CREATE TABLE "revision_figure" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "measured" VARCHAR(10) NOT NULL,
    "subject" VARCHAR(60) NOT NULL,
    "name_fa" VARCHAR(160) NOT NULL,
    "name_en" VARCHAR(160) NOT NULL,
    "registered" INT NOT NULL,
    "urgent" INT NOT NULL,
    "first_action_met" INT NOT NULL,
    "first_action_breached" INT NOT NULL,
    "closed" INT NOT NULL,
    "objected" INT NOT NULL,
    "reopened" INT NOT NULL,
    "registered_before" INT NOT NULL,
    "urgent_before" INT NOT NULL,
    "first_action_met_before" INT NOT NULL,
    "first_action_breached_before" INT NOT NULL,
    "closed_before" INT NOT NULL,
    "objected_before" INT NOT NULL,
    "reopened_before" INT NOT NULL,
    "days" SMALLINT NOT NULL,
    "days_before" SMALLINT NOT NULL,
    "revision_id" UUID NOT NULL REFERENCES "revision" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "revision_figure"."measured" IS 'CITY: CITY\nCATEGORY: CATEGORY\nDISTRICT: DISTRICT';
COMMENT ON TABLE "revision_figure" IS 'One line of a revision''s analysis: a request type, a district, or the city, in the period and before it. Days';

CREATE TABLE "opening" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "form" VARCHAR(10) NOT NULL,
    "opened_at" TIMESTAMPTZ NOT NULL,
    "paper_id" UUID REFERENCES "revision_paper" ("id") ON DELETE RESTRICT,
    "person_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "revision_id" UUID NOT NULL REFERENCES "revision" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "opening"."form" IS 'PAGE: PAGE\nPDF: PDF\nZIP: ZIP';
COMMENT ON TABLE "opening" IS 'That a member opened a revision, or one paper of it, for the first time in this form. Invariant: once for each';

CREATE TABLE "printing" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "state" VARCHAR(10) NOT NULL,
    "pages" SMALLINT NOT NULL,
    "requested_at" TIMESTAMPTZ NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "pdf_sha256" BYTEA,
    "pdf_size" INT,
    "zip_sha256" BYTEA,
    "zip_size" INT,
    "revision_id" UUID NOT NULL REFERENCES "revision" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "printing"."state" IS 'WAITING: WAITING\nRUNNING: RUNNING\nDONE: DONE\nFAILED: FAILED';
COMMENT ON TABLE "printing" IS 'A revision on paper: the PDF of the whole, and a ZIP to be read offline. Invariant: one for each revision; done';

ALTER TABLE "bundle" ADD CONSTRAINT "bundle_numbered_once" UNIQUE ("year", "sequence");

ALTER TABLE "bundle" ADD CONSTRAINT "bundle_periods_follow" CHECK (first_day <= last_day AND compared_first <= compared_last AND compared_last < first_day);

ALTER TABLE "bundle" ADD CONSTRAINT "bundle_counts_up" CHECK (revision >= 0 AND version >= 1);

ALTER TABLE "bundle_dossier" ADD CONSTRAINT "bundle_dossier_once" UNIQUE ("bundle_id", "dossier_id");

ALTER TABLE "bundle_dossier" ADD CONSTRAINT "bundle_dossier_has_its_place" UNIQUE ("bundle_id", "place");

ALTER TABLE "invitation" ADD CONSTRAINT "invitation_once" UNIQUE ("bundle_id", "person_id");

ALTER TABLE "revision" ADD CONSTRAINT "revision_numbered_once" UNIQUE ("bundle_id", "number");

ALTER TABLE "revision" ADD CONSTRAINT "revision_seal_is_whole" CHECK (octet_length(sha256) = 32);

ALTER TABLE "revision" ADD CONSTRAINT "revision_counts_from_one" CHECK (number >= 1);

ALTER TABLE "revision_paper" ADD CONSTRAINT "revision_paper_once" UNIQUE ("revision_id", "dossier_id");

ALTER TABLE "revision_paper" ADD CONSTRAINT "revision_paper_has_its_place" UNIQUE ("revision_id", "place");

ALTER TABLE "revision_evidence" ADD CONSTRAINT "revision_evidence_has_its_place" UNIQUE ("paper_id", "place");

ALTER TABLE "revision_figure" ADD CONSTRAINT "revision_figure_once" UNIQUE ("revision_id", "measured", "subject");

CREATE UNIQUE INDEX "opening_once" ON "opening" ("revision_id", "person_id", "form") WHERE paper_id IS NULL;

CREATE UNIQUE INDEX "opening_of_paper_once" ON "opening" ("paper_id", "person_id", "form") WHERE paper_id IS NOT NULL;

ALTER TABLE "printing" ADD CONSTRAINT "printing_done_is_whole" CHECK (num_nonnulls(pdf_sha256, pdf_size, zip_sha256, zip_size) = CASE state WHEN 'DONE' THEN 4 ELSE 0 END);

CREATE FUNCTION payesh_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'what is published never changes: % of %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION payesh_refuse_addition() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT FROM revision WHERE id = NEW.revision_id AND sha256 IS NOT NULL) THEN
        RAISE EXCEPTION 'what is published never changes: % of %', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION payesh_refuse_evidence() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (
        SELECT FROM revision_paper paper JOIN revision ON revision.id = paper.revision_id
        WHERE paper.id = NEW.paper_id AND revision.sha256 IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'what is published never changes: % of %', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION payesh_require_seal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF (SELECT sha256 FROM revision WHERE id = NEW.id) IS NULL THEN
        RAISE EXCEPTION 'a revision is sealed in the transaction that writes it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER revision_is_kept BEFORE UPDATE OR DELETE ON revision
    FOR EACH ROW WHEN (OLD.sha256 IS NOT NULL) EXECUTE FUNCTION payesh_refuse_change();
CREATE CONSTRAINT TRIGGER revision_is_sealed_at_once AFTER INSERT ON revision
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payesh_require_seal();
CREATE TRIGGER revision_paper_is_whole BEFORE INSERT ON revision_paper
    FOR EACH ROW EXECUTE FUNCTION payesh_refuse_addition();
CREATE TRIGGER revision_figure_is_whole BEFORE INSERT ON revision_figure
    FOR EACH ROW EXECUTE FUNCTION payesh_refuse_addition();
CREATE TRIGGER revision_evidence_is_whole BEFORE INSERT ON revision_evidence
    FOR EACH ROW EXECUTE FUNCTION payesh_refuse_evidence();

CREATE TRIGGER revision_paper_is_kept BEFORE UPDATE OR DELETE ON revision_paper
    FOR EACH ROW EXECUTE FUNCTION payesh_refuse_change();
CREATE TRIGGER revision_paper_is_not_emptied BEFORE TRUNCATE ON revision_paper EXECUTE FUNCTION payesh_refuse_change();

CREATE TRIGGER revision_evidence_is_kept BEFORE UPDATE OR DELETE ON revision_evidence
    FOR EACH ROW EXECUTE FUNCTION payesh_refuse_change();
CREATE TRIGGER revision_evidence_is_not_emptied BEFORE TRUNCATE ON revision_evidence EXECUTE FUNCTION payesh_refuse_change();

CREATE TRIGGER revision_figure_is_kept BEFORE UPDATE OR DELETE ON revision_figure
    FOR EACH ROW EXECUTE FUNCTION payesh_refuse_change();
CREATE TRIGGER revision_figure_is_not_emptied BEFORE TRUNCATE ON revision_figure EXECUTE FUNCTION payesh_refuse_change();

CREATE TRIGGER opening_is_kept BEFORE UPDATE OR DELETE ON opening
    FOR EACH ROW EXECUTE FUNCTION payesh_refuse_change();
CREATE TRIGGER opening_is_not_emptied BEFORE TRUNCATE ON opening EXECUTE FUNCTION payesh_refuse_change();

CREATE TABLE "agenda_template" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "name" VARCHAR(200) NOT NULL UNIQUE
);

CREATE TABLE "meeting" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "number" INT NOT NULL UNIQUE,
    "title" VARCHAR(200) NOT NULL,
    "place" VARCHAR(200) NOT NULL,
    "starts_at" TIMESTAMPTZ NOT NULL,
    "budget" SMALLINT NOT NULL,
    "quorum" SMALLINT NOT NULL,
    "state" VARCHAR(20) NOT NULL,
    "version" INT NOT NULL
);
CREATE INDEX "meeting_by_time" ON "meeting" ("starts_at", "id");
COMMENT ON COLUMN "meeting"."state" IS 'PLANNED: PLANNED\nAGENDA_OPEN: AGENDA_OPEN\nAGENDA_FROZEN: AGENDA_FROZEN\nIN_SESSION: IN_SESSION\nADJOURNED: ADJOURNED\nMINUTES_DRAFT: MINUTES_DRAFT\nMINUTES_APPROVED: MINUTES_APPROVED\nPUBLISHED: PUBLISHED\nPOSTPONED: POSTPONED\nCANCELLED: CANCELLED';

CREATE TABLE "agenda" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "revision" INT NOT NULL,
    "frozen_revision" INT,
    "addenda" SMALLINT NOT NULL DEFAULT 0,
    "meeting_id" UUID NOT NULL UNIQUE REFERENCES "meeting" ("id") ON DELETE RESTRICT
);

CREATE TABLE "agenda_item" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "state" VARCHAR(10) NOT NULL,
    "title" VARCHAR(300) NOT NULL,
    "note" TEXT,
    "minutes" SMALLINT,
    "confidential" BOOL NOT NULL,
    "place" SMALLINT,
    "number" VARCHAR(10),
    "addendum" SMALLINT,
    "proposed_at" TIMESTAMPTZ NOT NULL,
    "answered_at" TIMESTAMPTZ,
    "reason" TEXT,
    "agenda_id" UUID REFERENCES "agenda" ("id") ON DELETE RESTRICT,
    "answered_by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "continues_id" UUID REFERENCES "agenda_item" ("id") ON DELETE RESTRICT,
    "forwarding_id" UUID REFERENCES "forwarding" ("id") ON DELETE RESTRICT,
    "merged_into_id" UUID REFERENCES "agenda_item" ("id") ON DELETE RESTRICT,
    "proposed_by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "under_id" UUID REFERENCES "agenda_item" ("id") ON DELETE RESTRICT
);
CREATE INDEX "agenda_item_by_state" ON "agenda_item" ("state", "proposed_at", "id");
COMMENT ON COLUMN "agenda_item"."state" IS 'PROPOSED: PROPOSED\nACCEPTED: ACCEPTED\nRETURNED: RETURNED\nMERGED: MERGED\nSCHEDULED: SCHEDULED\nDISCUSSED: DISCUSSED\nDECIDED: DECIDED\nDEFERRED: DEFERRED\nWITHDRAWN: WITHDRAWN';

CREATE TABLE "agenda_edit" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "revision" INT NOT NULL,
    "base" INT NOT NULL,
    "kind" VARCHAR(10) NOT NULL,
    "done" JSONB NOT NULL,
    "undoing" JSONB NOT NULL,
    "touched" JSONB NOT NULL,
    "number_was" VARCHAR(10),
    "number_now" VARCHAR(10),
    "at" TIMESTAMPTZ NOT NULL,
    "key" VARCHAR(100),
    "agenda_id" UUID NOT NULL REFERENCES "agenda" ("id") ON DELETE RESTRICT,
    "by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "item_id" UUID REFERENCES "agenda_item" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "agenda_edit"."kind" IS 'ADDED: ADDED\nREMOVED: REMOVED\nMOVED: MOVED\nORDERED: ORDERED\nCHANGED: CHANGED';

CREATE TABLE "agenda_presence" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "seen_at" TIMESTAMPTZ NOT NULL,
    "agenda_id" UUID NOT NULL REFERENCES "agenda" ("id") ON DELETE RESTRICT,
    "person_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT
);

CREATE TABLE "agenda_version" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "number" SMALLINT NOT NULL,
    "revision" INT NOT NULL,
    "cause" VARCHAR(10) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "agenda_id" UUID NOT NULL REFERENCES "agenda" ("id") ON DELETE RESTRICT,
    "by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "agenda_version"."cause" IS 'BY_HAND: BY_HAND\nFROZEN: FROZEN\nADDENDUM: ADDENDUM';

CREATE TABLE "agenda_version_line" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "place" SMALLINT NOT NULL,
    "number" VARCHAR(10) NOT NULL,
    "title" VARCHAR(300) NOT NULL,
    "minutes" SMALLINT,
    "confidential" BOOL NOT NULL,
    "item_id" UUID NOT NULL REFERENCES "agenda_item" ("id") ON DELETE RESTRICT,
    "version_id" UUID NOT NULL REFERENCES "agenda_version" ("id") ON DELETE RESTRICT
);

CREATE TABLE "meeting_step" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "state" VARCHAR(20) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "reason" TEXT,
    "by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "meeting_id" UUID NOT NULL REFERENCES "meeting" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_meeting_ste_meeting_242b99" ON "meeting_step" ("meeting_id");
COMMENT ON COLUMN "meeting_step"."state" IS 'PLANNED: PLANNED\nAGENDA_OPEN: AGENDA_OPEN\nAGENDA_FROZEN: AGENDA_FROZEN\nIN_SESSION: IN_SESSION\nADJOURNED: ADJOURNED\nMINUTES_DRAFT: MINUTES_DRAFT\nMINUTES_APPROVED: MINUTES_APPROVED\nPUBLISHED: PUBLISHED\nPOSTPONED: POSTPONED\nCANCELLED: CANCELLED';

CREATE TABLE "agenda_template_line" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "place" SMALLINT NOT NULL,
    "title" VARCHAR(300) NOT NULL,
    "minutes" SMALLINT,
    "confidential" BOOL NOT NULL,
    "template_id" UUID NOT NULL REFERENCES "agenda_template" ("id") ON DELETE RESTRICT
);

ALTER TABLE "meeting" ADD CONSTRAINT "meeting_budget_is_a_day_at_most" CHECK (budget BETWEEN 5 AND 720);

ALTER TABLE "meeting" ADD CONSTRAINT "meeting_quorum_is_of_people" CHECK (quorum BETWEEN 1 AND 99);

CREATE UNIQUE INDEX "agenda_item_of_a_forwarding" ON "agenda_item" ("forwarding_id") WHERE continues_id IS NULL;

ALTER TABLE "agenda_item" ADD CONSTRAINT "agenda_item_stands_on_an_agenda" CHECK (num_nonnulls(agenda_id, place, number) = CASE WHEN state IN ('SCHEDULED', 'DISCUSSED', 'DECIDED', 'DEFERRED') THEN 3 ELSE 0 END);

ALTER TABLE "agenda_item" ADD CONSTRAINT "agenda_item_is_part_on_an_agenda" CHECK (under_id IS NULL OR agenda_id IS NOT NULL);

ALTER TABLE "agenda_item" ADD CONSTRAINT "agenda_item_minutes_are_a_day_at_most" CHECK (minutes BETWEEN 1 AND 720);

ALTER TABLE "agenda_item" ADD CONSTRAINT "agenda_item_merged_into_one" CHECK ((merged_into_id IS NOT NULL) = (state = 'MERGED'));

ALTER TABLE "agenda_item" ADD CONSTRAINT "agenda_item_refused_with_reason" CHECK (state NOT IN ('RETURNED', 'WITHDRAWN') OR reason IS NOT NULL);

ALTER TABLE "agenda_edit" ADD CONSTRAINT "agenda_edit_makes_a_revision" UNIQUE ("agenda_id", "revision");

ALTER TABLE "agenda_edit" ADD CONSTRAINT "agenda_edit_once" UNIQUE ("agenda_id", "by_id", "key");

ALTER TABLE "agenda_edit" ADD CONSTRAINT "agenda_edit_was_made_on_something" CHECK (base BETWEEN 0 AND revision - 1);

ALTER TABLE "agenda_edit" ADD CONSTRAINT "agenda_edit_is_of_an_item" CHECK ((item_id IS NULL) = (kind = 'ORDERED'));

ALTER TABLE "agenda_presence" ADD CONSTRAINT "agenda_presence_once" UNIQUE ("agenda_id", "person_id");

ALTER TABLE "agenda_version" ADD CONSTRAINT "agenda_version_numbered" UNIQUE ("agenda_id", "number");

ALTER TABLE "agenda_version_line" ADD CONSTRAINT "agenda_version_line_has_its_place" UNIQUE ("version_id", "place");

ALTER TABLE "agenda_template_line" ADD CONSTRAINT "agenda_template_line_has_its_place" UNIQUE ("template_id", "place");

ALTER TABLE "agenda_template_line" ADD CONSTRAINT "agenda_template_line_minutes_of_a_day" CHECK (minutes BETWEEN 1 AND 720);

ALTER TABLE agenda_item ADD CONSTRAINT agenda_item_has_its_place UNIQUE (agenda_id, place)
DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION payesh_append_only() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$;

CREATE TRIGGER meeting_step_is_kept BEFORE UPDATE OR DELETE ON meeting_step
FOR EACH ROW EXECUTE FUNCTION payesh_append_only();

CREATE TRIGGER agenda_edit_is_kept BEFORE UPDATE OR DELETE ON agenda_edit
FOR EACH ROW EXECUTE FUNCTION payesh_append_only();

CREATE TRIGGER agenda_version_is_kept BEFORE UPDATE OR DELETE ON agenda_version
FOR EACH ROW EXECUTE FUNCTION payesh_append_only();

CREATE TRIGGER agenda_version_line_is_kept BEFORE UPDATE OR DELETE ON agenda_version_line
FOR EACH ROW EXECUTE FUNCTION payesh_append_only();

CREATE TABLE "annotation" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "number" INT NOT NULL,
    "target" VARCHAR(10) NOT NULL,
    "quote" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "suffix" TEXT NOT NULL,
    "start" INT NOT NULL,
    "stop" INT NOT NULL,
    "kind" VARCHAR(10) NOT NULL,
    "visibility" VARCHAR(10) NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "text" TEXT NOT NULL,
    "due_on" DATE,
    "version" INT NOT NULL,
    "made_at" TIMESTAMPTZ NOT NULL,
    "changed_at" TIMESTAMPTZ NOT NULL,
    "assignee_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "bundle_id" UUID NOT NULL REFERENCES "bundle" ("id") ON DELETE RESTRICT,
    "dossier_id" UUID NOT NULL REFERENCES "dossier" ("id") ON DELETE RESTRICT,
    "made_by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "paper_id" UUID NOT NULL REFERENCES "revision_paper" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_annotation_assigne_1ce27e" ON "annotation" ("assignee_id");
CREATE INDEX "idx_annotation_dossier_159c01" ON "annotation" ("dossier_id");
CREATE INDEX "idx_annotation_made_by_f52a2c" ON "annotation" ("made_by_id");
COMMENT ON COLUMN "annotation"."target" IS 'PASSAGE: PASSAGE\nSECTION: SECTION\nWHOLE: WHOLE';
COMMENT ON COLUMN "annotation"."kind" IS 'COMMENT: COMMENT\nQUESTION: QUESTION\nSOLUTION: SOLUTION\nEXPERIENCE: EXPERIENCE';
COMMENT ON COLUMN "annotation"."visibility" IS 'PRIVATE: PRIVATE\nBUNDLE: BUNDLE\nBOARD: BOARD';
COMMENT ON COLUMN "annotation"."status" IS 'OPEN: OPEN\nANSWERED: ANSWERED\nACCEPTED: ACCEPTED\nDECLINED: DECLINED';
COMMENT ON TABLE "annotation" IS 'A note on a dossier of a bundle. Invariants: numbered from 1 without gaps among the notes on that dossier in';

CREATE TABLE "annotation_draft" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "start" INT NOT NULL,
    "stop" INT NOT NULL,
    "kind" VARCHAR(10) NOT NULL,
    "visibility" VARCHAR(10) NOT NULL,
    "text" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ NOT NULL,
    "paper_id" UUID NOT NULL REFERENCES "revision_paper" ("id") ON DELETE RESTRICT,
    "person_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_annotation__paper_i_97ed89" ON "annotation_draft" ("paper_id");
COMMENT ON COLUMN "annotation_draft"."kind" IS 'COMMENT: COMMENT\nQUESTION: QUESTION\nSOLUTION: SOLUTION\nEXPERIENCE: EXPERIENCE';
COMMENT ON COLUMN "annotation_draft"."visibility" IS 'PRIVATE: PRIVATE\nBUNDLE: BUNDLE\nBOARD: BOARD';
COMMENT ON TABLE "annotation_draft" IS 'What somebody is writing, saved as it is typed. Invariant: one for each person, paper and passage; it goes';

CREATE TABLE "annotation_edit" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "number" INT NOT NULL,
    "kind" VARCHAR(10) NOT NULL,
    "visibility" VARCHAR(10) NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "text" TEXT NOT NULL,
    "due_on" DATE,
    "at" TIMESTAMPTZ NOT NULL,
    "annotation_id" UUID NOT NULL REFERENCES "annotation" ("id") ON DELETE RESTRICT,
    "assignee_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "annotation_edit"."kind" IS 'COMMENT: COMMENT\nQUESTION: QUESTION\nSOLUTION: SOLUTION\nEXPERIENCE: EXPERIENCE';
COMMENT ON COLUMN "annotation_edit"."visibility" IS 'PRIVATE: PRIVATE\nBUNDLE: BUNDLE\nBOARD: BOARD';
COMMENT ON COLUMN "annotation_edit"."status" IS 'OPEN: OPEN\nANSWERED: ANSWERED\nACCEPTED: ACCEPTED\nDECLINED: DECLINED';
COMMENT ON TABLE "annotation_edit" IS 'What a note said, and where it stood, from a moment on. Invariant: append-only, numbered as its versions.';

CREATE TABLE "annotation_mention" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "at" TIMESTAMPTZ NOT NULL,
    "annotation_id" UUID NOT NULL REFERENCES "annotation" ("id") ON DELETE RESTRICT,
    "person_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_annotation__person__d8af3e" ON "annotation_mention" ("person_id");
COMMENT ON TABLE "annotation_mention" IS 'Somebody whose attention a note asks for. Invariant: once for each note and person, who may see the note.';

CREATE TABLE "annotation_reply" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "text" TEXT NOT NULL,
    "status" VARCHAR(10),
    "at" TIMESTAMPTZ NOT NULL,
    "annotation_id" UUID NOT NULL REFERENCES "annotation" ("id") ON DELETE RESTRICT,
    "by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_annotation__annotat_f8db2f" ON "annotation_reply" ("annotation_id");
COMMENT ON COLUMN "annotation_reply"."status" IS 'OPEN: OPEN\nANSWERED: ANSWERED\nACCEPTED: ACCEPTED\nDECLINED: DECLINED';
COMMENT ON TABLE "annotation_reply" IS 'An answer in a note''s thread. Invariant: append-only; a second thought is a second reply.';

CREATE TABLE "placement" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "anchoring" VARCHAR(10) NOT NULL,
    "start" INT,
    "stop" INT,
    "confidence" DOUBLE PRECISION NOT NULL,
    "placed_at" TIMESTAMPTZ NOT NULL,
    "settled_at" TIMESTAMPTZ,
    "annotation_id" UUID NOT NULL REFERENCES "annotation" ("id") ON DELETE RESTRICT,
    "paper_id" UUID NOT NULL REFERENCES "revision_paper" ("id") ON DELETE RESTRICT,
    "settled_by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_placement_paper_i_aba98a" ON "placement" ("paper_id");
COMMENT ON COLUMN "placement"."anchoring" IS 'EXACT: EXACT\nSHIFTED: SHIFTED\nFUZZY: FUZZY\nAMBIGUOUS: AMBIGUOUS\nORPHANED: ORPHANED';
COMMENT ON TABLE "placement" IS 'Where a note''s passage stands in one revision''s paper. Invariants: one for each note and paper; it has a';

CREATE TABLE "placement_candidate" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "place" SMALLINT NOT NULL,
    "start" INT NOT NULL,
    "stop" INT NOT NULL,
    "confidence" DOUBLE PRECISION NOT NULL,
    "placement_id" UUID NOT NULL REFERENCES "placement" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "placement_candidate" IS 'Where an ambiguous note might belong, the likeliest first. Invariant: never changed.';

ALTER TABLE "annotation" ADD CONSTRAINT "annotation_numbered_once" UNIQUE ("bundle_id", "dossier_id", "number");

ALTER TABLE "annotation" ADD CONSTRAINT "annotation_has_a_passage" CHECK (start >= 0 AND start < stop);

ALTER TABLE "annotation" ADD CONSTRAINT "annotation_private_is_nobodys_task" CHECK (visibility <> 'PRIVATE' OR (status = 'OPEN' AND assignee_id IS NULL));

ALTER TABLE "annotation_draft" ADD CONSTRAINT "annotation_draft_once" UNIQUE ("person_id", "paper_id", "start", "stop");

ALTER TABLE "annotation_edit" ADD CONSTRAINT "annotation_edit_numbered_once" UNIQUE ("annotation_id", "number");

ALTER TABLE "annotation_mention" ADD CONSTRAINT "annotation_mention_once" UNIQUE ("annotation_id", "person_id");

ALTER TABLE "placement" ADD CONSTRAINT "placement_once" UNIQUE ("annotation_id", "paper_id");

ALTER TABLE "placement" ADD CONSTRAINT "placement_is_a_passage" CHECK ((start IS NULL) = (stop IS NULL) AND (start IS NULL OR (start >= 0 AND start < stop)));

ALTER TABLE "placement" ADD CONSTRAINT "placement_says_how" CHECK (CASE WHEN anchoring IN ('AMBIGUOUS', 'ORPHANED') THEN start IS NULL OR settled_at IS NOT NULL ELSE start IS NOT NULL AND settled_at IS NULL END);

ALTER TABLE "placement" ADD CONSTRAINT "placement_settled_by_somebody" CHECK ((settled_at IS NULL) = (settled_by_id IS NULL));

ALTER TABLE "placement" ADD CONSTRAINT "placement_confidence_is_a_share" CHECK (confidence BETWEEN 0 AND 1);

ALTER TABLE "placement_candidate" ADD CONSTRAINT "placement_candidate_has_its_place" UNIQUE ("placement_id", "place");

CREATE TABLE "attendance" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "arrived_at" TIMESTAMPTZ NOT NULL,
    "left_at" TIMESTAMPTZ,
    "recorded_at" TIMESTAMPTZ NOT NULL,
    "reason" TEXT,
    "struck_at" TIMESTAMPTZ,
    "struck_reason" TEXT,
    "meeting_id" UUID NOT NULL REFERENCES "meeting" ("id") ON DELETE RESTRICT,
    "person_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "recorded_by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "struck_by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "attendance_by_meeting" ON "attendance" ("meeting_id", "person_id", "arrived_at");
COMMENT ON TABLE "attendance" IS 'A person was present at a meeting from `arrived_at` until before `left_at`; null while they are. Invariants:';

CREATE TABLE "board_seat" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "since" TIMESTAMPTZ NOT NULL,
    "until" TIMESTAMPTZ,
    "person_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "seated_by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "board_seat_by_person" ON "board_seat" ("person_id", "since");
COMMENT ON TABLE "board_seat" IS 'A person is a member of the board, from `since` until before `until`. Invariant: nobody sits twice at a time';

CREATE TABLE "decision" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "number" SMALLINT NOT NULL,
    "result" VARCHAR(10) NOT NULL,
    "text" TEXT NOT NULL,
    "body" VARCHAR(200),
    "until" DATE,
    "ballot" VARCHAR(10) NOT NULL,
    "votes_for" SMALLINT,
    "votes_against" SMALLINT,
    "votes_abstain" SMALLINT,
    "decided_at" TIMESTAMPTZ NOT NULL,
    "present" SMALLINT NOT NULL,
    "members" SMALLINT NOT NULL,
    "needed" SMALLINT NOT NULL,
    "recorded_at" TIMESTAMPTZ NOT NULL,
    "reason" TEXT,
    "by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "item_id" UUID NOT NULL REFERENCES "agenda_item" ("id") ON DELETE RESTRICT
);
CREATE INDEX "decision_by_time" ON "decision" ("decided_at", "id");
COMMENT ON COLUMN "decision"."result" IS 'APPROVED: APPROVED\nREJECTED: REJECTED\nDEFERRED: DEFERRED\nREFERRED: REFERRED';
COMMENT ON COLUMN "decision"."ballot" IS 'CONSENT: CONSENT\nOPEN: OPEN\nSECRET: SECRET';
COMMENT ON TABLE "decision" IS 'What the board decided of an item. `present`, `members` and `needed` are the quorum of the moment';

CREATE TABLE "decision_objection" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "decision_id" UUID NOT NULL REFERENCES "decision" ("id") ON DELETE RESTRICT,
    "person_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "decision_objection" IS 'A member who was present puts on record that they object. Invariants: append-only; once for each decision and';

CREATE TABLE "deferral" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "cause" VARCHAR(20) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "item_id" UUID NOT NULL UNIQUE REFERENCES "agenda_item" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "deferral"."cause" IS 'DECIDED: DECIDED\nQUORUM_LOST: QUORUM_LOST\nNOT_REACHED: NOT_REACHED';
COMMENT ON TABLE "deferral" IS 'An item left its meeting unsettled, and goes on as another one that continues it. Invariants: append-only; one';

CREATE TABLE "discussion" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "taken_up_at" TIMESTAMPTZ NOT NULL,
    "text" TEXT,
    "version" INT NOT NULL,
    "taken_up_by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "item_id" UUID NOT NULL UNIQUE REFERENCES "agenda_item" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "discussion" IS 'An item was taken up, and what was said of it. Invariants: one for each item; still once that is settled.';

CREATE TABLE "quorum_rule" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "numerator" SMALLINT NOT NULL,
    "denominator" SMALLINT NOT NULL,
    "beyond" BOOL NOT NULL,
    "since" TIMESTAMPTZ NOT NULL UNIQUE,
    "by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "quorum_rule" IS 'How many members must be present when something is decided: `numerator / denominator` of them, and more than';

CREATE TABLE "vote" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "choice" VARCHAR(10) NOT NULL,
    "decision_id" UUID NOT NULL REFERENCES "decision" ("id") ON DELETE RESTRICT,
    "person_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "vote"."choice" IS 'FOR: FOR\nAGAINST: AGAINST\nABSTAIN: ABSTAIN';
COMMENT ON TABLE "vote" IS 'How a member voted in an open vote. Invariants: append-only; once for each decision and member; together they';

ALTER TABLE "agenda_item" ADD COLUMN "not_before" DATE;

ALTER TABLE "board_seat" ADD CONSTRAINT "board_seat_lasts" CHECK (until > since);

ALTER TABLE "quorum_rule" ADD CONSTRAINT "quorum_rule_is_a_share" CHECK (denominator BETWEEN 1 AND 99 AND numerator BETWEEN 0 AND denominator AND (numerator > 0 OR beyond) AND NOT (beyond AND numerator = denominator));

ALTER TABLE "attendance" ADD CONSTRAINT "attendance_lasts" CHECK (left_at > arrived_at);

ALTER TABLE "attendance" ADD CONSTRAINT "attendance_struck_with_reason" CHECK (num_nonnulls(struck_at, struck_by_id, struck_reason) IN (0, 3));

ALTER TABLE "discussion" ADD CONSTRAINT "discussion_counts_from_one" CHECK (version >= 1);

ALTER TABLE "decision" ADD CONSTRAINT "decision_numbered_once" UNIQUE ("item_id", "number");

ALTER TABLE "decision" ADD CONSTRAINT "decision_corrected_with_reason" CHECK (number >= 1 AND (number > 1) = (reason IS NOT NULL));

ALTER TABLE "decision" ADD CONSTRAINT "decision_has_its_quorum" CHECK (present >= needed AND needed >= 1);

ALTER TABLE "decision" ADD CONSTRAINT "decision_present_are_members" CHECK (present <= members);

ALTER TABLE "decision" ADD CONSTRAINT "decision_referred_to_a_body" CHECK ((body IS NOT NULL) = (result = 'REFERRED'));

ALTER TABLE "decision" ADD CONSTRAINT "decision_deferred_to_a_day" CHECK (until IS NULL OR result = 'DEFERRED');

ALTER TABLE "decision" ADD CONSTRAINT "decision_sums_its_votes" CHECK (num_nonnulls(votes_for, votes_against, votes_abstain) = CASE WHEN ballot = 'CONSENT' THEN 0 ELSE 3 END);

ALTER TABLE "decision" ADD CONSTRAINT "decision_votes_of_those_present" CHECK (votes_for >= 0 AND votes_against >= 0 AND votes_abstain >= 0 AND votes_for + votes_against + votes_abstain BETWEEN 1 AND present);

ALTER TABLE "vote" ADD CONSTRAINT "vote_once" UNIQUE ("decision_id", "person_id");

ALTER TABLE "decision_objection" ADD CONSTRAINT "decision_objection_once" UNIQUE ("decision_id", "person_id");

CREATE TYPE uuid_range AS RANGE (subtype = uuid);
ALTER TABLE board_seat ADD CONSTRAINT board_seat_never_overlaps EXCLUDE USING gist (
    uuid_range(person_id, person_id, '[]') WITH &&, tstzrange(since, until) WITH &&
);
ALTER TABLE attendance ADD CONSTRAINT attendance_never_overlaps EXCLUDE USING gist (
    uuid_range(person_id, person_id, '[]') WITH &&, tstzrange(arrived_at, left_at) WITH &&
) WHERE (struck_at IS NULL);

CREATE TRIGGER attendance_is_kept BEFORE DELETE ON attendance
    FOR EACH ROW EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER attendance_is_struck_not_rewritten BEFORE UPDATE ON attendance FOR EACH ROW WHEN (
    OLD.struck_at IS NOT NULL OR (OLD.left_at IS NOT NULL AND NEW.left_at IS DISTINCT FROM OLD.left_at)
    OR (OLD.meeting_id, OLD.person_id, OLD.arrived_at, OLD.recorded_at, OLD.recorded_by_id)
        IS DISTINCT FROM (NEW.meeting_id, NEW.person_id, NEW.arrived_at, NEW.recorded_at, NEW.recorded_by_id)
) EXECUTE FUNCTION payesh_append_only();

CREATE TRIGGER agenda_item_settled_is_kept BEFORE UPDATE OR DELETE ON agenda_item
    FOR EACH ROW WHEN (OLD.state IN ('DECIDED', 'DEFERRED')) EXECUTE FUNCTION payesh_append_only();

CREATE FUNCTION payesh_discussion_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (
        SELECT FROM agenda_item WHERE id = coalesce(NEW.item_id, OLD.item_id) AND state IN ('DECIDED', 'DEFERRED')
    ) THEN
        RAISE EXCEPTION 'the discussion of a settled item never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER discussion_stands BEFORE INSERT OR UPDATE OR DELETE ON discussion
    FOR EACH ROW EXECUTE FUNCTION payesh_discussion_stands();

CREATE FUNCTION payesh_votes_sum_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided decision;
    named record;
BEGIN
    SELECT * INTO decided FROM decision
    WHERE id = coalesce(to_jsonb(NEW) ->> 'decision_id', to_jsonb(NEW) ->> 'id')::uuid;
    SELECT count(*) FILTER (WHERE choice = 'FOR') AS fors, count(*) FILTER (WHERE choice = 'AGAINST') AS againsts,
        count(*) FILTER (WHERE choice = 'ABSTAIN') AS abstains INTO named FROM vote WHERE decision_id = decided.id;
    IF decided.ballot <> 'OPEN' THEN
        decided.votes_for := 0; decided.votes_against := 0; decided.votes_abstain := 0;
    END IF;
    IF (named.fors, named.againsts, named.abstains)
        <> (decided.votes_for, decided.votes_against, decided.votes_abstain)
    THEN
        RAISE EXCEPTION 'named votes are those of an open vote, all of them' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER decision_sums_its_named_votes AFTER INSERT ON decision
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payesh_votes_sum_up();
CREATE CONSTRAINT TRIGGER vote_is_summed_up AFTER INSERT ON vote
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payesh_votes_sum_up();

-- More than half, until the board says otherwise.
INSERT INTO quorum_rule (id, numerator, denominator, beyond, since)
VALUES ('01900000-0000-7000-8000-000000000137', 1, 2, true, '2000-01-01 00:00+00');

CREATE TRIGGER decision_is_kept BEFORE UPDATE OR DELETE ON decision
    FOR EACH ROW EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER decision_is_not_emptied BEFORE TRUNCATE ON decision EXECUTE FUNCTION payesh_append_only();

CREATE TRIGGER vote_is_kept BEFORE UPDATE OR DELETE ON vote
    FOR EACH ROW EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER vote_is_not_emptied BEFORE TRUNCATE ON vote EXECUTE FUNCTION payesh_append_only();

CREATE TRIGGER decision_objection_is_kept BEFORE UPDATE OR DELETE ON decision_objection
    FOR EACH ROW EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER decision_objection_is_not_emptied BEFORE TRUNCATE ON decision_objection EXECUTE FUNCTION payesh_append_only();

CREATE TRIGGER deferral_is_kept BEFORE UPDATE OR DELETE ON deferral
    FOR EACH ROW EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER deferral_is_not_emptied BEFORE TRUNCATE ON deferral EXECUTE FUNCTION payesh_append_only();

CREATE TRIGGER quorum_rule_is_kept BEFORE UPDATE OR DELETE ON quorum_rule
    FOR EACH ROW EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER quorum_rule_is_not_emptied BEFORE TRUNCATE ON quorum_rule EXECUTE FUNCTION payesh_append_only();

CREATE TABLE "annotation_reply_draft" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "text" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ NOT NULL,
    "annotation_id" UUID NOT NULL REFERENCES "annotation" ("id") ON DELETE RESTRICT,
    "person_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "annotation_reply_draft" IS 'What somebody is writing under a note, saved as it is typed. Invariant: one for each person and note; it goes';

ALTER TABLE "annotation_reply_draft" ADD CONSTRAINT "annotation_reply_draft_once" UNIQUE ("annotation_id", "person_id");

CREATE TABLE "minutes" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "version" INT NOT NULL,
    "begun_at" TIMESTAMPTZ NOT NULL,
    "approved_at" TIMESTAMPTZ,
    "sha256" BYTEA,
    "approved_by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "begun_by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "meeting_id" UUID NOT NULL UNIQUE REFERENCES "meeting" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "minutes" IS 'The minutes of a meeting. `sha256` seals them as they were approved. Invariants: one for each meeting; from';

CREATE TABLE "minutes_item" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "place" SMALLINT NOT NULL,
    "minutes_id" UUID NOT NULL REFERENCES "minutes" ("id") ON DELETE RESTRICT,
    "item_id" UUID NOT NULL UNIQUE REFERENCES "agenda_item" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "minutes_item" IS 'An item in the order of the minutes, which is not that of the agenda. Invariant: places run from 1.';

CREATE TABLE "minutes_paragraph" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "kind" VARCHAR(10) NOT NULL,
    "text" TEXT NOT NULL,
    "fact" JSONB,
    "version" INT NOT NULL,
    "item_id" UUID REFERENCES "agenda_item" ("id") ON DELETE RESTRICT,
    "minutes_id" UUID NOT NULL REFERENCES "minutes" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_minutes_par_minutes_2e07e4" ON "minutes_paragraph" ("minutes_id");
COMMENT ON COLUMN "minutes_paragraph"."kind" IS 'OPENING: OPENING\nATTENDANCE: ATTENDANCE\nDISCUSSION: DISCUSSION\nDECISION: DECISION\nVOTE: VOTE\nOBJECTIONS: OBJECTIONS\nNOTE: NOTE';
COMMENT ON TABLE "minutes_paragraph" IS 'A paragraph, and the `fact` it was written from, as that was then: where the fact is another one now, the';

CREATE TABLE "minutes_correction" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "number" SMALLINT NOT NULL,
    "text" TEXT NOT NULL,
    "fact" JSONB,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "sha256" BYTEA NOT NULL,
    "by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "minutes_id" UUID NOT NULL REFERENCES "minutes" ("id") ON DELETE RESTRICT,
    "paragraph_id" UUID NOT NULL REFERENCES "minutes_paragraph" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_minutes_cor_paragra_ab6da8" ON "minutes_correction" ("paragraph_id");
COMMENT ON TABLE "minutes_correction" IS 'A paragraph of approved minutes put right: the new words stand beside the old. `sha256` seals it together';

CREATE TABLE "minutes_edit" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "number" INT NOT NULL,
    "cause" VARCHAR(10) NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "paragraph_id" UUID NOT NULL REFERENCES "minutes_paragraph" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "minutes_edit"."cause" IS 'WRITTEN: WRITTEN\nTYPED: TYPED\nTAKEN: TAKEN\nKEPT: KEPT';
COMMENT ON TABLE "minutes_edit" IS 'What a paragraph said from a moment on. Invariants: append-only; numbered from 1; the last is what it says.';

CREATE TABLE "publication" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "number" INT NOT NULL UNIQUE,
    "title" VARCHAR(200) NOT NULL,
    "held_at" TIMESTAMPTZ NOT NULL,
    "published_at" TIMESTAMPTZ NOT NULL,
    "published_by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "minutes_id" UUID NOT NULL UNIQUE REFERENCES "minutes" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "publication" IS 'Minutes as everybody may read them: no names, personal data masked, nothing confidential. Invariants: one for';

CREATE TABLE "published_line" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "place" SMALLINT NOT NULL,
    "correction" SMALLINT NOT NULL,
    "kind" VARCHAR(10) NOT NULL,
    "number" VARCHAR(10),
    "title" VARCHAR(300),
    "text" TEXT NOT NULL,
    "paragraph_id" UUID NOT NULL REFERENCES "minutes_paragraph" ("id") ON DELETE RESTRICT,
    "publication_id" UUID NOT NULL REFERENCES "publication" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_published_l_paragra_a06ec6" ON "published_line" ("paragraph_id");
COMMENT ON COLUMN "published_line"."kind" IS 'OPENING: OPENING\nATTENDANCE: ATTENDANCE\nDISCUSSION: DISCUSSION\nDECISION: DECISION\nVOTE: VOTE\nOBJECTIONS: OBJECTIONS\nNOTE: NOTE';
COMMENT ON TABLE "published_line" IS 'A line of published minutes: of an item, which `number` and `title` name, or of the meeting as a whole; with';

ALTER TABLE "minutes" ADD CONSTRAINT "minutes_count_from_one" CHECK (version >= 1);

ALTER TABLE "minutes" ADD CONSTRAINT "minutes_approved_are_sealed" CHECK (num_nonnulls(approved_at, approved_by_id, sha256) IN (0, 3));

ALTER TABLE "minutes" ADD CONSTRAINT "minutes_seal_is_whole" CHECK (octet_length(sha256) = 32);

ALTER TABLE "minutes_paragraph" ADD CONSTRAINT "minutes_note_is_of_no_fact" CHECK (kind <> 'NOTE' OR fact IS NULL);

ALTER TABLE "minutes_paragraph" ADD CONSTRAINT "minutes_paragraph_is_of_its_item" CHECK (kind = 'NOTE' OR (item_id IS NULL) = (kind IN ('OPENING', 'ATTENDANCE')));

ALTER TABLE "minutes_correction" ADD CONSTRAINT "minutes_correction_numbered" UNIQUE ("minutes_id", "number");

ALTER TABLE "minutes_correction" ADD CONSTRAINT "minutes_correction_seal_is_whole" CHECK (octet_length(sha256) = 32);

ALTER TABLE "minutes_edit" ADD CONSTRAINT "minutes_edit_numbered" UNIQUE ("paragraph_id", "number");

ALTER TABLE "published_line" ADD CONSTRAINT "published_line_has_its_place" UNIQUE ("publication_id", "place", "correction");

CREATE FUNCTION payesh_minutes_stand() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (
        SELECT FROM minutes WHERE id IN (NEW.minutes_id, OLD.minutes_id) AND sha256 IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'approved minutes never change: % of %', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER minutes_are_kept BEFORE UPDATE OR DELETE ON minutes
    FOR EACH ROW WHEN (OLD.sha256 IS NOT NULL) EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER minutes_are_not_emptied BEFORE TRUNCATE ON minutes EXECUTE FUNCTION payesh_append_only();
ALTER TABLE minutes_item ADD CONSTRAINT minutes_item_has_its_place UNIQUE (minutes_id, place)
    DEFERRABLE INITIALLY DEFERRED;

-- What is published is whole in the transaction that publishes it; later only corrections stand beside.
CREATE FUNCTION payesh_publication_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.correction = 0 AND EXISTS (
        SELECT FROM publication WHERE id = NEW.publication_id AND xmin <> pg_current_xact_id()::xid
    ) THEN
        RAISE EXCEPTION 'nothing is added to what is published' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER published_line_is_whole BEFORE INSERT ON published_line
    FOR EACH ROW EXECUTE FUNCTION payesh_publication_is_whole();
CREATE UNIQUE INDEX minutes_paragraph_of_each_kind ON minutes_paragraph
    (minutes_id, coalesce(item_id, minutes_id), kind) WHERE kind <> 'NOTE';

CREATE TRIGGER minutes_item_stands BEFORE INSERT OR UPDATE OR DELETE ON minutes_item
    FOR EACH ROW EXECUTE FUNCTION payesh_minutes_stand();
CREATE TRIGGER minutes_item_is_not_emptied BEFORE TRUNCATE ON minutes_item EXECUTE FUNCTION payesh_append_only();

CREATE TRIGGER minutes_paragraph_stands BEFORE INSERT OR UPDATE OR DELETE ON minutes_paragraph
    FOR EACH ROW EXECUTE FUNCTION payesh_minutes_stand();
CREATE TRIGGER minutes_paragraph_is_not_emptied BEFORE TRUNCATE ON minutes_paragraph EXECUTE FUNCTION payesh_append_only();

CREATE TRIGGER minutes_edit_is_kept BEFORE UPDATE OR DELETE ON minutes_edit
    FOR EACH ROW EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER minutes_edit_is_not_emptied BEFORE TRUNCATE ON minutes_edit EXECUTE FUNCTION payesh_append_only();

CREATE TRIGGER minutes_correction_is_kept BEFORE UPDATE OR DELETE ON minutes_correction
    FOR EACH ROW EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER minutes_correction_is_not_emptied BEFORE TRUNCATE ON minutes_correction EXECUTE FUNCTION payesh_append_only();

CREATE TRIGGER publication_is_kept BEFORE UPDATE OR DELETE ON publication
    FOR EACH ROW EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER publication_is_not_emptied BEFORE TRUNCATE ON publication EXECUTE FUNCTION payesh_append_only();

CREATE TRIGGER published_line_is_kept BEFORE UPDATE OR DELETE ON published_line
    FOR EACH ROW EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER published_line_is_not_emptied BEFORE TRUNCATE ON published_line EXECUTE FUNCTION payesh_append_only();

CREATE TABLE "resolution" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "year" SMALLINT NOT NULL,
    "sequence" INT NOT NULL,
    "code" VARCHAR(20) NOT NULL UNIQUE,
    "confidential" BOOL NOT NULL,
    "text" TEXT NOT NULL,
    "due_on" DATE NOT NULL,
    "due_at" TIMESTAMPTZ NOT NULL,
    "state" VARCHAR(10) NOT NULL,
    "made_at" TIMESTAMPTZ NOT NULL,
    "done_at" TIMESTAMPTZ,
    "version" INT NOT NULL,
    "rung" SMALLINT NOT NULL,
    "next_rung_at" TIMESTAMPTZ,
    "next_effect_at" TIMESTAMPTZ,
    "told_at" TIMESTAMPTZ,
    "decision_id" UUID NOT NULL REFERENCES "decision" ("id") ON DELETE RESTRICT,
    "dossier_id" UUID REFERENCES "dossier" ("id") ON DELETE RESTRICT,
    "made_by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "person_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "policy_id" UUID NOT NULL REFERENCES "policy_version" ("id") ON DELETE RESTRICT,
    "unit_id" UUID NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT,
    "returned_item_id" UUID  UNIQUE REFERENCES "agenda_item" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_resolution_decisio_9a5b1e" ON "resolution" ("decision_id");
CREATE INDEX "idx_resolution_dossier_66933c" ON "resolution" ("dossier_id");
CREATE INDEX "idx_resolution_person__15483b" ON "resolution" ("person_id");
CREATE INDEX "idx_resolution_unit_id_4f5c4a" ON "resolution" ("unit_id");
CREATE INDEX "resolution_by_due" ON "resolution" ("due_at", "id");
CREATE INDEX "resolution_by_rung" ON "resolution" ("next_rung_at");
CREATE INDEX "resolution_by_effect" ON "resolution" ("next_effect_at");
COMMENT ON COLUMN "resolution"."state" IS 'OPEN: OPEN\nREPORTED: REPORTED\nRETURNED: RETURNED\nVERIFIED: VERIFIED';
COMMENT ON TABLE "resolution" IS 'What was decided, with someone answering for it: a unit, and in it a person or else its manager. Due by';

CREATE TABLE "resolution_category" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "category_id" UUID NOT NULL REFERENCES "category" ("id") ON DELETE RESTRICT,
    "resolution_id" UUID NOT NULL REFERENCES "resolution" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "resolution_category" IS 'A request type that a resolution is to change. Invariants: append-only; each once.';

CREATE TABLE "resolution_effect" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "days" SMALLINT NOT NULL,
    "facet" VARCHAR(10) NOT NULL,
    "obligation" VARCHAR(20),
    "counted" SMALLINT NOT NULL,
    "measured_at" TIMESTAMPTZ NOT NULL,
    "frozen_at" TIMESTAMPTZ,
    "value" DOUBLE PRECISION,
    "cases" INT NOT NULL,
    "value_before" DOUBLE PRECISION,
    "cases_before" INT NOT NULL,
    "value_last_year" DOUBLE PRECISION,
    "cases_last_year" INT,
    "change" DOUBLE PRECISION,
    "low" DOUBLE PRECISION,
    "high" DOUBLE PRECISION,
    "verdict" VARCHAR(10) NOT NULL,
    "resolution_id" UUID NOT NULL REFERENCES "resolution" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "resolution_effect"."facet" IS 'VOLUME: VOLUME\nON_TIME: ON_TIME\nTAKEN: TAKEN';
COMMENT ON COLUMN "resolution_effect"."obligation" IS 'FIRST_ACTION: FIRST_ACTION\nFEEDBACK: FEEDBACK\nRESOLUTION: RESOLUTION';
COMMENT ON COLUMN "resolution_effect"."verdict" IS 'BETTER: BETTER\nWORSE: WORSE\nMORE: MORE\nFEWER: FEWER\nSAME: SAME\nSEASONAL: SEASONAL\nUNTOLD: UNTOLD';
COMMENT ON TABLE "resolution_effect" IS 'A measure of what came of a resolution, as `effect` says it: of the first `days` days since it was done, or';

CREATE TABLE "resolution_solution" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "resolution_id" UUID NOT NULL REFERENCES "resolution" ("id") ON DELETE RESTRICT,
    "solution_id" UUID NOT NULL REFERENCES "solution" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_resolution__solutio_452df8" ON "resolution_solution" ("solution_id");
COMMENT ON TABLE "resolution_solution" IS 'A solution that was before the board when it was made. Invariants: append-only; each once.';

CREATE TABLE "resolution_step" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "state" VARCHAR(10) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "text" TEXT,
    "by_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "resolution_id" UUID NOT NULL REFERENCES "resolution" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_resolution__resolut_413df6" ON "resolution_step" ("resolution_id");
COMMENT ON COLUMN "resolution_step"."state" IS 'OPEN: OPEN\nREPORTED: REPORTED\nRETURNED: RETURNED\nVERIFIED: VERIFIED';
COMMENT ON TABLE "resolution_step" IS 'That a resolution came into a state: when, by whom, and what was said of it: a report, or why it was';

CREATE TABLE "resolution_proof" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "step_id" UUID NOT NULL REFERENCES "resolution_step" ("id") ON DELETE RESTRICT,
    "file_id" UUID NOT NULL UNIQUE REFERENCES "file" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_resolution__step_id_219256" ON "resolution_proof" ("step_id");
COMMENT ON TABLE "resolution_proof" IS 'A photo that goes with a report. Invariants: append-only; a file proves one report alone.';

CREATE TABLE "resolution_warning" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "percent" SMALLINT NOT NULL,
    "tell" VARCHAR(20) NOT NULL,
    "fired_at" TIMESTAMPTZ NOT NULL,
    "acknowledged_at" TIMESTAMPTZ,
    "climbs_at" TIMESTAMPTZ,
    "climbed" SMALLINT NOT NULL,
    "acknowledged_by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "person_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT,
    "resolution_id" UUID NOT NULL REFERENCES "resolution" ("id") ON DELETE RESTRICT,
    "unit_id" UUID NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT
);
CREATE INDEX "resolution_warning_by_climb" ON "resolution_warning" ("climbs_at");
CREATE INDEX "resolution_warning_by_person" ON "resolution_warning" ("person_id", "fired_at", "id");
COMMENT ON TABLE "resolution_warning" IS 'A rung of the ladder that a resolution has reached, and whom it tells now. Invariants: each rung once for';

ALTER TABLE "agenda_item" ADD COLUMN "of_itself" BOOL NOT NULL DEFAULT FALSE;

ALTER TABLE "resolution" ADD CONSTRAINT "resolution_numbered_once" UNIQUE ("year", "sequence");

ALTER TABLE "resolution" ADD CONSTRAINT "resolution_due_after_it_was_made" CHECK (due_at > made_at);

ALTER TABLE "resolution" ADD CONSTRAINT "resolution_done_is_verified" CHECK ((state = 'VERIFIED') = (done_at IS NOT NULL));

ALTER TABLE "resolution" ADD CONSTRAINT "resolution_presses_while_open" CHECK (next_rung_at IS NULL OR state IN ('OPEN', 'RETURNED'));

ALTER TABLE "resolution" ADD CONSTRAINT "resolution_has_effect_once_done" CHECK (next_effect_at IS NULL OR state = 'VERIFIED');

ALTER TABLE "resolution_category" ADD CONSTRAINT "resolution_category_once" UNIQUE ("resolution_id", "category_id");

ALTER TABLE "resolution_solution" ADD CONSTRAINT "resolution_solution_once" UNIQUE ("resolution_id", "solution_id");

ALTER TABLE "resolution_step" ADD CONSTRAINT "resolution_step_says_why" CHECK (state NOT IN ('REPORTED', 'RETURNED') OR text IS NOT NULL);

ALTER TABLE "resolution_warning" ADD CONSTRAINT "resolution_warning_once" UNIQUE ("resolution_id", "percent");

ALTER TABLE "resolution_warning" ADD CONSTRAINT "resolution_warning_acknowledged_by_someone" CHECK ((acknowledged_at IS NULL) = (acknowledged_by_id IS NULL));

ALTER TABLE "resolution_warning" ADD CONSTRAINT "resolution_warning_climbs_unless_acknowledged" CHECK (climbs_at IS NULL OR acknowledged_at IS NULL);

ALTER TABLE "resolution_effect" ADD CONSTRAINT "resolution_effect_is_of_an_obligation" CHECK ((facet = 'VOLUME') = (obligation IS NULL));

ALTER TABLE "resolution_effect" ADD CONSTRAINT "resolution_effect_counts_its_days" CHECK (counted BETWEEN 0 AND days);

ALTER TABLE "resolution_effect" ADD CONSTRAINT "resolution_effect_is_frozen_when_over" CHECK (frozen_at IS NULL OR counted = days);

CREATE UNIQUE INDEX resolution_effect_once ON resolution_effect (resolution_id, days, facet, coalesce(obligation, ''));

CREATE TRIGGER resolution_is_kept BEFORE DELETE ON resolution
    FOR EACH ROW EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER resolution_is_not_rewritten BEFORE UPDATE ON resolution FOR EACH ROW WHEN (
    (OLD.code, OLD.decision_id, OLD.dossier_id, OLD.confidential, OLD.text, OLD.unit_id, OLD.person_id, OLD.due_on,
        OLD.due_at, OLD.policy_id, OLD.made_at, OLD.made_by_id)
    IS DISTINCT FROM (NEW.code, NEW.decision_id, NEW.dossier_id, NEW.confidential, NEW.text, NEW.unit_id, NEW.person_id,
        NEW.due_on, NEW.due_at, NEW.policy_id, NEW.made_at, NEW.made_by_id)
    OR (OLD.returned_item_id IS NOT NULL AND NEW.returned_item_id IS DISTINCT FROM OLD.returned_item_id)
    OR (OLD.told_at IS NOT NULL AND NEW.told_at IS DISTINCT FROM OLD.told_at)
) EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER resolution_effect_stays_frozen BEFORE UPDATE OR DELETE ON resolution_effect
    FOR EACH ROW WHEN (OLD.frozen_at IS NOT NULL) EXECUTE FUNCTION payesh_append_only();

CREATE TRIGGER resolution_category_is_kept BEFORE UPDATE OR DELETE ON resolution_category
    FOR EACH ROW EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER resolution_category_is_not_emptied BEFORE TRUNCATE ON resolution_category EXECUTE FUNCTION payesh_append_only();

CREATE TRIGGER resolution_solution_is_kept BEFORE UPDATE OR DELETE ON resolution_solution
    FOR EACH ROW EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER resolution_solution_is_not_emptied BEFORE TRUNCATE ON resolution_solution EXECUTE FUNCTION payesh_append_only();

CREATE TRIGGER resolution_step_is_kept BEFORE UPDATE OR DELETE ON resolution_step
    FOR EACH ROW EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER resolution_step_is_not_emptied BEFORE TRUNCATE ON resolution_step EXECUTE FUNCTION payesh_append_only();

CREATE TRIGGER resolution_proof_is_kept BEFORE UPDATE OR DELETE ON resolution_proof
    FOR EACH ROW EXECUTE FUNCTION payesh_append_only();
CREATE TRIGGER resolution_proof_is_not_emptied BEFORE TRUNCATE ON resolution_proof EXECUTE FUNCTION payesh_append_only();

CREATE TABLE "persisted_document" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "sha256" VARCHAR(64) NOT NULL,
    "client" VARCHAR(60) NOT NULL,
    "text" TEXT NOT NULL,
    "loaded_at" TIMESTAMPTZ NOT NULL,
    "retired_at" TIMESTAMPTZ
);
COMMENT ON TABLE "persisted_document" IS 'A GraphQL document of a client. Invariants: its name is the SHA-256 of its text, in hexadecimal; each once';

ALTER TABLE "persisted_document" ADD CONSTRAINT "persisted_document_once" UNIQUE ("sha256", "client");

ALTER TABLE "persisted_document" ADD CONSTRAINT "persisted_document_is_its_hash" CHECK (sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex'));

ALTER TABLE "agenda_edit" DROP CONSTRAINT "agenda_edit_once";

ALTER TABLE "agenda_edit" DROP COLUMN "key" CASCADE;

ALTER TABLE "idempotency" ALTER COLUMN "subject_id" DROP NOT NULL;

ALTER TABLE "idempotency" ADD COLUMN "answer" JSONB;

ALTER TABLE "session" ADD COLUMN "address" VARCHAR(60) NOT NULL;

ALTER TABLE "session" ADD COLUMN "agent" VARCHAR(200) NOT NULL;

CREATE TABLE "second_factor" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "salt" VARCHAR(32) NOT NULL,
    "enrolled_at" TIMESTAMPTZ NOT NULL,
    "last_step" BIGINT NOT NULL,
    "recovery" TEXT[] NOT NULL,
    "person_id" UUID NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "second_factor" IS 'That a person signs in with a code too. The key of the codes is stored nowhere: it is made of the salt and of';

ALTER TABLE "second_factor" ADD CONSTRAINT "second_factor_once" UNIQUE ("person_id");

ALTER TABLE "board_seat" ADD COLUMN "ended_by_id" UUID REFERENCES "person" ("id") ON DELETE RESTRICT;

ALTER TABLE "board_seat" ADD CONSTRAINT "board_seat_ended_by_somebody" CHECK (ended_by_id IS NULL OR until IS NOT NULL);

ALTER TABLE "daily_figure" ADD COLUMN "reopened" INT NOT NULL DEFAULT 0;

ALTER TABLE "daily_figure" ADD COLUMN "feedback_met" INT NOT NULL DEFAULT 0;

ALTER TABLE "daily_figure" ADD COLUMN "feedback_breached" INT NOT NULL DEFAULT 0;

ALTER TABLE "daily_figure" ADD COLUMN "resolution_met" INT NOT NULL DEFAULT 0;

ALTER TABLE "daily_figure" ADD COLUMN "resolution_breached" INT NOT NULL DEFAULT 0;

ALTER TABLE "district_figure" ADD COLUMN "reopened" INT NOT NULL DEFAULT 0;

ALTER TABLE "district_figure" ADD COLUMN "feedback_met" INT NOT NULL DEFAULT 0;

ALTER TABLE "district_figure" ADD COLUMN "feedback_breached" INT NOT NULL DEFAULT 0;

ALTER TABLE "district_figure" ADD COLUMN "resolution_met" INT NOT NULL DEFAULT 0;

ALTER TABLE "district_figure" ADD COLUMN "resolution_breached" INT NOT NULL DEFAULT 0;

ALTER TABLE "category_figure" ADD COLUMN "reopened" INT NOT NULL DEFAULT 0;

ALTER TABLE "category_figure" ADD COLUMN "feedback_met" INT NOT NULL DEFAULT 0;

ALTER TABLE "category_figure" ADD COLUMN "feedback_breached" INT NOT NULL DEFAULT 0;

ALTER TABLE "category_figure" ADD COLUMN "resolution_met" INT NOT NULL DEFAULT 0;

ALTER TABLE "category_figure" ADD COLUMN "resolution_breached" INT NOT NULL DEFAULT 0;

ALTER TABLE "figure_delta" ADD COLUMN "reopened" SMALLINT NOT NULL DEFAULT 0;

ALTER TABLE "figure_delta" ADD COLUMN "feedback_met" SMALLINT NOT NULL DEFAULT 0;

ALTER TABLE "figure_delta" ADD COLUMN "feedback_breached" SMALLINT NOT NULL DEFAULT 0;

ALTER TABLE "figure_delta" ADD COLUMN "resolution_met" SMALLINT NOT NULL DEFAULT 0;

ALTER TABLE "figure_delta" ADD COLUMN "resolution_breached" SMALLINT NOT NULL DEFAULT 0;

CREATE TABLE "stage_figure" (
    "id" UUID NOT NULL  PRIMARY KEY,
    "day" DATE NOT NULL,
    "mark" VARCHAR(60) NOT NULL,
    "counted" INT NOT NULL,
    "category_id" UUID NOT NULL REFERENCES "category" ("id") ON DELETE RESTRICT,
    "district_id" UUID NOT NULL REFERENCES "district" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "stage_figure" IS 'How often, on messages of one day of registration, district and category, a clock ran out or a citizen';

CREATE TABLE "stage_delta" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "day" DATE NOT NULL,
    "district_id" UUID NOT NULL,
    "category_id" UUID NOT NULL,
    "mark" VARCHAR(60) NOT NULL,
    "counted" SMALLINT NOT NULL
);
COMMENT ON TABLE "stage_delta" IS 'A change to the figures by stage. Invariant: as of a figure delta.';

ALTER TABLE "stage_figure" ADD CONSTRAINT "stage_figure_once" UNIQUE ("day", "district_id", "category_id", "mark");

COMMENT ON COLUMN "frozen_figure"."measure" IS 'MESSAGES: MESSAGES\nURGENT: URGENT\nOPEN: OPEN\nOBJECTED: OBJECTED\nREOPENED: REOPENED\nON_TIME: ON_TIME\nLATE: LATE\nLATE_AT: LATE_AT\nOBJECTED_AT: OBJECTED_AT\nSTAGE: STAGE';

INSERT INTO daily_figure (id, day, district_id, category_id, registered, urgent, first_action_met, first_action_breached, closed, objected, reopened, feedback_met, feedback_breached, resolution_met, resolution_breached)
SELECT gen_random_uuid(), day, district_id, category_id, 0, 0, 0, 0, 0, 0, sum(reopened)::int, sum(feedback_met)::int, sum(feedback_breached)::int, sum(resolution_met)::int, sum(resolution_breached)::int
FROM (
SELECT message.id AS message_id,
       (message.registered_at AT TIME ZONE (SELECT time_zone FROM city))::date AS day,
       message.district_id,
       message.category_id,
       1 AS registered,
       (message.urgency = 'URGENT')::int AS urgent,
       decided.first_action_met,
       decided.first_action_breached,
       (message.state = 'CLOSED')::int AS closed,
       (SELECT count(*) FROM follow_up WHERE follow_up.message_id = message.id
           AND follow_up.kind = 'OBJECTED')::int AS objected,
       (message.cycle > 1)::int AS reopened,
       decided.feedback_met,
       decided.feedback_breached,
       decided.resolution_met,
       decided.resolution_breached
FROM message, LATERAL (
    SELECT count(*) FILTER (WHERE obligation = 'FIRST_ACTION' AND state = 'MET')::int AS first_action_met,
           count(*) FILTER (WHERE obligation = 'FIRST_ACTION' AND state = 'BREACHED')::int AS first_action_breached,
           count(*) FILTER (WHERE obligation = 'FEEDBACK' AND state = 'MET')::int AS feedback_met,
           count(*) FILTER (WHERE obligation = 'FEEDBACK' AND state = 'BREACHED')::int AS feedback_breached,
           count(*) FILTER (WHERE obligation = 'RESOLUTION' AND state = 'MET')::int AS resolution_met,
           count(*) FILTER (WHERE obligation = 'RESOLUTION' AND state = 'BREACHED')::int AS resolution_breached
    FROM clock WHERE clock.message_id = message.id
) decided
WHERE message.district_id IS NOT NULL AND message.category_id IS NOT NULL
) contribution GROUP BY day, district_id, category_id
ON CONFLICT (day, district_id, category_id) DO UPDATE SET reopened = excluded.reopened, feedback_met = excluded.feedback_met, feedback_breached = excluded.feedback_breached, resolution_met = excluded.resolution_met, resolution_breached = excluded.resolution_breached;

INSERT INTO district_figure (id, day, district_id, registered, urgent, first_action_met, first_action_breached, closed, objected, reopened, feedback_met, feedback_breached, resolution_met, resolution_breached)
SELECT gen_random_uuid(), day, district_id, 0, 0, 0, 0, 0, 0, sum(reopened)::int, sum(feedback_met)::int, sum(feedback_breached)::int, sum(resolution_met)::int, sum(resolution_breached)::int
FROM daily_figure GROUP BY day, district_id
ON CONFLICT (day, district_id) DO UPDATE SET reopened = excluded.reopened, feedback_met = excluded.feedback_met, feedback_breached = excluded.feedback_breached, resolution_met = excluded.resolution_met, resolution_breached = excluded.resolution_breached;

INSERT INTO category_figure (id, day, category_id, registered, urgent, first_action_met, first_action_breached, closed, objected, reopened, feedback_met, feedback_breached, resolution_met, resolution_breached)
SELECT gen_random_uuid(), day, category_id, 0, 0, 0, 0, 0, 0, sum(reopened)::int, sum(feedback_met)::int, sum(feedback_breached)::int, sum(resolution_met)::int, sum(resolution_breached)::int
FROM daily_figure GROUP BY day, category_id
ON CONFLICT (day, category_id) DO UPDATE SET reopened = excluded.reopened, feedback_met = excluded.feedback_met, feedback_breached = excluded.feedback_breached, resolution_met = excluded.resolution_met, resolution_breached = excluded.resolution_breached;

INSERT INTO stage_figure (id, day, district_id, category_id, mark, counted) SELECT gen_random_uuid(), day, district_id, category_id, mark, sum(counted)::int FROM (
SELECT message.id AS message_id,
       (message.registered_at AT TIME ZONE (SELECT time_zone FROM city))::date AS day,
       message.district_id,
       message.category_id,
       stood.mark,
       1 AS counted
FROM message, LATERAL (
    SELECT 'LATE_AT:' || c.obligation || ':' || (
        SELECT p.state FROM follow_up p WHERE p.message_id = c.message_id AND p.recorded_at < c.breached_at
        ORDER BY p.recorded_at DESC, p.id DESC LIMIT 1) AS mark
    FROM clock c WHERE c.message_id = message.id AND c.state = 'BREACHED'
    UNION ALL
    SELECT 'OBJECTED_AT:' || (
        SELECT p.state FROM follow_up p WHERE p.message_id = f.message_id
        AND (p.recorded_at, p.id) < (f.recorded_at, f.id) ORDER BY p.recorded_at DESC, p.id DESC LIMIT 1)
    FROM follow_up f WHERE f.message_id = message.id AND f.kind = 'OBJECTED'
) stood
WHERE message.district_id IS NOT NULL AND message.category_id IS NOT NULL AND stood.mark IS NOT NULL
) contribution GROUP BY day, district_id, category_id, mark;
