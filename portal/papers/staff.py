"""Notices to people who work with the system, in their language: an e-mail, and the same as an SMS."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hotline.kit.jalali import moment_text
from hotline.kit.text import digits


@dataclass(frozen=True, slots=True)
class Letter:
    """`short` is the SMS."""

    subject: str
    body: str
    short: str


# By template and language: subject, text. The SMS is the text alone.
_TEXTS: Final = {
    "REMINDED": {
        "fa": (
            "یادآوری پیام {tracking_code}: {percent}٪ از مهلت {obligation} گذشت",
            "از مهلت {obligation} پیام {tracking_code} که در دست شماست، {percent}٪ گذشته است. سررسید: {due}. لطفاً"
            " رسیدگی کنید.",
        ),
        "en": (
            "Reminder of message {tracking_code}: {percent}% of the time for its {obligation} has passed",
            "Of the time for the {obligation} of message {tracking_code}, which is in your hands, {percent}% has"
            " passed. It is due {due}. Please see to it.",
        ),
    },
    "ESCALATED": {
        "fa": (
            "پیام {tracking_code}: {percent}٪ از مهلت {obligation} گذشت",
            "از مهلت {obligation} پیام {tracking_code}، {percent}٪ گذشته است. سررسید: {due}. لطفاً رسیدگی کنید و"
            " دریافت این هشدار را در سامانهٔ ۱۳۷ تأیید کنید.",
        ),
        "en": (
            "Message {tracking_code}: {percent}% of the time for {obligation} has passed",
            "Of the time for the {obligation} of message {tracking_code}, {percent}% has passed. It is due {due}."
            " Please see to it, and acknowledge this notice in 137.",
        ),
    },
    "CLIMBED": {
        "fa": (
            "پیام {tracking_code}: هشدار مهلت {obligation} بی‌پاسخ ماند",
            "هشدار {percent}٪ مهلت {obligation} پیام {tracking_code} در ردهٔ پیشین تأیید نشد و اکنون با شماست."
            " سررسید: {due}. لطفاً رسیدگی کنید و دریافت این هشدار را در سامانهٔ ۱۳۷ تأیید کنید.",
        ),
        "en": (
            "Message {tracking_code}: nobody acknowledged the notice on its {obligation}",
            "The {percent}% notice on the {obligation} of message {tracking_code} was not acknowledged, and is now"
            " yours. It is due {due}. Please see to it, and acknowledge this notice in 137.",
        ),
    },
    "RESOLUTION_REMINDED": {
        "fa": (
            "یادآوری مصوبهٔ {resolution}: {percent}٪ از مهلت گذشت",
            "از مهلت مصوبهٔ {resolution} که مسئول اجرای آن شمایید، {percent}٪ گذشته است. سررسید: {due}. لطفاً آن"
            " را اجرا"
            " کنید و گزارش آن را در سامانهٔ ۱۳۷ بدهید.",
        ),
        "en": (
            "Reminder of resolution {resolution}: {percent}% of its time has passed",
            "Of the time for resolution {resolution}, which you answer for, {percent}% has passed. It is due {due}."
            " Please see to it, and report on it in 137.",
        ),
    },
    "RESOLUTION_ESCALATED": {
        "fa": (
            "مصوبهٔ {resolution}: {percent}٪ از مهلت گذشت و گزارشی نرسیده است",
            "از مهلت مصوبهٔ {resolution} در واحدهای شما {percent}٪ گذشته و گزارشی از اجرای آن نرسیده است. سررسید:"
            " {due}. لطفاً پیگیری کنید و دریافت این هشدار را در سامانهٔ ۱۳۷ تأیید کنید.",
        ),
        "en": (
            "Resolution {resolution}: {percent}% of its time has passed without a report",
            "Of the time for resolution {resolution} in your units, {percent}% has passed without a report. It is"
            " due"
            " {due}. Please see to it, and acknowledge this notice in 137.",
        ),
    },
    "RESOLUTION_EFFECT": {
        "fa": (
            "اثر مصوبهٔ {resolution} پس از {days} روز سنجیده شد",
            "مصوبهٔ {resolution} که از پیشنهاد شما آمده است، {days} روز پیش اجرا شد و اثر آن با میزان اطمینانش"
            " سنجیده شد."
            " آن را در صفحهٔ مصوبه در سامانهٔ ۱۳۷ ببینید.",
        ),
        "en": (
            "The effect of resolution {resolution} was measured after {days} days",
            "Resolution {resolution}, which came of what you proposed, was carried out {days} days ago. Its"
            " effect has"
            " been measured, with how sure that is: see the resolution's page in 137.",
        ),
    },
    "DELIVERIES_STUCK": {
        "fa": (
            "هشدار ۱۳۷: ارسال به {gateway} متوقف مانده است",
            "{count} مورد برای {gateway} از {since} ارسال نشده است و تلاش ادامه دارد. لطفاً صفحهٔ «ارسال‌ها» را در"
            " سامانهٔ ۱۳۷ ببینید و پیام‌های فوری را تلفنی اعلام کنید.",
        ),
        "en": (
            "137 alarm: nothing gets through to {gateway}",
            "Deliveries to {gateway} that have not got through since {since}: {count}. They are tried on and on."
            " Please see the Deliveries page of 137, and hand urgent messages over by telephone.",
        ),
    },
}
_WORDS: Final = {
    "obligation": {
        "FIRST_ACTION": ("نخستین اقدام", "first action"),
        "FEEDBACK": ("بازخورد", "feedback"),
        "RESOLUTION": ("رفع کامل", "resolution"),
    },
    "gateway": {
        "CENTRE": ("مرکز هماهنگی عملیات", "the operations centre"),
        "SMS": ("پیامک", "phones by SMS"),
        "EMAIL": ("رایانامه", "mailboxes"),
    },
}
_MOMENTS: Final = frozenset({"due", "since"})


def letter(template: str, *, language: str, tracking_code: str | None, details: Mapping[str, object]) -> Letter:
    """A notice in "fa" or "en". `details` are codes, numbers and ISO times, as the delivery keeps them. Raises
    KeyError for a template there is not."""
    subject, body = _TEXTS[template][language]
    values = {name: _said(name, value, language) for name, value in details.items()}
    said = [digits(line.format(tracking_code=tracking_code, **values), language) for line in (subject, body)]
    return Letter(said[0], said[1], said[1])


def _said(name: str, value: object, language: str) -> str:
    if name in _MOMENTS:
        return moment_text(datetime.fromisoformat(str(value)), language)
    persian, english = _WORDS.get(name, {}).get(str(value), (str(value), str(value)))
    return persian if language == "fa" else english
