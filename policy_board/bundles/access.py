"""Who may see bundles: the office that prepares them, and the councillors that what is published is meant for.

Members read revisions; the draft behind them is the office's alone (domain §2).
"""

from hotline.kit.access import Access, roles
from hotline.kit.viewer import Role

_OFFICE = roles(Role.OFFICE_ANALYST, Role.HEAD_OF_OFFICE)
_MEANT_FOR_THEM = (
    "{t}.revision > 0 AND ({t}.readers = 'ALL'"
    " OR EXISTS (SELECT FROM invitation asked WHERE asked.bundle_id = {t}.id AND asked.person_id = :person))"
)

BUNDLE = Access(
    "bundle",
    rows={**_OFFICE, Role.COUNCILLOR: _MEANT_FOR_THEM},
    columns=dict.fromkeys(
        (
            *("title", "introduction", "visit_on", "first_day", "last_day", "compared_first", "compared_last"),
            *("version", "created_at", "created_by_id", "changed_at", "changed_by_id"),
        ),
        _OFFICE,
    ),
)

BUNDLE_DOSSIER = Access("bundle_dossier", rows=_OFFICE, within=("bundle_id", BUNDLE))

_READERS = roles(*BUNDLE.rows)

INVITATION = Access("invitation", rows=_READERS, within=("bundle_id", BUNDLE))

REVISION = Access("revision", rows=_READERS, within=("bundle_id", BUNDLE))

REVISION_PAPER = Access("revision_paper", rows=_READERS, within=("revision_id", REVISION))

REVISION_EVIDENCE = Access("revision_evidence", rows=_READERS, within=("paper_id", REVISION_PAPER))

REVISION_FIGURE = Access("revision_figure", rows=_READERS, within=("revision_id", REVISION))

# Who read what is the office's to know, and each member's own.
OPENING = Access(
    "opening",
    rows={**_OFFICE, Role.COUNCILLOR: "{t}.person_id = :person"},
    within=("revision_id", REVISION),
)

PRINTING = Access("printing", rows=_READERS, within=("revision_id", REVISION))
