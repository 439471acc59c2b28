"""What is said of resolutions to those who answer for them, to who proposed them, and to citizens."""

import pytest

from portal.papers import sms
from portal.papers.staff import letter

DETAILS = {"resolution": "م/1405/0012", "percent": 100, "due": "2026-04-04T06:30:00+00:00"}
QUOTED = {"tracking_code": "137/1405/00084217", "days": 90, "before": 61, "after": 79}


@pytest.mark.parametrize(
    ("template", "asks"), [("RESOLUTION_REMINDED", "گزارش آن را"), ("RESOLUTION_ESCALATED", "دریافت این هشدار")]
)
def test_a_warning_says_of_which_resolution_how_late_it_is_and_what_is_asked(template: str, asks: str) -> None:
    said = letter(template, language="fa", tracking_code=None, details=DETAILS)
    for part in ("م/۱۴۰۵/۰۰۱۲", "۱۰۰٪", asks):
        assert part in said.short
    english = letter(template, language="en", tracking_code=None, details=DETAILS)
    assert "100%" in english.short


@pytest.mark.parametrize(("language", "part"), [("fa", "۹۰ روز"), ("en", "90 days")])
def test_whoever_proposed_it_hears_of_which_one_and_after_how_long(language: str, part: str) -> None:
    details = {"resolution": "م/1405/0012", "days": 90}
    assert part in letter("RESOLUTION_EFFECT", language=language, tracking_code=None, details=details).short


@pytest.mark.parametrize("template", ["RESOLUTION_BETTER", "RESOLUTION_WORSE"])
def test_citizens_hear_the_figures_in_plain_words(template: str) -> None:
    said = sms.text(template, QUOTED)
    for part in ("۱۳۷/۱۴۰۵/۰۰۰۸۴۲۱۷", "۶۱٪", "۷۹٪", "۹۰ روز"):
        assert part in said


def test_where_nothing_is_sure_citizens_hear_that() -> None:
    assert "نمی‌توان با اطمینان گفت" in sms.text("RESOLUTION_UNSURE", {"tracking_code": "x", "days": 180})
