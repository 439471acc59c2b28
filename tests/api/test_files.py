from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import ASGIApp

from api.files import OVERHEAD, Files
from api.origins import SameSite, csrf_of
from api.security import Guard
from api.viewers import Viewers
from hotline.files.store import Store
from hotline.kit.ids import global_id
from hotline.kit.viewer import SYSTEM, Role
from hotline.messages import actions as messages
from hotline.messages.receipts import receipt
from hotline.people import actions as people
from tests import photos, world
from tests.api.asgi import HERE, chunks, client
from tests.drafts import URGENT, rows

pytestmark = pytest.mark.usefixtures("db")
SECRET = b"a secret of thirty-two characters"
LIMIT = 20_000_000
PHOTO = photos.photo()


@pytest.fixture
def app(tmp_path: Path) -> ASGIApp:
    """As the server composes it."""
    files = Files(Viewers([SECRET]).of, Store(tmp_path.as_uri()), LIMIT, SECRET)
    checked = SameSite(Starlette(routes=list(files.routes())), SECRET, checks_itself=frozenset({"/files"}))
    return Guard(checked, limit=1_000_000, limits={"/files": LIMIT + OVERHEAD})


async def message() -> UUID:
    return (await messages.register(URGENT, by=world.operator())).id


def citizen_of(id_: UUID) -> dict[str, str]:
    return {"authorization": f"Receipt {receipt(id_, SECRET)}", "accept-language": "en"}


async def cookie_of(username: str) -> str:
    return f"payesh_session={(await people.sign_in(username, world.PASSWORD, address='192.0.2.1')).key}"


def code(answer: httpx.Response) -> str:
    found: str = answer.json()["errors"][0]["extensions"]["code"]
    return found


@pytest.mark.parametrize("way", ["multipart", "raw", "chunked"])
async def test_a_citizen_sends_a_photo_and_sees_its_copy(app: ASGIApp, way: str) -> None:
    id_ = await message()
    named = {"message": global_id("msg", id_)}
    async with client(app, **citizen_of(id_)) as http:
        if way == "multipart":
            sent = await http.post("/files", data=named, files={"file": ("../x.html", PHOTO, "text/html")})
        else:
            content = PHOTO if way == "raw" else chunks([PHOTO[:500], PHOTO[500:]])
            sent = await http.post("/files", params=named, content=content)
        assert sent.status_code == 201, sent.text
        copy = await http.get(sent.json()["url"])
        original = await http.get(sent.json()["url"] + "/original")
    assert (copy.status_code, copy.headers["content-type"]) == (200, "image/jpeg")
    assert copy.content != PHOTO
    assert copy.headers["content-disposition"] == 'inline; filename="file.jpeg"'
    assert original.headers["content-disposition"].startswith("attachment")
    assert sha256(original.content).digest() == sha256(PHOTO).digest()
    for answer in (copy, original):
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("content", "status", "refused"),
    [
        (b"", 422, "FILE_EMPTY"),
        (photos.SVG, 415, "FILE_KIND_UNKNOWN"),
        (photos.HTML, 415, "FILE_KIND_UNKNOWN"),
        (PHOTO[:1000], 422, "PHOTO_UNREADABLE"),
        (b"\xff\xd8\xff" + photos.HTML, 422, "PHOTO_UNREADABLE"),
        (photos.bomb(), 422, "PHOTO_TOO_LARGE"),
        (PHOTO + bytes(21_000_000), 413, "PAYLOAD_TOO_LARGE"),
    ],
)
@pytest.mark.parametrize("multipart", [True, False])
async def test_what_is_not_kept_is_refused_by_a_code(
    app: ASGIApp, tmp_path: Path, content: bytes, status: int, refused: str, multipart: bool
) -> None:
    id_ = await message()
    named = {"message": global_id("msg", id_)}
    async with client(app, **citizen_of(id_)) as http:
        if multipart:
            answer = await http.post("/files", data=named, files={"file": ("a.jpg", content, "image/jpeg")})
        else:
            answer = await http.post(
                "/files", params=named, content=chunks([content]), headers={"content-type": "image/jpeg"}
            )
    assert (answer.status_code, code(answer)) == (status, refused)
    assert not await rows("SELECT FROM file")
    assert photos.stored_in(tmp_path) == []


async def test_a_form_without_a_file_or_no_form_at_all_is_refused(app: ASGIApp) -> None:
    id_ = await message()
    headers = {"content-type": "multipart/form-data; boundary=b"}
    async with client(app, **citizen_of(id_)) as http:
        answers = [
            await http.post("/files", files={"other": b"x"}),
            await http.post("/files", files={"file": (None, "x")}),
            await http.post("/files", files=[("file", ("a", PHOTO)), ("file", ("b", PHOTO))]),
            await http.post("/files", content=b"no form", headers=headers),
            await http.post("/files", content=b"--b\r\n\r\n", headers=headers),
            await http.post(
                "/files", content=b"--b\r\nContent-Disposition: \xff\r\n\r\nx\r\n--b--", headers=headers
            ),
            await http.post("/files", content=b"", headers={"content-type": "multipart/form-data"}),
        ]
    assert {(answer.status_code, code(answer)) for answer in answers} == {(400, "BAD_UPLOAD")}
    assert not await rows("SELECT FROM file")


