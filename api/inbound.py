"""What other systems tell us: the operations centre of its work, and the SMS provider of what citizens answer.

`POST /centre/statuses`: signed as api/gateways/signing.py says, under the key we share with the centre. The event's
id is `webhook-id`; a repeat of it has no second effect and gets the first answer. The body is
`{"trackingCode", "status", "happenedAt"?, "note"?, "unitCode"?, "place"?: {"latitude", "longitude"}}`.

`POST /sms/inbound/{key}`: Kavenegar's form, `messageid`, `from`, `to`, `message`. It signs nothing, so the address
itself holds a key that nobody else knows.
"""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Final
from urllib.parse import parse_qs

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from api.gateways import signing
from api.refusing import refusal_response
from hotline.feedback import hearing
from hotline.kit import database
from hotline.kit.refusals import NotFound, Refusal
from hotline.messages import centre_reports
from hotline.messages.centre_reports import Report

_ID: Final = 120


class SignatureInvalid(Refusal):
    """No signature, another key's, or one too old: which of these, a stranger is not told."""

    code, sentence, status = "SIGNATURE_INVALID", "The signature does not hold, or is too old.", 401


class Malformed(Refusal):
    """A body that is not what the interface says."""

    code, sentence, status = "MALFORMED", "This is not what is asked for here. Look at `{field}`.", 400


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", strict=True)


class _Place(_Part):
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


class _Status(_Part):
    tracking_code: Annotated[str, Field(max_length=40)]
    status: Annotated[str, Field(min_length=1, max_length=60)]
    happened_at: Annotated[AwareDatetime | None, Field(strict=False)] = None
    note: str | None = None
    unit_code: Annotated[str | None, Field(max_length=60)] = None
    place: _Place | None = None


@dataclass(frozen=True)
class Inbound:
    """`centre_key` is shared with the centre; without an `sms_key` no SMS is heard."""

    centre_key: bytes = field(repr=False)
    sms_key: str = field(repr=False)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/centre/statuses", _refusing(self._status), methods=["POST"]),
            Route("/sms/inbound/{key}", _refusing(self._sms), methods=["POST"]),
        ]

    async def _status(self, request: Request) -> Response:
        body = await request.body()
        at: datetime = await database.writes().fetchval("SELECT payesh_now()")
        event = request.headers.get(signing.ID, "")
        if not signing.holds(request.headers, body, self.centre_key, at=at) or len(event) > _ID:
            raise SignatureInvalid()
        heard = await centre_reports.hear(_report(event, body))
        return JSONResponse({"result": heard.result, "reason": heard.reason, "repeated": heard.repeated})

    async def _sms(self, request: Request) -> Response:
        given = request.path_params["key"]
        if not self.sms_key or not hmac.compare_digest(given.encode("utf-8", "replace"), self.sms_key.encode()):
            raise NotFound()
        form = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=50)
        id_, sender, text = (form.get(name, [""])[0] for name in ("messageid", "from", "message"))
        if not id_ or len(id_) > _ID:
            raise Malformed("messageid", field="messageid")
        await hearing.hear_sms(id_, sender=sender, text=text)
        return Response(status_code=204)


def _refusing(endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Refusal as refused:
            return refusal_response(request.scope, refused)

    return answer


def _report(event: str, body: bytes) -> Report:
    try:
        said = _Status.model_validate(orjson.loads(body))
    except orjson.JSONDecodeError:
        raise Malformed(field="body") from None
    except ValidationError as error:
        path = [str(part) for part in error.errors()[0]["loc"]]
        raise Malformed(*path, field=".".join(path) or "body") from None
    return Report(
        event,
        said.tracking_code,
        said.status,
        said.happened_at,
        said.note,
        said.unit_code,
        said.place.latitude if said.place else None,
        said.place.longitude if said.place else None,
    )
