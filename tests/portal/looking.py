"""How the portal's tests look at a page: the sizes, and what axe-core finds."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from playwright.async_api import Page

# Opens a page as somebody of a role.
Visit = Callable[..., Awaitable[Page]]

AXE: Final = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK, POCKET = (1280, 900), (360, 740)


async def violations(page: Page) -> list[str]:
    """What axe-core finds, each with the first element at fault."""
    # A page that was just clicked to may still be without its styles, and everything in it too small to touch.
    await page.wait_for_load_state()
    await page.evaluate("document.fonts.ready.then(() => null)")
    # Evaluated, not loaded: the content policy stays as it is.
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE)
    found = await page.evaluate("axe.run({runOnly: {type: 'tag', values: %s}})" % RULES)  # noqa: UP031
    return [f"{violation['id']}: {violation['nodes'][0]['html'][:200]}" for violation in found["violations"]]
