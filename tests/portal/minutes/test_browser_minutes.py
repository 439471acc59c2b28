"""Minutes as the secretary writes them, the chair signs and corrects them, and everybody reads them."""

import pytest
from playwright.async_api import Page, expect

from hotline.kit.viewer import Role
from policy_board.minutes import actions as minutes
from policy_board.sittings import actions as sittings
from tests import minutes as written
from tests import sittings as held
from tests import world
from tests.board import CHAIR, SECRETARY
from tests.drafts import row
from tests.portal.looking import Visit, is_for_everyone, violations

HERE = "/meetings/1/minutes"
TITLES = ("گزارش عملکرد سامانه", "آب‌گرفتگی معابر منطقه ۱", "روشنایی پارک‌ها")


async def test_the_secretary_has_them_written_goes_on_in_own_words_and_settles_what_changed(
    db: object, visit: Visit
) -> None:
    await written.closed(titles=TITLES)
    page = await visit(Role.BOARD_SECRETARY)
    await page.goto(HERE)
    await page.get_by_role("button", name="تهیهٔ صورت‌جلسه از داده‌های جلسه").click()
    await expect(page.locator(".matter h2").first).to_contain_text(TITLES[1])
    await page.locator(".said", has_text="اعضا گفتند").get_by_role("link", name="تغییر متن").click()
    await page.fill("#text", "a\u202eb")
    await page.get_by_role("button", name="ذخیره").click()
    await expect(page.locator(".summary")).to_be_visible()
    await expect(page.locator("#text")).to_have_value("a\u202eb")
    await page.fill("#text", "اعضا دربارهٔ هزینه و زمان سخن گفتند.")
    await page.get_by_role("button", name="ذخیره").click()
    await expect(page.locator(".done")).to_contain_text("ذخیره شد")
    await expect(page.locator(".matter").nth(1)).to_contain_text("اعضا دربارهٔ هزینه و زمان سخن گفتند.")

    await page.locator(".matter").nth(1).get_by_role("button", name="عقب‌تر در صورت‌جلسه").click()
    await expect(page.locator(".matter h2").first).to_contain_text(TITLES[0])

    decision = await row("SELECT id FROM decision WHERE result = 'REFERRED'")
    await sittings.object_to(decision["id"], held.QUORATE[0], "من هم مخالفم.", by=SECRETARY)
    await page.reload()
    flagged = page.locator(".said.flagged")
    await expect(flagged).to_have_count(1)
    await flagged.get_by_role("button", name="متن تازه جایگزین شود").click()
    await expect(page.locator(".said.flagged")).to_have_count(0)
    await expect(page.locator(".matter").nth(2)).to_contain_text("من هم مخالفم.")


async def test_what_was_typed_and_not_saved_can_be_brought_back(db: object, visit: Visit) -> None:
    await written.begun()
    page = await visit(Role.BOARD_SECRETARY)
    await page.goto(HERE)
    await page.get_by_role("link", name="تغییر متن").first.click()
    # Its script is there.
    await page.wait_for_load_state("load")
    await page.fill("#text", "نیمه‌کاره")
    await page.goto("/")
    await page.goto(HERE)
    await page.get_by_role("link", name="تغییر متن").first.click()
    await page.locator("[data-restore]").click()
    await expect(page.locator("#text")).to_have_value("نیمه‌کاره")


async def test_the_chair_signs_and_corrects_and_everybody_reads_without_names_or_javascript(
    db: object, visit: Visit
) -> None:
    await written.begun(titles=TITLES)
    chair = await visit(Role.BOARD_CHAIR, javascript=False)
    await chair.goto(HERE)
    await chair.locator("form[action$='/approval'] button").click()
    await chair.get_by_role("button", name="تصویب می‌کنم").click()
    await expect(chair.locator(".signed")).to_contain_text(CHAIR.name)
    await expect(chair.locator(".signed .chip.good")).to_have_text("سالم")

    await chair.locator(".said", has_text="ارجاع شد").get_by_role("link", name="اصلاح این بند").click()
    await chair.fill("#text", "به «کمیسیون خدمات شهری» ارجاع شد.")
    await chair.get_by_role("button", name="ثبت اصلاحیه").click()
    await expect(chair.locator("main")).not_to_contain_text("کمیسیون خدمات شهری")
    await chair.fill("#reason", "نام کمیسیون نادرست بود.")
    await chair.get_by_role("button", name="ثبت اصلاحیه").click()
    await expect(chair.locator(".correction")).to_contain_text("اصلاحیهٔ ۱:")
    await expect(chair.locator(".said", has_text="کمیسیون عمران")).to_be_visible()

    secretary = await visit(Role.BOARD_SECRETARY)
    await secretary.goto(HERE)
    await secretary.locator("form[action$='/publication'] button").click()
    await secretary.locator("label.choice", has_text="اعضا گفتند").locator("input").check()
    await secretary.get_by_role("button", name="منتشر می‌کنم").click()
    await expect(secretary.locator(".done")).to_contain_text("صورت‌جلسه منتشر شد")

    anybody = await visit(Role.PUBLIC, javascript=False)
    await anybody.goto("/minutes?lang=fa")
    await anybody.get_by_role("link", name="جلسهٔ ۱").click()
    await expect(anybody.locator("main")).to_contain_text("کمیسیون خدمات شهری")
    await expect(anybody.locator("main")).not_to_contain_text("اعضا گفتند")
    said = await anybody.locator("main").inner_text()
    assert not [role for role in world.PEOPLE if world.name_of(role) in said]


@pytest.mark.parametrize("language", ["fa", "en"])
async def test_every_page_of_minutes_is_for_everyone(db: object, visit: Visit, language: str) -> None:
    id_ = await written.begun(titles=TITLES)
    decision = await row("SELECT id FROM decision WHERE result = 'REFERRED'")
    await sittings.object_to(decision["id"], held.QUORATE[0], "من هم مخالفم.", by=SECRETARY)
    secretary, chair, anybody = [
        await visit(role) for role in (Role.BOARD_SECRETARY, Role.BOARD_CHAIR, Role.PUBLIC)
    ]
    paragraph = await written.paragraph(id_, "OBJECTIONS")
    edit = f"{HERE}?edit=mpa_{paragraph['id']}"
    looked = [(secretary, HERE), (secretary, edit), (chair, HERE)]
    await _look(looked, language)
    await minutes.keep(paragraph["id"], by=SECRETARY, version=1)
    await minutes.approve(id_, by=CHAIR, version=2)
    await minutes.correct(paragraph["id"], "مخالفت دو عضو ثبت شد.", by=CHAIR, reason="شمار نادرست بود.")
    correct = f"{HERE}?correct=mpa_{paragraph['id']}"
    await _look([(chair, HERE), (chair, correct)], language)
    await secretary.goto(f"{HERE}?lang={language}")
    await secretary.locator(f"form[action='{HERE}/publication'] button").click()
    assert await violations(secretary) == []
    await minutes.publish(id_, by=SECRETARY, version=3)
    await _look([(anybody, "/minutes"), (anybody, "/minutes/1")], language)


async def _look(looked: list[tuple[Page, str]], language: str) -> None:
    for page, path in looked:
        join = "&" if "?" in path else "?"
        answer = await page.goto(f"{path}{join}lang={language}")
        assert answer is not None
        assert answer.status == 200, path
        await is_for_everyone(page)
