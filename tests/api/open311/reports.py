"""Reports as Open311 clients send them, and messages for them to read."""

from dataclasses import replace
from typing import Any

import httpx

from hotline.messages import actions as messages
from hotline.messages.drafts import Draft
from tests import world
from tests.drafts import ROUTINE

ROOT = "/open311/v2"
EN = {"accept-language": "en"}
FORM = {
    "api_key": world.TOKEN_SECRET,
    "service_code": "pothole",
    "lat": "32.652",
    "long": "51.668",
    "address_string": "روبه‌روی پارک",
    "description": "چاله بزرگی جلوی مدرسه است.",
    "first_name": "شهروند",
    "last_name": "نمونه",
    "phone": "۰۹۱۲ ۰۰۰ ۰۰۰۰",
    "email": "shahrvand@example.org",
}


async def post(
    http: httpx.AsyncClient, form: dict[str, Any] | None = None, *, format: str = "json", **headers: str
) -> httpx.Response:
    return await http.post(f"{ROOT}/requests.{format}", data=FORM if form is None else form, headers=EN | headers)


async def get(http: httpx.AsyncClient, path: str, **parameters: str) -> httpx.Response:
    return await http.get(f"{ROOT}/{path}", params=parameters, headers=EN)


async def told(http: httpx.AsyncClient, path: str = "requests.json", **parameters: str) -> list[dict[str, Any]]:
    """What is told, of whatever must be told well."""
    response = await get(http, path, **parameters)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()
    return found


async def ids(http: httpx.AsyncClient, **parameters: str) -> list[str]:
    return [request["service_request_id"] for request in await told(http, **parameters)]


async def registered(draft: Draft = ROUTINE, **changes: Any) -> str:
    """Register a message by an operator; gives its id in Open311."""
    done = await messages.register(replace(draft, **changes), by=world.operator())
    return done.tracking_code.replace("/", "")
