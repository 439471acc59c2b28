"""A citizen's whole way through the sample frontend: a real browser, the real server of another origin."""

import json
from collections.abc import AsyncIterator
from types import ModuleType
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, Request, expect

from hotline.kit.viewer import Role
from tests.api.serving import ask, bearer
from tests.citizen.conftest import Frontend
from tests.portal.looking import DESK, POCKET, violations

# What a live update may take on a busy machine, in milliseconds.
SOON = 20_000
SAID = "چاله‌ای بزرگ وسط خیابان است."


@pytest.fixture
async def page(db: ModuleType, browser: Browser, frontend: Frontend) -> AsyncIterator[Page]:
    """The page on a phone whose owner reads Persian. Nothing fails; documents are asked for by their hash alone."""
    await frontend.load_documents()
    context = await browser.new_context(
        locale="fa-IR", viewport={"width": POCKET[0], "height": POCKET[1]}, reduced_motion="reduce"
    )
    opened = await context.new_page()
    asked: list[Request] = []
    said: list[str] = []
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("console", lambda line: said.append(line.text) if "Content Security Policy" in line.text else None)
    opened.on(
        "request", lambda request: asked.append(request) if request.url.startswith(frontend.api.url) else None
    )
    await opened.goto(frontend.url)
    yield opened
    kept = json.loads(await _stored(opened))
    await context.close()
    assert said == []
    sent = [json.loads(request.post_data or "{}") for request in asked if request.method == "POST"]
    assert sent
    assert all(set(body) == {"documentId", "variables"} for body in sent)
    # A receipt goes in a header alone.
    assert not any(one["receipt"] in f"{request.url} {request.post_data}" for one in kept for request in asked)


@pytest.fixture
async def http(frontend: Frontend) -> AsyncIterator[httpx.AsyncClient]:
    """The staff's own way to the API."""
    async with httpx.AsyncClient(base_url=frontend.api.url, timeout=30) as client:
        yield client


