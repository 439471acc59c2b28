"""Files on the wire: `POST /files`, `GET /files/{id}` and `GET /files/{id}/original`."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Final
from uuid import UUID

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from api.bodies import PayloadTooLarge
from api.origins import CrossSite, acts_by_cookie, csrf_holds
from api.refusing import refusal_response
from api.requests import header, headers_of
from hotline.files import actions, fetching
from hotline.files.rules import can_add
from hotline.files.store import Store
from hotline.kit.ids import InvalidId, global_id, parse_global_id
from hotline.kit.refusals import NotFound, Refusal
from hotline.kit.viewer import Viewer
from hotline.people.access import AccessReason
from hotline.people.rules import may_act
from policy_board.resolutions import proof

PATH: Final = "/files"
# What a multipart body has around its file.
OVERHEAD: Final = 64_000

_IN_MEMORY: Final = 1_000_000
_FIELDS: Final = 5

# A file, and the fields sent beside it.
Upload = tuple[IO[bytes], dict[str, str]]


class BadUpload(Refusal):
    """Not a file, or not one file."""

    code, sentence, status = "BAD_UPLOAD", "Send one file: as the body, or as the field file of a form.", 400


@dataclass(frozen=True)
class Files:
    """`limit` is the largest file in bytes. Uploads by cookie are checked here for the form's `csrf`, since it
    comes in the same stream as the file."""

    viewer_of: Callable[[Scope], Awaitable[Viewer]] = field(repr=False)
    store: Store
    limit: int
    secret: bytes = field(repr=False)

    def routes(self) -> list[Route]:
        return [
            Route(PATH, self.upload, methods=["POST"]),
            Route(PATH + "/{id}", self.copy, methods=["GET"]),
            Route(PATH + "/{id}/original", self.original, methods=["GET"]),
        ]

    async def upload(self, request: Request) -> Response:
        """Keep a file; with `message` (a global id) attached to it, with `followUp` to that entry of its
        timeline. Answers 201 with its id."""
        try:
            viewer = await self.viewer_of(request.scope)
            # Before the body is read: a stranger's megabytes are not waited for.
            if refusal := can_add(viewer.roles) or may_act(viewer):
                raise refusal()
            async with _received(request, self.limit) as (content, fields):
                headers = headers_of(request.scope)
                given = header(headers, b"x-payesh-csrf") or fields.get("csrf")
                if acts_by_cookie(headers) and not csrf_holds(given, headers, self.secret):
                    raise CrossSite()
                file_id = await actions.keep(
                    content,
                    by=viewer,
                    store=self.store,
                    message_id=_id(fields.get("message"), "msg"),
                    follow_up_id=_id(fields.get("followUp"), "flw"),
                )
        except Refusal as refused:
            return refusal_response(request.scope, refused)
        id_ = global_id("fil", file_id)
        return JSONResponse({"id": id_, "url": f"{PATH}/{id_}"}, 201)

    async def copy(self, request: Request) -> Response:
        """What is served of a file, under the visibility of its row; to listen, a person says why, as below."""
        try:
            viewer = await self.viewer_of(request.scope)
            served = await self._copy(_file_id(request), viewer, _reason(request))
        except Refusal as refused:
            return refusal_response(request.scope, refused)
        return _response(served, "inline")

    async def _copy(self, file_id: UUID, viewer: Viewer, reason: AccessReason | None) -> fetching.Served:
        """Of a message's file, or of one that proves a report. Raises what either raises."""
        try:
            return await fetching.copy(file_id, by=viewer, store=self.store, reason=reason)
        except NotFound:
            return await proof.copy(file_id, by=viewer, store=self.store)

    async def original(self, request: Request) -> Response:
        """The sealed original. A person says why: `?reason=` is one of AccessReason."""
        try:
            viewer = await self.viewer_of(request.scope)
            served = await fetching.original(
                _file_id(request), by=viewer, store=self.store, reason=_reason(request)
            )
        except Refusal as refused:
            return refusal_response(request.scope, refused)
        return _response(served, "attachment")


@asynccontextmanager
async def _received(request: Request, limit: int) -> AsyncIterator[Upload]:
    """The file, on disk where it is large. Raises BadUpload or PayloadTooLarge."""
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        try:
            async with request.form(max_files=1, max_fields=_FIELDS) as form:
                file = form.get("file")
                if not isinstance(file, UploadFile):
                    raise BadUpload("file")
                if (file.size or 0) > limit:
                    raise PayloadTooLarge(limit=limit)
                yield file.file, {name: value for name, value in form.items() if isinstance(value, str)}
        except (HTTPException, MultiPartException):
            raise BadUpload("file") from None
        return
    with SpooledTemporaryFile(_IN_MEMORY) as content:
        async for chunk in request.stream():
            content.write(chunk)
            if content.tell() > limit:
                raise PayloadTooLarge(limit=limit)
        content.seek(0)
        yield content, dict(request.query_params)


def _id(text: str | None, prefix: str) -> UUID | None:
    if not text:
        return None
    found, id_ = parse_global_id(text)
    if found != prefix:
        raise InvalidId("message" if prefix == "msg" else "followUp")
    return id_


def _file_id(request: Request) -> UUID:
    try:
        found, id_ = parse_global_id(request.path_params["id"])
    except InvalidId:
        raise NotFound() from None
    if found != "fil":
        raise NotFound()
    return id_


def _reason(request: Request) -> AccessReason | None:
    given = request.query_params.get("reason")
    return AccessReason(given) if given in set(AccessReason) else None


def _response(served: fetching.Served, disposition: str) -> Response:
    extension = served.media_type.partition("/")[2]
    return Response(
        served.content,
        media_type=served.media_type,
        headers={
            "content-disposition": f'{disposition}; filename="file.{extension}"',
            "cache-control": "private, no-store",
            "x-content-type-options": "nosniff",
            # Nothing in a file runs, whatever a browser takes it for.
            "content-security-policy": "default-src 'none'; sandbox",
        },
    )
