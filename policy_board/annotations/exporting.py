"""A note as JSON-LD of the W3C Web Annotation model: PostgreSQL writes it, over `{t}`, an annotation.

Its passage is told twice as it stood in the paper it was made on: by its words (`TextQuoteSelector`) and by
position in code points (`TextPositionSelector`).
"""

from typing import Final

JSON_LD: Final = """(
    SELECT json_build_object(
        '@context', 'http://www.w3.org/ns/anno.jsonld',
        'id', 'urn:uuid:' || {t}.id,
        'type', 'Annotation',
        'motivation', CASE {t}.kind WHEN 'QUESTION' THEN 'questioning' WHEN 'EXPERIENCE' THEN 'describing'
                                    WHEN 'SOLUTION' THEN 'editing' ELSE 'commenting' END,
        'created', to_char({t}.made_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'modified', to_char({t}.changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'creator', json_build_object('id', 'urn:uuid:' || author.id, 'type', 'Person', 'name', author.name),
        'body', json_build_object(
            'type', 'TextualBody', 'value', {t}.text, 'format', 'text/plain', 'language', 'fa',
            'textDirection', 'auto'),
        'target', CASE {t}.target WHEN 'WHOLE' THEN to_json('urn:uuid:' || {t}.paper_id) ELSE json_build_object(
            'source', 'urn:uuid:' || {t}.paper_id,
            'selector', json_build_array(
                json_build_object('type', 'TextQuoteSelector', 'exact', {t}.quote, 'prefix', {t}.prefix,
                                  'suffix', {t}.suffix),
                json_build_object('type', 'TextPositionSelector', 'start', {t}.start, 'end', {t}.stop))) END
    )::text FROM person author WHERE author.id = {t}.made_by_id
)"""
