"""What is stored of objections."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model


class ObjectionReason(StrEnum):
    """What the citizen contests."""

    NOTHING_DONE = "NOTHING_DONE"
    NOT_RESOLVED = "NOT_RESOLVED"
    BADLY_DONE = "BADLY_DONE"
    WRONGLY_REJECTED = "WRONGLY_REJECTED"
    WRONGLY_MERGED = "WRONGLY_MERGED"
    CONDUCT = "CONDUCT"


class ObjectionState(StrEnum):
    OPEN = "OPEN"
    UPHELD = "UPHELD"
    DISMISSED = "DISMISSED"


class Objection(Model):
    """A citizen contests an act (`against`) or a silence. Invariants: one open on a message at a time; ruled
    exactly when it has a ruling, a time and a person, who is not whose act it is against (domain §3); a councillor
    who takes it up is named, and the result recorded."""

    id = fields.UUIDField(primary_key=True)
    message = fields.ForeignKeyField("payesh.Message", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    # The cycle objected to; upheld, the message goes on in the next.
    cycle = fields.SmallIntField()
    reason = fields.CharEnumField(ObjectionReason, max_length=20)
    text = fields.TextField(null=True)
    pii_text = fields.TextField(null=True)
    against = fields.ForeignKeyField("payesh.FollowUp", null=True, related_name=False, on_delete=fields.RESTRICT)
    state = fields.CharEnumField(ObjectionState, max_length=10)
    opened_at = fields.DatetimeField()
    # A person of the office wrote it down; null where the citizen did it without one.
    opened_by = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)
    ruled_at = fields.DatetimeField(null=True)
    ruled_by = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)
    ruling = fields.TextField(null=True)
    taken_up_at = fields.DatetimeField(null=True)
    taken_up_by = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)
    result = fields.TextField(null=True)
    result_at = fields.DatetimeField(null=True)

    class Meta:
        app = "payesh"
        table = "objection"
        indexes = (Index(fields=("state", "opened_at", "id"), name="objection_by_state"),)
        constraints = (
            UniqueConstraint(fields=("message_id",), name="objection_open_once", condition="state = 'OPEN'"),
            CheckConstraint(
                check="num_nonnulls(ruled_at, ruled_by_id, ruling) = CASE state WHEN 'OPEN' THEN 0 ELSE 3 END",
                name="objection_ruling_is_whole",
            ),
            CheckConstraint(
                check="(taken_up_at IS NULL) = (taken_up_by_id IS NULL)", name="objection_taken_up_by_someone"
            ),
            CheckConstraint(
                check="(result IS NULL) = (result_at IS NULL) AND (result IS NULL OR taken_up_at IS NOT NULL)",
                name="objection_result_is_of_who_took_it_up",
            ),
        )
