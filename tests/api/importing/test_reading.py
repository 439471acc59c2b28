from pathlib import Path

import pytest

from api.importing import reading
from api.importing.drafting import COLUMNS, REQUIRED
from hotline.kit.refusals import Refusal


def checked(path: Path, content: bytes) -> reading.Checked:
    path.write_bytes(content)
    return reading.check(path, columns=list(COLUMNS), required=REQUIRED, told=lambda _: None)


def rows(path: Path) -> list[tuple[int, list[str]]]:
    with reading.opened(path) as table:
        return [(row.number, list(row.cells)) for row in table]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["without a mark", "with a mark"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_utf_8_is_read_with_and_without_its_mark_and_with_any_end_of_line(
    tmp_path: Path, mark: bytes, end: bytes
) -> None:
    file = tmp_path / "messages.csv"
    checked(file, mark + end.join([b"body,address", "چاله,«کوچه»".encode(), b"", b'"a, ""b""",c']) + end)
    # A blank row counts, as it does in a spreadsheet.
    assert rows(file) == [(2, ["چاله", "«کوچه»"]), (4, ['a, "b"', "c"])]


def test_a_cell_may_run_over_lines(tmp_path: Path) -> None:
    file = tmp_path / "messages.csv"
    checked(file, b'body\n"one\ntwo"\nthree\n')
    assert rows(file) == [(2, ["one\ntwo"]), (3, ["three"])]


BAD = {
    "nothing": (b"", "IMPORT_NO_HEADER"),
    "a mark alone": (b"\xef\xbb\xbf", "IMPORT_NO_HEADER"),
    "only commas": (b",,\n", "IMPORT_NO_HEADER"),
    "Windows-1256": ("body\nسلام\n".encode("cp1256"), "IMPORT_BAD_ENCODING"),
    "UTF-16": ("body\nسلام\n".encode("utf-16"), "IMPORT_BAD_ENCODING"),
    "UTF-16 without a mark": ("body\nok\n".encode("utf-16-le"), "IMPORT_HAS_NUL"),
    "half a letter at the end": (b"body\nok\n\xd8", "IMPORT_BAD_ENCODING"),
    "a surrogate": (b"body\n\xed\xa0\x80\n", "IMPORT_BAD_ENCODING"),
    "a broken letter far below": (b"body\n" + b"ok\n" * 100_000 + b"\xff\n", "IMPORT_BAD_ENCODING"),
    "NUL": (b"body\na\0b\n", "IMPORT_HAS_NUL"),
    "a quote never closed": (b'body\n"ok\nok\n', "IMPORT_NOT_CSV"),
    "a quote never closed far above": (b'body\n"ok\n' + b"ok\n" * 100_000, "IMPORT_ROW_TOO_LONG"),
    "a letter after a quote": (b'body\n"a"b\n', "IMPORT_NOT_CSV"),
    "a line without end": (b"body\n" + b"a" * 1_000_000, "IMPORT_ROW_TOO_LONG"),
    "a header without end": (b"a" * 1_000_000, "IMPORT_ROW_TOO_LONG"),
    "cells without end": (b"body\n" + b"a," * 1_000_000, "IMPORT_ROW_TOO_LONG"),
    "another's column": (b"body,pii_text\na,b\n", "IMPORT_UNKNOWN_COLUMN"),
    "semicolons": (b"body;address\na;b\n", "IMPORT_UNKNOWN_COLUMN"),
    "a column without a name": (b"body,\na,b\n", "IMPORT_UNKNOWN_COLUMN"),
    "a column twice": (b"body,body\na,b\n", "IMPORT_COLUMN_TWICE"),
    "no body": (b"address\na\n", "IMPORT_COLUMN_MISSING"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_wrong_as_a_whole_is_refused_by_its_code(tmp_path: Path, name: str) -> None:
    content, code = BAD[name]
    with pytest.raises(Refusal) as refused:
        checked(tmp_path / "messages.csv", content)
    assert refused.value.code == code
    assert refused.value.say("fa") != refused.value.say("en")


def test_the_row_before_the_fault_is_named(tmp_path: Path) -> None:
    with pytest.raises(reading.HasNul, match="After row 3 "):
        checked(tmp_path / "messages.csv", b"body\na\nb\nc\0\n")
