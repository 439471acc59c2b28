"""Accounts: who there is, which roles they hold, and their passwords."""

import re
import unicodedata
from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit import database, text
from hotline.kit.events import ACCESS
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound
from hotline.kit.viewer import Role, Viewer
from hotline.messages.contact import PhoneInvalid, is_mobile, read_email, read_phone
from hotline.people import passwords
from hotline.people.rules import (
    BadUsername,
    UsernameTaken,
    can_set_contact,
    may_keep_accounts,
)

_USERNAME: Final = re.compile(r"[\w.-]{2,60}")
_NAME_LENGTH: Final = 120

_ADD: Final = """
INSERT INTO person (id, username, name, password_hash, active, language, version)
VALUES ($1, $2, $3, $4, true, $5, 1)
"""
_GRANT: Final = """
INSERT INTO person_role (id, person_id, role, unit_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
"""
_CHANGE: Final = "UPDATE person SET password_hash = $2, version = version + 1 WHERE id = $1"
_REACH: Final = "UPDATE person SET pii_phone = $2, pii_email = $3, version = version + 1 WHERE id = $1"
_REVOKE_SESSIONS: Final = "UPDATE session SET revoked_at = $2 WHERE person_id = $1 AND revoked_at IS NULL"


async def add_person(
    name: str, *, by: Viewer, username: str | None = None, password: str | None = None, language: str = "fa"
) -> UUID:
    """Add a person; one without a username only stands on timelines.

    Raises Forbidden, BadUsername, BadPassword, PasswordGuessable, UsernameTaken, TextEmpty, TextTooLong or
    UncleanText.
    """
    if refusal := may_keep_accounts(by):
        raise refusal()
    name = text.clean(name, limit=_NAME_LENGTH, path="name")
    if username is not None or password is not None:
        username = fold_username(username or "")
        if not _USERNAME.fullmatch(username):
            raise BadUsername("username")
    sealed = None
    if password is not None:
        sealed = await passwords.sealed(password, username=username or "", name=name)
    person_id = new_id()
    async with database.transaction() as tx:
        try:
            await tx.connection.execute(_ADD, person_id, username, name, sealed, language)
        except asyncpg.UniqueViolationError:
            raise UsernameTaken("username") from None
    return person_id


async def person_of(username: str) -> UUID:
    """Whose username it is. Raises NotFound."""
    found: UUID | None = await database.writes().fetchval(
        "SELECT id FROM person WHERE username = $1", fold_username(username)
    )
    if found is None:
        raise NotFound("username")
    return found


async def grant(person_id: UUID, role: Role, *, by: Viewer, unit_id: UUID | None = None) -> None:
    """Give a person a role, in a unit where the role belongs to one; again changes nothing.

    Raises Forbidden, or NotFound for an unknown person or unit.
    """
    if refusal := may_keep_accounts(by):
        raise refusal()
    async with database.transaction() as tx:
        try:
            await tx.connection.execute(_GRANT, new_id(), person_id, role, unit_id)
        except asyncpg.ForeignKeyViolationError:
            raise NotFound("grant") from None
        tx.notify(ACCESS, person_id)


async def revoke_role(person_id: UUID, role: Role, *, by: Viewer, unit_id: UUID | None = None) -> None:
    """Take a role from a person, in one unit or where it belongs to none. Raises Forbidden or NotFound."""
    if refusal := may_keep_accounts(by):
        raise refusal()
    async with database.transaction() as tx:
        gone = await tx.connection.execute(
            "DELETE FROM person_role WHERE person_id = $1 AND role = $2 AND unit_id IS NOT DISTINCT FROM $3",
            person_id,
            role,
            unit_id,
        )
        if gone == "DELETE 0":
            raise NotFound("role")
        tx.notify(ACCESS, person_id)


async def set_password(person_id: UUID, password: str, *, by: Viewer) -> None:
    """Set a new password; every session of the person ends. Raises Forbidden, NotFound, BadPassword or
    PasswordGuessable."""
    if refusal := may_keep_accounts(by):
        raise refusal()
    person = await database.reads().fetchrow("SELECT username, name FROM person WHERE id = $1", person_id)
    if person is None or person["username"] is None:
        raise NotFound("personId")
    sealed = await passwords.sealed(password, username=person["username"], name=person["name"])
    async with database.transaction() as tx:
        await tx.connection.execute(_CHANGE, person_id, sealed)
        await tx.connection.execute(_REVOKE_SESSIONS, person_id, tx.at)
        tx.notify(ACCESS, person_id)


async def forget_factor(person_id: UUID, *, by: Viewer) -> None:
    """Ask a person for no code any more, who lost the phone and the recovery codes; every session of theirs ends.
    Raises Forbidden, or NotFound where there is no second factor."""
    if refusal := may_keep_accounts(by):
        raise refusal()
    async with database.transaction() as tx:
        gone = await tx.connection.execute("DELETE FROM second_factor WHERE person_id = $1", person_id)
        if gone == "DELETE 0":
            raise NotFound("personId")
        await tx.connection.execute(_REVOKE_SESSIONS, person_id, tx.at)
        tx.notify(ACCESS, person_id)


async def set_contact(person_id: UUID, *, by: Viewer, phone: str | None, email: str | None) -> None:
    """Say where notices reach a person at work; None for nowhere. One's own, or by an administrator. Raises
    Forbidden, NotFound, PhoneInvalid and EmailInvalid."""
    if refusal := can_set_contact(by.roles, own=by.person == person_id):
        raise refusal()
    phone = read_phone(phone) if phone and not phone.isspace() else None
    if phone and not is_mobile(phone):
        raise PhoneInvalid("phone")
    email = read_email(email) if email and not email.isspace() else None
    async with database.transaction() as tx:
        if await tx.connection.execute(_REACH, person_id, phone, email) == "UPDATE 0":
            raise NotFound("id")


async def deactivate(person_id: UUID, *, by: Viewer) -> None:
    """Let a person in no more: sessions end and their tokens no longer hold. Raises Forbidden or NotFound."""
    if refusal := may_keep_accounts(by):
        raise refusal()
    async with database.transaction() as tx:
        done = await tx.connection.execute(
            "UPDATE person SET active = false, version = version + 1 WHERE id = $1", person_id
        )
        if done == "UPDATE 0":
            raise NotFound("personId")
        await tx.connection.execute(_REVOKE_SESSIONS, person_id, tx.at)
        tx.notify(ACCESS, person_id)


def fold_username(username: str) -> str:
    """A username as stored and compared: however it was typed, it is one."""
    folded = unicodedata.normalize("NFKC", username[:200]).casefold()
    return text.digits("".join(filter(str.isprintable, folded)).strip(), "en")
