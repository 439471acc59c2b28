"""Who may see resolutions: the board, the office and the council, but for what was decided in confidence; managers,
what they or the units they manage answer for. Proof waits for the office's release, as photos of messages do; but
who judges a report sees what it rests on."""

from typing import Final

from hotline.kit.access import BOARD, Access, roles
from hotline.kit.viewer import Role

# Whoever answers for it, or for those who do.
MINE: Final = "({t}.unit_id = ANY(:managed) OR coalesce({t}.person_id = :person, FALSE))"

RESOLUTION = Access(
    "resolution",
    rows={
        **roles(*BOARD, Role.HEAD_OF_OFFICE),
        **roles(Role.COUNCILLOR, Role.OFFICE_ANALYST, where="NOT {t}.confidential"),
        Role.MANAGER: MINE,
    },
)

# Its parts go with it.
_WITH_IT: Final = roles(*RESOLUTION.rows)

RESOLUTION_CATEGORY = Access("resolution_category", rows=_WITH_IT, within=("resolution_id", RESOLUTION))

RESOLUTION_SOLUTION = Access("resolution_solution", rows=_WITH_IT, within=("resolution_id", RESOLUTION))

RESOLUTION_STEP = Access("resolution_step", rows=_WITH_IT, within=("resolution_id", RESOLUTION))

RESOLUTION_WARNING = Access("resolution_warning", rows=_WITH_IT, within=("resolution_id", RESOLUTION))

RESOLUTION_EFFECT = Access("resolution_effect", rows=_WITH_IT, within=("resolution_id", RESOLUTION))

_RELEASED: Final = "EXISTS (SELECT FROM file shown WHERE shown.id = {t}.file_id AND shown.released_at IS NOT NULL)"

RESOLUTION_PROOF = Access(
    "resolution_proof",
    rows={**_WITH_IT, **roles(Role.COUNCILLOR, Role.BOARD_MEMBER, where=_RELEASED)},
    within=("step_id", RESOLUTION_STEP),
)
