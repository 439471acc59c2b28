"""What can be done with persisted documents. Running servers hear of it."""

from collections.abc import Collection, Mapping
from typing import Final

from hotline.documents.rules import HashWrong, may_keep_documents, name_of
from hotline.kit import database
from hotline.kit.ids import new_id
from hotline.kit.refusals import Refusals
from hotline.kit.text import UncleanText, clean
from hotline.kit.viewer import Viewer

TOPIC: Final = "persisted_document"
_CLIENT_LENGTH: Final = 60

# One that was retired is taken again.
_LOAD: Final = """
INSERT INTO persisted_document (id, sha256, client, text, loaded_at)
SELECT id, sha256, $4, text, $5 FROM unnest($1::uuid[], $2::text[], $3::text[]) AS given (id, sha256, text)
ON CONFLICT (sha256, client) DO UPDATE SET retired_at = NULL, loaded_at = excluded.loaded_at
WHERE persisted_document.retired_at IS NOT NULL
RETURNING id
"""
_RETIRE: Final = """
UPDATE persisted_document SET retired_at = $4
WHERE retired_at IS NULL AND ($1::text IS NULL OR client = $1) AND ($2::text[] IS NULL OR sha256 = ANY ($2))
  AND sha256 <> ALL ($3::text[])
RETURNING id
"""


async def load(documents: Mapping[str, str], *, client: str, by: Viewer) -> int:
    """Take a client's documents, by name, from now on; returns how many were not taken before. Whether they fit the
    schema is for whoever knows it to say.

    Raises Forbidden, the refusals of clean text, and Refusals with each name that is not its text's.
    """
    if refusal := may_keep_documents(by):
        raise refusal()
    client = clean(client, limit=_CLIENT_LENGTH, path="client")
    if wrong := [HashWrong(name) for name, text in documents.items() if name != name_of(text)]:
        raise Refusals(wrong)
    if unclean := [UncleanText(name) for name, text in documents.items() if "\0" in text]:
        raise Refusals(unclean)
    async with database.transaction() as tx:
        ids = [new_id() for _ in documents]
        given = list(documents), list(documents.values())
        loaded = await tx.connection.fetch(_LOAD, ids, *given, client, tx.at)
        for row in loaded:
            tx.notify(TOPIC, row["id"])
    return len(loaded)


async def retire(
    names: Collection[str] | None = None,
    *,
    client: str | None = None,
    keep: Collection[str] = (),
    by: Viewer,
) -> int:
    """Take these documents no longer, or all, but those to `keep`; of all clients, or of one alone. Returns how
    many were taken until now. Raises Forbidden."""
    if refusal := may_keep_documents(by):
        raise refusal()
    async with database.transaction() as tx:
        named = None if names is None else list(names)
        retired = await tx.connection.fetch(_RETIRE, client, named, list(keep), tx.at)
        for row in retired:
            tx.notify(TOPIC, row["id"])
    return len(retired)
