"""Resolutions in a real browser: made by the secretary, reported by the manager, verified by the secretary."""

from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from playwright.async_api import expect

from hotline.files.store import Store
from hotline.kit.viewer import Role
from policy_board.resolutions import proof
from tests import photos, world
from tests import resolutions as r
from tests.conftest import Clock
from tests.drafts import row, rows
from tests.portal.looking import Visit, is_for_everyone


async def test_from_a_decision_to_what_somebody_else_verified_without_a_script(
    visit: Visit, db: ModuleType, tmp_path: Path
) -> None:
    await r.decided(forwarded=True)
    secretary = await visit(Role.BOARD_SECRETARY, javascript=False)
    await secretary.goto("/resolutions?lang=en")
    await secretary.get_by_role("link", name="Write a resolution of it").click()
    await secretary.fill("#text", r.TEXT)
    await secretary.select_option("#unit", "1-roads")
    await secretary.select_option("#categories", ["litter", "pothole"])
    await secretary.get_by_role("button", name="Write it down").click()
    # The day is missing: it is told, and nothing typed is lost.
    await expect(secretary.locator("#dueOn .problem")).to_contain_text("There is no such day")
    assert await secretary.input_value("#text") == r.TEXT
    assert await rows("SELECT FROM resolution") == []
    due = await r.today() + timedelta(days=30)
    for part, number in (("day", due.day), ("year", due.year)):
        await secretary.fill(f"[name=dueOn-{part}]", str(number))
    await secretary.select_option("[name=dueOn-month]", str(due.month))
    await secretary.get_by_role("button", name="Write it down").click()
    await expect(secretary.locator("[role=status]")).to_contain_text("its time runs")

    photo = tmp_path / "photo.jpg"
    photo.write_bytes(photos.photo())
    manager = await visit(Role.MANAGER, javascript=False)
    await manager.goto("/?lang=en")
    await manager.get_by_role("link", name=r.TEXT).click()
    await manager.fill("#text", "همه لایروبی شد.")
    await manager.set_input_files("#photos", photo)
    await manager.get_by_role("button", name="Send the report").click()
    await expect(manager.locator("[role=status]")).to_contain_text("waits to be verified")

    await secretary.goto("/resolutions/1405/1?lang=en")
    await expect(secretary.locator(".timeline img")).to_have_count(1)
    await secretary.get_by_role("button", name="Yes, I verify it").click()
    await expect(secretary.locator("[role=status]")).to_contain_text("It is verified")
    assert (await row("SELECT state FROM resolution"))["state"] == "VERIFIED"


async def test_proof_is_told_of_and_shown_to_councillors_once_the_head_has_looked_at_it_and_released_it(
    visit: Visit, db: ModuleType, tmp_path: Path
) -> None:
    await r.made()
    sent = [tmp_path / f"{number}.jpg" for number in range(2)]
    for number, photo in enumerate(sent):
        photo.write_bytes(photos.photo(size=(640 - number, 480)))
    manager = await visit(Role.MANAGER, javascript=False)
    await manager.goto("/resolutions/1405/1?lang=en")
    await manager.fill("#text", "همه لایروبی شد.")
    await manager.set_input_files("#photos", sent)
    await manager.get_by_role("button", name="Send the report").click()
    await expect(manager.locator(".timeline")).to_contain_text("Not yet seen by councillors")

    councillor = await visit(Role.COUNCILLOR)
    await councillor.goto("/resolutions/1405/1?lang=en")
    await expect(councillor.locator(".timeline")).to_contain_text("Photos waiting to be released: 2")
    await expect(councillor.locator("img")).to_have_count(0)
    hidden = [str(one["id"]) for one in await rows("SELECT id FROM file")]
    content = await councillor.content()
    for id_ in hidden:
        assert id_ not in content
        assert (await councillor.request.get(f"/files/fil_{id_}")).status == 404

    head = await visit(Role.HEAD_OF_OFFICE, javascript=False)
    await head.goto("/resolutions?lang=en")
    await head.get_by_role("link", name="Proof to release").click()
    await head.get_by_role("link", name=r.TEXT).click()
    await head.get_by_role("button", name="Look at it and release it").first.click()
    await expect(head.get_by_alt_text("The photo that is released")).to_be_visible()
    await head.get_by_role("button", name="Go back").click()
    assert await rows("SELECT FROM file WHERE released_at IS NOT NULL") == []
    await head.get_by_role("button", name="Look at it and release it").first.click()
    await head.get_by_role("button", name="Release to councillors").click()
    await expect(head.locator("[role=status]")).to_contain_text("see the photo now")

    await councillor.reload()
    await expect(councillor.locator(".timeline img")).to_have_count(1)
    await expect(councillor.locator(".timeline")).to_contain_text("Photos waiting to be released: 1")
    assert "original" not in await councillor.content()
    url = await councillor.locator(".timeline img").get_attribute("src")
    assert (await councillor.request.get(f"{url}")).status == 200
    assert (await councillor.request.get(f"{url}/original?reason=LEGAL")).status == 404
    for page in (councillor, await visit(Role.HEAD_OF_OFFICE)):
        await page.goto("/resolutions/1405/1?lang=fa")
        await is_for_everyone(page)


