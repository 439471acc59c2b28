"""The inspector in the street: three taps, a photo, and a connection that comes and goes."""

from pathlib import Path
from types import ModuleType

import pytest
from playwright.async_api import expect

from hotline.inspections import actions as inspections
from hotline.kit.viewer import Role
from hotline.messages import actions as messages
from hotline.messages.registering import Registration
from tests import world
from tests.drafts import URGENT, row
from tests.photos import photo
from tests.portal.looking import POCKET, Visit, is_for_everyone


@pytest.fixture
async def claimed(db: ModuleType) -> Registration:
    """A message that the unit says is done, and that an inspector is to look at."""
    message = await messages.register(URGENT, by=world.operator())
    await inspections.open_by_hand(message.id, by=world.head_of_office(), version=1, reason="To be sure.")
    by = world.dispatcher()
    await messages.acknowledge(message.id, by=by, version=2)
    await messages.record_action(message.id, by=by, version=3, note="A fence stands around it.")
    await messages.claim_resolution(message.id, by=by, version=4, note="The lid is back.")
    return message


async def test_a_result_goes_in_three_taps_and_takes_a_photo_and_the_place_along(
    visit: Visit, claimed: Registration, tmp_path: Path
) -> None:
    page = await visit(Role.INSPECTOR)
    await page.set_viewport_size({"width": POCKET[0], "height": POCKET[1]})
    await page.context.grant_permissions(["geolocation"])
    await page.context.set_geolocation({"latitude": 32.652, "longitude": 51.668})
    await page.goto("/inspections?lang=en")
    await page.click(".row h3 a")
    await expect(page.locator("[data-place] [role=status]")).not_to_be_empty()
    await page.set_input_files("#photos", _photo(tmp_path))
    await page.click(".findings label:first-child")
    await page.click(".visit .buttons button")
    await page.wait_for_url("**/inspections?done=*")
    await expect(page.locator(".done")).to_be_visible()
    await expect(page.locator(".row")).to_have_count(0)
    stored = await row("SELECT found, latitude, longitude, follow_up_id FROM visit")
    assert (stored["found"], stored["latitude"], stored["longitude"]) == ("DONE", 32.652, 51.668)
    assert (await row("SELECT state FROM message"))["state"] == "VERIFIED"
    assert (await row("SELECT message_id, follow_up_id FROM file")) == {
        "message_id": claimed.id,
        "follow_up_id": stored["follow_up_id"],
    }


async def test_an_inspector_needs_no_javascript_and_is_told_what_is_missing(
    visit: Visit, claimed: Registration, tmp_path: Path
) -> None:
    page = await visit(Role.INSPECTOR, javascript=False)
    await page.goto("/inspections?lang=en")
    await page.click(".row h3 a")
    await page.evaluate("document.querySelector('.visit').noValidate = true")
    await page.fill("#note", "Nobody was there.")
    await page.set_input_files("#photos", _photo(tmp_path))
    await page.click(".visit .buttons button")
    await expect(page.locator("#found .problem")).to_be_visible()
    # What was typed is there, and the photo is kept.
    assert await page.input_value("#note") == "Nobody was there."
    await expect(page.locator("#photos-hint")).to_contain_text("1 photos are kept")
    await page.check("[name=found][value=NOT_DONE]")
    await page.click(".visit .buttons button")
    await page.wait_for_url("**/inspections?done=*")
    assert (await row("SELECT found, latitude FROM visit")) == {"found": "NOT_DONE", "latitude": None}
    assert (await row("SELECT count(*) FROM file WHERE follow_up_id IS NOT NULL"))["count"] == 1


async def test_what_is_typed_without_a_connection_is_kept_until_it_is_sent(
    visit: Visit, claimed: Registration
) -> None:
    page = await visit(Role.INSPECTOR)
    await page.goto("/inspections?lang=en")
    await page.click(".row h3 a")
    await page.check("[name=found][value=NOT_FOUND]")
    await page.fill("#note", "No such alley.")
    await page.context.set_offline(True)
    await page.click(".visit .buttons button")
    await expect(page.locator("[data-offline]")).to_be_visible()
    assert (await row("SELECT count(*) FROM visit"))["count"] == 0
    await page.context.set_offline(False)
    await page.reload()
    await expect(page.locator("#note")).to_have_value("No such alley.")
    await expect(page.locator("[name=found][value=NOT_FOUND]")).to_be_checked()
    await page.click(".visit .buttons button")
    await page.wait_for_url("**/inspections?done=*")
    # Sent, it is kept no longer.
    assert await page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('payesh-visit'))") == []


async def test_a_result_decided_on_an_old_page_is_refused_and_kept(visit: Visit, claimed: Registration) -> None:
    page = await visit(Role.INSPECTOR)
    await page.goto("/inspections?lang=en")
    await page.click(".row h3 a")
    await page.check("[name=found][value=DONE]")
    await page.fill("#note", "A new lid.")
    await inspections.assign(
        claimed.id, by=world.dispatcher(), version=5, inspector_id=world.id_of("person", Role.INSPECTOR)
    )
    await page.click(".visit .buttons button")
    await expect(page.locator("[data-summary]")).to_be_focused()
    assert await page.input_value("#note") == "A new lid."
    await expect(page.locator("[name=found][value=DONE]")).to_be_checked()
    assert (await row("SELECT state FROM message"))["state"] == "UNDER_INSPECTION"
    # What has changed was seen by now.
    await page.click(".visit .buttons button")
    await page.wait_for_url("**/inspections?done=*")


async def test_another_inspectors_message_is_not_theirs_to_see(visit: Visit, claimed: Registration) -> None:
    page = await visit(Role.DISPATCHER)
    await page.goto("/inspections?lang=en")
    await expect(page.locator(".row")).to_have_count(0)


@pytest.mark.parametrize("language", ["fa", "en"])
async def test_every_page_of_the_inspector_is_for_everyone(
    visit: Visit, claimed: Registration, language: str
) -> None:
    page = await visit(Role.INSPECTOR)
    for path in (f"/?lang={language}", "/inspections", "/queue"):
        await page.goto(path)
        await is_for_everyone(page)
    await page.goto("/inspections")
    await page.click(".row h3 a")
    await is_for_everyone(page)


def _photo(folder: Path) -> Path:
    file = folder / "photo.jpg"
    file.write_bytes(photo())
    return file
