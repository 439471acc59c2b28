"""What changed between two versions of a dossier, and how Markdown will look before it is saved."""

import strawberry

from hotline.kit.access import SIGNED_IN, Access, roles
from hotline.kit.viewer import Viewer
from policy_board.comparing import compare
from policy_board.dossiers.access import DOSSIER
from policy_board.dossiers.codes import read_code
from policy_board.prose import clean_markdown
from schema.reader.declarations import All, Completed, Only, Source, argument, declare, rows_of, stored
from schema.solution import html_of

_CHANGE = Access("dossier_change", rows=roles(*DOSSIER.rows), within=("dossier_id", DOSSIER))

# Each part as it was and as it is: the statement, then sections in their new order, then those that went.
_CHANGES = """
SELECT d.id AS dossier_id, part.* FROM dossier d
JOIN dossier_version a ON a.dossier_id = d.id AND a.number = :from:
JOIN dossier_version b ON b.dossier_id = d.id AND b.number = :to:
CROSS JOIN LATERAL (
    SELECT -1 AS place, a.title AS title_before, b.title AS title_after, a.statement AS before, b.statement AS after
    UNION ALL
    SELECT coalesce(new.place, 1000 + old.place), old.title, new.title, old.body, new.body
    FROM (SELECT * FROM dossier_section WHERE version_id = a.id) old
    FULL JOIN (SELECT * FROM dossier_section WHERE version_id = b.id) new ON new.key = old.key
) part
WHERE d.code = :code:
"""
_ANYBODY = Access("prose_preview", rows=roles(*SIGNED_IN))
# A preview is of as much as a section may hold.
_LONGEST = 40_000


def _compared(before: str | None, after: str | None, *, viewer: Viewer) -> str:
    return "\n".join(compare(before or "", after or ""))


@rows_of(
    Source(
        _CHANGE,
        rows=_CHANGES,
        arguments={"code": "text", "from": "int", "to": "int"},
        reads={"code": read_code},
    )
)
class DossierChange:
    """A part of a dossier in two versions: its statement under the dossier's title, or a section."""

    title_before: str | None = stored("title_before", "What it was called; null where there was none of it.")
    title_after: str | None = stored("title_after", "What it is called; null where it went.")
    html: str = declare(
        Completed(_compared, ("before", "after")),
        "Its words as HTML, with `<del>` and `<ins>`; empty where they are the same.",
    )


def _clean(markdown: str) -> str:
    return clean_markdown(markdown, limit=_LONGEST, path="markdown")


@rows_of(
    Source(
        _ANYBODY, rows="SELECT :markdown: AS markdown", arguments={"markdown": "text"}, reads={"markdown": _clean}
    )
)
class ProsePreview:
    """Markdown as it will look."""

    html: str = declare(Completed(html_of, ("markdown",)), "As harmless HTML, personal data masked.")


@strawberry.type
class DossierChangeQueries:
    dossier_changes: list[DossierChange] = declare(
        All(order="{t}.place"),
        "What changed of a dossier between two versions. Requires: as the dossier.",
        argument("code", str, "The dossier's code.", ...),
        argument("from_", int, "The number of the earlier version.", ..., name="from"),
        argument("to", int, "The number of the later one.", ...),
    )
    prose_preview: ProsePreview | None = declare(
        Only(),
        "How Markdown will look before it is saved. Requires: signed in.",
        argument("markdown", str, "The Markdown, 40 000 letters at most.", ...),
    )
