"""Commands, run as a person runs them."""

import asyncio
import json
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import asyncpg
import pytest

from api.migrating import LOCK
from hotline.figures import actions as figures
from hotline.messages import actions as messages
from tests import world
from tests.api.processes import eventually, payesh
from tests.bundles import published
from tests.drafts import URGENT


async def test_migrate_and_seed_make_a_city_and_may_be_repeated(empty: str, tmp_path: Path) -> None:
    environment = {"DATABASE_URL": empty, "PAYESH_DATA": str(tmp_path)}
    assert (await payesh("migrate", **environment))[0] == 0
    assert await payesh("migrate", **environment) == (0, "The database is up to date.\n", "")
    for _ in range(2):
        assert await payesh("seed", **environment) == (0, "The city is in the database.\n", "")
    connection = await asyncpg.connect(empty)
    assert await connection.fetchval("SELECT count(*) FROM district") == 15
    await connection.close()


async def test_what_a_person_can_put_right_is_told_in_a_sentence(tmp_path: Path) -> None:
    code, printed, told = await payesh("migrate", PAYESH_DATA=str(tmp_path / "with space"))
    assert (code, printed) == (1, "")
    assert told.startswith("PostgreSQL cannot live in ")
    assert "Set PAYESH_DATA" in told

    code, printed, told = await payesh("seed", PAYESH_DATA=str(tmp_path), PAYESH_PORT="eighty")
    assert (code, printed) == (1, "")
    assert told.startswith("PAYESH_PORT: ")


async def test_a_database_that_does_not_answer_is_told_in_a_sentence(tmp_path: Path) -> None:
    code, printed, told = await payesh(
        "seed", PAYESH_DATA=str(tmp_path), DATABASE_URL=f"postgresql://nobody@/none?host={tmp_path}"
    )
    assert (code, printed) == (75, "")
    assert told.startswith("UNAVAILABLE: the database does not answer: ")
    assert "Traceback" not in told


async def test_production_refuses_demo_data(empty: str, tmp_path: Path) -> None:
    assert (await payesh("seed", DATABASE_URL=empty, PAYESH_DATA=str(tmp_path)))[0] == 0
    connection = await asyncpg.connect(empty)
    await connection.execute("UPDATE city SET demo = true")
    await connection.close()
    code, printed, told = await payesh(
        "seed",
        DATABASE_URL=empty,
        PAYESH_DATA=str(tmp_path),
        PAYESH_MODE="production",
        PAYESH_SECRET="Zk3vW8xJq2LrT6yNhB1mCf9dPs5gUa7eRo4i",
        PAYESH_CENTRE_KEY="Hq7bXn2Kd9wLzE4rTf6yVm1cGs8jUp3aWo5i",
        PAYESH_PUBLIC_URL="https://137.example",
    )
    assert (code, printed) == (1, "")
    assert told.startswith("DATABASE_URL: this database holds demo data")


async def test_a_token_stands_alone_on_the_last_line_and_is_not_stored(
    db: ModuleType, dsn: str, tmp_path: Path
) -> None:
    environment = {"DATABASE_URL": dsn, "PAYESH_DATA": str(tmp_path)}
    code, printed, _ = await payesh("token", "create", "--role", "FRONTEND", "--days", "7", **environment)
    secret = printed.splitlines()[-1]
    assert code == 0
    stored = await db.reads().fetchrow(
        "SELECT * FROM token WHERE secret_hash = $1", sha256(secret.encode()).hexdigest()
    )
    assert stored["scopes"] == ["register"]
    assert secret not in str(dict(stored))

    before = await db.reads().fetchval("SELECT count(*) FROM token")
    code, _, told = await payesh("token", "create", "--role", "PUBLIC", **environment)
    assert (code, told) == (1, "A token stands for a frontend, or for a role of someone who signs in.\n")
    assert await db.reads().fetchval("SELECT count(*) FROM token") == before


async def test_a_user_is_added_with_roles_and_a_password_from_a_pipe(
    db: ModuleType, dsn: str, tmp_path: Path
) -> None:
    environment = {"DATABASE_URL": dsn, "PAYESH_DATA": str(tmp_path)}
    arguments = ("user", "add", "sara", "--role", "OPERATOR", "--role", "INSPECTOR", "--unit", "office")
    assert await payesh(*arguments, pipe="a long enough pass phrase\n", **environment) == (
        0,
        "sara may sign in.\n",
        "",
    )
    rows = await db.reads().fetch(
        "SELECT role, code FROM person_role JOIN person ON person.id = person_id JOIN unit ON unit.id = unit_id "
        "WHERE username = 'sara' ORDER BY role"
    )
    assert [tuple(row) for row in rows] == [("INSPECTOR", "office"), ("OPERATOR", "office")]


