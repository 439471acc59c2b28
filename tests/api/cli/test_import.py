"""`payesh import`, run as a person runs it, and killed as no person should."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import DEVNULL
from pathlib import Path
from types import ModuleType

import pytest

from api.importing.drafting import COLUMNS
from hotline.messages.tables import Channel, Ground, Urgency
from tests.api.importing.files import GOOD, numbered, read, write
from tests.api.processes import eventually, payesh
from tests.drafts import STORED, counts, rows

DOCUMENTED = (Path(__file__).parents[3] / "docs" / "importing.md").read_text("utf-8")
NOTHING = dict.fromkeys(STORED, 0)


@pytest.fixture
def environment(db: ModuleType, dsn: str, tmp_path: Path) -> dict[str, str]:
    return {"DATABASE_URL": dsn, "PAYESH_DATA": str(tmp_path / "data")}


async def test_a_dry_run_then_an_import_then_the_same_once_more(
    environment: dict[str, str], tmp_path: Path
) -> None:
    urgent = GOOD | {"category_code": "open-manhole"}
    command = ("import", "messages", str(write(tmp_path / "messages.csv", [GOOD, urgent])), "--as", "Operator")
    code, printed, _ = await payesh(*command, "--dry-run", **environment)
    assert (code, printed) == (0, "2 messages would be registered, 1 of them for the operations centre.\n")
    assert await counts() == NOTHING
    code, printed, _ = await payesh(*command, **environment)
    assert (code, printed) == (0, "2 messages registered, 1 of them for the operations centre.\n")
    stored = await counts()
    code, printed, _ = await payesh(*command, **environment)
    assert (code, printed) == (0, "This file has been imported before: 2 messages. Nothing was done.\n")
    assert await counts() == stored
    assert sorted(name for name in os.listdir(tmp_path) if name.endswith(".csv")) == ["messages.csv"]


async def test_refused_rows_are_told_by_the_exit_code_and_written_where_one_says(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = write(
        tmp_path / "messages.csv", [GOOD, GOOD | {"body": "=1", "category_code": "nope"}], encoding="utf-8-sig"
    )
    errors = tmp_path / "wrong.csv"
    code, printed, _ = await payesh(
        *("import", "messages", str(file), "--as", "operator", "--errors", str(errors)), **environment
    )
    assert (code, printed.splitlines()[1:]) == (3, [f"1 rows refused; {errors} says why."])
    assert [(found["row"], found["body"]) for found in read(errors)] == [("3", "'=1")]
    assert (await counts())["message"] == 1


async def test_killed_again_and_again_an_import_stores_every_row_once(
    environment: dict[str, str], tmp_path: Path
) -> None:
    messages = numbered(6000)
    for number in range(7, 6000, 500):
        messages[number]["category_code"] = "nope"
    file = write(tmp_path / "messages.csv", messages)
    for batches in (1, 2, 4):
        await _start_and_kill(file, environment, at_least=batches * 990)
        assert 0 < (await counts())["message"] < 5988
    code, printed, _ = await payesh("import", "messages", str(file), "--as", "operator", **environment)
    assert (code, printed.splitlines()[0]) == (3, "5988 messages registered, 0 of them for the operations centre.")
    stored = [found["pii_text"] for found in await rows("SELECT pii_text FROM message ORDER BY tracking_code")]
    assert stored == [message["body"] for message in messages if message["category_code"] != "nope"]
    told = [int(found["row"]) for found in read(tmp_path / "messages.errors.csv")]
    assert told == [number + 2 for number in range(7, 6000, 500)]


async def _start_and_kill(file: Path, environment: dict[str, str], *, at_least: int) -> None:
    """Import until that many messages are stored, then kill -9."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "api.cli", "import", "messages", str(file), "--as", "operator"),
        env=os.environ | environment,
        stdout=DEVNULL,
        stderr=DEVNULL,
    )

    async def enough() -> bool:
        return process.returncode is not None or (await counts())["message"] >= at_least

    await eventually(enough)
    process.kill()
    assert await process.wait() == -signal.SIGKILL


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("body\nسلام\n".encode("cp1256"), "IMPORT_BAD_ENCODING"),
        (b"body\n" + b"ok\n" * 3000 + b"\xff\n", "IMPORT_BAD_ENCODING"),
        (b'body\n"ok\n', "IMPORT_NOT_CSV"),
        (b"body,password\na,b\n", "IMPORT_UNKNOWN_COLUMN"),
    ],
)
async def test_a_file_that_is_wrong_is_refused_in_both_languages_and_nothing_is_stored(
    environment: dict[str, str], tmp_path: Path, content: bytes, code: str
) -> None:
    file = tmp_path / "messages.csv"
    file.write_bytes(content)
    exit_code, printed, told = await payesh("import", "messages", str(file), "--as", "operator", **environment)
    assert (exit_code, printed) == (2, "")
    assert f"{code}: " in told
    assert re.search("[\u0600-\u06ff]", told)
    assert "Traceback" not in told
    assert await counts() == NOTHING
    assert await rows("SELECT FROM message_import") == []


@pytest.mark.parametrize(
    ("who", "code", "sentence"),
    [("nobody", 2, "there is no nobody who may sign in"), ("councillor", 1, "Your role does not allow this.")],
)
async def test_who_may_not_register_imports_nothing(
    environment: dict[str, str], tmp_path: Path, who: str, code: int, sentence: str
) -> None:
    file = write(tmp_path / "messages.csv", [GOOD])
    exit_code, printed, told = await payesh("import", "messages", str(file), "--as", who, **environment)
    assert (exit_code, printed) == (code, "")
    assert sentence in told
    assert await counts() == NOTHING


async def test_refused_rows_never_overwrite_the_file_itself(environment: dict[str, str], tmp_path: Path) -> None:
    file = write(tmp_path / "messages.csv", [GOOD | {"body": ""}])
    before = file.read_bytes()
    arguments = ("import", "messages", str(file), "--as", "operator", "--errors", str(file))
    assert (await payesh(*arguments, **environment))[0] == 2
    assert file.read_bytes() == before


def test_every_column_and_name_is_documented() -> None:
    assert re.findall(r"^\| `(\w+)` \|", DOCUMENTED, re.MULTILINE) == list(COLUMNS)
    for name in (*Urgency, *Ground, *Channel):
        assert f"`{name}`" in DOCUMENTED


@pytest.fixture
async def seeded(empty: str, tmp_path: Path) -> str:
    """The address of a database with the city as it is delivered and an operator named sara."""
    environment = {"DATABASE_URL": empty, "PAYESH_DATA": str(tmp_path / "data")}
    assert (await payesh("seed", **environment))[0] == 0
    arguments = ("user", "add", "sara", "--role", "OPERATOR")
    assert (await payesh(*arguments, pipe="a long enough pass phrase\n", **environment))[0] == 0
    return empty


async def test_the_documented_example_is_imported_as_it_stands(seeded: str, tmp_path: Path) -> None:
    found = re.search(r"```csv\n(.*?)```", DOCUMENTED, re.DOTALL)
    assert found
    file = tmp_path / "messages.csv"
    file.write_text(found[1], "utf-8")
    code, printed, _ = await payesh(
        *("import", "messages", str(file), "--as", "sara"), DATABASE_URL=seeded, PAYESH_DATA=str(tmp_path / "data")
    )
    assert (code, printed) == (0, "3 messages registered, 1 of them for the operations centre.\n")
