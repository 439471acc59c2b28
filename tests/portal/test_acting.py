"""What people do with a message on its page, from triage to a councillor's part, in a real browser."""

from types import ModuleType

import pytest
from playwright.async_api import expect

from hotline.inspections import actions as inspections
from hotline.kit.viewer import Role
from hotline.messages import actions as messages
from hotline.messages.registering import Registration
from hotline.objections import actions as objections
from hotline.objections.tables import ObjectionReason
from tests import photos, world
from tests.drafts import CLAIMED, URGENT, row, rows
from tests.portal.looking import POCKET, Visit, is_for_everyone

PHOTO = {"name": "street.jpg", "mimeType": "image/jpeg", "buffer": photos.photo()}


def path_of(done: Registration) -> str:
    return "/messages/" + done.tracking_code.removeprefix("137/")


async def urgent() -> str:
    """Where the page of a new urgent message is."""
    return path_of(await messages.register(URGENT, by=world.operator()))


async def objected() -> str:
    """The same of a message whose rejection its citizen contests."""
    done = await messages.register(CLAIMED, by=world.frontend())
    await messages.reject(done.id, by=world.operator(), version=1, reason="Not ours")
    await objections.raise_objection(done.id, by=world.citizen(done.id), reason=ObjectionReason.WRONGLY_REJECTED)
    return path_of(done)


@pytest.mark.parametrize("javascript", [True, False])
async def test_an_agent_confirms_acts_with_a_photo_and_says_it_is_done(
    visit: Visit, db: ModuleType, javascript: bool
) -> None:
    path = await urgent()
    page = await visit(Role.EXECUTIVE_AGENT, javascript=javascript)
    await page.goto(path + "?lang=en")
    await expect(page.locator("#next")).to_contain_text("Confirm that we have it")
    await page.click(".next button")
    await expect(page.locator("#next")).to_contain_text("Record an action")
    await page.fill("#actions-note", "The manhole is covered.")
    await page.set_input_files("#actions-photos", PHOTO)
    await page.select_option("#actions-earlier", "30")
    await page.click(".next button")
    await expect(page.locator("[role=status]")).to_be_visible()
    await expect(page.locator("#entries")).to_contain_text("Recorded late")
    thumb = page.locator(".thumb img")
    await thumb.scroll_into_view_if_needed()
    await expect(thumb).to_have_js_property("complete", True)
    assert await thumb.evaluate("img => img.naturalWidth > 0")
    await expect(page.locator("#next")).to_contain_text("Say that it is done")
    await page.fill("#claim-note", "Covered and fixed.")
    await page.click(".next button")
    await expect(page.locator(".head .chips")).to_contain_text("Said to be done")
    stored = await row("SELECT file.sha256, follow_up.kind FROM file JOIN follow_up ON follow_up_id = follow_up.id")
    assert stored["kind"] == "FIRST_ACTION"
    if javascript:
        await is_for_everyone(page, [POCKET])


