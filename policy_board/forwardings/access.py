"""Who may see forwardings: all who see the dossier, the board among them (domain §8)."""

from hotline.kit.access import Access, roles
from policy_board.dossiers.access import DOSSIER

FORWARDING = Access("forwarding", rows=roles(*DOSSIER.rows), within=("dossier_id", DOSSIER))

FORWARDING_STEP = Access("forwarding_step", rows=FORWARDING.rows, within=("forwarding_id", FORWARDING))

FORWARDED_SOLUTION = Access("forwarded_solution", rows=FORWARDING.rows, within=("forwarding_id", FORWARDING))

FORWARDED_EVIDENCE = Access("forwarded_evidence", rows=FORWARDING.rows, within=("forwarding_id", FORWARDING))
