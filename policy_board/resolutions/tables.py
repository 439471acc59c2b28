"""What is stored of resolutions, of the warnings that their ladder gave, and of what came of them."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from hotline.clocks.tables import Obligation
from policy_board.resolutions.effect import Facet, Verdict


class ResolutionState(StrEnum):
    """Where a resolution stands (domain §9)."""

    OPEN = "OPEN"
    REPORTED = "REPORTED"
    RETURNED = "RETURNED"
    VERIFIED = "VERIFIED"


class Resolution(Model):
    """What was decided, with someone answering for it: a unit, and in it a person or else its manager. Due by
    the end of `due_on`. Invariants: its words, its due day and who answers for it never change (a trigger); its
    state is that of its last step; done exactly when verified; it returns to an agenda once, as `returned_item`;
    the next moments at which the system looks at it are null where there is nothing to come."""

    id = fields.UUIDField(primary_key=True)
    year = fields.SmallIntField()
    sequence = fields.IntField()
    # `م/1405/0012`, of the Jalali year it was made in.
    code = fields.CharField(max_length=20, unique=True)
    decision = fields.ForeignKeyField(
        "payesh.Decision", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    # The dossier that was decided on, where one stood behind the item.
    dossier = fields.ForeignKeyField(
        "payesh.Dossier", null=True, related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    confidential = fields.BooleanField()
    text = fields.TextField()
    unit = fields.ForeignKeyField("payesh.Unit", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    person = fields.ForeignKeyField(
        "payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    due_on = fields.DateField()
    due_at = fields.DatetimeField()
    # Whose ladder presses for it.
    policy = fields.ForeignKeyField("payesh.PolicyVersion", related_name=False, on_delete=fields.RESTRICT)
    state = fields.CharEnumField(ResolutionState, max_length=10)
    made_at = fields.DatetimeField()
    made_by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    # When it was reported as done, once that is verified: its effect counts from the day after.
    done_at = fields.DatetimeField(null=True)
    version = fields.IntField()
    # The highest rung of the ladder that has fired, in percent.
    rung = fields.SmallIntField()
    next_rung_at = fields.DatetimeField(null=True)
    next_effect_at = fields.DatetimeField(null=True)
    # When the citizens whose messages were its evidence were told what came of it.
    told_at = fields.DatetimeField(null=True)
    returned_item = fields.OneToOneField(
        "payesh.AgendaItem", null=True, related_name=False, on_delete=fields.RESTRICT
    )

    class Meta:
        app = "payesh"
        table = "resolution"
        indexes = (
            Index(fields=("due_at", "id"), name="resolution_by_due"),
            Index(fields=("next_rung_at",), name="resolution_by_rung"),
            Index(fields=("next_effect_at",), name="resolution_by_effect"),
        )
        constraints = (
            UniqueConstraint(fields=("year", "sequence"), name="resolution_numbered_once"),
            CheckConstraint(check="due_at > made_at", name="resolution_due_after_it_was_made"),
            CheckConstraint(
                check="(state = 'VERIFIED') = (done_at IS NOT NULL)", name="resolution_done_is_verified"
            ),
            CheckConstraint(
                check="next_rung_at IS NULL OR state IN ('OPEN', 'RETURNED')", name="resolution_presses_while_open"
            ),
            CheckConstraint(
                check="next_effect_at IS NULL OR state = 'VERIFIED'", name="resolution_has_effect_once_done"
            ),
        )


class ResolutionCategory(Model):
    """A request type that a resolution is to change. Invariants: append-only; each once."""

    id = fields.UUIDField(primary_key=True)
    resolution = fields.ForeignKeyField("payesh.Resolution", related_name=False, on_delete=fields.RESTRICT)
    category = fields.ForeignKeyField("payesh.Category", related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "resolution_category"
        constraints = (UniqueConstraint(fields=("resolution_id", "category_id"), name="resolution_category_once"),)


class ResolutionSolution(Model):
    """A solution that was before the board when it was made. Invariants: append-only; each once."""

    id = fields.UUIDField(primary_key=True)
    resolution = fields.ForeignKeyField("payesh.Resolution", related_name=False, on_delete=fields.RESTRICT)
    solution = fields.ForeignKeyField(
        "payesh.Solution", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )

    class Meta:
        app = "payesh"
        table = "resolution_solution"
        constraints = (UniqueConstraint(fields=("resolution_id", "solution_id"), name="resolution_solution_once"),)


class ResolutionStep(Model):
    """That a resolution came into a state: when, by whom, and what was said of it: a report, or why it was
    returned. Invariant: append-only."""

    id = fields.UUIDField(primary_key=True)
    resolution = fields.ForeignKeyField(
        "payesh.Resolution", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    state = fields.CharEnumField(ResolutionState, max_length=10)
    at = fields.DatetimeField()
    by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    text = fields.TextField(null=True)

    class Meta:
        app = "payesh"
        table = "resolution_step"
        constraints = (
            CheckConstraint(
                check="state NOT IN ('REPORTED', 'RETURNED') OR text IS NOT NULL", name="resolution_step_says_why"
            ),
        )


class ResolutionProof(Model):
    """A photo that goes with a report. Invariants: append-only; a file proves one report alone."""

    id = fields.UUIDField(primary_key=True)
    step = fields.ForeignKeyField(
        "payesh.ResolutionStep", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    file = fields.OneToOneField("payesh.File", related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "resolution_proof"


class ResolutionWarning(Model):
    """A rung of the ladder that a resolution has reached, and whom it tells now. Invariants: each rung once for
    each resolution; unacknowledged by `climbs_at` it climbs to the next superior, who then stands here, and
    `climbed` counts how often it did."""

    id = fields.UUIDField(primary_key=True)
    resolution = fields.ForeignKeyField("payesh.Resolution", related_name=False, on_delete=fields.RESTRICT)
    percent = fields.SmallIntField()
    tell = fields.CharField(max_length=20)
    unit = fields.ForeignKeyField("payesh.Unit", related_name=False, on_delete=fields.RESTRICT)
    person = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)
    fired_at = fields.DatetimeField()
    acknowledged_at = fields.DatetimeField(null=True)
    acknowledged_by = fields.ForeignKeyField(
        "payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT
    )
    climbs_at = fields.DatetimeField(null=True)
    climbed = fields.SmallIntField()

    class Meta:
        app = "payesh"
        table = "resolution_warning"
        indexes = (
            Index(fields=("climbs_at",), name="resolution_warning_by_climb"),
            Index(fields=("person_id", "fired_at", "id"), name="resolution_warning_by_person"),
        )
        constraints = (
            UniqueConstraint(fields=("resolution_id", "percent"), name="resolution_warning_once"),
            CheckConstraint(
                check="(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)",
                name="resolution_warning_acknowledged_by_someone",
            ),
            CheckConstraint(
                check="climbs_at IS NULL OR acknowledged_at IS NULL",
                name="resolution_warning_climbs_unless_acknowledged",
            ),
        )


class ResolutionEffect(Model):
    """A measure of what came of a resolution, as `effect` says it: of the first `days` days since it was done, or
    of the `counted` there have been. Times are in seconds, volumes in messages a day. Invariants: one for each
    measure and horizon; once frozen it never changes (a trigger), and it is frozen when all its days are over."""

    id = fields.UUIDField(primary_key=True)
    resolution = fields.ForeignKeyField("payesh.Resolution", related_name=False, on_delete=fields.RESTRICT)
    days = fields.SmallIntField()
    facet = fields.CharEnumField(Facet, max_length=10)
    # Of VOLUME there is none.
    obligation = fields.CharEnumField(Obligation, max_length=20, null=True)
    counted = fields.SmallIntField()
    measured_at = fields.DatetimeField()
    frozen_at = fields.DatetimeField(null=True)
    # What was measured in each stretch, and of how many messages; null where there is none.
    value = fields.FloatField(null=True)
    cases = fields.IntField()
    value_before = fields.FloatField(null=True)
    cases_before = fields.IntField()
    value_last_year = fields.FloatField(null=True)
    cases_last_year = fields.IntField(null=True)
    # The change against the days before: a difference of shares, a ratio of rates or times; open ends are null.
    change = fields.FloatField(null=True)
    low = fields.FloatField(null=True)
    high = fields.FloatField(null=True)
    verdict = fields.CharEnumField(Verdict, max_length=10)

    class Meta:
        app = "payesh"
        table = "resolution_effect"
        constraints = (
            CheckConstraint(
                check="(facet = 'VOLUME') = (obligation IS NULL)", name="resolution_effect_is_of_an_obligation"
            ),
            CheckConstraint(check="counted BETWEEN 0 AND days", name="resolution_effect_counts_its_days"),
            CheckConstraint(
                check="frozen_at IS NULL OR counted = days", name="resolution_effect_is_frozen_when_over"
            ),
        )