async def test_a_photo_that_is_none_is_refused_beside_its_field_and_nothing_typed_is_lost(
    visit: Visit, db: ModuleType
) -> None:
    path = await urgent()
    page = await visit(Role.EXECUTIVE_AGENT)
    await page.goto(path + "?lang=en")
    await page.click(".next button")
    await page.fill("#actions-note", "The manhole is covered.")
    await page.set_input_files(
        "#actions-photos", [PHOTO, {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": photos.HTML}]
    )
    await page.click(".next button")
    await expect(page.locator("[data-summary]")).to_be_focused()
    await expect(page.locator("#actions-photos-problem")).to_contain_text("Send a photo")
    assert await page.input_value("#actions-note") == "The manhole is covered."
    await expect(page.locator(".next .hint")).to_contain_text("1 photos are kept")
    assert await rows("SELECT FROM follow_up WHERE kind = 'FIRST_ACTION'") == []
    await is_for_everyone(page, [POCKET])
    await page.click(".next button")
    await expect(page.locator(".thumb img")).to_have_count(1)


async def test_a_rejection_is_shown_once_more_before_it_is_done(visit: Visit, db: ModuleType) -> None:
    done = await messages.register(CLAIMED, by=world.frontend())
    path = path_of(done)
    page = await visit(Role.OPERATOR)
    await page.goto(path + "?lang=en")
    await page.get_by_text("What else you can do").click()
    await page.get_by_text("Reject it").first.click()
    await page.fill("#rejection-reason", "Nobody's matter.")
    await page.click("#rejection button")
    await expect(page.locator("h1")).to_have_text("Check before you send")
    await expect(page.locator("main dd")).to_have_text("Nobody's matter.")
    assert (await row("SELECT state FROM message"))["state"] == "REGISTERED"
    await is_for_everyone(page, [POCKET])
    await page.get_by_text("Change it").click()
    assert await page.input_value("#rejection-reason") == "Nobody's matter."
    await page.fill("#rejection-reason", "A private matter.")
    await page.click("#rejection button")
    await page.click("button[name=checked]")
    await expect(page.locator(".head .chips")).to_contain_text("Rejected")
    assert (await row("SELECT text FROM follow_up WHERE kind = 'REJECTED'"))["text"] == "A private matter."


async def test_whoever_was_slower_sees_what_the_other_did_and_keeps_what_they_typed(
    visit: Visit, db: ModuleType
) -> None:
    done = await messages.register(CLAIMED, by=world.frontend())
    path = path_of(done)
    page = await visit(Role.OPERATOR)
    await page.goto(path + "?lang=en")
    await page.get_by_text("What else you can do").click()
    await page.get_by_text("Refer it to another authority").first.click()
    await page.fill("#referral-authority", "Water company")
    await page.fill("#referral-reason", "Their pipe.")
    await messages.mark_special(done.id, by=world.head_of_office(), version=1, reason="x")
    await page.click("#referral button")
    await page.click("button[name=checked]")
    await expect(page.locator("[data-summary]")).to_contain_text("Somebody changed this meanwhile")
    await expect(page.locator("[data-summary] .timeline")).to_contain_text("Made special")
    assert await page.input_value("#referral-authority") == "Water company"
    assert (await row("SELECT state FROM message"))["state"] != "REFERRED"
    await is_for_everyone(page, [POCKET])
    await page.click("#referral button")
    await page.click("button[name=checked]")
    await expect(page.locator(".head .chips")).to_contain_text("Referred elsewhere")


async def test_the_head_rules_on_an_objection_and_the_message_goes_on(visit: Visit, db: ModuleType) -> None:
    path = await objected()
    page = await visit(Role.HEAD_OF_OFFICE)
    await page.goto(path + "?lang=en")
    await expect(page.locator("#next")).to_contain_text("Rule on the objection")
    await page.check(".next input[value=yes]")
    await page.fill(".next textarea", "You are right.")
    await is_for_everyone(page, [POCKET])
    await page.click(".next button")
    await expect(page.locator("main dl")).to_contain_text("The citizen is right")
    await page.click("button[name=checked]")
    await expect(page.locator("#objections + article")).to_contain_text("You are right.")
    assert dict(await row("SELECT state, cycle FROM message")) == {"state": "TRIAGED", "cycle": 2}


async def test_a_councillor_takes_an_objection_up_and_says_what_came_of_it(visit: Visit, db: ModuleType) -> None:
    path = await objected()
    page = await visit(Role.COUNCILLOR)
    await page.goto(path + "?lang=en")
    await expect(page.locator("#next")).to_contain_text("Take the objection up")
    await page.click(".next button")
    await expect(page.locator("#next")).to_contain_text("Record what came of it")
    await page.fill(".next textarea", "The unit went there with me.")
    await is_for_everyone(page, [POCKET])
    await page.click(".next button")
    await expect(page.locator("#objections + article")).to_contain_text("The unit went there with me.")
    await expect(page.locator(".next")).to_have_count(0)


async def test_an_inspector_says_what_was_seen(visit: Visit, db: ModuleType) -> None:
    path = await urgent()
    stored = await row("SELECT id, version FROM message")
    await inspections.open_by_hand(stored["id"], by=world.operator(), version=stored["version"], reason="Look")
    page = await visit(Role.INSPECTOR)
    await page.goto(path + "?lang=en")
    await expect(page.locator("#next")).to_contain_text("Record a visit")
    await page.check(".next input[value=NOT_DONE]")
    await page.set_input_files("#visits-photos", PHOTO)
    await page.click(".next button")
    await expect(page.locator("[role=status]")).to_be_visible()
    assert (await row("SELECT found FROM visit"))["found"] == "NOT_DONE"
    await expect(page.locator("#files + ul .chips").first).to_contain_text("Sealed")
    await page.get_by_text("Verify the seal").click()
    await expect(page.locator("[role=status]")).to_contain_text("byte for byte")
    await page.goto(path + "/cycle?lang=en")
    await expect(page.locator("#inspections + h3 + p + ol")).to_contain_text("It is not done")
    await is_for_everyone(page, [POCKET])


async def test_councillors_see_a_photo_once_it_is_released_and_no_original(visit: Visit, db: ModuleType) -> None:
    path = await urgent()
    agent = await visit(Role.EXECUTIVE_AGENT)
    await agent.goto(path + "?lang=en")
    await agent.click(".next button")
    await agent.set_input_files("#actions-photos", PHOTO)
    await agent.click(".next button")
    councillor = await visit(Role.COUNCILLOR)
    await councillor.goto(path + "?lang=en")
    await expect(councillor.locator("img")).to_have_count(0)
    head = await visit(Role.HEAD_OF_OFFICE)
    await head.goto(path + "?lang=en")
    await head.get_by_text("Release to councillors").click()
    await head.click("button[name=checked]")
    await expect(head.locator("#files + ul .chips").first).to_contain_text("Councillors see it")
    for where in (path, path + "/cycle"):
        await councillor.goto(where + "?lang=en")
        await expect(councillor.locator("img").first).to_be_visible()
        content = await councillor.content()
        assert "original" not in content
        assert "32.65250" not in content
        await is_for_everyone(councillor, [POCKET])


async def test_a_report_from_another_site_is_refused(visit: Visit, db: ModuleType) -> None:
    path = await urgent()
    page = await visit(Role.EXECUTIVE_AGENT)
    await page.goto(path + "?lang=en")
    await page.click(".next button")
    await page.fill("#actions-note", "x")
    await page.evaluate("document.querySelector('#actions [name=csrf]').value = 'x'")
    await page.click(".next button")
    await expect(page.locator("h1")).to_have_text("This page is not for your role")
    assert await rows("SELECT FROM follow_up WHERE kind = 'FIRST_ACTION'") == []


async def test_a_recording_is_played_by_whoever_gives_a_reason_and_by_nobody_without_the_right(
    visit: Visit, db: ModuleType
) -> None:
    path = await urgent()
    agent = await visit(Role.EXECUTIVE_AGENT)
    await agent.goto(path + "?lang=en")
    await agent.click(".next button")
    await agent.set_input_files("#actions-photos", {"name": "a.wav", "mimeType": "audio/wav", "buffer": photos.WAV})
    await agent.click(".next button")
    analyst = await visit(Role.OFFICE_ANALYST)
    await analyst.goto(path + "?lang=en")
    await expect(analyst.locator("#files + ul")).to_contain_text("Recording")
    await expect(analyst.locator("audio, #files + ul select")).to_have_count(0)
    head = await visit(Role.HEAD_OF_OFFICE)
    await head.goto(path + "?lang=en")
    await expect(head.locator("#files + ul")).to_contain_text("A voice names its speaker")
    await head.select_option("#files + ul form:has(button:text('Listen')) select", "CLARIFY")
    await head.get_by_role("button", name="Listen").click()
    await expect(head.locator("audio")).to_have_count(1)
    assert await rows("SELECT FROM access_record") == []
    await is_for_everyone(head, [POCKET])
    address = await head.get_attribute("audio", "src")
    assert (await head.request.get(str(address))).status == 200
    assert (await row("SELECT reason FROM access_record"))["reason"] == "CLARIFY"
    assert (await analyst.request.get(str(address))).status == 404


async def test_an_agent_lets_the_clock_wait_for_the_citizen_and_go_on(visit: Visit, db: ModuleType) -> None:
    path = await urgent()
    stored = await row("SELECT id, version FROM message")
    await messages.record_action(
        stored["id"], by=world.executive_agent(), version=stored["version"], note="The manhole is covered."
    )
    page = await visit(Role.EXECUTIVE_AGENT)
    await page.goto(path + "?lang=en")
    await page.get_by_text("What else you can do").click()
    await page.get_by_text("Pause the clock").first.click()
    await page.check("#pause input[value=WAITING_FOR_CITIZEN]")
    await page.fill("#pause-note", "Please open the gate of the yard.")
    await page.click("#pause button")
    await expect(page.locator("[role=status]")).to_contain_text("The clock stands still")
    await expect(page.locator("#clock-list")).to_contain_text("Waits for the citizen since")
    await expect(page.locator("#entries")).to_contain_text("Clock paused: Waits for the citizen")
    await expect(page.locator("#next")).to_contain_text("Let the clock go on")
    await is_for_everyone(page, [POCKET])
    await page.goto(path + "/cycle?lang=en")
    await expect(page.locator("#clocks + table")).to_contain_text("Waits for the citizen since")
    await is_for_everyone(page, [POCKET])
    await page.goto(path + "?lang=en")
    await page.fill("#resumption-note", "They opened it.")
    await page.click(".next button")
    await expect(page.locator("#entries")).to_contain_text("Clock goes on")
    assert (await row("SELECT state FROM clock WHERE obligation = 'RESOLUTION'"))["state"] == "RUNNING"
