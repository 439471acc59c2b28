"""What is stored of the documents that clients were built with."""

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model


class PersistedDocument(Model):
    """A GraphQL document of a client. Invariants: its name is the SHA-256 of its text, in hexadecimal; each once
    for a client; retiring is a time, never a deletion."""

    id = fields.UUIDField(primary_key=True)
    sha256 = fields.CharField(max_length=64)
    client = fields.CharField(max_length=60)
    text = fields.TextField()
    loaded_at = fields.DatetimeField()
    retired_at = fields.DatetimeField(null=True)

    class Meta:
        app = "payesh"
        table = "persisted_document"
        constraints = (
            UniqueConstraint(fields=("sha256", "client"), name="persisted_document_once"),
            CheckConstraint(
                check="sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex')",
                name="persisted_document_is_its_hash",
            ),
        )
