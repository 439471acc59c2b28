"""What is stored of solutions and of those who stand behind them."""

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model


class Solution(Model):
    """A way out that somebody proposes for a dossier. Invariant: once somebody endorsed or forwarded it, its words
    never change; what its proposer withdrew stays."""

    id = fields.UUIDField(primary_key=True)
    dossier = fields.ForeignKeyField("payesh.Dossier", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    title = fields.CharField(max_length=200)
    # What is to be done; Markdown, as `prose` reads it.
    what = fields.TextField()
    # Who would do it: a unit where it is one, and in words.
    unit = fields.ForeignKeyField("payesh.Unit", null=True, related_name=False, on_delete=fields.RESTRICT)
    who = fields.CharField(max_length=200)
    cost_million_rials = fields.IntField(null=True)
    days = fields.IntField()
    effect = fields.TextField()
    proposed_at = fields.DatetimeField()
    proposed_by = fields.ForeignKeyField(
        "payesh.Person", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    withdrawn_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)

    class Meta:
        app = "payesh"
        table = "solution"
        constraints = (
            CheckConstraint(
                check="cost_million_rials >= 0 AND days BETWEEN 1 AND 3650", name="solution_is_measured"
            ),
        )


class SolutionEffect(Model):
    """A request type that a solution is to change. Invariant: each once for a solution, of which there is one."""

    id = fields.UUIDField(primary_key=True)
    solution = fields.ForeignKeyField("payesh.Solution", related_name=False, on_delete=fields.RESTRICT)
    category = fields.ForeignKeyField("payesh.Category", related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "solution_effect"
        constraints = (UniqueConstraint(fields=("solution_id", "category_id"), name="solution_effect_once"),)


class Endorsement(Model):
    """That a member stands behind another's solution. Invariant: once at a time for each member; what was taken
    back stays."""

    id = fields.UUIDField(primary_key=True)
    solution = fields.ForeignKeyField("payesh.Solution", related_name=False, on_delete=fields.RESTRICT)
    by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    at = fields.DatetimeField()
    taken_back_at = fields.DatetimeField(null=True)

    class Meta:
        app = "payesh"
        table = "endorsement"
        constraints = (
            UniqueConstraint(
                fields=("solution_id", "by_id"), name="endorsement_once", condition="taken_back_at IS NULL"
            ),
        )
