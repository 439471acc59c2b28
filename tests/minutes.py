"""Minutes of the small city's board, from meetings held through the real actions."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from hotline.kit import database
from policy_board.minutes import actions as minutes
from policy_board.minutes.facts import CHANGED
from policy_board.sittings import actions as sittings
from policy_board.sittings.rules import Draft
from policy_board.sittings.tables import Ballot, Choice, Result
from tests import sittings as held
from tests.board import CHAIR, SECRETARY
from tests.drafts import row, rows

TABLES: Final = (
    *("minutes", "minutes_item", "minutes_paragraph", "minutes_edit", "minutes_correction", "publication"),
    *("published_line", "meeting", "meeting_step"),
)
REFERRED: Final = Draft(
    Result.REFERRED,
    "بررسی و گزارش ظرف یک ماه.",
    body="کمیسیون عمران",
    ballot=Ballot.OPEN,
    votes=dict(zip(held.QUORATE, (Choice.FOR, Choice.FOR, Choice.AGAINST), strict=True)),
    objections={held.QUORATE[2]: "هزینهٔ آن برآورد نشده است."},
)


async def closed(titles: Sequence[str] = ("الف", "ب", "پ"), **more: Any) -> UUID:
    """A meeting that is closed: the second item taken up first and referred, the first approved, the rest left."""
    meeting = await held.opened(titles, **more)
    one, two, *_ = await held.items(meeting)
    await sittings.decide(two, REFERRED, by=SECRETARY, said=sittings.Said("اعضا گفتند چه باید کرد.", 0))
    await sittings.decide(one, held.APPROVED, by=SECRETARY)
    await held.close(meeting)
    return meeting


async def begun(**more: Any) -> UUID:
    return await minutes.begin(await closed(**more), by=SECRETARY)


async def approved(**more: Any) -> UUID:
    id_ = await begun(**more)
    await minutes.approve(id_, by=CHAIR, version=await version_of(id_))
    return id_


async def published(**more: Any) -> UUID:
    id_ = await approved(**more)
    await minutes.publish(id_, by=SECRETARY, version=await version_of(id_))
    return id_


async def version_of(minutes_id: UUID) -> int:
    return int((await row("SELECT version FROM minutes WHERE id = $1", minutes_id))["version"])


async def paragraph(minutes_id: UUID, kind: str, *, place: int = 1) -> dict[str, Any]:
    """A paragraph of this kind; of an item, that at `place` in the minutes."""
    found = await rows(
        "SELECT paragraph.* FROM minutes_paragraph paragraph"
        " LEFT JOIN minutes_item placed ON placed.item_id = paragraph.item_id"
        " WHERE paragraph.minutes_id = $1 AND kind = $2 AND coalesce(placed.place, $3) = $3",
        minutes_id,
        kind,
        place,
    )
    assert len(found) == 1
    return found[0]


async def texts(minutes_id: UUID, kind: str) -> list[str]:
    """Of this kind, in the order of the minutes."""
    found = await rows(
        "SELECT text FROM minutes_paragraph paragraph LEFT JOIN minutes_item placed USING (item_id)"
        " WHERE paragraph.minutes_id = $1 AND kind = $2 ORDER BY coalesce(place, 0), paragraph.id",
        minutes_id,
        kind,
    )
    return [one["text"] for one in found]


async def flagged(minutes_id: UUID) -> set[UUID]:
    """The paragraphs whose fact is another one now."""
    found = await rows(
        f"SELECT id FROM minutes_paragraph p WHERE minutes_id = $1 AND {CHANGED.replace('{t}', 'p')}", minutes_id
    )
    return {one["id"] for one in found}


async def stored() -> dict[str, str]:
    """All that is stored of minutes and meetings, to see that nothing changed."""
    return await row(
        "SELECT "
        + ", ".join(
            f"(SELECT md5(coalesce(string_agg(t::text, ' ' ORDER BY t.id), '')) FROM {table} t) AS {table}"
            for table in TABLES
        )
    )


async def strike(meeting_sql: str, *values: object) -> None:
    """A write past all rules, as somebody with the database in hand could try."""
    async with database.transaction() as tx:
        await tx.connection.execute(meeting_sql, *values)


async def fill() -> None:
    """Minutes of every sort: being written, approved, published with a correction; of what is confidential too."""
    being_written = await begun()
    await minutes.note(being_written, "دبیر یادآوری کرد.", by=SECRETARY)
    said = await paragraph(being_written, "DISCUSSION", place=1)
    await minutes.write(said["id"], "اعضا گفتند.", by=SECRETARY, version=said["version"])
    await approved()
    told = await published()
    corrected = await paragraph(told, "DECISION", place=1)
    await minutes.correct(corrected["id"], "بررسی ظرف دو ماه.", by=CHAIR, reason="مهلت")
