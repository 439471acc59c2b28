"""Files of messages for the small city, as tests write them."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

GOOD = {
    "body": "زباله‌های کوچه را نبرده‌اند.",
    "category_code": "litter",
    "district_number": "1",
    "reporter_phone": "09120000000",
    "received_at": "2026-03-21T09:30:00+03:30",
}


def write(path: Path, rows: Iterable[Mapping[str, str]], *, encoding: str = "utf-8") -> Path:
    """A file with a column for each name of any row."""
    rows = list(rows)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding=encoding, newline="") as file:
        table = csv.DictWriter(file, columns, restval="")
        table.writeheader()
        table.writerows(rows)
    return path


def numbered(count: int) -> list[dict[str, str]]:
    """Good rows that differ in their text."""
    return [GOOD | {"body": f"پیام شماره {number}"} for number in range(count)]


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))
