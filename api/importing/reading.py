"""A CSV file as a stream of rows. What is wrong with the file itself is found before anything is stored of it."""

import csv
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO, TypeAlias

from hotline.kit.refusals import Refusal

# Hears how many bytes of the file have been read.
Told: TypeAlias = Callable[[int], None]

# In characters: far above what all columns may hold, below where the csv module gives up on a field.
LONGEST_ROW: Final = 100_000


class NotUtf8(Refusal):
    code, sentence = "IMPORT_BAD_ENCODING", "After row {row} the file is not UTF-8. Save it as “CSV UTF-8”."


class HasNul(Refusal):
    code, sentence = "IMPORT_HAS_NUL", "After row {row} there is a NUL character: this is not a text file."


class NotCsv(Refusal):
    code, sentence = "IMPORT_NOT_CSV", "After row {row} the quotes do not match, so nobody can tell cells apart."


class RowTooLong(Refusal):
    """Or a quote that is never closed, which makes the rest of the file one cell."""

    code, sentence = "IMPORT_ROW_TOO_LONG", "The row after row {row} is longer than {limit} characters."


class NoHeader(Refusal):
    code, sentence = "IMPORT_NO_HEADER", "The file is empty: its first row names the columns."


class UnknownColumn(Refusal):
    code, sentence = "IMPORT_UNKNOWN_COLUMN", "There is no column {column}. The columns are: {columns}."


class ColumnTwice(Refusal):
    code, sentence = "IMPORT_COLUMN_TWICE", "The column {column} is there more than once."


class ColumnMissing(Refusal):
    code, sentence = "IMPORT_COLUMN_MISSING", "The column {column} is missing."


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is the row's as a spreadsheet counts: the header is row 1, and blank rows count."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that can be read to its end; `sha256` in hexadecimal, of its bytes."""

    path: Path
    sha256: str
    size: int


@contextmanager
def opened(path: Path) -> Iterator["Table"]:
    """The table in the file: UTF-8, with a byte order mark or without."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield Table(file)


class Table:
    """A header and a stream of rows, read once. Iterating raises NotUtf8, HasNul, NotCsv or RowTooLong, as does
    making one."""

    def __init__(self, file: TextIO) -> None:
        self._lines = _Lines(file)
        self._records = csv.reader(self._lines, strict=True)
        header = next(self._all(), Row(0, ()))
        self.header: Sequence[str] = [name.strip() for name in header.cells]

    def __iter__(self) -> Iterator[Row]:
        """The rows below the header, without blank ones."""
        return (row for row in self._all() if row.cells)

    @property
    def bytes_read(self) -> int:
        """For a bar: somewhat ahead of the rows."""
        return self._lines.file.buffer.tell()

    def _all(self) -> Iterator[Row]:
        while True:
            try:
                cells = next(self._records)
            except StopIteration:
                return
            except UnicodeDecodeError:
                raise NotUtf8(row=self._lines.row) from None
            except csv.Error:
                raise NotCsv(row=self._lines.row) from None
            self._lines.row += 1
            self._lines.taken = 0
            yield Row(self._lines.row, cells)


@dataclass
class _Lines:
    """The lines of a file, none longer than a row may be: `row` is the last one whole, `taken` what the next has
    taken so far."""

    file: TextIO
    row: int = 0
    taken: int = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.file.readline(LONGEST_ROW + 1)
        if not line:
            raise StopIteration
        self.taken += len(line)
        if self.taken > LONGEST_ROW:
            raise RowTooLong(row=self.row, limit=LONGEST_ROW)
        if "\0" in line:
            raise HasNul(row=self.row)
        return line


def check(path: Path, *, columns: Sequence[str], required: str, told: Told) -> Checked:
    """Read the file once to its end; `told` hears how many bytes of it have been read.

    Raises what is wrong with it: NotUtf8, HasNul, NotCsv, RowTooLong, NoHeader, UnknownColumn, ColumnTwice or
    ColumnMissing.
    """
    with opened(path) as table:
        _check_header(table.header, columns, required)
        for row in table:
            if row.number % 1000 == 0:
                told(table.bytes_read)
    with path.open("rb") as file:
        return Checked(path, hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)


def _check_header(header: Sequence[str], columns: Sequence[str], required: str) -> None:
    if not any(header):
        raise NoHeader()
    for name in header:
        if name not in columns:
            raise UnknownColumn(column=name, columns=", ".join(columns))
        if header.count(name) > 1:
            raise ColumnTwice(column=name)
    if required not in header:
        raise ColumnMissing(column=required)
