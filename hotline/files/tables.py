"""What is stored of files."""

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model


class File(Model):
    """A photo or recording. Invariants: the original is sealed under its SHA-256 and never served as it came but
    to those with the right; released means a person of the office did it, at a time."""

    id = fields.UUIDField(primary_key=True)
    message = fields.ForeignKeyField(
        "payesh.Message", null=True, related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    follow_up = fields.ForeignKeyField(
        "payesh.FollowUp", null=True, related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    media_type = fields.CharField(max_length=60)
    size = fields.IntField()
    sha256 = fields.BinaryField()
    taken_at = fields.DatetimeField(null=True)
    pii_latitude = fields.FloatField(null=True)
    pii_longitude = fields.FloatField(null=True)
    uploaded_at = fields.DatetimeField()
    uploaded_by = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)
    uploaded_through = fields.ForeignKeyField(
        "payesh.Token", null=True, related_name=False, on_delete=fields.RESTRICT
    )
    released_at = fields.DatetimeField(null=True)
    released_by = fields.ForeignKeyField("payesh.Person", null=True, related_name=False, on_delete=fields.RESTRICT)

    class Meta:
        app = "payesh"
        table = "file"
        constraints = (
            CheckConstraint(check="octet_length(sha256) = 32", name="file_is_sealed"),
            CheckConstraint(check="(released_at IS NULL) = (released_by_id IS NULL)", name="file_release_is_named"),
            CheckConstraint(check="size > 0", name="file_is_not_empty"),
        )