async def test_a_user_of_an_unknown_unit_is_not_added(db: ModuleType, dsn: str, tmp_path: Path) -> None:
    arguments = ("user", "add", "sara", "--role", "OPERATOR", "--unit", "nowhere")
    code, _, told = await payesh(
        *arguments, pipe="a long enough pass phrase\n", DATABASE_URL=dsn, PAYESH_DATA=str(tmp_path)
    )
    assert code == 2
    assert "there is no unit nowhere" in told
    assert not await db.reads().fetchval("SELECT true FROM person WHERE username = 'sara'")


async def test_a_broken_seal_of_a_revision_is_told(db: ModuleType, dsn: str, tmp_path: Path) -> None:
    _, revision = await published()
    code, told, _ = await payesh("seals", DATABASE_URL=dsn, PAYESH_DATA=str(tmp_path))
    assert (code, told.split()[-1]) == (0, "intact")
    async with db.transaction() as tx:
        await tx.connection.execute("SET LOCAL session_replication_role = replica")
        await tx.connection.execute("UPDATE revision_paper SET title = 'x' WHERE revision_id = $1", revision)
    code, told, _ = await payesh("seals", DATABASE_URL=dsn, PAYESH_DATA=str(tmp_path))
    assert (code, told.split()[-1]) == (1, "BROKEN")


async def test_a_figure_that_went_astray_is_counted_anew(db: ModuleType, dsn: str, tmp_path: Path) -> None:
    await messages.register(URGENT, by=world.operator())
    async with db.transaction() as tx:
        await figures.fold(tx, 100)
        await tx.connection.execute("UPDATE daily_figure SET registered = 7, feedback_met = -1")
    told = await payesh("recount", DATABASE_URL=dsn, PAYESH_DATA=str(tmp_path))
    assert told == (0, "Every figure is counted anew.\n", "")
    rows = await db.reads().fetch("SELECT registered, feedback_met FROM daily_figure")
    assert [(row["registered"], row["feedback_met"]) for row in rows] == [(1, 0)]


async def test_documents_are_loaded_listed_and_retired_and_a_bad_manifest_changes_nothing(
    db: ModuleType, dsn: str, tmp_path: Path
) -> None:
    environment = {"DATABASE_URL": dsn, "PAYESH_DATA": str(tmp_path)}
    file = tmp_path / "persisted-documents.json"
    good, stale = "query Good { districts { number } }", "query Stale { nothing }"
    names = [sha256(text.encode()).hexdigest() for text in (good, stale)]

    file.write_text(json.dumps(dict(zip(names, (good, stale), strict=True))))
    code, printed, told = await payesh("documents", "load", str(file), **environment)
    assert (code, printed) == (2, "")
    assert told.startswith(f"{names[1]}: GRAPHQL_VALIDATION_FAILED: ")
    assert await db.reads().fetchval("SELECT count(*) FROM persisted_document") == 0

    file.write_text(json.dumps({names[0]: good}))
    code, printed, _ = await payesh("documents", "load", str(file), "--client", "web", **environment)
    assert (code, printed) == (0, "1 documents of web, 1 of them new.\n")
    code, printed, _ = await payesh("documents", "list", **environment)
    assert printed.startswith(f"{names[0]}  web  ")
    assert printed.endswith(f"  -  {good}\n")
    code, printed, _ = await payesh("documents", "retire", f"sha256:{names[0]}", **environment)
    assert (code, printed) == (0, "1 documents retired.\n")
    assert await db.reads().fetchval("SELECT retired_at IS NOT NULL FROM persisted_document")


@pytest.mark.parametrize("command", ["migrate", "seed", "worker", "serve"])
async def test_a_database_that_dies_while_it_is_migrated_is_told_in_a_sentence(
    command: str, dsn: str, db: ModuleType, tmp_path: Path
) -> None:
    async with db.transaction() as tx:
        await tx.connection.execute(f"SELECT pg_advisory_xact_lock({LOCK})")
        running = asyncio.create_task(payesh(command, DATABASE_URL=dsn, PAYESH_DATA=str(tmp_path)))
        await eventually(lambda: db.reads().fetchval(_END_WHO_WAITS))
        code, printed, told = await running
    assert (code, printed) == (3 if command == "serve" else 75, "")
    assert "UNAVAILABLE: the database does not answer: " in told
    assert "Traceback" not in told


_END_WHO_WAITS = """
SELECT bool_or(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE wait_event_type = 'Lock' AND wait_event = 'advisory' AND datname = current_database()
"""
