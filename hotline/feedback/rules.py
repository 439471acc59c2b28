"""How a citizen's feedback is sought and recorded (R5). Pure.

`inspected`: an inspection is open on the message; `objected`: an objection is; `reachable`: a citizen who called
about it left a phone number and has not answered yet; `asked`: its own citizen is being asked.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from hotline.feedback.tables import FeedbackChannel, TryResult
from hotline.kit.refusals import Forbidden, Refusal
from hotline.kit.text import latin_digits
from hotline.kit.viewer import Role
from hotline.messages.contact import is_mobile
from hotline.messages.office_rules import may_end
from hotline.messages.rules import (
    FEEDBACK_SOUGHT,
    MERGED,
    RESOLUTION_CLAIMED,
    TRIAGERS,
    VERIFIED,
    NotFromHere,
    YouClosedIt,
)
from hotline.messages.tables import MessageState

ASKERS: Final = TRIAGERS | {Role.SPECIAL_FOLLOW_UP_OFFICER}
ANSWERERS: Final = ASKERS | {Role.CITIZEN}
# Three tries on two days (domain §3).
TRIES: Final = 3
DAYS: Final = 2
FAILED: Final = frozenset(TryResult) - {TryResult.SENT}

# A merged message's citizen is asked along with the incident's others.
_ASKED: Final = frozenset({FEEDBACK_SOUGHT, MERGED})
_VERDICT: Final = re.compile(r"\s*(1|11|2|22)[\s.,:،-]+(\d{4,6})\s*", re.ASCII)


class NobodyToAsk(Refusal):
    """No caller left a number; such a message is closed with the reason why nobody was asked."""

    code, sentence = "NOBODY_TO_ASK", "Nobody who called about it can be asked. Close the message and say so."


class LandlineHearsNoSms(Refusal):
    code, sentence = "LANDLINE_HEARS_NO_SMS", "An SMS needs a mobile number; call this one."


class NoVerdict(Refusal):
    """What the citizen sent is no verdict; it is kept, and has no effect."""

    code, sentence = "NO_VERDICT", "Send 1 for resolved or 2 for not resolved, and then the code of the case."


def can_seek(
    roles: frozenset[Role],
    *,
    state: MessageState,
    inspected: bool,
    objected: bool,
    reachable: bool,
    closed: bool,
) -> type[Refusal] | None:
    """Ask the citizen whether it is resolved: once an inspector verified it, or the unit says so and no inspection
    is open. `closed`: the viewer closed it before it was reopened."""
    if not roles & ASKERS:
        return Forbidden
    if state not in {RESOLUTION_CLAIMED, VERIFIED}:
        return NotFromHere
    if refusal := may_end(inspected=inspected, objected=objected):
        return refusal
    if closed:
        return YouClosedIt
    return None if reachable else NobodyToAsk


def can_record_try(roles: frozenset[Role], *, state: MessageState, asked: bool) -> type[Refusal] | None:
    """Write down that the citizen could not be reached."""
    if not roles & ASKERS:
        return Forbidden
    return None if asked and state in _ASKED else NotFromHere


def can_answer(roles: frozenset[Role], *, state: MessageState, asked: bool) -> type[Refusal] | None:
    """Record the answer; the citizen does so by their receipt."""
    if not roles & ANSWERERS:
        return Forbidden
    return None if asked and state in _ASKED else NotFromHere


def channel_for(phone: str, asked: FeedbackChannel | None) -> FeedbackChannel:
    """How the number can be asked. Raises LandlineHearsNoSms."""
    mobile = is_mobile(phone)
    if asked is FeedbackChannel.SMS and not mobile:
        raise LandlineHearsNoSms("channel")
    return asked or (FeedbackChannel.SMS if mobile else FeedbackChannel.CALL)


def is_unreachable(failed_on: Sequence[date]) -> bool:
    """Whether the failed tries, by their local days, are enough to give up."""
    return len(failed_on) >= TRIES and len(set(failed_on)) >= DAYS


def read_verdict(text: str) -> tuple[bool, str]:
    """From an SMS: whether it is resolved, and the short code of the case. Raises NoVerdict."""
    found = _VERDICT.fullmatch(latin_digits(text))
    if found is None:
        raise NoVerdict()
    return found[1] in {"1", "11"}, found[2]
