"""What is stored of feedback."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model


class FeedbackChannel(StrEnum):
    """How the citizen is asked. A landline hears no SMS: its request is a call task."""

    SMS = "SMS"
    CALL = "CALL"
    APP = "APP"
    IN_PERSON = "IN_PERSON"


class FeedbackState(StrEnum):
    OPEN = "OPEN"
    ANSWERED = "ANSWERED"
    UNREACHABLE = "UNREACHABLE"
    CANCELLED = "CANCELLED"


class TryResult(StrEnum):
    """What a try to reach the citizen came to."""

    NO_ANSWER = "NO_ANSWER"
    BUSY = "BUSY"
    WRONG_NUMBER = "WRONG_NUMBER"
    CALL_LATER = "CALL_LATER"
    SENT = "SENT"


class FeedbackRequest(Model):
    """The citizen of a message is asked whether it is resolved. Invariants: one for each message and cycle; the
    short code names one open request, since a verdict by SMS carries it; answered exactly when it has an answer."""

    id = fields.UUIDField(primary_key=True)
    message = fields.ForeignKeyField("payesh.Message", related_name=False, on_delete=fields.RESTRICT)
    cycle = fields.SmallIntField()
    channel = fields.CharEnumField(FeedbackChannel, max_length=10)
    short_code = fields.CharField(max_length=6)
    state = fields.CharEnumField(FeedbackState, max_length=12)
    opened_at = fields.DatetimeField()
    opened_by = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)
    satisfied = fields.BooleanField(null=True)
    answered_at = fields.DatetimeField(null=True)
    answered_through = fields.CharEnumField(FeedbackChannel, max_length=10, null=True)
    # Who wrote the answer down; null where the citizen gave it without a person.
    asked_by = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "feedback_request"
        indexes = (Index(fields=("state", "opened_at", "id"), name="feedback_request_by_state"),)
        constraints = (
            UniqueConstraint(fields=("message_id", "cycle"), name="feedback_request_once"),
            UniqueConstraint(fields=("short_code",), name="feedback_code_names_one", condition="state = 'OPEN'"),
            CheckConstraint(
                check="num_nonnulls(satisfied, answered_at, answered_through)"
                " = CASE state WHEN 'ANSWERED' THEN 3 ELSE 0 END",
                name="feedback_request_answer_is_whole",
            ),
        )


class FeedbackTry(Model):
    """One try to reach the citizen. Invariant: append-only."""

    id = fields.UUIDField(primary_key=True)
    request = fields.ForeignKeyField(
        "payesh.FeedbackRequest", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    message = fields.ForeignKeyField("payesh.Message", related_name=False, on_delete=fields.RESTRICT)
    channel = fields.CharEnumField(FeedbackChannel, max_length=10)
    result = fields.CharEnumField(TryResult, max_length=12)
    tried_at = fields.DatetimeField()
    tried_by = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "feedback_try"
