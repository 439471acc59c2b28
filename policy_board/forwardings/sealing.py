"""The seal of a forwarding: a hash over all that was put before the board, which can be taken again at any time."""

from hashlib import sha256
from typing import Final
from uuid import UUID

from hotline.kit.database import Transaction


async def sha256_of(tx: Transaction, forwarding_id: UUID) -> str:
    """Of what the forwarding cites, as it stands now; the same for ever, since none of it ever changes."""
    content: str = await tx.connection.fetchval(_CONTENT, forwarding_id)
    return sha256(content.encode()).hexdigest()


# Keys of jsonb stand in an order of its own, so that equal contents are equal texts.
_CONTENT: Final = """
SELECT jsonb_build_object(
    'dossier', d.code, 'version', v.number, 'title', v.title, 'statement', v.statement,
    'reason', w.reason, 'at', extract(epoch FROM w.at), 'by', w.by_id,
    'sections', (SELECT coalesce(jsonb_agg(jsonb_build_array(s.title, s.body) ORDER BY s.place), '[]')
        FROM dossier_section s WHERE s.version_id = v.id),
    'solutions', (SELECT jsonb_agg(jsonb_build_object(
            'id', s.id, 'title', s.title, 'what', s.what, 'who', s.who, 'unit', s.unit_id,
            'cost', s.cost_million_rials, 'days', s.days, 'effect', s.effect, 'by', s.proposed_by_id,
            'types', (SELECT jsonb_agg(e.category_id ORDER BY e.category_id)
                FROM solution_effect e WHERE e.solution_id = s.id),
            'endorsed', (SELECT coalesce(jsonb_agg(e.by_id ORDER BY e.at, e.id), '[]') FROM endorsement e
                WHERE e.solution_id = s.id AND e.at <= w.at AND coalesce(e.taken_back_at, 'infinity') > w.at)
        ) ORDER BY s.id)
        FROM forwarded_solution c JOIN solution s ON s.id = c.solution_id WHERE c.forwarding_id = w.id),
    'evidence', (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'title', e.title, 'filter', e.sought, 'number', f.number, 'at', extract(epoch FROM f.at),
            'figures', (SELECT jsonb_agg(jsonb_build_array(
                    g.mark, g.counted, g.whole, g.median_seconds, g.ninth_decile_seconds) ORDER BY g.place)
                FROM frozen_figure g WHERE g.freeze_id = f.id),
            'messages', (SELECT jsonb_agg(m.message_id ORDER BY m.place)
                FROM frozen_message m WHERE m.freeze_id = f.id)
        ) ORDER BY f.id), '[]')
        FROM forwarded_evidence c JOIN evidence_freeze f ON f.id = c.freeze_id
        JOIN evidence e ON e.id = f.evidence_id WHERE c.forwarding_id = w.id)
)::text
FROM forwarding w JOIN dossier d ON d.id = w.dossier_id JOIN dossier_version v ON v.id = w.version_id
WHERE w.id = $1
"""
