"""What `make bench` compares is the same, as long as its servers answer alike."""

from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from api.app import create_app
from api.settings import Settings
from hotline.kit.viewer import Role
from hotline.messages.actions import register
from schema.bus import Bus
from tests import world
from tests.api.serving import SECRET, bearer
from tests.bench import limit, ordinary
from tests.bench.comparing import difference
from tests.bench.documents import Shape, shapes
from tests.bench.servers import body_of
from tests.drafts import ROUTINE, URGENT


async def test_the_limit_and_the_ordinary_way_answer_as_ours_does(
    db: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # More than any page below: the limit's statements are written for full ones.
    for number in range(60):
        await register(URGENT if number % 8 == 0 else ROUTINE, by=world.operator())
    monkeypatch.setenv("PAYESH_SECRET", SECRET)
    settings = Settings(data=tmp_path, files_url=tmp_path.as_uri())
    headers = {**await bearer(Role.OPERATOR), "accept-language": "en", "content-type": "application/json"}
    async with db.reads().acquire() as connection:
        asked = await shapes(connection)
    # Of a table as small as this the planner sorts the flat page, and the limit counts its rows before.
    for shape in (shape for shape in asked if shape.name != "flat"):
        expected = await _told(limit.Limit(settings), shape, headers)
        assert expected["data"], shape.name
        assert difference(expected, await _told(create_app(settings, Bus()), shape, headers)) is None
        if shape.name != "cycle":
            assert difference(expected, await _told(ordinary.create_app(settings), shape, headers)) is None


async def _told(app: ASGIApp, shape: Shape, headers: dict[str, str]) -> Any:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bench") as http:
        answer = await http.post("/graphql", content=body_of(shape.document, shape.variables[-1]), headers=headers)
    return answer.json()
