"""docs/keeping.md names every table with personal data and every setting that holds a key."""

from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Final

from api.settings import Settings
from hotline.messages import idempotency
from hotline.people import rules

PAGE: Final = (Path(__file__).parents[2] / "docs" / "keeping.md").read_text("utf-8")


async def test_every_table_with_personal_data_says_how_long_they_are_kept(db: ModuleType) -> None:
    tables = await db.reads().fetch(
        "SELECT DISTINCT table_name AS name FROM information_schema.columns"
        " WHERE column_name LIKE 'pii\\_%' AND table_schema = 'public'"
    )
    assert len(tables) > 5
    assert {row["name"] for row in tables if f"`{row['name']}`" not in PAGE} == set()


def test_what_is_forgotten_after_a_time_is_forgotten_after_that_time() -> None:
    assert (rules.SESSION_KEPT, "30 days after its end" in PAGE) == (timedelta(days=30), True)
    assert (2 * rules.TRIES_WINDOW, "half an hour" in PAGE) == (timedelta(minutes=30), True)
    assert (idempotency.KEPT, "48 hours" in PAGE) == (timedelta(hours=48), True)


def test_every_setting_that_holds_a_key_has_its_life_written_down() -> None:
    keys = [name for name, field in Settings.model_fields.items() if not field.repr]
    assert len(keys) > 5
    variables = {"DATABASE_URL" if name == "database_url" else f"PAYESH_{name.upper()}" for name in keys}
    assert {name for name in variables if f"`{name}`" not in PAGE} == set()
