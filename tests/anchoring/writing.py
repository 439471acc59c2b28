"""Dossiers of any length, plainly invented, from a seed: they repeat themselves as reports do, in whole
sentences and in sentences that differ by a street or a figure."""

import random
from typing import Final

_STREETS: Final = [
    "میرداماد", "چهارباغ", "شیخ‌صدوق", "کاوه", "جی", "رباط", "بزرگمهر", "حکیم‌نظامی", "توحید", "فروغی", "هزارجریب",
    "سجاد", "آبشار", "رودکی",
]  # fmt: skip
_MATTERS: Final = [
    "چاله‌های آسفالت", "خاموشی چراغ‌ها", "پسماند مانده", "آبگرفتگی معابر", "سد معبر", "شاخه‌های شکسته",
    "لوله شکسته", "دریچه بی‌حفاظ", "فضای سبز خشک", "ایستگاه اتوبوس", "نشست زمین", "جوی گرفته",
]  # fmt: skip
_MONTHS: Final = [
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
]  # fmt: skip
_WHO: Final = [
    "معاونت خدمات شهری", "ناظر منطقه", "مرکز هماهنگی عملیات", "پیمانکار", "واحد پیگیری ویژه", "شرکت آب و فاضلاب",
    "اداره برق", "سازمان پسماند", "شهردار منطقه", "دبیرخانه شورا",
]  # fmt: skip
_SENTENCES: Final = [
    "در منطقه {n} میانگین زمان نخستین اقدام برای {matter} {n2} ساعت است",
    "شهروندان خیابان {street} {n2} بار درباره {matter} تماس گرفته‌اند",
    "{who} اعلام کرده است که رسیدگی به {matter} در خیابان {street} تا {n} روز آینده پایان می‌یابد",
    "از {n3} پیام ثبت‌شده درباره {matter}، {n2} درصد در مهلت مقرر پاسخ گرفته است",
    "بازدید میدانی نشان داد که {matter} در خیابان {street} پس از هر بارندگی تکرار می‌شود",
    "{who} دستور کار را دیرتر از موعد می‌گیرد و فرصت اقدام از دست می‌رود",
    "پیشنهاد می‌شود {who} پیش از آغاز هر عملیات، زمان آن را به ساکنان خیابان {street} اطلاع دهد",
    "هزینه برآوردشده برای رفع {matter} در منطقه {n} نزدیک به {n3} میلیون تومان است",
    "اعتراض‌های ثبت‌شده درباره {matter} در سه ماه گذشته {n2} درصد بیشتر شده است",
    "نبود هماهنگی میان {who} و پیمانکار، علت اصلی تکرار {matter} است",
    "پرونده‌های مشابه در منطقه {n} بدون بازدید ناظر بسته شده‌اند",
    "در جلسه با {who} قرار شد برنامه زمان‌بندی تازه‌ای برای {matter} تهیه شود",
    "تصویرهای پیوست، وضعیت {matter} را پیش و پس از اقدام در خیابان {street} نشان می‌دهد",
    "سهم {matter} از کل پیام‌های فوری منطقه {n} برابر {n2} درصد است",
    "مدیر منطقه {n} کمبود نیروی شبانه را دلیل تأخیر در رسیدگی به {matter} می‌داند",
    "در شب‌های تعطیل، {who} تنها یک اکیپ برای خیابان {street} و اطراف آن دارد",
]  # fmt: skip
# What is written later says other things, of the same streets and the same people.
_LATER: Final = [
    "با {who} تفاهم‌نامه‌ای برای {matter} امضا شد و نخستین گزارش آن {n} {month} می‌رسد.",
    "دوربین‌های خیابان {street} از {n} {month} به اتاق پایش وصل شده‌اند.",
    "{n2} نفر از دانش‌آموزان منطقه {n} درباره {matter} آموزش دیدند.",
    "طرح آزمایشی {who} در خیابان {street} با رضایت {n2} نفر روبه‌رو شد.",
    "کمیسیون عمران بررسی {matter} را به نشست {n} {month} موکول کرد.",
    "فهرست نقطه‌های پرخطر منطقه {n} در تارنمای شهرداری منتشر شد.",
    "{who} دو دستگاه تازه خریده و آن‌ها را در خیابان {street} به کار گرفته است.",
    "بودجه سال آینده {n3} میلیارد تومان برای {matter} کنار گذاشته است.",
    "گروهی از اصناف خیابان {street} داوطلب همکاری شده‌اند.",
    "نظرسنجی {month} نشان می‌دهد اعتماد به {who} بهتر شده است.",
    "کارگاه {n} {month} با حضور {who} جمع‌بندی روشنی نداشت.",
    "نرم‌افزار نوبت‌دهی تازه، صف‌های منطقه {n} را کوتاه کرده است.",
]
_OPENINGS: Final = [
    "بنا بر آمار سال گذشته،", "به گفته ساکنان،", "در بازبینی دوم،", "از نگاه اداره،", "به همین دلیل،",
    "با این همه،", "در عمل،", "پس از بارندگی آبان،", "بر پایه تماس‌های ثبت‌شده،", "افزون بر این،",
    "در گزارش ناظر آمده است که",
    "در نشست {n} {month}،", "به گزارش {n3} ناظر،", "در بازدید {n} {month} روشن شد که", "پرونده {n3} نشان می‌دهد که",
    "از {n} {month} تا {n2} روز پس از آن،", "بنا بر نامه {n3} شورا،", "در {n2} تماس {month} گفته شد که",
    "اعضای کمیسیون یادآور شدند که", "تا پایان شهریور،", "چنان که در بخش پیش آمد،", "با وجود دو بار ابلاغ،",
]  # fmt: skip
_TAILS: Final = [
    " و رسیدگی دوباره لازم است", " و این روند رو به افزایش است", " که با برنامه سالانه سازگار نیست",
    " و ساکنان از آن خبر ندارند", " اما اعتبار آن تأمین نشده است", " و نوبت بعدی در دی‌ماه است",
    " و علت آن باید روشن شود", " که بیشتر در ساعت‌های شب رخ می‌دهد", " و پیمانکار تازه هنوز کار را آغاز نکرده است",
]  # fmt: skip
_FORMULAS: Final = [
    "این گزارش هر ماه به‌روز می‌شود.",
    "جزئیات در پیوست آمده است.",
    "موضوع همچنان در دست پیگیری است.",
    "پاسخ رسمی تا زمان تهیه این پرونده نرسیده است.",
]
_PERSIAN: Final = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def sentence(rng: random.Random) -> str:
    """One of very many; of some sentences there are but four, and they stand in many places."""
    if rng.random() < 0.03:
        return rng.choice(_FORMULAS)
    opening, body = rng.choice(["", *_OPENINGS]), rng.choice(_SENTENCES)
    tail = rng.choice(["", *_TAILS])
    return _filled(f"{opening} {body}{tail}.".strip(), rng)


def later(rng: random.Random) -> str:
    return _filled(rng.choice(_LATER), rng)


def _filled(text: str, rng: random.Random) -> str:
    return text.format(
        street=rng.choice(_STREETS),
        matter=rng.choice(_MATTERS),
        month=rng.choice(_MONTHS),
        who=rng.choice(_WHO),
        n=str(rng.randint(1, 15)).translate(_PERSIAN),
        n2=str(rng.randint(2, 95)).translate(_PERSIAN),
        n3=str(rng.randint(100, 990)).translate(_PERSIAN),
    )


def paragraph(rng: random.Random) -> list[str]:
    return [sentence(rng) for _ in range(rng.randint(2, 6))]


def dossier(rng: random.Random, letters: int) -> list[list[str]]:
    """Paragraphs of sentences, at least so many letters of text in all."""
    paragraphs: list[list[str]] = []
    while sum(len(text) + 1 for sentences in paragraphs for text in sentences) < letters:
        paragraphs.append(paragraph(rng))
    return paragraphs
