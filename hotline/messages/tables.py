"""What is stored of a message. Personal data stands apart, in columns named `pii_*` and in `Reporter`."""

from enum import StrEnum

from tortoise import fields
from tortoise.contrib.postgres.fields import TSVectorField
from tortoise.contrib.postgres.indexes import GinIndex
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model


class MessageKind(StrEnum):
    OPERATIONAL = "OPERATIONAL"
    INFORMATION = "INFORMATION"
    OPINION = "OPINION"


class Urgency(StrEnum):
    ROUTINE = "ROUTINE"
    URGENT = "URGENT"


class Ground(StrEnum):
    """The three grounds of urgency (R4)."""

    HAZARD = "HAZARD"
    COSTLY_VIOLATION = "COSTLY_VIOLATION"
    RESOURCE_WASTE = "RESOURCE_WASTE"


class MessageState(StrEnum):
    """The states of a message's cycle (domain §3)."""

    REGISTERED = "REGISTERED"
    TRIAGED = "TRIAGED"
    DISPATCHED = "DISPATCHED"
    RETURNED = "RETURNED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    IN_ACTION = "IN_ACTION"
    RESOLUTION_CLAIMED = "RESOLUTION_CLAIMED"
    UNDER_INSPECTION = "UNDER_INSPECTION"
    VERIFIED = "VERIFIED"
    FEEDBACK_SOUGHT = "FEEDBACK_SOUGHT"
    OBJECTED = "OBJECTED"
    REFERRED = "REFERRED"
    REJECTED = "REJECTED"
    MERGED = "MERGED"
    CLOSED = "CLOSED"


class Channel(StrEnum):
    """How a message came in."""

    PHONE = "PHONE"
    SMS = "SMS"
    APP = "APP"
    WEB = "WEB"
    IN_PERSON = "IN_PERSON"
    SOCIAL = "SOCIAL"


class Outcome(StrEnum):
    """How a closed message ended (domain §3)."""

    ANSWERED = "ANSWERED"
    SATISFIED = "SATISFIED"
    UNSATISFIED = "UNSATISFIED"
    NOT_NEEDED = "NOT_NEEDED"
    UNREACHABLE = "UNREACHABLE"
    DISMISSED = "DISMISSED"


# What the SQL of indexes, filters and figures calls open.
CLOSED_STATES = (MessageState.CLOSED, MessageState.REJECTED, MessageState.MERGED)


