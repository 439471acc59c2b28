"""A form that carries photos, sent to one of `PATHS` and read as a stream. Its photos are kept before the portal
acts on the rest, so that a refused act loses none of them."""

from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from api.bodies import PayloadTooLarge
from api.origins import CrossSite, csrf_holds
from api.requests import headers_of
from hotline.files import actions
from hotline.files.rules import can_add
from hotline.files.store import Store
from hotline.kit.ids import global_id
from hotline.kit.refusals import Refusal
from hotline.kit.viewer import Viewer
from portal.asking import Failed, NotAllowed, Sent

# From a message's page, an inspector's, and a resolution's.
PATHS: Final = frozenset({"/reports", "/inspections", "/resolutions/reports"})
PHOTOS: Final = 4

_FIELDS: Final = 40


@dataclass(frozen=True)
class Reports:
    """`limit` is the largest photo in bytes."""

    store: Store
    limit: int
    secret: bytes = field(repr=False)

    async def take(self, request: Request, *, by: Viewer) -> Sent:
        """What the form says, and its photos kept. Raises NotAllowed before the body is read from whoever may not
        add files, and where the form is not ours; Failed where it cannot be read."""
        if can_add(by.roles):
            raise NotAllowed("FORBIDDEN", "files")
        try:
            async with request.form(max_files=PHOTOS, max_fields=_FIELDS) as form:
                given = form.get("csrf")
                if not csrf_holds(
                    given if isinstance(given, str) else None, headers_of(request.scope), self.secret
                ):
                    raise NotAllowed(CrossSite.code, CrossSite.sentence)
                return await self._kept(form, by=by)
        except (HTTPException, MultiPartException) as error:
            raise Failed("BAD_UPLOAD", str(error), 400) from None

    async def _kept(self, form: FormData, *, by: Viewer) -> Sent:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        ids, problem = [], None
        for photo in form.getlist("photos"):
            if not isinstance(photo, UploadFile) or not photo.size:
                continue
            try:
                if photo.size > self.limit:
                    raise PayloadTooLarge(limit=self.limit)
                ids.append(global_id("fil", await actions.keep(photo.file, by=by, store=self.store)))
            except Refusal as refusal:
                problem = refusal.say(by.language)
        return Sent(fields, ids, problem)
