"""What is stored of the people who work with the system. Citizens are not here: see messages.tables.Reporter."""

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from hotline.kit.viewer import Role


class Person(Model):
    """A person with an account, or one who only stands on a timeline. Invariant: a username signs in exactly
    one person, and only one with a password."""

    id = fields.UUIDField(primary_key=True)
    username = fields.CharField(max_length=60, unique=True, null=True)
    name = fields.CharField(max_length=120)
    password_hash = fields.CharField(max_length=200, null=True)
    active = fields.BooleanField(default=True)
    language = fields.CharField(max_length=2, default="fa")
    # Where notices reach them at work.
    pii_phone = fields.CharField(max_length=20, null=True)
    pii_email = fields.CharField(max_length=254, null=True)
    version = fields.IntField(default=1)

    class Meta:
        app = "payesh"
        table = "person"
        constraints = (
            CheckConstraint(check="language IN ('fa', 'en')", name="person_language_known"),
            CheckConstraint(
                check="password_hash IS NULL OR username IS NOT NULL", name="person_password_has_username"
            ),
        )


class PersonRole(Model):
    """A role a person holds, in a unit where the role belongs to one. Invariant: granted once."""

    id = fields.UUIDField(primary_key=True)
    person = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    role = fields.CharEnumField(Role, max_length=30)
    unit = fields.ForeignKeyField(
        "payesh.Unit", null=True, related_name=False, on_delete=fields.RESTRICT, db_index=True
    )

    class Meta:
        app = "payesh"
        table = "person_role"
        constraints = (
            UniqueConstraint(
                fields=("person_id", "role", "unit_id"),
                name="person_role_in_unit_once",
                condition="unit_id IS NOT NULL",
            ),
            UniqueConstraint(fields=("person_id", "role"), name="person_role_once", condition="unit_id IS NULL"),
        )


class SecondFactor(Model):
    """That a person signs in with a code too. The key of the codes is stored nowhere: it is made of the salt and of
    the server's secret (ADR 21). Invariants: one for each person; a step and a recovery code are good once."""

    id = fields.UUIDField(primary_key=True)
    person = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT)
    salt = fields.CharField(max_length=32)
    enrolled_at = fields.DatetimeField()
    # Of time: that of the code used last.
    last_step = fields.BigIntField()
    # Slow digests of those not used yet.
    recovery: ArrayField = ArrayField(element_type="text")

    class Meta:
        app = "payesh"
        table = "second_factor"
        constraints = (UniqueConstraint(fields=("person_id",), name="second_factor_once"),)


class Session(Model):
    """A sign-in to the portal, kept on the server. Invariant: only the SHA-256 of its cookie is stored."""

    id = fields.UUIDField(primary_key=True)
    secret_hash = fields.CharField(max_length=64, unique=True)
    person = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT, db_index=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)
    # Where it was opened, for the person whose it is.
    address = fields.CharField(max_length=60, default="")
    agent = fields.CharField(max_length=200, default="")

    class Meta:
        app = "payesh"
        table = "session"


class Token(Model):
    """A bearer token of a frontend or a script. Invariant: only its SHA-256 is stored; scopes say what it may do;
    revoking is a time, never a deletion."""

    id = fields.UUIDField(primary_key=True)
    secret_hash = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=120)
    role = fields.CharEnumField(Role, max_length=30)
    person = fields.ForeignKeyField(
        "payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    scopes: ArrayField = ArrayField(element_type="text")
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        app = "payesh"
        table = "token"


class Throttle(Model):
    """Counted tries in a window, shared by all processes. Invariant: one row for each key and window."""

    id = fields.UUIDField(primary_key=True)
    key = fields.CharField(max_length=120)
    window_start = fields.DatetimeField()
    tries = fields.IntField()

    class Meta:
        app = "payesh"
        table = "throttle"
        constraints = (UniqueConstraint(fields=("key", "window_start"), name="throttle_window_once"),)


class AccessRecord(Model):
    """That a person read a citizen's contact data, and why. Invariant: written in the transaction that reads;
    never changed. No foreign key to the message: the record outlives it."""

    id = fields.UUIDField(primary_key=True)
    person_id = fields.UUIDField()
    message_id = fields.UUIDField(db_index=True)
    reason = fields.CharField(max_length=30)
    read_at = fields.DatetimeField()

    class Meta:
        app = "payesh"
        table = "access_record"
        indexes = (Index(fields=("person_id", "read_at"), name="access_record_by_person"),)
