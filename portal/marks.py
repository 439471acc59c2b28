"""What marks say, those by which figures and candidates name the messages they count."""

from collections.abc import Callable

from portal import words
from portal.dossiers import terms

# What follows the measure, for those that have more to say.
_OF_OBLIGATION = ("ON_TIME", "LATE", "LATE_AT")
_OF_STAGE = ("STAGE", "OBJECTED_AT", "LATE_AT")


def said(say: Callable[[str], str], mark: str) -> str:
    """`LATE_AT:FIRST_ACTION:DISPATCHED` is "Late: First action (Dispatched)"."""
    measure, *of = mark.split(":")
    if measure == "STAGE":
        return say(words.STATES[of[0]])
    text = say(terms.MEASURES[measure])
    if measure in _OF_OBLIGATION:
        text = f"{text}: {say(words.OBLIGATIONS[of[0]])}"
    return f"{text} ({say(words.STATES[of[-1]])})" if measure in _OF_STAGE else text


def is_known(mark: str) -> bool:
    """Whether it says anything."""
    measure, *of = mark.split(":")
    wanted = [
        names
        for names, measures in ((words.OBLIGATIONS, _OF_OBLIGATION), (words.STATES, _OF_STAGE))
        if measure in measures
    ]
    return (
        measure in terms.MEASURES
        and len(of) == len(wanted)
        and all(one in names for one, names in zip(of, wanted, strict=True))
    )
