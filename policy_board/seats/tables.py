"""What is stored of the board's membership and of its quorum."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model


class BoardSeat(Model):
    """A person is a member of the board, from `since` until before `until`. Invariant: nobody sits twice at a time
    (an exclusion constraint)."""

    id = fields.UUIDField(primary_key=True)
    person = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    since = fields.DatetimeField()
    until = fields.DatetimeField(null=True)
    # Null where it came with the software or was brought over from another register.
    seated_by = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)
    ended_by = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "board_seat"
        indexes = (Index(fields=("person_id", "since"), name="board_seat_by_person"),)
        constraints = (
            CheckConstraint(check="until > since", name="board_seat_lasts"),
            CheckConstraint(check="ended_by_id IS NULL OR until IS NOT NULL", name="board_seat_ended_by_somebody"),
        )


class QuorumRule(Model):
    """How many members must be present when something is decided: `numerator / denominator` of them, and more than
    that where `beyond`. Invariants: append-only; the latest with `since` not after a moment is in force then."""

    id = fields.UUIDField(primary_key=True)
    numerator = fields.SmallIntField()
    denominator = fields.SmallIntField()
    beyond = fields.BooleanField()
    since = fields.DatetimeField(unique=True)
    by = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "quorum_rule"
        constraints = (
            CheckConstraint(
                check="denominator BETWEEN 1 AND 99 AND numerator BETWEEN 0 AND denominator"
                " AND (numerator > 0 OR beyond) AND NOT (beyond AND numerator = denominator)",
                name="quorum_rule_is_a_share",
            ),
        )
