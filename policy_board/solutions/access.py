"""Who may see solutions and who stands behind them: all who see the dossier."""

from hotline.kit.access import Access, roles
from policy_board.dossiers.access import DOSSIER

SOLUTION = Access("solution", rows=roles(*DOSSIER.rows), within=("dossier_id", DOSSIER))

SOLUTION_EFFECT = Access("solution_effect", rows=SOLUTION.rows, within=("solution_id", SOLUTION))

ENDORSEMENT = Access("endorsement", rows=SOLUTION.rows, within=("solution_id", SOLUTION))
