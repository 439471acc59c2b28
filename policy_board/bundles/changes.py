"""SQL of what became of a revision's dossiers since an earlier one."""

from typing import Final

# By what is counted: a freeze is a row of its own each time, even where it counts the same.
_COUNTED: Final = """(
    SELECT array_agg(ROW(evidence.title, figure.mark, figure.counted, figure.whole)::text
                     ORDER BY evidence.place, figure.place)
    FROM revision_evidence evidence JOIN frozen_figure figure ON figure.freeze_id = evidence.freeze_id
    WHERE evidence.paper_id = {paper}.id
)"""

# `:since:` is the number of the earlier revision, or NULL for the one before. One row for each dossier of either.
CHANGES: Final = f"""
SELECT later.id AS revision_id, compared.*
FROM revision later
JOIN revision earlier ON earlier.bundle_id = later.bundle_id
                     AND earlier.number = coalesce(:since:, later.number - 1) AND earlier.number < later.number
CROSS JOIN LATERAL (
    SELECT coalesce(now.dossier_code, was.dossier_code) AS dossier_code, now.place, was.place AS place_before,
           now.title, was.title AS title_before, now.markdown, was.markdown AS markdown_before,
           {_COUNTED.format(paper="now")} IS DISTINCT FROM {_COUNTED.format(paper="was")} AS evidence_changed,
           CASE WHEN was.id IS NULL THEN 'ADDED' WHEN now.id IS NULL THEN 'REMOVED'
                WHEN (now.title, now.markdown) <> (was.title, was.markdown) THEN 'CHANGED'
                WHEN now.place <> was.place THEN 'MOVED' ELSE 'SAME' END AS kind
    FROM (SELECT * FROM revision_paper WHERE revision_id = later.id) now
    FULL JOIN (SELECT * FROM revision_paper WHERE revision_id = earlier.id) was USING (dossier_id)
) compared
"""
