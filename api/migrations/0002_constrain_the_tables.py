"""Constrain the tables: every constraint they declare, since `makemigrations` leaves them out of CREATE TABLE."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("payesh", "0001_create_the_tables")]

    operations = [
        ops.AddConstraint("City", CheckConstraint(check="id = 1", name="city_is_one")),
        ops.AddConstraint(
            "City", CheckConstraint(check="south < north AND west < east", name="city_bounds_are_a_box")
        ),
        ops.AddConstraint(
            "District", UniqueConstraint(fields=("tile_row", "tile_col"), name="district_tile_is_its_own")
        ),
        ops.AddConstraint(
            "Unit",
            UniqueConstraint(
                fields=("district_id", "section"), name="unit_section_once", condition="section IS NOT NULL"
            ),
        ),
        ops.AddConstraint(
            "Unit", CheckConstraint(check="parent_id IS DISTINCT FROM id", name="unit_is_not_its_own_parent")
        ),
        ops.AddConstraint("Post", UniqueConstraint(fields=("unit_id", "kind"), name="post_is_held_once")),
        ops.AddConstraint(
            "Category",
            CheckConstraint(check="urgent_by_default = (ground IS NOT NULL)", name="category_urgent_has_ground"),
        ),
        ops.AddConstraint(
            "Category",
            CheckConstraint(
                check="ground IN ('HAZARD', 'COSTLY_VIOLATION', 'RESOURCE_WASTE')", name="category_ground_known"
            ),
        ),
        ops.AddConstraint(
            "Category",
            CheckConstraint(check="kind IN ('OPERATIONAL', 'INFORMATION', 'OPINION')", name="category_kind_known"),
        ),
        ops.AddConstraint(
            "Category",
            CheckConstraint(check="(unit_id IS NULL) <> (section IS NULL)", name="category_has_one_place"),
        ),
        ops.AddConstraint(
            "PolicyTarget", UniqueConstraint(fields=("policy_id", "category_id"), name="policy_target_once")
        ),
        ops.AddConstraint(
            "PolicyTarget",
            CheckConstraint(
                check="first_action_minutes > 0 AND feedback_minutes > 0 AND resolution_minutes > 0",
                name="policy_target_positive",
            ),
        ),
        ops.AddConstraint(
            "Person", CheckConstraint(check="language IN ('fa', 'en')", name="person_language_known")
        ),
        ops.AddConstraint(
            "Person",
            CheckConstraint(
                check="password_hash IS NULL OR username IS NOT NULL", name="person_password_has_username"
            ),
        ),
        ops.AddConstraint(
            "PersonRole",
            UniqueConstraint(
                fields=("person_id", "role", "unit_id"),
                name="person_role_in_unit_once",
                condition="unit_id IS NOT NULL",
            ),
        ),
        ops.AddConstraint(
            "PersonRole",
            UniqueConstraint(fields=("person_id", "role"), name="person_role_once", condition="unit_id IS NULL"),
        ),
        ops.AddConstraint(
            "Throttle", UniqueConstraint(fields=("key", "window_start"), name="throttle_window_once")
        ),
        ops.AddConstraint(
            "Message",
            CheckConstraint(check="(urgency = 'URGENT') = (ground IS NOT NULL)", name="message_urgent_has_ground"),
        ),
        ops.AddConstraint(
            "Message",
            CheckConstraint(
                check="(state = 'CLOSED') = (closed_at IS NOT NULL) AND (state = 'CLOSED') = (outcome IS NOT NULL)",
                name="message_closed_has_outcome",
            ),
        ),
        ops.AddConstraint(
            "Message",
            CheckConstraint(check="special = (special_reason IS NOT NULL)", name="message_special_has_reason"),
        ),
        ops.AddConstraint(
            "Message",
            CheckConstraint(
                check="num_nonnulls(latitude, longitude, cell_latitude, cell_longitude) IN (0, 4)",
                name="message_place_is_whole",
            ),
        ),
        ops.AddConstraint(
            "Message",
            CheckConstraint(
                check="(state = 'MERGED') <= (incident_id IS NOT NULL)", name="message_merged_has_incident"
            ),
        ),
        ops.AddConstraint(
            "Message", CheckConstraint(check="cycle >= 1 AND version >= 1", name="message_counts_from_one")
        ),
        ops.AddConstraint("Idempotency", UniqueConstraint(fields=("caller", "key"), name="idempotency_key_once")),
        ops.AddConstraint(
            "FollowUp", CheckConstraint(check="happened_at <= recorded_at", name="follow_up_recorded_after")
        ),
        ops.AddConstraint("FollowUp", CheckConstraint(check="octet_length(salt) = 16", name="follow_up_salted")),
        ops.AddConstraint(
            "FollowUp",
            CheckConstraint(
                check="(actor_kind = 'PERSON') = (actor_id IS NOT NULL)", name="follow_up_person_is_named"
            ),
        ),
        ops.AddConstraint(
            "Clock", UniqueConstraint(fields=("message_id", "obligation", "cycle"), name="clock_once")
        ),
        ops.AddConstraint("Clock", CheckConstraint(check="due_at > started_at", name="clock_due_after_start")),
        ops.AddConstraint(
            "Clock", CheckConstraint(check="(state = 'MET') <= (met_at IS NOT NULL)", name="clock_met_has_time")
        ),
        ops.AddConstraint(
            "Clock",
            CheckConstraint(check="(state = 'BREACHED') = (breached_at IS NOT NULL)", name="clock_breach_has_time"),
        ),
        ops.AddConstraint("Clock", CheckConstraint(check="paused_seconds >= 0", name="clock_paused_not_negative")),
        ops.AddConstraint(
            "DailyFigure", UniqueConstraint(fields=("day", "district_id", "category_id"), name="daily_figure_once")
        ),
        ops.AddConstraint(
            "DistrictFigure", UniqueConstraint(fields=("day", "district_id"), name="district_figure_once")
        ),
        ops.AddConstraint(
            "CategoryFigure", UniqueConstraint(fields=("day", "category_id"), name="category_figure_once")
        ),
        ops.AddConstraint(
            "Delivery",
            CheckConstraint(
                check="(state = 'DELIVERED') = (delivered_at IS NOT NULL)", name="delivery_delivered_has_time"
            ),
        ),
        ops.AddConstraint(
            "Delivery", CheckConstraint(check="attempts >= 0", name="delivery_attempts_not_negative")
        ),
        ops.AddConstraint("File", CheckConstraint(check="octet_length(sha256) = 32", name="file_is_sealed")),
        ops.AddConstraint(
            "File",
            CheckConstraint(check="(released_at IS NULL) = (released_by_id IS NULL)", name="file_release_is_named"),
        ),
        ops.AddConstraint("File", CheckConstraint(check="size > 0", name="file_is_not_empty")),
    ]
