"""Search messages by one column of folded words, stems and slips: one index answers a whole question.

Written by hand: messages stored before are read once more, in the way that registration now does.
"""

from tortoise import migrations
from tortoise.contrib.postgres.fields import TSVectorField
from tortoise.contrib.postgres.indexes import GinIndex
from tortoise.migrations import operations as ops
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state_apps import StateApps

from hotline.kit.searching import found_by


async def _read_again(_: StateApps, editor: BaseSchemaEditor) -> None:
    last = "00000000-0000-0000-0000-000000000000"
    while rows := await editor.client.execute_query_dict(_PAGE, [last]):
        found = [[found_by(row["text"], row["tracking_code"]), row["id"]] for row in rows]
        await editor.client.execute_many("UPDATE message SET found_by = $1::text::tsvector WHERE id = $2", found)
        last = rows[-1]["id"]


_PAGE = "SELECT id, text, tracking_code FROM message WHERE id > $1 ORDER BY id LIMIT 5000"


class Migration(migrations.Migration):
    dependencies = [("payesh", "0007_carry_the_whole_cycle"), ("payesh", "0007_remember_imports")]

    operations = [
        ops.RemoveIndex(model_name="Message", name="message_by_tokens"),
        ops.RemoveIndex(model_name="Message", name="message_by_trigrams"),
        ops.RemoveField(model_name="Message", name="tokens"),
        ops.RemoveField(model_name="Message", name="trigrams"),
        ops.AddField(model_name="Message", name="found_by", field=TSVectorField(db_default="")),
        ops.RunPython(_read_again),
        ops.AddIndex(model_name="Message", index=GinIndex(fields=["found_by"], name="message_by_words")),
    ]
