"""What was sent with a message, on the page of its whole cycle."""

import io
from pathlib import Path
from types import ModuleType

from playwright.async_api import expect

from api.demo.drawing import recording
from hotline.files import actions as files
from hotline.files.store import Store
from hotline.kit.viewer import Role
from hotline.messages.tables import MessageState
from tests import cycle, world
from tests.drafts import row
from tests.photos import photo
from tests.portal.looking import Visit


async def test_a_recording_leads_to_where_it_is_heard_and_councillors_see_what_was_released(
    visit: Visit, db: ModuleType, tmp_path: Path
) -> None:
    id_ = await cycle.at(MessageState.IN_ACTION)
    store = Store(tmp_path.as_uri())
    told = (await row("SELECT id FROM follow_up WHERE message_id = $1 AND kind = 'REGISTERED'", id_))["id"]
    await files.keep(io.BytesIO(recording()), by=world.operator(), store=store, message_id=id_, follow_up_id=told)
    shown, waiting = [
        await files.keep(io.BytesIO(photo(size=size)), by=world.operator(), store=store, message_id=id_)
        for size in ((64, 48), (48, 64))
    ]
    await files.release(shown, by=world.head_of_office())
    href = "/messages/" + str((await cycle.look(id_))["tracking_code"]).removeprefix("137/")
    page = await visit(Role.OPERATOR)
    await page.goto(f"{href}/cycle?lang=en")
    await expect(page.locator(".files img")).to_have_count(2)
    await page.locator(".timeline .thumbs a", has_text="Recording").click()
    await page.wait_for_url(f"**{href}#*")
    await expect(page.locator(".files h3")).to_contain_text("Recording")
    page = await visit(Role.COUNCILLOR)
    await page.goto(f"{href}/cycle?lang=en")
    await expect(page.locator(".files img")).to_have_count(1)
    await expect(page.locator("main")).not_to_contain_text("Recording")
    assert str(waiting) not in await page.content()
