"""In which language whoever asks is answered."""

from dataclasses import replace

import httpx
import pytest

from api.languages import api_language
from hotline.kit.viewer import ANONYMOUS
from tests.api.serving import Serving, is_persian
from tests.api.streams import events, hear, socket, tell

REFUSED = "subscription { nothing }"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("fa", "fa"),
        ("en", "en"),
        ("EN-us", "en"),
        ("fa-IR,fa;q=0.9,en;q=0.8", "fa"),
        ("en;q=0.3, fa;q=0.7", "fa"),
        ("fa;q=0.3,en", "en"),
        ("fa; q=0.2, en ; q = 0.4", "en"),
        ("de,fr;q=0.9,en;q=0.1", "en"),
        ("fa;q=0,en;q=0.1", "en"),
        # Weights that are none weigh nothing.
        ("en;q=much,fa;q=0.1", "fa"),
        ("en;q=7,fa;q=0.1", "fa"),
        ("en;q=nan,fa;q=0.1", "fa"),
        ("en;level=1", "en"),
    ],
)
def test_the_language_wished_for_most_is_spoken(accepted: str, language: str) -> None:
    for other in ("fa", "en"):
        viewer = replace(ANONYMOUS, language=other)
        assert api_language({"headers": [(b"accept-language", accepted.encode())]}, viewer) == language


@pytest.mark.parametrize(
    "accepted", ["", "de", "de,fr;q=0.5", "*", "enm", "farsi", "fa;q=0", ",;,=;q", "é", "x" * 5000]
)
def test_where_none_of_ours_is_wished_for_it_is_the_viewer_s_own(accepted: str) -> None:
    for own in ("fa", "en"):
        viewer = replace(ANONYMOUS, language=own)
        assert api_language({"headers": [(b"accept-language", accepted.encode())]}, viewer) == own
        assert api_language({"headers": []}, viewer) == own


@pytest.mark.parametrize(
    ("accepted", "persian"), [("fa", True), ("en", False), ("en;q=0.1,fa;q=0.2", True), ("de", True)]
)
async def test_a_stream_and_a_socket_say_why_in_the_language_asked_for(
    accepted: str, persian: bool, http: httpx.AsyncClient, serving: Serving
) -> None:
    asked = {"accept-language": accepted}
    async with events(http, REFUSED, {}, asked) as told:
        _, answer = await anext(told)
    assert is_persian(answer["errors"][0]["message"]) is persian
    async with socket(serving, headers=asked) as connection:
        await tell(connection, type="connection_init")
        await hear(connection)
        await tell(connection, id="1", type="subscribe", payload={"query": REFUSED})
        refused = await hear(connection)
    assert is_persian(refused["payload"][0]["message"]) is persian