async def test_a_citizen_registers_follows_answers_and_objects(page: Page, http: httpx.AsyncClient) -> None:
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert await violations(page) == []

    # Refusals stand beside their fields, and nothing typed is lost.
    await page.fill("[name=phone]", "12")
    await page.fill("[name=address]", "خیابان چهارباغ، روبه‌روی مدرسه")
    await page.click("button.main")
    await expect(page.locator("#summary")).to_be_focused()
    for name in ("body", "phone"):
        await expect(page.locator(f"[name={name}]")).to_have_attribute("aria-invalid", "true")
    await expect(page.locator("#field-reporter-phone-wrong")).not_to_be_empty()
    assert await page.input_value("[name=phone]") == "12"
    assert await violations(page) == []
    await page.click("#summary a >> nth=0")
    assert await page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"

    await page.select_option("[name=categoryCode]", "pothole")
    await page.select_option("[name=districtNumber]", "1")
    await page.fill("[name=body]", SAID)
    await page.fill("[name=phone]", "۰۹۱۲۰۰۰۰۰۰۰")
    await page.click("button.main")
    await expect(page.locator("#state")).to_have_attribute("data-state", "REGISTERED", timeout=SOON)
    await expect(page.locator("#receipt")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await violations(page) == []
    assert await page.evaluate("location.search + location.hash") == ""

    # What the staff does is seen as it happens, and still after the page was closed and opened again.
    message = await _waiting(http)
    assert message["trackingCode"] in await _stored(page)
    triage = {"categoryCode": "pothole", "districtNumber": 1, "urgency": "ROUTINE"}
    message = await _act(http, Role.OPERATOR, "triageMessage", "TriageMessageInput", message, **triage)
    await expect(page.locator("#state")).to_have_attribute("data-state", "DISPATCHED", timeout=SOON)
    await page.reload()
    await expect(page.locator("#state")).to_have_attribute("data-state", "DISPATCHED", timeout=SOON)

    # An objection, that nothing is done.
    await page.click("#object")
    await page.select_option("[name=reason]", "NOTHING_DONE")
    await page.fill("#objecting [name=text]", "دو روز گذشته است.")
    assert await violations(page) == []
    await page.click("#objecting button")
    await expect(page.locator("#objections li")).to_have_count(1, timeout=SOON)
    await expect(page.locator("#objections")).to_contain_text("دو روز گذشته است.")

    # Another may be reported, and this one found again.
    await page.click("#another")
    await expect(page.locator("[name=body]")).to_be_empty()
    await page.click(".mine button")
    await expect(page.locator("#objections li")).to_have_count(1, timeout=SOON)


async def test_a_citizen_who_is_asked_answers_and_sees_the_end(page: Page, http: httpx.AsyncClient) -> None:
    await page.select_option("[name=categoryCode]", "pothole")
    await page.select_option("[name=districtNumber]", "1")
    await page.fill("[name=body]", SAID)
    await page.fill("[name=phone]", "09120000000")
    await page.click("button.main")
    await expect(page.locator("#state")).to_have_attribute("data-state", "REGISTERED", timeout=SOON)
    message = await _waiting(http)
    triage = {"categoryCode": "pothole", "districtNumber": 1, "urgency": "ROUTINE"}
    message = await _act(http, Role.OPERATOR, "triageMessage", "TriageMessageInput", message, **triage)
    agent = Role.EXECUTIVE_AGENT
    message = await _act(http, agent, "recordAction", "RecordActionInput", message, note="چاله پر شد.")
    await expect(page.locator("#state")).to_have_attribute("data-state", "IN_ACTION", timeout=SOON)
    message = await _act(http, agent, "claimResolution", "ClaimResolutionInput", message, note="تمام شد.")
    await _act(http, Role.OPERATOR, "seekFeedback", "SeekFeedbackInput", message, channel="APP")
    await expect(page.locator(".asked")).to_be_visible(timeout=SOON)
    await page.fill(".asked [name=text]", "ممنون.")
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        assert await violations(page) == []
    await page.click(".asked button[value=yes]")
    await expect(page.locator("#state")).to_have_attribute("data-state", "CLOSED", timeout=SOON)

    # In English too, at a desk.
    await page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    await page.click("header button")
    await expect(page.locator("html")).to_have_attribute("dir", "ltr")
    await expect(page.locator("#state")).to_contain_text("Closed", timeout=SOON)
    await expect(page.locator(".connection")).to_have_attribute("data-is", "live", timeout=SOON)
    assert await violations(page) == []


async def test_a_receipt_that_is_not_the_messages_shows_nothing(page: Page) -> None:
    await page.click("details summary")
    await page.fill("#held-code", "137/1405/00084217")
    await page.fill("#held-receipt", "A" * 43)
    async with page.expect_response(lambda response: response.status == 401):
        await page.click("details button")
    await expect(page.locator(".connection")).to_have_attribute("data-is", "gone", timeout=SOON)
    await expect(page.locator("#state")).to_have_count(0)
    assert await _stored(page) == "[]"


async def _stored(page: Page) -> str:
    found: str = await page.evaluate("localStorage.getItem('payesh-137') ?? '[]'")
    return found


async def _waiting(http: httpx.AsyncClient) -> dict[str, Any]:
    """The one message there is, as the operator sees it."""
    document = "{ messages(first: 1) { nodes { id version trackingCode } } }"
    answer = await ask(http, document, headers=await bearer(Role.OPERATOR))
    (message,) = answer.json()["data"]["messages"]["nodes"]
    return dict(message)


async def _act(
    http: httpx.AsyncClient, role: Role, field: str, type_: str, message: dict[str, Any], **more: Any
) -> dict[str, Any]:
    """Do it in a role, over the API; the message after it."""
    document = f"""
        mutation ($input: {type_}!) {{
          done: {field}(input: $input) {{ message {{ id version trackingCode }} problems {{ code message }} }}
        }}
    """
    variables = {"input": {"id": message["id"], "version": message["version"], **more}}
    answer = await ask(http, document, variables, headers=await bearer(role))
    done = answer.json()["data"]["done"]
    assert done["problems"] == []
    return dict(done["message"])
