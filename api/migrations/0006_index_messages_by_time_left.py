"""Index all messages by time left: the order may be asked for without the filter that the open ones' index needs."""

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("payesh", "0005_install_the_job_queue")]

    operations = [
        ops.AddIndex(model_name="Message", index=Index(fields=("next_due_at", "id"), name="message_by_due")),
    ]
