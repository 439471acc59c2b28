"""All that is done in session."""

from policy_board.sittings.attending import arrive as arrive
from policy_board.sittings.attending import correct_attendance as correct_attendance
from policy_board.sittings.attending import leave as leave
from policy_board.sittings.correcting import correct_decision as correct_decision
from policy_board.sittings.deciding import Said as Said
from policy_board.sittings.deciding import decide as decide
from policy_board.sittings.deciding import note as note
from policy_board.sittings.deciding import object_to as object_to
from policy_board.sittings.deciding import take_up as take_up
from policy_board.sittings.holding import adjourn as adjourn
from policy_board.sittings.holding import close as close
from policy_board.sittings.holding import open_session as open_session
