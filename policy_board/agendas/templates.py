"""Standing items, kept as templates that are put on an agenda together."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from hotline.kit import access, database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound
from hotline.kit.text import clean
from hotline.kit.viewer import Viewer
from policy_board.agendas import rules
from policy_board.agendas.access import AGENDA_TEMPLATE
from policy_board.agendas.tray import TITLE, ItemDraft, assert_minutes

NAME: Final = 200
LINES: Final = 50


async def save_template(name: str, drafts: Sequence[ItemDraft], *, by: Viewer) -> UUID:
    """Keep standing items under a name, in place of what stood under it; the template's id. Raises Forbidden,
    TemplateWrong, MinutesWrong and what is wrong with the texts."""
    if refusal := rules.can_keep_templates(by.roles):
        raise refusal()
    name = clean(name, limit=NAME, path="name")
    if not 1 <= len(drafts) <= LINES:
        raise rules.TemplateWrong("items", most=LINES)
    lines = []
    for place, draft in enumerate(drafts, 1):
        assert_minutes(draft.minutes)
        title = clean(draft.title, limit=TITLE, path="title")
        lines.append((new_id(), place, title, draft.minutes, draft.confidential))
    async with database.transaction() as tx:
        id_: UUID = await tx.connection.fetchval(_KEEP, new_id(), name)
        await tx.connection.execute("DELETE FROM agenda_template_line WHERE template_id = $1", id_)
        await tx.connection.executemany(_LINE, [(id_, *line) for line in lines])
        return id_


async def drop_template(template_id: UUID, *, by: Viewer) -> None:
    """Keep it no longer; agendas it was put on keep its items. Raises Forbidden and NotFound."""
    if refusal := rules.can_keep_templates(by.roles):
        raise refusal()
    async with database.transaction() as tx:
        await tx.connection.execute("DELETE FROM agenda_template_line WHERE template_id = $1", template_id)
        if not await tx.connection.fetchval(
            "DELETE FROM agenda_template WHERE id = $1 RETURNING true", template_id
        ):
            raise NotFound("id")


async def drafts_of(tx: Transaction, template_id: UUID, *, by: Viewer) -> list[ItemDraft]:
    """The standing items in order, one at least. Raises NotFound."""
    seen, values = access.where(AGENDA_TEMPLATE, by, "template", first=2)
    rows = await tx.connection.fetch(_DRAFTS.format(seen=seen), template_id, *values)
    if not rows:
        raise NotFound("templateId")
    return [ItemDraft(row["title"], None, row["minutes"], row["confidential"]) for row in rows]


_KEEP: Final = """
INSERT INTO agenda_template (id, name) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id
"""

_LINE: Final = """
INSERT INTO agenda_template_line (template_id, id, place, title, minutes, confidential)
VALUES ($1, $2, $3, $4, $5, $6)
"""

_DRAFTS: Final = """
SELECT line.* FROM agenda_template_line line JOIN agenda_template template ON template.id = line.template_id
WHERE template.id = $1 AND {seen} ORDER BY line.place
"""
