"""What an analyst writes of a bundle, checked before it is stored."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from hotline.kit.masking import mask
from hotline.kit.refusals import Refusal
from hotline.kit.text import clean
from policy_board.bundles.periods import Period
from policy_board.prose import clean_markdown

TITLE: Final = 200
INTRODUCTION: Final = 20_000
NOTE: Final = 2_000


class PeriodsOverlap(Refusal):
    code, sentence = "PERIODS_OVERLAP", "The period compared with ends before the other begins."


@dataclass(frozen=True, slots=True)
class Draft:
    """A bundle's own words. Without `compared` it is compared with what is right before its period."""

    title: str
    visit_on: date
    period: Period
    introduction: str | None = None
    compared: Period | None = None

    def checked(self) -> "Draft":
        """As it is stored. Raises the refusals of its texts and periods."""
        title = mask(clean(self.title, limit=TITLE, path="title"))
        introduction = (self.introduction or "").strip()
        if introduction:
            introduction = clean_markdown(introduction, limit=INTRODUCTION, path="introduction")
        period = self.period.checked("lastDay")
        compared = (self.compared or period.before).checked("comparedLast")
        if compared.last >= period.first:
            raise PeriodsOverlap("comparedLast")
        return replace(self, title=title, introduction=introduction, compared=compared)

    def values(self) -> list[object]:
        """Of a checked draft, in the order of `COLUMNS`."""
        assert self.compared is not None
        days = (self.period.first, self.period.last, self.compared.first, self.compared.last)
        return [self.title, self.introduction, self.visit_on, *days]


COLUMNS: Final = (
    *("title", "introduction", "visit_on"),
    *("first_day", "last_day", "compared_first", "compared_last"),
)
