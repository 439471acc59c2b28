"""Who may see dossiers: the office that writes them; members once they are ready; the board what is put before it.

All of it is masked text, and what it leads to is under its own rules: a message shows a councillor here what it
shows them anywhere.
"""

from hotline.kit.access import BOARD, Access, roles
from hotline.kit.viewer import Role

_OFFICE = roles(Role.OFFICE_ANALYST, Role.HEAD_OF_OFFICE)
_BEFORE_THE_BOARD = "EXISTS (SELECT FROM forwarding w WHERE w.dossier_id = {t}.id)"

DOSSIER = Access(
    "dossier",
    rows=_OFFICE | roles(Role.COUNCILLOR, where="{t}.state <> 'DRAFT'") | roles(*BOARD, where=_BEFORE_THE_BOARD),
)

# Its parts go with it. Members read how it came to be only from when they may read it at all.
_WITH_IT = roles(*DOSSIER.rows)

DOSSIER_VERSION = Access("dossier_version", rows=_WITH_IT, within=("dossier_id", DOSSIER))

DOSSIER_SECTION = Access("dossier_section", rows=_WITH_IT, within=("version_id", DOSSIER_VERSION))

DOSSIER_STEP = Access("dossier_step", rows=_WITH_IT, within=("dossier_id", DOSSIER))

DOSSIER_QUESTION = Access("dossier_question", rows=_WITH_IT, within=("dossier_id", DOSSIER))

DOSSIER_ANSWER = Access("dossier_answer", rows=_WITH_IT, within=("question_id", DOSSIER_QUESTION))

EVIDENCE = Access("evidence", rows=_WITH_IT, within=("dossier_id", DOSSIER))

EVIDENCE_FREEZE = Access("evidence_freeze", rows=_WITH_IT, within=("evidence_id", EVIDENCE))

FROZEN_FIGURE = Access("frozen_figure", rows=_WITH_IT, within=("freeze_id", EVIDENCE_FREEZE))

FROZEN_MESSAGE = Access("frozen_message", rows=_WITH_IT, within=("freeze_id", EVIDENCE_FREEZE))
