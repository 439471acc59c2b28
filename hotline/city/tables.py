"""What is stored of the city. A second city is another database with its own rows here (domain §12)."""

from enum import StrEnum

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model


class UnitKind(StrEnum):
    DEPUTY = "DEPUTY"
    DEPARTMENT = "DEPARTMENT"
    ORGANISATION = "ORGANISATION"
    DISTRICT = "DISTRICT"
    SECTION = "SECTION"
    CENTRE = "CENTRE"
    OFFICE = "OFFICE"


class PostKind(StrEnum):
    """Places in the unit tree, held by persons (domain §2)."""

    SUPERVISOR = "SUPERVISOR"
    MANAGER = "MANAGER"
    DEPUTY = "DEPUTY"


class City(Model):
    """The city this database is of. Invariant: one row; its bounds hold every place a message may name; once it
    holds demo data it says so for good, and serves no citizens."""

    id = fields.SmallIntField(primary_key=True, generated=False)
    name_fa = fields.CharField(max_length=80)
    name_en = fields.CharField(max_length=80)
    south = fields.FloatField()
    west = fields.FloatField()
    north = fields.FloatField()
    east = fields.FloatField()
    time_zone = fields.CharField(max_length=60)
    demo = fields.BooleanField(db_default=False)

    class Meta:
        app = "payesh"
        table = "city"
        constraints = (
            CheckConstraint(check="id = 1", name="city_is_one"),
            CheckConstraint(check="south < north AND west < east", name="city_bounds_are_a_box"),
        )


class District(Model):
    """A municipal district. Invariant: its number is unique; its centre lies within the city's bounds."""

    id = fields.UUIDField(primary_key=True)
    number = fields.SmallIntField(unique=True)
    name_fa = fields.CharField(max_length=80)
    name_en = fields.CharField(max_length=80)
    latitude = fields.FloatField()
    longitude = fields.FloatField()
    tile_row = fields.SmallIntField()
    tile_col = fields.SmallIntField()

    class Meta:
        app = "payesh"
        table = "district"
        constraints = (UniqueConstraint(fields=("tile_row", "tile_col"), name="district_tile_is_its_own"),)


class Unit(Model):
    """A unit of the municipality. Invariant: units form one tree; a district's section exists once."""

    id = fields.UUIDField(primary_key=True)
    code = fields.CharField(max_length=60, unique=True)
    name_fa = fields.CharField(max_length=160)
    name_en = fields.CharField(max_length=160)
    kind = fields.CharEnumField(UnitKind, max_length=20)
    parent = fields.ForeignKeyField(
        "payesh.Unit", null=True, related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    district = fields.ForeignKeyField(
        "payesh.District", null=True, related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    section = fields.CharField(max_length=40, null=True)

    class Meta:
        app = "payesh"
        table = "unit"
        constraints = (
            UniqueConstraint(
                fields=("district_id", "section"), name="unit_section_once", condition="section IS NOT NULL"
            ),
            CheckConstraint(check="parent_id IS DISTINCT FROM id", name="unit_is_not_its_own_parent"),
        )


class Post(Model):
    """A place in the unit tree and who holds it. Invariant: each place is held by one person at a time."""

    id = fields.UUIDField(primary_key=True)
    unit = fields.ForeignKeyField("payesh.Unit", related_name=False, on_delete=fields.RESTRICT)
    kind = fields.CharEnumField(PostKind, max_length=20)
    person = fields.ForeignKeyField("payesh.Person", related_name=False, on_delete=fields.RESTRICT, db_index=True)

    class Meta:
        app = "payesh"
        table = "post"
        constraints = (UniqueConstraint(fields=("unit_id", "kind"), name="post_is_held_once"),)


class Category(Model):
    """A request type. Invariant: urgent by default exactly when it names a ground (R4)."""

    id = fields.UUIDField(primary_key=True)
    code = fields.CharField(max_length=60, unique=True)
    group_fa = fields.CharField(max_length=80)
    group_en = fields.CharField(max_length=80)
    title_fa = fields.CharField(max_length=160)
    title_en = fields.CharField(max_length=160)
    description_fa = fields.TextField()
    description_en = fields.TextField()
    kind = fields.CharField(max_length=20)
    urgent_by_default = fields.BooleanField()
    ground = fields.CharField(max_length=20, null=True)
    public = fields.BooleanField()
    active = fields.BooleanField(default=True)
    # Either a central unit, or the section of that name in the message's district.
    unit = fields.ForeignKeyField(
        "payesh.Unit", null=True, related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    section = fields.CharField(max_length=40, null=True)
    weight = fields.FloatField()

    class Meta:
        app = "payesh"
        table = "category"
        constraints = (
            CheckConstraint(check="urgent_by_default = (ground IS NOT NULL)", name="category_urgent_has_ground"),
            CheckConstraint(
                check="ground IN ('HAZARD', 'COSTLY_VIOLATION', 'RESOURCE_WASTE')",
                name="category_ground_known",
            ),
            CheckConstraint(check="kind IN ('OPERATIONAL', 'INFORMATION', 'OPINION')", name="category_kind_known"),
            CheckConstraint(check="(unit_id IS NULL) <> (section IS NULL)", name="category_has_one_place"),
        )


class PolicyVersion(Model):
    """A version of the policy: targets by category and the escalation ladder. Invariant: never changed once
    a clock has started under it; a change is the next version (domain §4)."""

    id = fields.UUIDField(primary_key=True)
    number = fields.IntField(unique=True)
    valid_from = fields.DatetimeField(unique=True)
    note = fields.TextField()
    ladder: fields.Field[list[dict[str, object]]] = fields.JSONField()

    class Meta:
        app = "payesh"
        table = "policy_version"


class PolicyTarget(Model):
    """What one policy version asks for one category. `first_action_minutes` is asked of urgent messages, whatever
    the category's own urgency. Invariant: minutes are positive; one row for each pair."""

    id = fields.UUIDField(primary_key=True)
    policy = fields.ForeignKeyField("payesh.PolicyVersion", related_name=False, on_delete=fields.RESTRICT)
    category = fields.ForeignKeyField(
        "payesh.Category", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    first_action_minutes = fields.IntField()
    feedback_minutes = fields.IntField()
    resolution_minutes = fields.IntField()
    working_hours = fields.BooleanField()

    class Meta:
        app = "payesh"
        table = "policy_target"
        constraints = (
            UniqueConstraint(fields=("policy_id", "category_id"), name="policy_target_once"),
            CheckConstraint(
                check="first_action_minutes > 0 AND feedback_minutes > 0 AND resolution_minutes > 0",
                name="policy_target_positive",
            ),
        )
