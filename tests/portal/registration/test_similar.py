"""Registering once for each matter, however many call about it."""

from dataclasses import replace

import pytest
from playwright.async_api import Page, expect

from hotline.kit.viewer import Role
from tests import world
from tests.drafts import ROUTINE, row, rows
from tests.incidents import registered
from tests.portal.looking import Visit, is_for_everyone

SAID = "چاله عمیق خیابان حافظ روبه‌روی نانوایی را پر کنید"
KNOWN = replace(ROUTINE, body=SAID, category_code="pothole")


async def written(visit: Visit, *, javascript: bool = True, said: str = SAID) -> Page:
    page = await visit(Role.OPERATOR, javascript=javascript)
    await page.goto("/messages/new?lang=en")
    await page.fill("#body", said)
    await page.select_option("#categoryCode", "pothole")
    await page.fill("#address", "کنار نانوایی")
    await page.fill("#latitude", "32.652")
    await page.fill("#longitude", "51.668")
    return page


@pytest.mark.parametrize("javascript", [True, False])
async def test_another_citizens_message_on_the_same_matter_joins_it(visit: Visit, javascript: bool) -> None:
    known = await registered(KNOWN)
    page = await written(visit, javascript=javascript)
    await page.click("text=Register")
    await expect(page.locator("h1")).to_have_text("Is it one of these?")
    assert len(await rows("SELECT id FROM message")) == 1
    await page.check(f"[value='merge msg_{known}']")
    await page.click("text=Go on")
    await expect(page.locator("#registered")).to_be_visible()
    merged = await row("SELECT incident_id, state FROM message WHERE id <> $1", known)
    assert merged == {"incident_id": known, "state": "MERGED"}


async def test_a_further_call_on_a_known_case_is_no_new_message(visit: Visit) -> None:
    known = await registered(KNOWN)
    page = await written(visit, javascript=False)
    await page.click("text=Register")
    await page.check(f"[value='call msg_{known}']")
    await page.click("text=Go on")
    await expect(page.locator("#called")).to_be_visible()
    assert await rows("SELECT id, calls FROM message") == [{"id": known, "calls": 2}]


async def test_what_is_none_of_them_is_registered_anyway_and_what_was_typed_comes_back(visit: Visit) -> None:
    await registered(KNOWN)
    page = await written(visit, javascript=False)
    await page.click("text=Register")
    await page.click("text=Change it")
    assert await page.input_value("#body") == SAID
    await page.click("text=Register")
    await page.check("[value=new]")
    await page.click("text=Go on")
    await expect(page.locator("#registered")).to_be_visible()
    assert len(await rows("SELECT id FROM message WHERE state = 'DISPATCHED'")) == 2


async def test_nothing_like_it_is_registered_at_once(visit: Visit) -> None:
    await registered(KNOWN)
    page = await written(visit, javascript=False, said="آسفالت پل کنده شده")
    await page.click("text=Register")
    await expect(page.locator("#registered")).to_be_visible()


async def test_what_is_like_it_is_shown_while_it_is_written(visit: Visit) -> None:
    await registered(replace(KNOWN, latitude=None, longitude=None, address=None))
    page = await visit(Role.OPERATOR)
    await page.goto("/messages/new?lang=en")
    await page.select_option("#categoryCode", "pothole")
    await page.select_option("#districtNumber", "1")
    await page.fill("#body", SAID)
    await expect(page.locator("#similar")).to_contain_text("Messages like it")


@pytest.mark.parametrize("language", ["fa", "en"])
async def test_the_question_is_for_everyone(visit: Visit, language: str) -> None:
    for _ in range(3):
        await registered(KNOWN)
    page = await written(visit)
    await page.goto(f"/messages/new?lang={language}")
    await page.select_option("#categoryCode", "pothole")
    await page.select_option("#districtNumber", "1")
    await page.fill("#body", SAID)
    await page.fill("#latitude", "32.652")
    await page.fill("#longitude", "51.668")
    await page.click("form[id=new-message] button")
    await is_for_everyone(page)


async def test_a_caller_who_knows_no_coordinates_gives_an_address_and_a_district(visit: Visit) -> None:
    page = await written(visit)
    await page.fill("#latitude", "")
    await page.fill("#longitude", "")
    await page.click("text=Register")
    await expect(page.locator("[data-summary]")).to_contain_text("a district, or a place on the map")
    assert await page.input_value("#address") == "کنار نانوایی"
    assert await rows("SELECT id FROM message") == []
    await page.select_option("#districtNumber", "1")
    await page.click("text=Register")
    await expect(page.locator("#registered")).to_be_visible()
    stored = await row("SELECT address, latitude, district_id FROM message")
    assert stored == {"address": "کنار نانوایی", "latitude": None, "district_id": world.id_of("district", 1)}
    await page.get_by_text("Open the message").click()
    await expect(page.locator(".facts-list").first).to_contain_text("کنار نانوایی")
