"""Every answer has the shape the standard gives it, and says the same in JSON and in XML."""

from typing import Any

import httpx
import pytest

from hotline.messages import actions as messages
from hotline.messages.drafts import Draft
from tests import world
from tests.api.open311.reports import EN, FORM, ROOT, post, registered
from tests.api.open311.standard import (
    Definition,
    Discovery,
    Error,
    Posted,
    Request,
    Service,
    Token,
    as_text,
    holds,
    spelled,
)
from tests.drafts import URGENT, rows

# What is asked, what GeoReport says the answer is, and its root in XML.
ANSWERS: dict[str, tuple[Any, str]] = {
    "discovery": (Discovery, "discovery"),
    "services": (list[Service], "services"),
    "services/pothole": (Definition, "service_definition"),
    "services/open-manhole": (Definition, "service_definition"),
    "requests": (list[Request], "service_requests"),
    "requests/ID": (list[Request], "service_requests"),
    "tokens/ID": (list[Token], "service_requests"),
    "requests/nothing-such": (list[Error], "errors"),
}


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("path", ANSWERS)
async def test_an_answer_has_its_shape_and_says_the_same_twice(
    path: str, language: str, http: httpx.AsyncClient
) -> None:
    await messages.register(Draft("بی‌نشانی", "pothole"), by=world.frontend())
    id_ = await registered(URGENT, body="یک\nدو ]]> & <script>&amp;</script> 🕳\u200c")
    await rows("UPDATE message SET text = text || chr(1) || chr(65535) WHERE urgency = 'URGENT' RETURNING id")
    shape, root = ANSWERS[path]
    address = f"{ROOT}/{path.replace('ID', id_)}"
    json_, xml = [
        await http.get(f"{address}.{format_}", headers={"accept-language": language}) for format_ in ("json", "xml")
    ]
    assert json_.headers["content-type"] == "application/json; charset=utf-8"
    assert xml.headers["content-type"] == "text/xml; charset=utf-8"
    assert json_.status_code == xml.status_code
    assert holds(shape, json_.json())
    assert spelled(xml.content, root) == as_text(json_.json())


@pytest.mark.parametrize("service", ["pothole", "open-manhole"])
async def test_the_answer_to_a_report_has_its_shape(service: str, http: httpx.AsyncClient) -> None:
    form = FORM | {"service_code": service}
    assert holds(list[Posted], (await post(http, form)).json())
    (told,) = spelled((await post(http, form, format="xml")).content, "service_requests")
    assert holds(Posted, told)


async def test_an_empty_list_is_a_list(http: httpx.AsyncClient) -> None:
    assert (await http.get(f"{ROOT}/requests.json", headers=EN)).json() == []
    assert spelled((await http.get(f"{ROOT}/requests.xml")).content, "service_requests") == []
