"""What the members are asked, and what they answer."""

from typing import Final
from uuid import UUID

from hotline.kit import database
from hotline.kit.database import Transaction
from hotline.kit.ids import new_id
from hotline.kit.viewer import Viewer
from policy_board.dossiers import rules
from policy_board.dossiers.actions import discuss
from policy_board.dossiers.fetching import changed, fetch, fetch_of
from policy_board.dossiers.tables import DossierState
from policy_board.prose import clean_markdown


async def ask(dossier_id: UUID, *, by: Viewer, text: str) -> UUID:
    """A question to the members; its id. Raises NotFound, TooManyParts, the refusals of `rules.can_revise` and of
    texts."""
    async with database.transaction() as tx:
        dossier = await fetch(tx, dossier_id, by=by, path="dossierId")
        _may_revise(by, dossier["state"])
        text = clean_markdown(text, limit=rules.NOTE, path="text")
        if await tx.connection.fetchval(_COUNT, dossier_id) >= rules.QUESTIONS:
            raise rules.TooManyParts("dossierId", most=rules.QUESTIONS)
        id_ = new_id()
        await tx.connection.execute(_ASK, id_, dossier_id, text, tx.at, by.person)
        await changed(tx, dossier_id)
        return id_


async def withdraw(question_id: UUID, *, by: Viewer) -> UUID:
    """Ask it no longer; the dossier's id. Raises NotFound, QuestionWithdrawn and the refusals of
    `rules.can_revise`."""
    async with database.transaction() as tx:
        dossier = await fetch_of(tx, "dossier_question", question_id, by=by)
        _may_revise(by, dossier["state"])
        await _still_asked(tx, question_id)
        await tx.connection.execute(_WITHDRAW, question_id, tx.at)
        await changed(tx, dossier["id"])
        return UUID(str(dossier["id"]))


async def answer(question_id: UUID, *, by: Viewer, text: str) -> UUID:
    """A member's answer; the question's id. The first word said brings the dossier under discussion. Raises
    NotFound, QuestionWithdrawn, the refusals of `rules.can_answer_question` and of texts."""
    async with database.transaction() as tx:
        dossier = await fetch_of(tx, "dossier_question", question_id, by=by, path="questionId")
        if refusal := rules.can_answer_question(by.roles, state=DossierState(dossier["state"])):
            raise refusal()
        await _still_asked(tx, question_id)
        text = clean_markdown(text, limit=rules.NOTE, path="text")
        await tx.connection.execute(_ANSWER, new_id(), question_id, text, tx.at, by.person)
        await discuss(tx, dossier, by=by)
        return question_id


def _may_revise(by: Viewer, state: str) -> None:
    if refusal := rules.can_revise(by.roles, state=DossierState(state)):
        raise refusal()


async def _still_asked(tx: Transaction, question_id: UUID) -> None:
    if await tx.connection.fetchval("SELECT withdrawn_at FROM dossier_question WHERE id = $1", question_id):
        raise rules.QuestionWithdrawn()


_COUNT: Final = "SELECT count(*) FROM dossier_question WHERE dossier_id = $1 AND withdrawn_at IS NULL"

_ASK: Final = """
INSERT INTO dossier_question (id, dossier_id, text, asked_at, asked_by_id) VALUES ($1, $2, $3, $4, $5)
"""

_WITHDRAW: Final = "UPDATE dossier_question SET withdrawn_at = $2 WHERE id = $1"

_ANSWER: Final = "INSERT INTO dossier_answer (id, question_id, text, at, by_id) VALUES ($1, $2, $3, $4, $5)"
