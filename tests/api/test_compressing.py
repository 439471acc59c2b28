"""Answers are made small for whoever takes them so, and only then."""

import gzip
from collections.abc import AsyncIterator
from types import ModuleType

import brotli
import httpx
import pytest
import zstandard

from api.compressing import SMALLEST
from tests.api.serving import FRONTEND, server_running

BIG = "/schema.graphql"
DECODED = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}


@pytest.fixture(scope="module")
async def url(dsn: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with server_running(dsn, tmp_path_factory.mktemp("compressing")) as serving:
        yield serving.url


async def sent(url: str, path: str, **headers: str) -> tuple[httpx.Headers, bytes]:
    """An answer as it travels."""
    async with httpx.AsyncClient(base_url=url) as http:
        request = http.build_request("GET", path, headers=FRONTEND)
        request.headers.pop("accept-encoding")
        request.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
        answer = await http.send(request, stream=True)
        return answer.headers, b"".join([part async for part in answer.aiter_raw()])


@pytest.mark.parametrize("encoding", DECODED)
async def test_what_is_sent_small_is_what_is_sent_whole(db: ModuleType, url: str, encoding: str) -> None:
    headers, whole = await sent(url, BIG)
    assert "content-encoding" not in headers
    small = await sent(url, BIG, accept_encoding=encoding)
    assert small[0]["content-encoding"] == encoding
    assert "accept-encoding" in small[0]["vary"].lower()
    assert int(small[0]["content-length"]) == len(small[1]) < len(whole) / 3
    assert DECODED[encoding](small[1]) == whole


async def test_a_short_answer_and_one_that_nobody_asked_small_are_sent_as_they_are(
    db: ModuleType, url: str
) -> None:
    for path, encoding in (("/healthz", "gzip"), (BIG, "identity"), (BIG, "gzip;q=0")):
        headers, body = await sent(url, path, accept_encoding=encoding)
        assert "content-encoding" not in headers, path
        assert body
    assert len(body) > SMALLEST


async def test_a_tag_of_bytes_made_small_is_weak_and_still_brings_304(db: ModuleType, url: str) -> None:
    query = "/graphql?query={__schema{types{name description}}}"
    strong, _ = await sent(url, query)
    weak, _ = await sent(url, query, accept_encoding="br")
    assert weak["content-encoding"] == "br"
    assert weak["etag"] == "W/" + strong["etag"]
    async with httpx.AsyncClient(base_url=url) as http:
        for tag in (weak["etag"], strong["etag"]):
            assert (await http.get(query, headers=FRONTEND | {"if-none-match": tag})).status_code == 304


async def test_a_stream_of_events_is_never_compressed(db: ModuleType, url: str) -> None:
    async with httpx.AsyncClient(base_url=url) as http:
        request = http.stream(
            "GET",
            "/graphql?query=subscription{bundleChanged{id}}",
            headers={"accept": "text/event-stream", "accept-encoding": "gzip"},
        )
        async with request as answer:
            assert "content-encoding" not in answer.headers
