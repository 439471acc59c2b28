"""Tokens: how frontends and scripts prove who they are."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from hotline.kit import database, text
from hotline.kit.events import ACCESS
from hotline.kit.ids import new_id
from hotline.kit.refusals import NotFound
from hotline.kit.viewer import Role, Viewer
from hotline.people.keys import TOKEN, new_key, seal
from hotline.people.rules import BadExpiry, may_be_token, may_keep_accounts

_NAME_LENGTH: Final = 120

_PERSON: Final = "INSERT INTO person (id, name, active, language, version) VALUES ($1, $2, true, 'fa', 1)"
_ROLE: Final = "INSERT INTO person_role (id, person_id, role, unit_id) VALUES ($1, $2, $3, $4)"
_CREATE: Final = """
INSERT INTO token (id, secret_hash, name, role, person_id, scopes, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_HOLDING: Final = """
SELECT id, name, role, created_at FROM token
WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $1) ORDER BY created_at
"""
_REVOKE: Final = "UPDATE token SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1"


@dataclass(frozen=True)
class CreatedToken:
    """A token just made. The secret is shown this once."""

    id: UUID
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Token:
    """A token that holds, without its secret, which is kept nowhere."""

    id: UUID
    name: str
    role: Role
    created_at: datetime


async def create_token(
    role: Role,
    *,
    name: str,
    scopes: frozenset[str],
    by: Viewer,
    expires_at: datetime | None = None,
    unit_id: UUID | None = None,
) -> CreatedToken:
    """Make a token: a frontend's, or one for a role of someone who signs in, in a unit where it belongs to one.

    The latter stands for a person of the token's name, made with it: a timeline and a record of access always
    name someone. Raises Forbidden, BadTokenRole, BadScopes, BadExpiry, NotFound and the refusals of clean text.
    """
    if refusal := may_keep_accounts(by) or may_be_token(role, scopes):
        raise refusal()
    name = text.clean(name, limit=_NAME_LENGTH, path="name")
    token, secret = new_id(), new_key(TOKEN)
    async with database.transaction() as tx:
        if expires_at is not None and expires_at <= tx.at:
            raise BadExpiry("expiresAt")
        person = None
        if role is not Role.FRONTEND:
            person = new_id()
            await tx.connection.execute(_PERSON, person, name)
            try:
                await tx.connection.execute(_ROLE, new_id(), person, role, unit_id)
            except asyncpg.ForeignKeyViolationError:
                raise NotFound("unitId") from None
        await tx.connection.execute(
            _CREATE, token, seal(secret), name, role, person, sorted(scopes), tx.at, expires_at
        )
    return CreatedToken(id=token, secret=secret)


async def tokens(*, by: Viewer) -> list[Token]:
    """The tokens that hold, the oldest first. Raises Forbidden."""
    if refusal := may_keep_accounts(by):
        raise refusal()
    async with database.transaction() as tx:
        return [Token(**row) for row in await tx.connection.fetch(_HOLDING, tx.at)]


async def revoke_token(token_id: UUID, *, by: Viewer) -> None:
    """Let a token hold no more, for good. Raises Forbidden or NotFound."""
    if refusal := may_keep_accounts(by):
        raise refusal()
    async with database.transaction() as tx:
        if await tx.connection.execute(_REVOKE, token_id, tx.at) == "UPDATE 0":
            raise NotFound("id")
        tx.notify(ACCESS, token_id)
