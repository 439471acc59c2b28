"""Keep the documents that clients were built with, by their hash."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from uuid import uuid4
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [('payesh', '0024_follow_resolutions')]

    initial = False

    operations = [
        ops.CreateModel(
            name='PersistedDocument',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('sha256', fields.CharField(max_length=64)),
                ('client', fields.CharField(max_length=60)),
                ('text', fields.TextField(unique=False)),
                ('loaded_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('retired_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'persisted_document', 'app': 'payesh', 'constraints': [UniqueConstraint(fields=('sha256', 'client'), name='persisted_document_once'), CheckConstraint(check="sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex')", name='persisted_document_is_its_hash')], 'pk_attr': 'id', 'table_description': 'A GraphQL document of a client. Invariants: its name is the SHA-256 of its text, in hexadecimal; each once'},
            bases=['Model'],
        ),
        ops.AddConstraint("PersistedDocument", UniqueConstraint(fields=('sha256', 'client'), name="persisted_document_once")),
        ops.AddConstraint("PersistedDocument", CheckConstraint(check="sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex')", name="persisted_document_is_its_hash")),
    ]
