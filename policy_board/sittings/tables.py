"""What is stored of a meeting in session. What was decided is only ever added to: triggers refuse the rest."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model


class Result(StrEnum):
    """What the board decided of an item."""

    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    DEFERRED = "DEFERRED"
    REFERRED = "REFERRED"


class Ballot(StrEnum):
    """How it was decided."""

    CONSENT = "CONSENT"
    OPEN = "OPEN"
    SECRET = "SECRET"  # noqa: S105  # a way to vote, no password


class Choice(StrEnum):
    """How a member voted."""

    FOR = "FOR"
    AGAINST = "AGAINST"
    ABSTAIN = "ABSTAIN"


class DeferralCause(StrEnum):
    """Why an item is carried on to a later meeting."""

    DECIDED = "DECIDED"
    QUORUM_LOST = "QUORUM_LOST"
    NOT_REACHED = "NOT_REACHED"


class Attendance(Model):
    """A person was present at a meeting from `arrived_at` until before `left_at`; null while they are. Invariants:
    no two that stand overlap for a person (an exclusion constraint); what was corrected is struck with a reason,
    never deleted."""

    id = fields.UUIDField(primary_key=True)
    meeting = fields.ForeignKeyField("payesh.Meeting", related_name=False, on_delete=fields.RESTRICT)
    person = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    arrived_at = fields.DatetimeField()
    left_at = fields.DatetimeField(null=True)
    recorded_at = fields.DatetimeField()
    recorded_by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    # Why it is recorded after the event, where it is a correction.
    reason = fields.TextField(null=True)
    struck_at = fields.DatetimeField(null=True)
    struck_by = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)
    struck_reason = fields.TextField(null=True)

    class Meta:
        app = "payesh"
        table = "attendance"
        indexes = (Index(fields=("meeting_id", "person_id", "arrived_at"), name="attendance_by_meeting"),)
        constraints = (
            CheckConstraint(check="left_at > arrived_at", name="attendance_lasts"),
            CheckConstraint(
                check="num_nonnulls(struck_at, struck_by_id, struck_reason) IN (0, 3)",
                name="attendance_struck_with_reason",
            ),
        )


class Discussion(Model):
    """An item was taken up, and what was said of it. Invariants: one for each item; still once that is settled."""

    id = fields.UUIDField(primary_key=True)
    item = fields.OneToOneField("payesh.AgendaItem", related_name=False, on_delete=fields.RESTRICT)
    taken_up_at = fields.DatetimeField()
    taken_up_by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    text = fields.TextField(null=True)
    version = fields.IntField()

    class Meta:
        app = "payesh"
        table = "discussion"
        constraints = (CheckConstraint(check="version >= 1", name="discussion_counts_from_one"),)


class Decision(Model):
    """What the board decided of an item. `present`, `members` and `needed` are the quorum of the moment
    `decided_at`; sums of votes are null without a vote. Invariants: append-only; a correction is a further one with
    the next number and a reason, and the last of an item stands; no decision without its quorum; an item decided is
    settled, and what is settled by decision has one."""

    id = fields.UUIDField(primary_key=True)
    item = fields.ForeignKeyField("payesh.AgendaItem", related_name=False, on_delete=fields.RESTRICT)
    number = fields.SmallIntField()
    result = fields.CharEnumField(Result, max_length=10)
    text = fields.TextField()
    # To whom it is referred.
    body = fields.CharField(max_length=200, null=True)
    # Until when it is deferred at least; null for the next meeting.
    until = fields.DateField(null=True)
    ballot = fields.CharEnumField(Ballot, max_length=10)
    votes_for = fields.SmallIntField(null=True)
    votes_against = fields.SmallIntField(null=True)
    votes_abstain = fields.SmallIntField(null=True)
    decided_at = fields.DatetimeField()
    present = fields.SmallIntField()
    members = fields.SmallIntField()
    needed = fields.SmallIntField()
    recorded_at = fields.DatetimeField()
    by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    # Why the one before is corrected.
    reason = fields.TextField(null=True)

    class Meta:
        app = "payesh"
        table = "decision"
        indexes = (Index(fields=("decided_at", "id"), name="decision_by_time"),)
        constraints = (
            UniqueConstraint(fields=("item_id", "number"), name="decision_numbered_once"),
            CheckConstraint(
                check="number >= 1 AND (number > 1) = (reason IS NOT NULL)", name="decision_corrected_with_reason"
            ),
            CheckConstraint(check="present >= needed AND needed >= 1", name="decision_has_its_quorum"),
            CheckConstraint(check="present <= members", name="decision_present_are_members"),
            CheckConstraint(check="(body IS NOT NULL) = (result = 'REFERRED')", name="decision_referred_to_a_body"),
            CheckConstraint(check="until IS NULL OR result = 'DEFERRED'", name="decision_deferred_to_a_day"),
            CheckConstraint(
                check="num_nonnulls(votes_for, votes_against, votes_abstain) ="
                " CASE WHEN ballot = 'CONSENT' THEN 0 ELSE 3 END",
                name="decision_sums_its_votes",
            ),
            CheckConstraint(
                check="votes_for >= 0 AND votes_against >= 0 AND votes_abstain >= 0"
                " AND votes_for + votes_against + votes_abstain BETWEEN 1 AND present",
                name="decision_votes_of_those_present",
            ),
        )


class Vote(Model):
    """How a member voted in an open vote. Invariants: append-only; once for each decision and member; together they
    are the decision's sums, and where it was secret or by consent there are none."""

    id = fields.UUIDField(primary_key=True)
    decision = fields.ForeignKeyField("payesh.Decision", related_name=False, on_delete=fields.RESTRICT)
    person = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    choice = fields.CharEnumField(Choice, max_length=10)

    class Meta:
        app = "payesh"
        table = "vote"
        constraints = (UniqueConstraint(fields=("decision_id", "person_id"), name="vote_once"),)


class DecisionObjection(Model):
    """A member who was present puts on record that they object. Invariants: append-only; once for each decision and
    member."""

    id = fields.UUIDField(primary_key=True)
    decision = fields.ForeignKeyField("payesh.Decision", related_name=False, on_delete=fields.RESTRICT)
    person = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    text = fields.TextField()
    at = fields.DatetimeField()
    by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "decision_objection"
        constraints = (UniqueConstraint(fields=("decision_id", "person_id"), name="decision_objection_once"),)


class Deferral(Model):
    """An item left its meeting unsettled, and goes on as another one that continues it. Invariants: append-only;
    one for each item that is DEFERRED."""

    id = fields.UUIDField(primary_key=True)
    item = fields.OneToOneField("payesh.AgendaItem", related_name=False, on_delete=fields.RESTRICT)
    cause = fields.CharEnumField(DeferralCause, max_length=20)
    at = fields.DatetimeField()
    by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "deferral"
