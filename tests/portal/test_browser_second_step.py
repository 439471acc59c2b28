"""The second step: set up on the account's page, asked for at sign-in, taken away."""

from datetime import timedelta
from types import ModuleType

import pytest
from playwright.async_api import Page, expect

from hotline.kit.text import digits
from hotline.kit.viewer import Role
from tests import world
from tests.conftest import Clock
from tests.factors import Phone
from tests.portal.looking import Visit, is_for_everyone


async def set_up(page: Page, language: str = "en") -> tuple[Phone, list[str]]:
    """Somebody's phone, and the recovery codes they were shown."""
    await page.goto(f"/account/factor?lang={language}")
    phone = Phone.reading(await page.inner_text(".key"))
    await page.fill("#code", await phone.code())
    await page.fill("#password", world.PASSWORD)
    await page.locator("main button.button").first.click()
    await expect(page.locator(".recovery li")).to_have_count(10)
    return phone, await page.locator(".recovery li").all_inner_texts()


async def give_password(page: Page, username: str, language: str = "en") -> None:
    await page.context.clear_cookies(name="payesh_session")
    await page.goto(f"/account?lang={language}")
    await page.fill("#username", username)
    await page.fill("#password", world.PASSWORD)
    await page.locator("main button.button").click()
    await expect(page.locator("#code")).to_be_visible()


async def test_a_councillor_sets_it_up_and_signs_in_with_a_code_in_persian_digits(
    visit: Visit, db: ModuleType, clock: Clock
) -> None:
    page = await visit(Role.COUNCILLOR, javascript=False)
    await page.goto("/account?lang=fa")
    await page.click("text=برقراری گام دوم")
    await page.fill("#code", "000000")
    await page.fill("#password", "a slip of the finger")
    await page.locator("main button.button").first.click()
    await expect(page.locator("#password-problem")).to_have_text("گذرواژهٔ شما این نیست.")
    phone, _ = await set_up(page, "fa")
    await page.click("text=نگهشان داشتم")
    await expect(page.locator("main")).to_contain_text("کدهای بازیابی مانده: ۱۰.")
    await give_password(page, "councillor", "fa")
    await page.fill("#code", await phone.wrong())
    await page.locator("main button.button").click()
    await expect(page.locator("#code-problem")).to_contain_text("پذیرفته نیست")
    await clock.forward(timedelta(minutes=1))
    code = digits(await phone.code(), "fa")
    await page.fill("#code", f"{code[:3]} {code[3:]}")
    await page.locator("main button.button").click()
    # Where they were going.
    await expect(page.locator("h1")).to_have_text("حساب شما")


async def test_without_the_phone_a_recovery_code_signs_in_and_takes_it_away(visit: Visit, db: ModuleType) -> None:
    page = await visit(Role.INSPECTOR)
    _, recovery = await set_up(page)
    await give_password(page, "inspector")
    await page.fill("#code", recovery[0])
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.locator("main")).to_contain_text("Recovery codes left: 9.")
    await page.click("text=Take it away or renew it")
    await page.fill("#password", world.PASSWORD)
    await page.fill("#code", recovery[0])
    await page.get_by_role("button", name="Take it away").click()
    await expect(page.locator("#code-problem")).to_contain_text("used before")
    await page.fill("#password", world.PASSWORD)
    await page.fill("#code", recovery[1])
    await page.get_by_role("button", name="Take it away").click()
    await expect(page.get_by_role("status")).to_contain_text("The second step is taken away")
    await expect(page.locator("main")).to_contain_text("Set up the second step")


async def test_the_picture_says_what_the_key_says_and_apps_fill_the_code_in(visit: Visit, db: ModuleType) -> None:
    page = await visit(Role.COUNCILLOR)
    await page.goto("/account/factor?lang=en")
    key = (await page.inner_text(".key")).replace(" ", "")
    link = await page.get_attribute("text=Open it in the app", "href")
    assert link == f"otpauth://totp/Payesh%20137:councillor?secret={key}&issuer=Payesh%20137"
    for name, value in (("autocomplete", "one-time-code"), ("inputmode", "numeric")):
        assert await page.get_attribute("#code", name) == value
    await page.reload()
    assert (await page.inner_text(".key")).replace(" ", "") == key


@pytest.mark.parametrize("language", ["fa", "en"])
async def test_each_page_of_it_is_for_everyone(visit: Visit, db: ModuleType, language: str) -> None:
    page = await visit(Role.COUNCILLOR)
    await page.goto(f"/account/factor?lang={language}")
    await is_for_everyone(page)
    await set_up(page, language)
    await is_for_everyone(page)
    for address in ("/account", "/account/factor"):
        await page.goto(f"{address}?lang={language}")
        await is_for_everyone(page)
    await give_password(page, "councillor", language)
    await is_for_everyone(page)


async def test_whoever_is_not_signed_in_signs_in_first(visit: Visit, db: ModuleType) -> None:
    page = await visit(Role.PUBLIC)
    await page.goto("/account/factor?lang=en")
    await expect(page.locator("h1")).to_have_text("Sign in")
