"""The texts of SMS: short, in Persian, and without a word of what the citizen said."""

from collections.abc import Mapping
from typing import Final

from hotline.kit.text import digits

# A citizen answers from any phone: a digit, a space, the code.
_TEXTS: Final = {
    "FEEDBACK": (
        "۱۳۷: دربارهٔ پیام {tracking_code} گفته شده که کار انجام شده است.\n"
        "اگر برطرف شده «۱ {code}» و اگر نه «۲ {code}» را به همین شماره بفرستید."
    ),
}


def text(template: str, *, tracking_code: str, details: Mapping[str, object]) -> str:
    """The text of a notice. Raises KeyError for a template there is not."""
    return digits(_TEXTS[template].format(tracking_code=tracking_code, **details), "fa")