class Message(Model):
    """A citizen's message. Invariants: urgent exactly when it has a ground; closed exactly when it has an
    outcome and a time; `text` is `pii_text` masked; `cell_*` is the 500 m cell of the exact place;
    `next_due_at` is the earliest due time of the clocks that somebody still has to meet, or infinity."""

    id = fields.UUIDField(primary_key=True)
    tracking_code = fields.CharField(max_length=20, unique=True)
    kind = fields.CharEnumField(MessageKind, max_length=20)
    channel = fields.CharEnumField(Channel, max_length=20)
    state = fields.CharEnumField(MessageState, max_length=20)
    cycle = fields.SmallIntField(default=1)
    urgency = fields.CharEnumField(Urgency, max_length=10, default=Urgency.ROUTINE)
    ground = fields.CharEnumField(Ground, max_length=20, null=True)
    claimed_ground = fields.CharEnumField(Ground, max_length=20, null=True)
    special = fields.BooleanField(default=False)
    special_reason = fields.TextField(null=True)
    text = fields.TextField()
    pii_text = fields.TextField()
    category = fields.ForeignKeyField("payesh.Category", null=True, related_name=False, on_delete=fields.RESTRICT)
    district = fields.ForeignKeyField("payesh.District", null=True, related_name=False, on_delete=fields.RESTRICT)
    unit = fields.ForeignKeyField("payesh.Unit", null=True, related_name=False, on_delete=fields.RESTRICT)
    # Who holds it now: custody moves on receipt (domain §5). No person means the unit's manager.
    holder_unit = fields.ForeignKeyField(
        "payesh.Unit", null=True, related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    holder_person = fields.ForeignKeyField(
        "payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    inspector = fields.ForeignKeyField(
        "payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    cell_latitude = fields.FloatField(null=True)
    cell_longitude = fields.FloatField(null=True)
    address = fields.TextField(null=True)
    registered_at = fields.DatetimeField()
    dispatched_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    outcome = fields.CharEnumField(Outcome, max_length=20, null=True)
    next_due_at = fields.DatetimeField()
    # Who closed it: an objection is never ruled by them, nor the message returned to them (domain §3).
    closed_by = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)
    # A merged message follows its incident: the message that leads it, which is never merged itself.
    incident = fields.ForeignKeyField(
        "payesh.Message", null=True, related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    merged_from = fields.CharEnumField(MessageState, max_length=20, null=True)
    # How often the citizen called about it: the third call brings in an inspector (domain §3).
    calls = fields.SmallIntField(db_default=1)
    authority = fields.CharField(max_length=160, null=True)
    # Its code and the folded words of `text`, as kit/searching.py makes them.
    found_by = TSVectorField(db_default="")
    registered_by = fields.ForeignKeyField(
        "payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT
    )
    registered_through = fields.ForeignKeyField(
        "payesh.Token", null=True, related_name=False, on_delete=fields.RESTRICT
    )
    version = fields.IntField(default=1)

    class Meta:
        app = "payesh"
        table = "message"
        indexes = (
            Index(fields=("registered_at", "id"), name="message_by_time"),
            Index(fields=("next_due_at", "id"), name="message_by_due"),
            Index(fields=("district_id", "registered_at", "id"), name="message_by_district"),
            Index(fields=("category_id", "registered_at", "id"), name="message_by_category"),
            Index(fields=("unit_id", "registered_at", "id"), name="message_by_unit"),
            Index(fields=("state", "registered_at", "id"), name="message_by_state"),
            GinIndex(fields=("found_by",), name="message_by_words"),
        )
        constraints = (
            CheckConstraint(check="(urgency = 'URGENT') = (ground IS NOT NULL)", name="message_urgent_has_ground"),
            CheckConstraint(
                check="(state = 'CLOSED') = (closed_at IS NOT NULL) AND (state = 'CLOSED') = (outcome IS NOT NULL)",
                name="message_closed_has_outcome",
            ),
            CheckConstraint(check="special = (special_reason IS NOT NULL)", name="message_special_has_reason"),
            CheckConstraint(
                check="num_nonnulls(latitude, longitude, cell_latitude, cell_longitude) IN (0, 4)",
                name="message_place_is_whole",
            ),
            CheckConstraint(
                check="(state = 'MERGED') <= (incident_id IS NOT NULL)", name="message_merged_has_incident"
            ),
            CheckConstraint(check="incident_id IS DISTINCT FROM id", name="message_leads_itself_silently"),
            CheckConstraint(
                check="(incident_id IS NULL) = (merged_from IS NULL)", name="message_merged_from_somewhere"
            ),
            CheckConstraint(check="cycle >= 1 AND version >= 1 AND calls >= 1", name="message_counts_from_one"),
        )


class Reporter(Model):
    """Who reported a message: deletable without touching the timeline. Invariant: at most one for each message."""

    message = fields.OneToOneField(
        "payesh.Message", primary_key=True, related_name=False, on_delete=fields.RESTRICT
    )
    pii_name = fields.CharField(max_length=120, null=True)
    pii_phone = fields.CharField(max_length=20, null=True)
    pii_national_id = fields.CharField(max_length=10, null=True)
    pii_home = fields.TextField(null=True)
    pii_email = fields.CharField(max_length=254, null=True)

    class Meta:
        app = "payesh"
        table = "reporter"


class Idempotency(Model):
    """The first answer given under an idempotency key: the message registered, or the `answer` of another act.
    Invariant: one row for each caller and key, written in the transaction it answers for; kept 48 hours."""

    id = fields.UUIDField(primary_key=True)
    caller = fields.CharField(max_length=60)
    key = fields.CharField(max_length=120)
    act = fields.CharField(max_length=60)
    body_hash = fields.BinaryField()
    subject_id = fields.UUIDField(null=True)
    answer: fields.Field[dict[str, object] | None] = fields.JSONField(null=True)
    created_at = fields.DatetimeField(db_index=True)

    class Meta:
        app = "payesh"
        table = "idempotency"
        constraints = (UniqueConstraint(fields=("caller", "key"), name="idempotency_key_once"),)


class MessageImport(Model):
    """How far a file of messages has been imported. Invariant: it moves on in the transaction that stores the rows
    it counts, so that each is stored once, however often the file is given again."""

    sha256 = fields.CharField(max_length=64, primary_key=True)
    person = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    # The last row seen to, the header being row 1; of those rows so many were stored and so many refused.
    last_row = fields.IntField(default=1)
    stored = fields.IntField(default=0)
    refused = fields.IntField(default=0)
    # How much of the file of refused rows belongs to them.
    refused_bytes = fields.BigIntField(default=0)
    started_at = fields.DatetimeField()
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        app = "payesh"
        table = "message_import"
