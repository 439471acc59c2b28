"""The file of refused rows: what is wrong with each, beside the row as it was, for a spreadsheet to open safely."""

import csv
import fcntl
import io
import os
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from api.importing.drafting import column_of
from api.importing.reading import Row
from hotline.kit.refusals import Refusal, Refusals

HEADER: Final = ("row", "column", "code", "fa", "en")

# Spreadsheets take a cell for a formula that begins so.
_FORMULA: Final = frozenset("=+-@\t\r\n")


class GoingOn(Refusal):
    code, sentence, status = "IMPORT_GOING_ON", "This file is being imported just now.", 409


@contextmanager
def opened(path: Path, *, columns: Sequence[str], keep: int) -> Iterator["RefusedRows"]:
    """The file, cut off after `keep` bytes; written anew for 0, or where it has fewer. Only its owner may read it,
    since it holds what citizens said. One without a row is removed at the end. Raises GoingOn."""
    # With a byte order mark, without which spreadsheets take it for anything but UTF-8.
    header = b"\xef\xbb\xbf" + _line([*HEADER, *columns])
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with open(descriptor, "r+b", buffering=0) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise GoingOn() from None
        if not keep <= os.fstat(descriptor).st_size:
            keep = 0
        file.truncate(keep)
        file.seek(keep)
        if not keep:
            file.write(header)
        yield RefusedRows(file)
        if file.tell() == len(header):
            path.unlink()


class RefusedRows:
    """The rows of the file, being written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    @property
    def size(self) -> int:
        """Of the whole file, in bytes."""
        return self._file.tell()

    def add(self, row: Row, refusals: Refusals) -> None:
        """One line for each thing wrong with the row."""
        for refusal in refusals.problems:
            told = (column_of(refusal), refusal.code, refusal.say("fa"), refusal.say("en"))
            self._file.write(_line([str(row.number), *told, *row.cells]))

    def sync(self) -> None:
        """Have it on the disk."""
        os.fsync(self._file.fileno())


def _line(cells: Sequence[str]) -> bytes:
    line = io.StringIO(newline="")
    csv.writer(line).writerow([_safe(cell) for cell in cells])
    return line.getvalue().encode()


def _safe(cell: str) -> str:
    """The cell as text: looked at as a spreadsheet does, without what cannot be seen and in its plain form."""
    seen = "".join(letter for letter in cell if unicodedata.category(letter) != "Cf").lstrip(" \u00a0")
    return f"'{cell}" if unicodedata.normalize("NFKC", seen[:1]) in _FORMULA else cell
