"""The example operations of every role do what they say: each file is run from top to bottom, as its role, against
the real server, and every operation is answered without errors or problems."""

import json
import re
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from hotline.kit.viewer import Role
from tests import world
from tests.api.serving import FRONTEND, ask, bearer, citizen
from tests.conftest import Clock
from tests.drafts import rows
from tests.examples import GIVEN, Given, days

EXAMPLES: Final = Path(__file__).parents[2] / "docs" / "examples"
FILES: Final = sorted(EXAMPLES.glob("*.graphql"))
_OPERATION: Final = re.compile(
    r"(?P<comment>(?:^#.*\n)*)^(?P<text>(?P<kind>query|mutation) (?P<name>\w+)[^\n]*\n(?:.+\n)*?\}\n)", re.MULTILINE
)
# What the city of the demo calls what the small city of the tests has too.
_NAMES: Final = {
    "OPEN_MANHOLE": "open-manhole",
    "TREE_FALLEN": "fallen-tree",
    "WASTE_NOT_COLLECTED": "litter",
    "DISTRICT_1_WORKS": "1-roads",
}


def operations(file: Path) -> list[tuple[str, str, Any]]:
    """Name, text and variables of each operation, in order."""
    found = []
    for match in _OPERATION.finditer(file.read_text("utf-8")):
        comment = re.sub(r"^# ?", "", match["comment"], flags=re.MULTILINE)
        given = re.search(r"^\{.*", comment, re.MULTILINE | re.DOTALL)
        found.append((match["name"], match["text"], json.loads(given[0]) if given else {}))
    return found


def role_of(file: Path) -> Role:
    said = re.match(r"# As ([A-Z_]+): ", file.read_text("utf-8"))
    assert said, "the first line says whose it is"
    return Role(said[1])


async def headers_of(role: Role) -> dict[str, str]:
    """The credentials of whoever has that role in the small city."""
    if role is Role.PUBLIC:
        return {}
    if role is Role.FRONTEND:
        return FRONTEND
    if role is Role.CITIZEN:
        return citizen(*(row["id"] for row in await rows("SELECT id FROM message")))
    token = await bearer(role)
    # It stands for the person who has that role here, with their places and seats.
    await rows(
        "UPDATE token SET person_id = $1 WHERE role = $2 AND person_id IS NOT NULL RETURNING id",
        world.id_of("person", role),
        role,
    )
    return token


def filled(value: Any, known: Given) -> Any:
    """The variables with what stands in `<…>` put in: a value given, or one of an earlier answer by its path."""
    if isinstance(value, dict):
        return {key: filled(inner, known) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, known) for inner in value]
    if not isinstance(value, str) or not (path := re.fullmatch(r"<([\w.]+)>", value)):
        return _NAMES.get(value, value) if isinstance(value, str) else value
    found: Any = known
    for step in path[1].split("."):
        found = found[int(step)] if isinstance(found, list) else found[step]
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_every_example_of_a_role_is_answered_and_may_be_sent_again(
    file: Path, http: httpx.AsyncClient, clock: Clock
) -> None:
    known = await GIVEN[file.stem](clock) | await days()
    headers = await headers_of(role_of(file))
    for name, text, variables in operations(file):
        given = filled(variables, known)
        keyed = headers | {"idempotency-key": name} if text.startswith("mutation") else headers
        known[name] = await answered(http, text, given, keyed)
        if keyed is not headers:
            again = await answered(http, text, given, keyed)
            assert without_secrets(again) == without_secrets(known[name]), name


async def answered(
    http: httpx.AsyncClient, text: str, variables: dict[str, Any], headers: dict[str, str]
) -> dict[str, Any]:
    """The data of an operation that is answered without errors or problems."""
    answer = (await ask(http, text, variables, headers=headers)).json()
    assert "errors" not in answer, answer
    data: dict[str, Any] = answer["data"]
    payloads = [payload for payload in data.values() if isinstance(payload, dict)]
    assert [problem for payload in payloads for problem in payload.get("problems", [])] == [], answer
    return data


def without_secrets(data: dict[str, Any]) -> dict[str, Any]:
    """But for what is shown once, and for what says that it is shown again."""
    ((field, payload),) = data.items()
    return {field: {name: value for name, value in payload.items() if name not in ("secret", "replayed")}}


def test_there_is_a_file_of_examples_for_every_role() -> None:
    assert sorted(map(role_of, FILES)) == sorted(Role)
    assert {file.stem for file in FILES} == set(GIVEN)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_operation_is_read_and_no_two_of_a_file_share_a_name(file: Path) -> None:
    names = [name for name, _, _ in operations(file)]
    assert (
        len(names)
        == len(set(names))
        == len(re.findall(r"^(?:query|mutation|subscription)\b", file.read_text("utf-8"), re.MULTILINE))
    )
