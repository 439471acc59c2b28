"""Resolutions of the small city's board, made and followed through the real actions."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any, Final
from uuid import UUID

from hotline.city.reference import reference
from hotline.files import actions as files
from hotline.files.store import Store
from hotline.kit import database
from hotline.kit.jalali import TEHRAN
from hotline.kit.viewer import Viewer
from policy_board.agendas import receiving
from policy_board.resolutions import actions as resolutions
from policy_board.resolutions import watching
from policy_board.resolutions.resolving import Draft
from policy_board.sittings import actions as sittings
from tests import dossiers, photos, world
from tests import sittings as held
from tests.board import SECRETARY
from tests.drafts import row, rows
from tests.sittings import APPROVED

TEXT: Final = "لایروبی همهٔ نقاط تکراری پیش از فصل باران انجام شود."
STORED: Final = (
    *("resolution", "resolution_category", "resolution_solution", "resolution_step", "resolution_proof"),
    *("resolution_warning", "resolution_effect", "agenda_item", "agenda_edit", "decision", "delivery", "file"),
)


async def draft(days: int = 20, **changes: object) -> Draft:
    values = {
        "text": TEXT,
        "unit": "1-roads",
        "due_on": await today() + timedelta(days=days),
        "categories": ["litter"],
    }
    return Draft(**values | changes)  # type: ignore[arg-type]  # of each test's own choice


async def today() -> date:
    return (await database.now()).astimezone(TEHRAN).date()


async def decided(*, forwarded: bool = False, what: Any = APPROVED) -> UUID:
    """A decision; on a dossier that a councillor forwarded, or on a matter of the secretary's own."""
    items = []
    if forwarded:
        _, forwarding = await dossiers.forwarded()
        items = [await receiving.take_on(forwarding, by=SECRETARY)]
    meeting = await held.opened([] if forwarded else "a", forwarded=items)
    (item,) = await held.items(meeting)
    return await sittings.decide(item, what, by=SECRETARY)


async def made(days: int = 20, *, forwarded: bool = False, **changes: object) -> UUID:
    """A resolution of the roads section of district 1, due in so many days."""
    decision = await decided(forwarded=forwarded)
    return await resolutions.resolve(decision, await draft(days, **changes), by=SECRETARY)


async def report(id_: UUID, *, by: Viewer | None = None, **more: Any) -> None:
    await resolutions.report(id_, by=by or world.manager(), version=await version(id_), text="انجام شد.", **more)


async def verify(id_: UUID) -> None:
    await resolutions.verify(id_, by=SECRETARY, version=await version(id_))


async def give_back(id_: UUID) -> None:
    await resolutions.give_back(id_, by=SECRETARY, version=await version(id_), reason="دو نقطه مانده است.")


async def version(id_: UUID) -> int:
    return int((await look(id_))["version"])


async def look(id_: UUID) -> dict[str, Any]:
    return await row("SELECT * FROM resolution WHERE id = $1", id_)


async def photo(store: Store, by: Viewer) -> UUID:
    """A photo just sent, of no message."""
    return await files.keep(BytesIO(photos.photo()), by=by, store=store)


async def watch() -> int:
    """Do whatever is due, as a worker does; how many times something was."""
    city, looked = await reference(), 0
    while True:
        async with database.transaction() as tx:
            found = await watching.watch(tx, city=city)
        if found is None:
            return looked
        if found[1] is not None:
            raise found[1]
        looked += 1


async def warnings(id_: UUID) -> list[dict[str, Any]]:
    return await rows("SELECT * FROM resolution_warning WHERE resolution_id = $1 ORDER BY percent", id_)


async def effects(id_: UUID) -> list[dict[str, Any]]:
    return await rows(
        "SELECT * FROM resolution_effect WHERE resolution_id = $1 ORDER BY days, facet, obligation", id_
    )


async def stored() -> dict[str, str]:
    """All that is stored of resolutions, to see that nothing changed."""
    return await row(
        "SELECT "
        + ", ".join(
            f"(SELECT md5(coalesce(string_agg(t::text, ' ' ORDER BY t.id), '')) FROM {table} t) AS {table}"
            for table in STORED
        )
    )


async def fill() -> None:
    """Resolutions in every state, one of them from a dossier, with warnings to a superior and to nobody."""
    _, forwarding = await dossiers.forwarded()
    meeting = await held.opened("abc", forwarded=[await receiving.take_on(forwarding, by=SECRETARY)])
    made_ = []
    await _managed_by("fire", world.inspector())
    for item, unit in zip(await held.items(meeting), ("1-roads", "1-roads", "1-roads", "fire"), strict=True):
        decision = await sittings.decide(item, APPROVED, by=SECRETARY)
        made_.append(await resolutions.resolve(decision, await draft(unit=unit), by=SECRETARY))
    await held.close(meeting)
    pressed, returned, done, _ = made_
    for id_ in (returned, done):
        await report(id_)
    await give_back(returned)
    await verify(done)
    for number, id_ in enumerate((returned, returned, done)):
        await prove(id_, number, released=number > 0)
    for percent, person in ((50, world.manager().person), (75, None)):
        async with database.transaction() as tx:
            await tx.connection.execute(
                "INSERT INTO resolution_warning (id, resolution_id, percent, tell, unit_id, person_id, fired_at,"
                " climbed) VALUES ($1, $2, $3, 'MANAGER', $4, $5, payesh_now(), 0)",
                world.id_of("resolution_warning", percent),
                pressed,
                percent,
                world.id_of("unit", "district-1"),
                person,
            )


async def prove(id_: UUID, number: int = 0, *, released: bool = False) -> None:
    """A photo that went with its report, without what it shows."""
    manager, head = world.manager().person, world.head_of_office().person
    async with database.transaction() as tx:
        await tx.connection.execute(
            "INSERT INTO file (id, media_type, size, sha256, taken_at, uploaded_at, uploaded_by_id, released_at,"
            " released_by_id) VALUES ($1, 'image/jpeg', 1, sha256('proof'), payesh_now(), payesh_now(), $2,"
            " CASE WHEN $3 THEN payesh_now() END, CASE WHEN $3 THEN $4::uuid END)",
            world.id_of("file", ("proof", number)),
            *(manager, released, head),
        )
        await tx.connection.execute(
            "INSERT INTO resolution_proof (id, step_id, file_id)"
            " SELECT $1, id, $2 FROM resolution_step WHERE resolution_id = $3 AND state = 'REPORTED'",
            world.id_of("resolution_proof", number),
            world.id_of("file", ("proof", number)),
            id_,
        )


async def _managed_by(unit: str, by: Viewer) -> None:
    async with database.transaction() as tx:
        await tx.connection.execute(
            "INSERT INTO post (id, kind, unit_id, person_id) VALUES ($1, 'MANAGER', $2, $3)",
            world.id_of("post", unit),
            world.id_of("unit", unit),
            by.person,
        )
