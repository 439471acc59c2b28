"""The seal of a revision: SHA-256 over its canonical content, which is one JSON text of all that was frozen.

PostgreSQL writes that text, when a revision is published and whenever its seal is looked at, so there is one
definition of it. Whoever reads `canonical` can compute the seal with any other tool.
"""

from typing import Final

from policy_board.bundles.figures import COLUMNS

_FIGURES: Final = f"""(SELECT json_agg(row_to_json(line)) FROM (
    SELECT measured, subject, name_fa, name_en, {COLUMNS}, days, days_before
    FROM revision_figure figure WHERE figure.revision_id = {{t}}.id ORDER BY measured, subject COLLATE "C"
) line)"""

_EVIDENCE: Final = """(SELECT json_agg(row_to_json(piece)) FROM (
    SELECT evidence.place, evidence.title, (
        SELECT json_agg(row_to_json(figure)) FROM (
            SELECT mark, measure, obligation, stage, counted, whole, median_seconds, ninth_decile_seconds
            FROM frozen_figure WHERE freeze_id = evidence.freeze_id ORDER BY place
        ) figure
    ) AS figures, (
        SELECT json_agg(row_to_json(one)) FROM (
            SELECT message_id, state, marks FROM frozen_message WHERE freeze_id = evidence.freeze_id ORDER BY place
        ) one
    ) AS cases
    FROM revision_evidence evidence WHERE evidence.paper_id = paper.id ORDER BY evidence.place
) piece)"""

_PAPERS: Final = f"""(SELECT json_agg(row_to_json(sheet)) FROM (
    SELECT paper.place, paper.dossier_code, paper.title, paper.markdown, paper.text, {_EVIDENCE} AS evidence
    FROM revision_paper paper WHERE paper.revision_id = {{t}}.id ORDER BY paper.place
) sheet)"""

# Over `{t}`, a revision.
CANONICAL: Final = f"""(SELECT row_to_json(whole)::text FROM (
    SELECT {{t}}.code, {{t}}.number, {{t}}.title, {{t}}.introduction, {{t}}.text, {{t}}.visit_on, {{t}}.first_day,
           {{t}}.last_day, {{t}}.compared_first, {{t}}.compared_last, {{t}}.note,
           to_char({{t}}.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS published_at,
           {{t}}.published_by_id AS published_by, {_FIGURES} AS figures, {_PAPERS} AS papers
) whole)"""
SEAL: Final = f"sha256(convert_to({CANONICAL}, 'UTF8'))"
# Every revision's code, seal and canonical content.
SEALED: Final = (
    f"SELECT code, sha256, {CANONICAL.replace('{t}', 'revision')} AS canonical FROM revision ORDER BY code"
)
