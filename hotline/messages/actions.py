"""What can be done to a message."""

from hotline.messages.acknowledging import receive as receive
from hotline.messages.office_acts import answer as answer
from hotline.messages.office_acts import call_again as call_again
from hotline.messages.office_acts import close as close
from hotline.messages.office_acts import mark_special as mark_special
from hotline.messages.office_acts import reclassify as reclassify
from hotline.messages.office_acts import record_answer as record_answer
from hotline.messages.office_acts import refer as refer
from hotline.messages.office_acts import reject as reject
from hotline.messages.registering import Registration as Registration
from hotline.messages.registering import register as register
from hotline.messages.triaging import dispatch as dispatch
from hotline.messages.triaging import take_in_hand as take_in_hand
from hotline.messages.triaging import triage as triage
from hotline.messages.unit_acts import acknowledge as acknowledge
from hotline.messages.unit_acts import assign as assign
from hotline.messages.unit_acts import claim_resolution as claim_resolution
from hotline.messages.unit_acts import record_action as record_action
from hotline.messages.unit_acts import return_to_office as return_to_office
