"""Who may see annotations: those who read the bundle; private ones their author alone; the board those meant for
it, on what was put before it. Drafts are their writer's."""

from hotline.kit.access import BOARD, Access, roles
from hotline.kit.viewer import Role
from policy_board.bundles.access import BUNDLE
from policy_board.dossiers.access import DOSSIER

_OFFICE = roles(Role.OFFICE_ANALYST, Role.HEAD_OF_OFFICE)
_SHARED = "({t}.visibility <> 'PRIVATE' OR {t}.made_by_id = :person)"
_READS_IT = BUNDLE.rows[Role.COUNCILLOR].replace("{t}", "read_in")
_BEFORE_IT = DOSSIER.rows[Role.BOARD_MEMBER].replace("{t}.id", "{t}.dossier_id")

ANNOTATION = Access(
    "annotation",
    rows=roles(*_OFFICE, where=_SHARED)
    | {
        Role.COUNCILLOR: f"{_SHARED} AND EXISTS (SELECT FROM bundle read_in WHERE read_in.id = {{t}}.bundle_id"
        f" AND ({_READS_IT}))"
    }
    | roles(*BOARD, where=f"{{t}}.visibility = 'BOARD' AND {_BEFORE_IT}"),
)

# What belongs to a note is seen with it.
_WITH_IT = roles(*ANNOTATION.rows)

ANNOTATION_EDIT = Access(
    "annotation_edit",
    # What was said while it was private stays private.
    rows=roles(*ANNOTATION.rows, where="({t}.visibility <> 'PRIVATE' OR {t}.by_id = :person)"),
    within=("annotation_id", ANNOTATION),
)

ANNOTATION_REPLY = Access("annotation_reply", rows=_WITH_IT, within=("annotation_id", ANNOTATION))

ANNOTATION_MENTION = Access("annotation_mention", rows=_WITH_IT, within=("annotation_id", ANNOTATION))

PLACEMENT = Access("placement", rows=_WITH_IT, within=("annotation_id", ANNOTATION))

PLACEMENT_CANDIDATE = Access("placement_candidate", rows=_WITH_IT, within=("placement_id", PLACEMENT))

_WRITERS_OWN = roles(Role.OFFICE_ANALYST, Role.HEAD_OF_OFFICE, Role.COUNCILLOR, where="{t}.person_id = :person")

ANNOTATION_DRAFT = Access("annotation_draft", rows=_WRITERS_OWN)

ANNOTATION_REPLY_DRAFT = Access("annotation_reply_draft", rows=_WRITERS_OWN, within=("annotation_id", ANNOTATION))
