"""Publishing: a bundle becomes a numbered revision in which words, figures and evidence stand as they stood."""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.masking import mask
from hotline.kit.text import cleaned
from hotline.kit.viewer import Viewer
from policy_board import prose
from policy_board.bundles import rules
from policy_board.bundles.actions import TOPIC, fetch
from policy_board.bundles.drafts import NOTE
from policy_board.bundles.figures import ANALYSIS, COLUMNS
from policy_board.bundles.printing import put_on_its_way
from policy_board.bundles.sealing import SEAL

# The heading under which a paper puts a dossier's questions to the members.
QUESTIONS: Final = "پرسش از اعضا"


# What the nouns above do with a revision, in the transaction that publishes it.
Follow = Callable[[Transaction, UUID], Awaitable[None]]


async def publish(
    bundle_id: UUID, *, by: Viewer, version: int, note: str | None = None, follow: Follow | None = None
) -> UUID:
    """Freeze the bundle as its next revision; the revision's id. Its figures are computed now, and it is put on its
    way to paper. Raises NotFound, Stale, the refusals of `rules.can_publish` and DossierNotReady."""
    note = cleaned(note, limit=NOTE, path="note")
    async with database.transaction() as tx:
        bundle = await fetch(tx, bundle_id, by=by, version=version, prepares=False)
        papers = await tx.connection.fetch(_PAPERS, bundle_id)
        read = bundle["readers"] == "ALL" or await tx.connection.fetchval(_IS_ANYBODY_INVITED, bundle_id)
        if refusal := rules.can_publish(by.roles, filled=bool(papers), read=read):
            raise refusal()
        if unready := [paper["dossier_code"] for paper in papers if paper["state"] == "DRAFT"]:
            raise rules.DossierNotReady(codes="، ".join(unready))
        revision_id, text = new_id(), prose.read(bundle["introduction"]).text
        await tx.connection.execute(_REVISION, revision_id, bundle_id, text, note and mask(note), tx.at, by.person)
        await tx.connection.execute(_FIGURES, revision_id, bundle_id)
        for paper in papers:
            await _freeze(tx, revision_id, paper)
        await tx.connection.execute(_SEAL, revision_id)
        await tx.connection.execute(_PUBLISHED, bundle_id)
        await put_on_its_way(tx, revision_id)
        if follow is not None:
            await follow(tx, revision_id)
        tx.notify(TOPIC, bundle_id)
    return revision_id


async def _freeze(tx: Transaction, revision_id: UUID, paper: asyncpg.Record) -> None:
    """One dossier as it stands."""
    sections = await tx.connection.fetch(_SECTIONS, paper["version_id"])
    titled = [(section["title"], section["body"]) for section in sections]
    questions = await tx.connection.fetch(_QUESTIONS, paper["dossier_id"])
    markdown = document(paper["statement"], titled, [question["text"] for question in questions])
    paper_id = new_id()
    words = (paper["dossier_code"], paper["title"], markdown, prose.read(markdown).text)
    await tx.connection.execute(
        _PAPER, paper_id, revision_id, paper["dossier_id"], paper["version_id"], paper["place"], *words
    )
    await tx.connection.execute(_EVIDENCE, paper_id, paper["dossier_id"])


def document(statement: str, sections: Sequence[tuple[str, str]], questions: Sequence[str]) -> str:
    """A dossier as one Markdown document, in which every passage of it has its place."""
    parts = [statement]
    for title, body in sections:
        parts += [f"# {_plain(title)}", body]
    if questions:
        asked = (f"{number}. {text}".replace("\n", "\n   ") for number, text in enumerate(questions, 1))
        parts += [f"# {QUESTIONS}", *asked]
    return "\n\n".join(part for part in parts if part)


def _plain(title: str) -> str:
    """A title is not Markdown, whatever signs it has."""
    return _SIGNS.sub(r"\\\g<0>", " ".join(title.split()))


_SIGNS: Final = re.compile(r"[!-/:-@\[-`{-~]")

_IS_ANYBODY_INVITED: Final = "SELECT EXISTS (SELECT FROM invitation WHERE bundle_id = $1)"

_PAPERS: Final = """
SELECT placed.dossier_id, placed.place, dossier.state, dossier.code AS dossier_code, version.id AS version_id,
       version.title, version.statement
FROM bundle_dossier placed JOIN dossier ON dossier.id = placed.dossier_id
JOIN dossier_version version ON version.dossier_id = dossier.id AND version.number = dossier.version
WHERE placed.bundle_id = $1 ORDER BY placed.place FOR UPDATE OF dossier
"""

_REVISION: Final = """
INSERT INTO revision (id, bundle_id, number, code, title, introduction, text, visit_on, first_day, last_day,
                      compared_first, compared_last, note, published_at, published_by_id)
SELECT $1, id, revision + 1, code || '/' || (revision + 1), title, introduction, $3, visit_on, first_day, last_day,
       compared_first, compared_last, $4, $5, $6
FROM bundle WHERE id = $2
"""

_FIGURES: Final = f"""
INSERT INTO revision_figure (id, revision_id, measured, subject, name_fa, name_en, {COLUMNS}, days, days_before)
SELECT gen_random_uuid(), $1, measured, subject, name_fa, name_en, {COLUMNS}, days, days_before
FROM ({ANALYSIS}) analysis WHERE bundle_id = $2
"""

_SECTIONS: Final = "SELECT title, body FROM dossier_section WHERE version_id = $1 ORDER BY place"

_QUESTIONS: Final = """
SELECT text FROM dossier_question WHERE dossier_id = $1 AND withdrawn_at IS NULL ORDER BY asked_at, id
"""

_PAPER: Final = """
INSERT INTO revision_paper (id, revision_id, dossier_id, version_id, place, code, dossier_code, title, markdown,
                            text)
SELECT $1, id, $3, $4, $5, code || '/' || $5::smallint, $6, $7, $8, $9 FROM revision WHERE id = $2
"""

# As it was frozen last: what the office looked at is what it publishes.
_EVIDENCE: Final = """
INSERT INTO revision_evidence (id, paper_id, freeze_id, place, title)
SELECT gen_random_uuid(), $1, latest.id, row_number() OVER (ORDER BY evidence.added_at, evidence.id), evidence.title
FROM evidence CROSS JOIN LATERAL (
    SELECT frozen.id FROM evidence_freeze frozen WHERE frozen.evidence_id = evidence.id ORDER BY number DESC LIMIT 1
) latest
WHERE evidence.dossier_id = $2 AND evidence.removed_at IS NULL
"""

_SEAL: Final = f"UPDATE revision SET sha256 = {SEAL.replace('{t}', 'revision')} WHERE id = $1"

_PUBLISHED: Final = "UPDATE bundle SET revision = revision + 1, version = version + 1 WHERE id = $1"
