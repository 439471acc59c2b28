"""The texts of SMS to citizens: short, in Persian, and without a word of what the citizen said."""

from collections.abc import Mapping
from string import Formatter
from typing import Final

from hotline.kit.text import digits

_OBJECT: Final = "اگر مشکل همچنان هست، تا ۳۰ روز می‌توانید اعتراض کنید."

TEXTS: Final = {
    "REGISTERED": "۱۳۷: پیام شما با کد {tracking_code} ثبت شد. با همین کد می‌توانید آن را پیگیری کنید.",
    "REFERRED": (
        "۱۳۷: رسیدگی به پیام {tracking_code} با «{authority}» است و به آنجا فرستاده شد. پاسخ را پیگیری می‌کنیم"
        " و به شما خبر می‌دهیم."
    ),
    "REJECTED": (
        "۱۳۷: رسیدگی به پیام {tracking_code} ممکن نشد. دلیل آن را می‌توانید با همین کد از ۱۳۷ بپرسید و اگر قانع"
        " نشدید، اعتراض کنید."
    ),
    "MERGED": (
        "۱۳۷: شهروندان دیگری هم موضوع پیام {tracking_code} را گزارش کرده‌اند. همه را با هم پیگیری می‌کنیم و نتیجه"
        " را به شما هم می‌گوییم."
    ),
    # A citizen answers from any phone: a digit, a space, the code.
    "FEEDBACK": (
        "۱۳۷: دربارهٔ پیام {tracking_code} گفته شده که کار انجام شده است.\n"
        "اگر برطرف شده «۱ {code}» و اگر نه «۲ {code}» را به همین شماره بفرستید."
    ),
    "OBJECTED": "۱۳۷: اعتراض شما دربارهٔ پیام {tracking_code} ثبت شد. نتیجهٔ بررسی را به شما می‌گوییم.",
    "RULED_UPHELD": "۱۳۷: اعتراض شما دربارهٔ پیام {tracking_code} پذیرفته شد و پیگیری آن ادامه دارد.",
    "RULED_DISMISSED": (
        "۱۳۷: اعتراض شما دربارهٔ پیام {tracking_code} بررسی شد و پذیرفته نشد. دلیل آن را می‌توانید با همین کد از"
        " ۱۳۷ بپرسید."
    ),
    "CLOSED_ANSWERED": (
        "۱۳۷: پاسخ پیام {tracking_code} آماده است و می‌توانید با همین کد آن را از ۱۳۷ بگیرید. اگر قانع نشدید،"
        " تا ۳۰ روز می‌توانید اعتراض کنید."
    ),
    "CLOSED_SATISFIED": "۱۳۷: رضایت شما از رسیدگی به پیام {tracking_code} ثبت شد. از همراهی شما سپاسگزاریم.",
    "CLOSED_UNSATISFIED": "۱۳۷: رسیدگی به پیام {tracking_code} پایان یافت و نظر شما ثبت شد.",
    "CLOSED_NOT_NEEDED": f"۱۳۷: رسیدگی به پیام {{tracking_code}} پایان یافت. {_OBJECT}",
    "CLOSED_UNREACHABLE": (
        f"۱۳۷: دربارهٔ پیام {{tracking_code}} چند بار تماس گرفتیم و موفق به گفت‌وگو با شما نشدیم. {_OBJECT}"
    ),
    "CLOSED_DISMISSED": "۱۳۷: پس از بررسی اعتراض، رسیدگی به پیام {tracking_code} پایان یافت.",
    "INCIDENT_CLOSED": f"۱۳۷: رسیدگی به موضوع پیام {{tracking_code}} پایان یافت. {_OBJECT}",
    # To those whose messages were evidence, once: what came of what the board resolved.
    "RESOLUTION_BETTER": (
        "۱۳۷: پیام شما با کد {tracking_code} از شواهد یک مصوبهٔ شورای سیاست‌گذاری ۱۳۷ بود. آن مصوبه اجرا شد و"
        " {days} روز"
        " پس از آن، رسیدگی به‌موقع به این‌گونه درخواست‌ها از {before}٪ به {after}٪ رسیده است. از همراهی شما"
        " سپاسگزاریم."
    ),
    "RESOLUTION_WORSE": (
        "۱۳۷: پیام شما با کد {tracking_code} از شواهد یک مصوبهٔ شورای سیاست‌گذاری ۱۳۷ بود. آن مصوبه اجرا شد، ولی"
        " {days}"
        " روز پس از آن، رسیدگی به‌موقع به این‌گونه درخواست‌ها از {before}٪ به {after}٪ کاهش یافته و کار هنوز به"
        " نتیجه"
        " نرسیده است."
    ),
    "RESOLUTION_UNSURE": (
        "۱۳۷: پیام شما با کد {tracking_code} از شواهد یک مصوبهٔ شورای سیاست‌گذاری ۱۳۷ بود. آن مصوبه اجرا شد. با"
        " آمار"
        " {days} روز پس از آن هنوز نمی‌توان با اطمینان گفت که رسیدگی به این‌گونه درخواست‌ها بهتر شده است."
    ),
    "NOT_UNDERSTOOD": (
        "۱۳۷: پیامک شما رسید، ولی پاسخ آن روشن نبود. برای اعلام نتیجه، «۱» (برطرف شد) یا «۲» (برطرف نشد) و پس از"
        " یک فاصله کد پیامک را بفرستید. برای گزارش تازه با ۱۳۷ تماس بگیرید."
    ),
}


def text(template: str, quoted: Mapping[str, object]) -> str:
    """The text of a notice. Raises KeyError for a template there is not."""
    return digits(TEXTS[template].format_map(quoted), "fa")


def tokens(template: str, quoted: Mapping[str, object]) -> tuple[str, ...]:
    """What the text quotes, each once in the order of the text: for providers that keep the texts themselves."""
    names = dict.fromkeys(name for _, name, _, _ in Formatter().parse(TEXTS[template]) if name)
    return tuple(digits(quoted[name], "fa") for name in names)
