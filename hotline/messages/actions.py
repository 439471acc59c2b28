"""What can be done to a message."""

from hotline.messages.acknowledging import acknowledge as acknowledge
from hotline.messages.registering import Registration as Registration
from hotline.messages.registering import register as register
from hotline.messages.triaging import take_in_hand as take_in_hand
from hotline.messages.triaging import triage as triage
