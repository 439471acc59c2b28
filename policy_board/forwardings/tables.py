"""What is stored of forwardings. What was forwarded is frozen without a copy: a forwarding cites rows that never
change, and seals them with a hash."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model


class ForwardingState(StrEnum):
    """Where a forwarding stands before the board."""

    WAITING = "WAITING"
    ACCEPTED = "ACCEPTED"
    RETURNED = "RETURNED"
    SCHEDULED = "SCHEDULED"
    DECIDED = "DECIDED"
    DEFERRED = "DEFERRED"
    WITHDRAWN = "WITHDRAWN"


# The board has not done with it. The SQL of the index below says the same.
LIVE = (
    ForwardingState.WAITING,
    ForwardingState.ACCEPTED,
    ForwardingState.SCHEDULED,
    ForwardingState.DEFERRED,
)


class Forwarding(Model):
    """A dossier before the board. Invariants: at most one of a dossier is live; `sha256` is that of what was
    forwarded; `state` is that of its latest step."""

    id = fields.UUIDField(primary_key=True)
    dossier = fields.ForeignKeyField("payesh.Dossier", related_name=False, on_delete=fields.RESTRICT)
    version = fields.ForeignKeyField("payesh.DossierVersion", related_name=False, on_delete=fields.RESTRICT)
    state = fields.CharEnumField(ForwardingState, max_length=20)
    reason = fields.TextField()
    sha256 = fields.CharField(max_length=64)
    at = fields.DatetimeField()
    by = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    # Since its item stands on a frozen agenda; then nobody withdraws it.
    frozen_at = fields.DatetimeField(null=True)

    class Meta:
        app = "payesh"
        table = "forwarding"
        indexes = (
            Index(fields=("at", "id"), name="forwarding_by_time"),
            Index(fields=("dossier_id", "at"), name="forwarding_by_dossier"),
        )
        constraints = (
            UniqueConstraint(
                fields=("dossier_id",),
                name="forwarding_live_once",
                condition="state IN ('WAITING', 'ACCEPTED', 'SCHEDULED', 'DEFERRED')",
            ),
        )


class ForwardingStep(Model):
    """That a forwarding came into a state, when, by whom, and why. Invariant: append-only."""

    id = fields.UUIDField(primary_key=True)
    forwarding = fields.ForeignKeyField(
        "payesh.Forwarding", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    state = fields.CharEnumField(ForwardingState, max_length=20)
    at = fields.DatetimeField()
    by = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)
    reason = fields.TextField(null=True)

    class Meta:
        app = "payesh"
        table = "forwarding_step"


class ForwardedSolution(Model):
    """A solution that goes before the board with the dossier. Invariant: append-only with its forwarding."""

    id = fields.UUIDField(primary_key=True)
    forwarding = fields.ForeignKeyField("payesh.Forwarding", related_name=False, on_delete=fields.RESTRICT)
    solution = fields.ForeignKeyField(
        "payesh.Solution", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )

    class Meta:
        app = "payesh"
        table = "forwarded_solution"
        constraints = (UniqueConstraint(fields=("forwarding_id", "solution_id"), name="forwarded_solution_once"),)


class ForwardedEvidence(Model):
    """Evidence as it was frozen when it went before the board. Invariant: append-only with its forwarding."""

    id = fields.UUIDField(primary_key=True)
    forwarding = fields.ForeignKeyField("payesh.Forwarding", related_name=False, on_delete=fields.RESTRICT)
    freeze = fields.ForeignKeyField(
        "payesh.EvidenceFreeze", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )

    class Meta:
        app = "payesh"
        table = "forwarded_evidence"
        constraints = (UniqueConstraint(fields=("forwarding_id", "freeze_id"), name="forwarded_evidence_once"),)