async def test_a_photo_released_meanwhile_is_told_to_the_slower(
    visit: Visit, db: ModuleType, tmp_path: Path
) -> None:
    id_, photo = await r.made(), await r.photo(Store(tmp_path.as_uri()), world.manager())
    await r.report(id_, files=[photo])
    head = await visit(Role.HEAD_OF_OFFICE)
    await head.goto("/resolutions/1405/1?lang=en")
    await head.get_by_role("button", name="Look at it and release it").click()
    await proof.release(photo, by=world.head_of_office())
    await head.get_by_role("button", name="Release to councillors").click()
    await expect(head.locator("[data-summary]")).to_contain_text("The photo is released already.")


async def test_a_report_that_is_returned_comes_back_with_what_is_missing(visit: Visit, db: ModuleType) -> None:
    id_ = await r.made()
    await r.report(id_)
    secretary = await visit(Role.BOARD_SECRETARY)
    await secretary.goto("/resolutions/1405/1?lang=en")
    await secretary.get_by_text("No, return it").click()
    await secretary.fill("#reason", "دو نقطه مانده است.")
    await secretary.get_by_role("button", name="Return the report").click()
    await expect(secretary.locator("[role=status]")).to_contain_text("The report is returned")
    manager = await visit(Role.MANAGER)
    await manager.goto("/resolutions/1405/1?lang=en")
    await expect(manager.locator(".timeline")).to_contain_text("دو نقطه مانده است.")
    await expect(manager.get_by_role("button", name="Send the report")).to_be_visible()


async def test_whoever_was_slower_is_told_and_keeps_what_they_typed(visit: Visit, db: ModuleType) -> None:
    id_ = await r.made()
    manager = await visit(Role.MANAGER)
    await manager.goto("/resolutions/1405/1?lang=en")
    await manager.fill("#text", "متن من")
    await r.report(id_)
    await r.give_back(id_)
    await manager.get_by_role("button", name="Send the report").click()
    await expect(manager.locator("[data-summary]")).to_be_visible()
    assert await manager.input_value("#text") == "متن من"
    assert (await r.look(id_))["state"] == "RETURNED"


async def test_a_superior_takes_note_on_the_board(visit: Visit, db: ModuleType, clock: Clock) -> None:
    id_ = await r.made()
    await clock.forward(timedelta(days=22))
    await r.watch()
    manager = await visit(Role.MANAGER)
    await manager.goto("/resolutions?lang=en")
    await manager.get_by_role("button", name="I have seen it").click()
    await expect(manager.locator("[role=status]")).to_contain_text("You have taken note")
    assert [one["acknowledged_by_id"] is not None for one in await r.warnings(id_)] == [True]


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("role", [Role.BOARD_SECRETARY, Role.MANAGER, Role.COUNCILLOR])
async def test_the_board_and_the_page_of_one_are_for_everyone(
    visit: Visit, clock: Clock, role: Role, language: str
) -> None:
    id_ = await r.made(forwarded=True)
    await clock.forward(timedelta(days=22))
    await r.watch()
    await r.report(id_)
    await r.verify(id_)
    await clock.forward(timedelta(days=40))
    await r.watch()
    page = await visit(role)
    for path in ("/resolutions?list=done", "/resolutions/managers", "/resolutions/1405/1"):
        await page.goto(path + ("&" if "?" in path else "?") + f"lang={language}")
        await is_for_everyone(page)
