"""Notes in the margin, as councillors and the office make and answer them."""

from types import ModuleType
from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from hotline.kit.viewer import Role
from policy_board.annotations import actions as annotations
from policy_board.annotations.tables import AnnotationKind, AnnotationVisibility
from tests import notes, world
from tests.drafts import row, rows
from tests.portal.looking import Visit, is_for_everyone


async def published() -> tuple[UUID, dict[str, str], str]:
    """A published paper: its bundle, itself, and its address."""
    bundle, paper = await notes.paper()
    return bundle, paper, "/bundles/" + paper["code"].partition("/")[2]


async def select(page: Page, words: str) -> None:
    """Select words as a finger or a mouse does."""
    await page.locator(".note-button").wait_for(state="attached")
    await page.evaluate(
        """words => {
            const walker = document.createTreeWalker(document.querySelector(".noted"), NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(words);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(walker.currentNode, at);
                range.setEnd(walker.currentNode, at + words.length);
                getSelection().removeAllRanges();
                getSelection().addRange(range);
                return;
            }
        }""",
        words,
    )


async def test_a_councillor_without_a_script_notes_on_a_paragraph(visit: Visit, db: ModuleType) -> None:
    _, _, address = await published()
    page = await visit(Role.COUNCILLOR, javascript=False)
    await page.goto(address)
    await page.click("#block-1 .note-here")
    await page.check("#write [name=kind][value=QUESTION]")
    await page.fill("#write-text", "از کدام سال چنین بوده است؟")
    await page.click("#write button")
    await expect(page.locator("#note-1 .said")).to_have_text("از کدام سال چنین بوده است؟")
    await expect(page.locator("#block-1 mark")).not_to_have_count(0)
    assert (await row("SELECT kind, target FROM annotation")) == {"kind": "QUESTION", "target": "PASSAGE"}


async def test_words_that_are_selected_are_what_is_noted_on_whatever_stands_before(
    visit: Visit, db: ModuleType
) -> None:
    bundle, paper, _ = await published()
    newer = await notes.republished(
        bundle, UUID(paper["dossier_id"]), "👷🏽‍♂️ نخست یک هشدار 🚧.\n\nبا هر باران در **همان نقاط** آب جمع می‌شود."
    )
    page = await visit(Role.COUNCILLOR)
    await page.goto("/bundles/" + newer["code"].partition("/")[2])
    await select(page, "همان نقاط")
    await page.click(".note-button")
    await expect(page.locator("#write .quote")).to_have_text("همان نقاط")
    await page.fill("#write-text", "فهرست نقاط پیوست شود.")
    await page.click("#write button")
    await expect(page.locator("mark")).to_have_text("همان نقاط")
    assert (await row("SELECT quote FROM annotation"))["quote"] == "همان نقاط"


async def test_what_is_typed_is_kept_without_being_sent(visit: Visit, db: ModuleType) -> None:
    _, _, address = await published()
    page = await visit(Role.COUNCILLOR)
    await page.goto(address + "?on=whole#write")
    await page.fill("#write-text", "نیمه‌کاره")
    await expect(page.locator("[data-kept]")).to_have_text("نوشتهٔ شما نگه داشته شد.")
    await page.goto(address)
    await page.click("text=ادامهٔ نوشتن")
    await expect(page.locator("#write-text")).to_have_value("نیمه‌کاره")


async def test_a_refused_note_comes_back_as_it_was_typed(visit: Visit, db: ModuleType) -> None:
    _, _, address = await published()
    page = await visit(Role.COUNCILLOR)
    await page.goto(address + "?on=whole#write")
    await page.fill("#write-text", "متن \u202e وارونه")
    await page.check("#write [name=kind][value=EXPERIENCE]")
    await page.click("#write button")
    await expect(page.locator("[data-summary]")).to_be_visible()
    await expect(page.locator("#write-text")).to_have_value("متن \u202e وارونه")
    await expect(page.locator("#write [value=EXPERIENCE]")).to_be_checked()
    assert await rows("SELECT FROM annotation") == []


async def test_the_office_answers_and_accepts_and_the_member_sees_it_in_a_list(
    visit: Visit, db: ModuleType
) -> None:
    await notes.noted(kind=AnnotationKind.QUESTION)
    paper = await row("SELECT code FROM revision_paper")
    office = await visit(Role.HEAD_OF_OFFICE)
    await office.goto("/bundles/" + paper["code"].partition("/")[2])
    for summary, words in (("پاسخ اداره", "شش نقطه است."), ("پذیرش", "در ویرایش بعد می‌آید.")):
        await office.locator("#note-1 summary", has_text=summary).click()
        form = office.locator("#note-1 details[open]")
        await form.locator("textarea").fill(words)
        await form.locator("button").click()
        await expect(office.locator("#note-1")).to_contain_text(words)
    page = await visit(Role.COUNCILLOR)
    await page.goto("/notes")
    await expect(page.locator("[data-row]")).to_contain_text("در ویرایش بعد می‌آید.")
    await expect(page.locator("[data-row] .chip.good")).to_have_text("پذیرفته‌شده")


