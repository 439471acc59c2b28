"""What becomes of dossiers: begun, revised, shown to the members, and answered by what was decided."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.jalali import jalali_year
from hotline.kit.masking import mask
from hotline.kit.refusals import Refusal
from hotline.kit.rows import encode, insert
from hotline.kit.text import cleaned
from hotline.kit.viewer import Viewer
from policy_board.dossiers import rules
from policy_board.dossiers.codes import dossier_code
from policy_board.dossiers.fetching import changed, fetch, note_step, step
from policy_board.dossiers.tables import DossierState
from policy_board.prose import clean_line, clean_markdown


@dataclass(frozen=True, slots=True)
class SectionDraft:
    """A section as it is to be. `key` is that of the section it goes on from; a new one has none."""

    title: str
    body: str
    key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """All that a version says, but for who and when. Texts are Markdown, titles are not."""

    title: str
    statement: str
    sections: Sequence[SectionDraft] = ()


async def begin(draft: Draft, *, by: Viewer) -> UUID:
    """A new dossier; its id. Raises Forbidden and the refusals of texts."""
    if refusal := rules.can_open(by.roles):
        raise refusal()
    written = _written(draft)
    async with database.transaction() as tx:
        id_, year = new_id(), jalali_year(tx.at)
        # Numbers have no gaps, so those who begin at once wait for each other.
        await tx.connection.execute("SELECT pg_advisory_xact_lock(hashtext('dossier'))")
        sequence = await tx.connection.fetchval(_NEXT, year)
        code = dossier_code(year, sequence)
        await tx.connection.execute(_BEGIN, id_, year, sequence, code, written.title, tx.at, by.person)
        await _write(tx, id_, 1, written, by=by, note=None)
        await note_step(tx, id_, DossierState.DRAFT, by=by.person, note=None)
        return id_


async def revise(dossier_id: UUID, *, by: Viewer, version: int, draft: Draft, note: str | None = None) -> UUID:
    """Its next version; the version before stays to be read. Raises NotFound, Stale, NothingChanged, the refusals
    of `rules.can_revise` and of texts."""
    async with database.transaction() as tx:
        dossier = await fetch(tx, dossier_id, by=by, version=version)
        if refusal := rules.can_revise(by.roles, state=DossierState(dossier["state"])):
            raise refusal()
        written = _written(draft)
        note = cleaned(note, limit=rules.NOTE, path="note")
        if not await _differs(tx, dossier, written):
            raise rules.NothingChanged()
        await _write(tx, dossier_id, version + 1, written, by=by, note=note and mask(note))
        await tx.connection.execute(_REVISE, dossier_id, version + 1, written.title)
        await changed(tx, dossier_id)
        return dossier_id


async def mark_ready(dossier_id: UUID, *, by: Viewer, version: int) -> UUID:
    """Show it to the members, as whoever says so has read it. Raises NotFound, Stale and the refusals of
    `rules.can_mark_ready`."""
    async with database.transaction() as tx:
        dossier = await fetch(tx, dossier_id, by=by, version=version)
        evident = await tx.connection.fetchval(_IS_EVIDENT, dossier_id)
        state = DossierState(dossier["state"])
        if refusal := rules.can_mark_ready(by.roles, state=state, evident=evident):
            raise refusal()
        await step(tx, dossier_id, DossierState.READY, by=by.person)
        return dossier_id


async def put_in_effect(dossier_id: UUID, *, by: Viewer, note: str | None = None) -> UUID:
    """What was decided is being done. Raises NotFound and the refusals of `rules.can_put_in_effect`."""
    return await _move(dossier_id, DossierState.IN_EFFECT, rules.can_put_in_effect, by=by, note=note)


async def settle(dossier_id: UUID, *, by: Viewer, note: str | None = None) -> UUID:
    """The matter has an end. Raises NotFound and the refusals of `rules.can_settle`."""
    return await _move(dossier_id, DossierState.SETTLED, rules.can_settle, by=by, note=note)


async def take_up_again(dossier_id: UUID, *, by: Viewer, note: str | None = None) -> UUID:
    """It is not over after all. Raises NotFound and the refusals of `rules.can_take_up_again`."""
    return await _move(dossier_id, DossierState.READY, rules.can_take_up_again, by=by, note=note)


async def answer(
    tx: Transaction, dossier_id: UUID, *, state: DossierState, by: UUID | None, note: str | None = None
) -> None:
    """Write down what the rooms above made of it, in their transaction: that it is discussed, forwarded, decided,
    in effect, settled, or ready once more. Raises NotInState."""
    await tx.connection.execute("SELECT FROM dossier WHERE id = $1 FOR UPDATE", dossier_id)
    await step(tx, dossier_id, state, by=by, note=note)


async def discuss(tx: Transaction, dossier: asyncpg.Record, *, by: Viewer) -> None:
    """A member has spoken to a locked dossier: from the first word on it is under discussion."""
    if dossier["state"] == DossierState.READY:
        await step(tx, dossier["id"], DossierState.UNDER_DISCUSSION, by=by.person)
    else:
        await changed(tx, dossier["id"])


async def _move(
    dossier_id: UUID, to: DossierState, rule: Callable[..., type[Refusal] | None], *, by: Viewer, note: str | None
) -> UUID:
    async with database.transaction() as tx:
        dossier = await fetch(tx, dossier_id, by=by)
        if refusal := rule(by.roles, state=DossierState(dossier["state"])):
            raise refusal()
        note = cleaned(note, limit=rules.NOTE, path="note")
        await step(tx, dossier_id, to, by=by.person, note=note and mask(note))
        return dossier_id


def _written(draft: Draft) -> Draft:
    """The draft as it is stored. Raises TooManyParts, SectionTwice and the refusals of texts."""
    if len(draft.sections) > rules.SECTIONS:
        raise rules.TooManyParts("sections", most=rules.SECTIONS)
    sections = [_section(section, place) for place, section in enumerate(draft.sections)]
    if len({section.key for section in sections}) < len(sections):
        raise rules.SectionTwice("sections")
    return Draft(
        title=clean_line(draft.title, limit=rules.TITLE, path="title"),
        statement=clean_markdown(draft.statement, limit=rules.STATEMENT, path="statement"),
        sections=sections,
    )


def _section(draft: SectionDraft, place: int) -> SectionDraft:
    title = clean_line(draft.title, limit=rules.TITLE, path=f"sections.{place}.title")
    # A section may stand empty until there is something to say.
    body = clean_markdown(draft.body, limit=rules.BODY, path=f"sections.{place}.body") if draft.body.strip() else ""
    return SectionDraft(title, body, draft.key or new_id())


async def _differs(tx: Transaction, dossier: asyncpg.Record, draft: Draft) -> bool:
    version = await tx.connection.fetchrow(_LATEST, dossier["id"], dossier["version"])
    assert version is not None, "a dossier has its versions"
    said = await tx.connection.fetch(_SECTIONS, version["id"])
    return (version["title"], version["statement"], [(row["key"], row["title"], row["body"]) for row in said]) != (
        draft.title,
        draft.statement,
        [(section.key, section.title, section.body) for section in draft.sections],
    )


async def _write(
    tx: Transaction, dossier_id: UUID, number: int, draft: Draft, *, by: Viewer, note: str | None
) -> None:
    version_id = new_id()
    await tx.connection.execute(
        _VERSION, version_id, dossier_id, number, draft.title, draft.statement, note, tx.at, by.person
    )
    rows = [
        {
            "id": new_id(),
            "version_id": version_id,
            "place": place,
            "key": section.key,
            "title": section.title,
            "body": section.body,
        }
        for place, section in enumerate(draft.sections)
    ]
    await tx.connection.execute(insert("dossier_section", 1), encode(rows))


_NEXT: Final = "SELECT coalesce(max(sequence), 0) + 1 FROM dossier WHERE year = $1"

_BEGIN: Final = """
INSERT INTO dossier (id, year, sequence, code, title, state, version, made_at, made_by_id, changed_at)
VALUES ($1, $2, $3, $4, $5, 'DRAFT', 1, $6, $7, $6)
"""

_VERSION: Final = """
INSERT INTO dossier_version (id, dossier_id, number, title, statement, note, at, by_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""

_LATEST: Final = "SELECT id, title, statement FROM dossier_version WHERE dossier_id = $1 AND number = $2"

_SECTIONS: Final = "SELECT key, title, body FROM dossier_section WHERE version_id = $1 ORDER BY place"

_REVISE: Final = "UPDATE dossier SET version = $2, title = $3 WHERE id = $1"

_IS_EVIDENT: Final = "SELECT EXISTS (SELECT FROM evidence WHERE dossier_id = $1 AND removed_at IS NULL)"
