import pytest

from portal.papers.staff import letter

DETAILS = {"obligation": "FIRST_ACTION", "percent": 75, "due": "2026-04-04T06:30:00+00:00"}


@pytest.mark.parametrize(
    ("template", "asks"),
    [("REMINDED", "لطفاً رسیدگی کنید"), ("ESCALATED", "دریافت این هشدار"), ("CLIMBED", "اکنون با شماست")],
)
def test_an_escalation_says_of_which_message_how_late_it_is_and_what_is_asked(template: str, asks: str) -> None:
    said = letter(template, language="fa", tracking_code="137/1405/00084217", details=DETAILS)
    for part in ("۱۳۷/۱۴۰۵/۰۰۰۸۴۲۱۷", "۷۵٪", "نخستین اقدام", asks):
        assert part in said.short
    assert "۷۵٪" in said.subject or template == "CLIMBED"


@pytest.mark.parametrize("template", ["REMINDED", "ESCALATED", "CLIMBED"])
def test_who_reads_english_is_told_in_english(template: str) -> None:
    said = letter(template, language="en", tracking_code="137/1405/00084217", details=DETAILS)
    assert "137/1405/00084217" in said.short
    assert "first action" in said.short
