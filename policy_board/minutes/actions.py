"""All that is done with minutes."""

from policy_board.minutes.approving import approve as approve
from policy_board.minutes.approving import correct as correct
from policy_board.minutes.publishing import publish as publish
from policy_board.minutes.writing import begin as begin
from policy_board.minutes.writing import keep as keep
from policy_board.minutes.writing import note as note
from policy_board.minutes.writing import place as place
from policy_board.minutes.writing import take as take
from policy_board.minutes.writing import write as write
