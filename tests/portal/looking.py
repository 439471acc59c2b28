"""How the portal's tests look at a page: the sizes, and what axe-core finds."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final

from playwright.async_api import Page

# Opens a page as somebody of a role.
Visit = Callable[..., Awaitable[Page]]

AXE: Final = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES: Final = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']"
# All that a page's colours can break.
COLOURS: Final = "['color-contrast']"
DESK, POCKET = (1280, 900), (360, 740)
BOTH: Final = (DESK, POCKET)


async def is_for_everyone(page: Page, sizes: Sequence[tuple[int, int]] = BOTH) -> None:
    """Asserts that nothing lies beside the screen at any size, and that axe-core finds nothing by day or night."""
    for width, height in sizes:
        await page.set_viewport_size({"width": width, "height": height})
        await page.emulate_media(color_scheme="light")
        found = await violations(page)
        assert found == [], (page.url, width, found)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        await page.emulate_media(color_scheme="dark")
        assert await violations(page, COLOURS) == [], (page.url, width, "dark")


async def violations(page: Page, rules: str = RULES) -> list[str]:
    """What axe-core finds, each with the first element at fault."""
    # A page that was just clicked to may still be without its styles, and everything in it too small to touch.
    await page.wait_for_load_state()
    await page.evaluate("document.fonts.ready.then(() => null)")
    # Evaluated, not loaded: the content policy stays as it is.
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE)
    found = await page.evaluate(f"axe.run({{runOnly: {rules}, resultTypes: ['violations']}})")
    return [f"{violation['id']}: {violation['nodes'][0]['html'][:200]}" for violation in found["violations"]]


async def open_all(page: Page) -> None:
    """Opens whatever can be unfolded."""
    await page.evaluate("document.querySelectorAll('details').forEach((more) => { more.open = true; })")
