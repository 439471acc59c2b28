"""The seal of approved minutes: SHA-256 over their canonical content, one JSON text that PostgreSQL writes when
they are approved and whenever the seal is looked at. A correction is sealed with the seal before it, so that the
last is over all."""

from typing import Final

_PARAGRAPHS: Final = """(SELECT json_agg(row_to_json(line)) FROM (
    SELECT paragraph.kind, item.number, paragraph.text, paragraph.fact
    FROM minutes_paragraph paragraph LEFT JOIN agenda_item item ON item.id = paragraph.item_id
    LEFT JOIN minutes_item placed ON placed.item_id = paragraph.item_id
    WHERE paragraph.minutes_id = {t}.id
    ORDER BY coalesce(placed.place, 0), paragraph.id
) line)"""

# Over `{t}`, minutes.
CANONICAL: Final = f"""(SELECT row_to_json(whole)::text FROM (
    SELECT meeting.number, meeting.title, {_PARAGRAPHS} AS paragraphs
    FROM meeting WHERE meeting.id = {{t}}.meeting_id
) whole)"""
SEAL: Final = f"sha256(convert_to({CANONICAL}, 'UTF8'))"

# Over the seal before it, as bytes, and what it says.
CORRECTION_SEAL: Final = (
    "sha256({before} || convert_to(json_build_array({number}, {paragraph}, {text})::text, 'UTF8'))"
)

_BEFORE: Final = """coalesce((
    SELECT former.sha256 FROM minutes_correction former
    WHERE former.minutes_id = correction.minutes_id AND former.number = correction.number - 1
), {t}.sha256)"""
_CORRECTED: Final = CORRECTION_SEAL.format(
    before=_BEFORE, number="correction.number", paragraph="correction.paragraph_id", text="correction.text"
)

# Whether all of it is as it was sealed.
INTACT: Final = f"""({{t}}.sha256 = {SEAL} AND NOT EXISTS (
    SELECT FROM minutes_correction correction
    WHERE correction.minutes_id = {{t}}.id AND correction.sha256 <> {_CORRECTED}
))"""