@pytest.mark.parametrize("named", ["msg_x", "flw_" + str(UUID(int=1)), "' OR 1=1", "\x00", "msg_" + "0" * 5000])
async def test_a_message_named_wrongly_is_refused(app: ASGIApp, named: str) -> None:
    id_ = await message()
    async with client(app, **citizen_of(id_)) as http:
        answer = await http.post("/files", params={"message": named}, content=PHOTO)
    assert (answer.status_code, code(answer)) == (400, "ID_INVALID")
    assert not await rows("SELECT FROM file")


async def test_a_stranger_is_refused_before_the_body_is_read(app: ASGIApp) -> None:
    async def unread() -> AsyncIterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    async with client(app, **{"accept-language": "en"}) as http:
        answer = await http.post("/files", content=unread())
        forged = await http.post("/files", content=unread(), headers={"authorization": "Receipt x"})
    assert (answer.status_code, code(answer)) == (403, "FORBIDDEN")
    assert (forged.status_code, code(forged)) == (401, "UNAUTHENTICATED")


async def test_a_worker_uploads_by_a_form_that_carries_its_token(app: ASGIApp, tmp_path: Path) -> None:
    id_, cookie = await message(), await cookie_of("operator")
    csrf = csrf_of({"headers": [(b"cookie", cookie.encode())]}, SECRET)
    data = {"message": global_id("msg", id_)}
    async with client(app, cookie=cookie, origin=HERE) as http:
        for given in ({}, {"csrf": csrf[::-1]}):
            answer = await http.post("/files", data=data | given, files={"file": PHOTO})
            assert (answer.status_code, code(answer)) == (403, "CROSS_SITE")
        assert not await rows("SELECT FROM file")
        assert (await http.post("/files", data=data | {"csrf": csrf}, files={"file": PHOTO})).status_code == 201
        assert (await http.post("/files", content=PHOTO, headers={"x-payesh-csrf": csrf})).status_code == 201
    by = {found["uploaded_by_id"] for found in await rows("SELECT uploaded_by_id FROM file")}
    assert by == {world.operator().person}


async def test_a_token_that_only_reads_uploads_nothing(app: ASGIApp) -> None:
    async def unread() -> AsyncIterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    for scopes, status in (({"read"}, 403), ({"read", "act"}, 201)):
        token = await people.create_token(Role.OPERATOR, name="Script", scopes=frozenset(scopes), by=SYSTEM)
        async with client(app, authorization=f"Bearer {token.secret}") as http:
            answer = await http.post("/files", content=PHOTO if status == 201 else unread())
        assert answer.status_code == status
        assert len(await rows("SELECT FROM file")) == (status == 201)


async def test_another_citizens_file_an_unknown_one_and_nonsense_are_the_same_not_found(app: ASGIApp) -> None:
    id_, other = await message(), await message()
    async with client(app, **citizen_of(id_)) as http:
        url = (await http.post("/files", params={"message": global_id("msg", id_)}, content=PHOTO)).json()["url"]
    async with client(app, **citizen_of(other)) as http:
        answers = [
            await http.get(path)
            for path in (url, url + "/original", f"/files/fil_{id_}", "/files/x", f"/files/msg_{id_}")
        ]
    assert {answer.status_code for answer in answers} == {404}
    assert {code(answer) for answer in answers} == {"NOT_FOUND"}


async def test_a_recording_is_served_with_a_reason_to_whoever_may_hear_it(app: ASGIApp) -> None:
    id_ = await message()
    async with client(app, **citizen_of(id_)) as http:
        url = (await http.post("/files", params={"message": global_id("msg", id_)}, content=photos.OGG)).json()[
            "url"
        ]
        own = await http.get(url)
        assert own.headers["content-type"] == "audio/mpeg"
        assert photos.CALLER not in own.content
    async with client(app, cookie=await cookie_of("operator")) as http:
        assert code(await http.get(url)) == "REASON_NEEDED"
        assert code(await http.get(url + "?reason=CURIOUS")) == "REASON_NEEDED"
        heard = await http.get(url + "?reason=LEGAL")
    assert heard.content == own.content
    async with client(app, cookie=await cookie_of("office_analyst")) as http:
        assert (await http.get(url)).status_code == 404
    assert len(await rows("SELECT FROM access_record")) == 1
