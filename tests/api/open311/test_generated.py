"""Generated parameters over Open311: no answer is a 5xx, every refusal has the standard's form and leaves nothing
behind (G11)."""

import asyncio
from collections.abc import Callable
from itertools import count, cycle
from typing import Any

import httpx
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.api.open311.reports import FORM, ROOT
from tests.api.open311.standard import Error, Posted, Request, holds, spelled
from tests.api.serving import Serving
from tests.drafts import counts

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
CODES = st.sampled_from(["137140500000019", "137/1405/00000019", "۱۳۷۱۴۰۵۰۰۰۰۰۰۱۹", "1", "137140500000019,1"])
MOMENTS = (
    st.datetimes().map(lambda at: at.isoformat() + "Z") | st.dates().map(str) | st.just("2026-03-21T00:00:00Z")
)
ASKED = {
    "service_request_id": CODES | TEXT,
    "service_code": st.sampled_from(["pothole", "pothole,litter", "fire-risk", ","]) | TEXT,
    "start_date": MOMENTS | TEXT,
    "end_date": MOMENTS | TEXT,
    "status": st.sampled_from(["open", "closed", "open,closed", "open, closed", ","]) | TEXT,
    "page": st.sampled_from(["1", "WyJSRUdJU1RFUkVEX0FUX0RFU0MiLCIyMDI2LTAzLTIxIDAwOjAwOjAwKzAwIiwieCJd"]) | TEXT,
    "page_size": st.integers(-1, 1001).map(str) | TEXT,
}
POSTED = {
    "service_code": st.sampled_from(["pothole", "open-manhole", "fire-risk"]) | TEXT,
    "lat": st.sampled_from(["32.652", "۳۲٫۶", "0"]) | st.floats().map(str) | TEXT,
    "long": st.sampled_from(["51.668", "-0"]) | st.floats().map(str) | TEXT,
    "address_id": st.sampled_from(["1", "99", "99999999999"]) | TEXT,
    "address_string": TEXT,
    "description": TEXT,
    "first_name": TEXT,
    "last_name": TEXT,
    "phone": st.just("09120000000") | TEXT,
    "email": st.just("a@b.ir") | TEXT,
    "attribute[GROUND]": st.just("HAZARD") | TEXT,
    "attribute[x][]": TEXT,
    "idempotency_key": TEXT,
}


def _tried(strategy: Any, try_: Callable[[dict[str, str]], None]) -> int:
    tries = count()

    @settings(
        max_examples=400,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def tried(parameters: dict[str, str]) -> None:
        next(tries)
        try_(parameters)

    tried()
    return next(tries)


async def test_whatever_is_asked_is_answered_or_refused_in_form(http: httpx.AsyncClient, serving: Serving) -> None:
    before = await counts()
    with httpx.Client(base_url=serving.url + ROOT, timeout=30) as client:

        def ask(parameters: dict[str, str]) -> None:
            response = client.get("/requests.json", params=parameters)
            assert response.status_code in (200, 400), response.text
            assert holds(list[Request] if response.status_code == 200 else list[Error], response.json())
            xml = client.get("/requests.xml", params=parameters)
            assert spelled(xml.content, "service_requests" if xml.status_code == 200 else "errors") is not None

        assert await asyncio.to_thread(_tried, st.fixed_dictionaries({}, optional=ASKED), ask) >= 300
    assert await counts() == before


async def test_whatever_is_reported_is_taken_whole_or_leaves_nothing(
    http: httpx.AsyncClient, serving: Serving
) -> None:
    before = await counts()
    keys = cycle((FORM["api_key"], FORM["api_key"], FORM["api_key"], "nonsense"))
    taken = set()
    with httpx.Client(base_url=serving.url + ROOT, timeout=30) as client:

        def report(parameters: dict[str, str]) -> None:
            response = client.post("/requests.json", data={**parameters, "api_key": next(keys)})
            assert response.status_code in (200, 400, 403, 404, 409), response.text
            if response.status_code == 200:
                assert holds(list[Posted], response.json())
                taken.add(response.json()[0]["service_request_id"])
            else:
                assert holds(list[Error], response.json())

        # Right but for two fields at most, or hardly any report would be taken.
        field = st.one_of(*(st.tuples(st.just(name), values) for name, values in POSTED.items()))
        form = st.lists(field, max_size=2).map(lambda changes: {**FORM, **dict(changes)})
        assert await asyncio.to_thread(_tried, form, report) >= 300
    after = await counts()
    assert len(taken) > 10
    assert after["message"] - before["message"] == len(taken)
