"""Papers on the wire: `GET /papers/{id}/pdf` and `GET /papers/{id}/zip` of a revision, under its visibility."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Scope

from api.refusing import refusal_response
from hotline.files.store import Store
from hotline.kit.ids import InvalidId, parse_global_id
from hotline.kit.refusals import NotFound, Refusal
from hotline.kit.viewer import Viewer
from policy_board.bundles import printing
from policy_board.bundles.tables import Form
from portal.papers.bundles import file_name

_TYPES: Final = {Form.PDF: "application/pdf", Form.ZIP: "application/zip"}


@dataclass(frozen=True)
class Papers:
    """Serves what was printed; that a member opened it is written down."""

    viewer_of: Callable[[Scope], Awaitable[Viewer]] = field(repr=False)
    store: Store

    def routes(self) -> list[Route]:
        return [Route("/papers/{id}/{form}", self.serve, methods=["GET"])]

    async def serve(self, request: Request) -> Response:
        try:
            viewer = await self.viewer_of(request.scope)
            form = _form(request.path_params["form"])
            prefix, id_ = _id(request.path_params["id"])
            if prefix != "rev":
                raise NotFound()
            printed = await printing.fetch(id_, form, by=viewer, store=self.store)
        except Refusal as refused:
            return refusal_response(request.scope, refused)
        name = f"{file_name(printed.title)}.{form.lower()}"
        return Response(
            printed.content,
            media_type=_TYPES[form],
            headers={
                "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}",
                "cache-control": "private, no-store",
                "x-content-type-options": "nosniff",
                "content-security-policy": "default-src 'none'; sandbox",
            },
        )


def _form(text: str) -> Form:
    if text not in ("pdf", "zip"):
        raise NotFound()
    return Form(text.upper())


def _id(text: str) -> tuple[str, UUID]:
    try:
        return parse_global_id(text)
    except InvalidId:
        raise NotFound() from None
