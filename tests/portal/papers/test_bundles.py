"""Papers have names that every system takes; the press fetches nothing."""

import pytest

from portal.papers.bundles import file_name
from portal.papers.press import FONT, Refusing, laid_out


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("چاله‌های معبر", "چاله های معبر"),
        ('الف/ب\\پ:ت*ث?"ج<چ>ح|خ', "الف ب پ ت ث ج چ ح خ"),
        ("پایان. ", "پایان"),
        ("CON", "_CON"),
        ("lpt1.pdf", "_lpt1.pdf"),
        ("\u202eگزارش\u2066", "گزارش"),
        ("..", "_"),
        ("ب" * 300, "ب" * 80),
    ],
)
def test_a_title_becomes_a_name_that_every_system_takes(title: str, name: str) -> None:
    assert file_name(title) == name


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://127.0.0.1:8137/", "data:text/plain,x", "payesh:other"]
)
def test_the_press_fetches_nothing_but_the_font(url: str) -> None:
    assert Refusing().fetch(FONT).url == FONT
    with pytest.raises(ValueError, match="fetches nothing"):
        Refusing().fetch(url)


def test_a_picture_that_a_paper_names_is_left_out() -> None:
    document = laid_out('<html lang="fa" dir="rtl"><p>متن</p><img src="file:///etc/hostname" alt="تصویر"></html>')
    assert len(document.pages) == 1
