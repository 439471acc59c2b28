"""Sum up where messages stood when their clocks ran out and when they were objected to; reopenings, feedback and
resolutions beside first actions.

What was there before is counted once, in the way that each change now is.
"""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import UniqueConstraint

from hotline.figures.figures import CONTRIBUTION
from hotline.figures.marks import Measure
from hotline.figures.stages import BY_STAGE

ADDED = ("reopened", "feedback_met", "feedback_breached", "resolution_met", "resolution_breached")
GRAINS = {
    "daily_figure": "day, district_id, category_id",
    "district_figure": "day, district_id",
    "category_figure": "day, category_id",
}
# What was counted already counts no more for it.
KEPT = ("registered", "urgent", "first_action_met", "first_action_breached", "closed", "objected")


def counted(table: str, grain: str) -> str:
    # The coarser grains are sums of the finest, which comes first.
    source = f"({CONTRIBUTION}) contribution" if table == "daily_figure" else "daily_figure"
    return f"""
INSERT INTO {table} (id, {grain}, {", ".join((*KEPT, *ADDED))})
SELECT gen_random_uuid(), {grain}, {", ".join(["0"] * len(KEPT))}, {", ".join(f"sum({name})::int" for name in ADDED)}
FROM {source} GROUP BY {grain}
ON CONFLICT ({grain}) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in ADDED)}
"""


class Migration(migrations.Migration):
    dependencies = [("payesh", "0029_say_who_ended_a_seat")]

    initial = False

    operations = [
        *(
            ops.AddField(model_name=model, name=name, field=fields.IntField(db_default=0))
            for model in ("DailyFigure", "DistrictFigure", "CategoryFigure")
            for name in ADDED
        ),
        *(ops.AddField(model_name="FigureDelta", name=name, field=fields.SmallIntField(db_default=0)) for name in ADDED),
        ops.CreateModel(
            name="StageFigure",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("day", fields.DateField()),
                (
                    "district",
                    fields.ForeignKeyField(
                        "payesh.District",
                        source_field="district_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "category",
                    fields.ForeignKeyField(
                        "payesh.Category",
                        source_field="category_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("mark", fields.CharField(max_length=60)),
                ("counted", fields.IntField()),
            ],
            options={
                "table": "stage_figure",
                "app": "payesh",
                "pk_attr": "id",
                "table_description": "How often, on messages of one day of registration, district and category, a clock"
                " ran out or a citizen",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="StageDelta",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("day", fields.DateField()),
                ("district_id", fields.UUIDField()),
                ("category_id", fields.UUIDField()),
                ("mark", fields.CharField(max_length=60)),
                ("counted", fields.SmallIntField()),
            ],
            options={
                "table": "stage_delta",
                "app": "payesh",
                "pk_attr": "id",
                "table_description": "A change to the figures by stage. Invariant: as of a figure delta.",
            },
            bases=["Model"],
        ),
        ops.AddConstraint(
            "StageFigure",
            UniqueConstraint(fields=("day", "district_id", "category_id", "mark"), name="stage_figure_once"),
        ),
        ops.AlterField(
            model_name="FrozenFigure",
            name="measure",
            field=fields.CharEnumField(
                description="\n".join(f"{one}: {one}" for one in Measure), enum_type=Measure, max_length=20
            ),
        ),
        *(ops.RunSQL(counted(table, grain)) for table, grain in GRAINS.items()),
        ops.RunSQL(
            "INSERT INTO stage_figure (id, day, district_id, category_id, mark, counted)"
            " SELECT gen_random_uuid(), day, district_id, category_id, mark, sum(counted)::int"
            f" FROM ({BY_STAGE}) contribution GROUP BY day, district_id, category_id, mark"
        ),
    ]