async def test_a_reply_that_was_not_sent_is_there_again_and_gone_when_it_is(visit: Visit, db: ModuleType) -> None:
    await notes.noted()
    paper = await row("SELECT code FROM revision_paper")
    office = await visit(Role.HEAD_OF_OFFICE)
    address = "/bundles/" + paper["code"].partition("/")[2]
    await office.goto(address)
    await office.locator("#note-1 summary", has_text="پاسخ اداره").click()
    await office.fill("#note-1 details[open] textarea", "شش")
    await expect(office.locator("#note-1 details[open] [data-kept]")).to_have_text("نوشتهٔ شما نگه داشته شد.")
    await office.goto(address)
    form = office.locator("#note-1 details[open]")
    await expect(form.locator("textarea")).to_have_value("شش")
    await form.locator("textarea").fill("شش نقطه")
    await form.locator("button").click()
    await expect(office.locator("#note-1 .thread")).to_contain_text("شش نقطه")
    assert await rows("SELECT FROM annotation_reply_draft") == []


async def test_the_office_says_who_sees_to_a_note_and_by_when(visit: Visit, db: ModuleType) -> None:
    await notes.noted()
    paper = await row("SELECT code FROM revision_paper")
    office = await visit(Role.HEAD_OF_OFFICE, javascript=False)
    await office.goto("/bundles/" + paper["code"].partition("/")[2])
    await office.locator("#note-1 summary", has_text="مسئول پیگیری").click()
    form = office.locator("#note-1 details[open]")
    name = world.name_of(Role.HEAD_OF_OFFICE)
    await form.locator("select").select_option(label=name)
    await form.locator("label", has_text="تا ۷ روز دیگر").click()
    await form.locator("button").click()
    await expect(office.locator("#note-1")).to_contain_text("پیگیری با")
    await expect(office.locator("#note-1")).to_contain_text(name)
    due = "due_on - (payesh_now() AT TIME ZONE 'Asia/Tehran')::date"
    assert await row(f"SELECT {due} AS days FROM annotation") == {"days": 7}
    await office.goto("/notes?show=assigned")
    await expect(office.locator("[data-row]")).to_have_count(1)


async def lost() -> str:
    """A note whose words were struck out, and the address of the newer paper."""
    bundle, paper, _ = await published()
    note = notes.on(paper, "آب جمع می‌شود", visibility=AnnotationVisibility.BUNDLE)
    await annotations.annotate(UUID(paper["id"]), note, by=world.councillor())
    newer = await notes.republished(bundle, UUID(paper["dossier_id"]), "متنی یکسره تازه دربارهٔ چیز دیگر.")
    return "/bundles/" + newer["code"].partition("/")[2]


@pytest.mark.parametrize("javascript", [True, False])
async def test_a_lost_note_is_given_its_place_by_hand(visit: Visit, db: ModuleType, javascript: bool) -> None:
    await lost()
    page = await visit(Role.COUNCILLOR, javascript=javascript)
    await page.goto("/notes?show=lost")
    await page.click("[data-row] a")
    await page.click("text=جایش را در متن نشان دهید")
    if javascript:
        await select(page, "چیز دیگر")
        await page.click(".note-button")
    else:
        await page.click("#block-1 .note-here")
    await page.click("#block-1 .margin form button")
    await expect(page.locator("#block-1 #note-1")).to_be_visible()
    await page.goto("/notes?show=lost")
    await expect(page.locator("[data-row]")).to_have_count(0)


async def test_the_notes_are_to_be_had_as_web_annotations(visit: Visit, db: ModuleType) -> None:
    await notes.noted()
    code = (await row("SELECT code FROM revision_paper"))["code"]
    page = await visit(Role.COUNCILLOR)
    answer = await page.request.get("/bundles/" + code.partition("/")[2] + "/notes.jsonld")
    assert answer.headers["content-type"].startswith("application/ld+json")
    collection = await answer.json()
    assert [one["body"]["value"] for one in collection["first"]["items"]] == ["کدام نقاط؟"]


@pytest.mark.parametrize("language", ["fa", "en"])
async def test_every_page_of_notes_is_for_everyone(visit: Visit, db: ModuleType, language: str) -> None:
    address = await lost()
    page = await visit(Role.COUNCILLOR)
    for path in (address, address + "?on=whole", "/notes", "/notes?show=lost"):
        await page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
        await is_for_everyone(page)
