"""From a row to the draft of a message. What makes a draft good is the hotline's to say, not ours."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeVar

from hotline.kit.refusals import Refusal, Refusals
from hotline.kit.text import latin_digits
from hotline.messages.drafts import Draft, ReporterDraft
from hotline.messages.tables import Channel, Ground, Urgency

Value = TypeVar("Value")

REQUIRED: Final = "body"
# By column, where the hotline's refusals say that they belong.
COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "body": ("body",),
    "category_code": ("categoryCode",),
    "district_number": ("districtNumber",),
    "urgency": ("urgency",),
    "ground": ("ground",),
    "latitude": ("place",),
    "longitude": ("place",),
    "address": ("place", "address"),
    "channel": ("channel",),
    "reporter_name": ("reporter", "name"),
    "reporter_phone": ("reporter", "phone"),
    "reporter_national_id": ("reporter", "nationalId"),
    "received_at": ("happenedAt",),
}


class CellCount(Refusal):
    code, sentence = "IMPORT_CELLS", "The row has {found} cells, and the header {expected}."


class BadCell(Refusal):
    """Not a number, a time or a name of the list that the column wants."""

    code, sentence = "IMPORT_BAD_CELL", "This is not what stands in this column: {wanted}."


def draft_of(header: Sequence[str], cells: Sequence[str]) -> Draft:
    """The row as a draft, not yet checked by any rule. Raises Refusals."""
    if len(cells) != len(header):
        raise Refusals([CellCount(found=len(cells), expected=len(header))])
    row = _Cells(dict(zip(header, cells, strict=True)))
    category = row.text("category_code")
    draft = Draft(
        body=row.text("body") or "",
        category_code=category and category.strip(),
        district_number=row.of("district_number", int, "3"),
        urgency=row.of("urgency", _name(Urgency), ", ".join(Urgency)),
        ground=row.of("ground", _name(Ground), ", ".join(Ground)),
        latitude=row.of("latitude", float, "32.6546"),
        longitude=row.of("longitude", float, "51.6680"),
        address=row.text("address"),
        channel=row.of("channel", _name(Channel), ", ".join(Channel)),
        reporter=ReporterDraft(
            name=row.text("reporter_name"),
            phone=row.text("reporter_phone"),
            national_id=row.text("reporter_national_id"),
        ),
        happened_at=row.of("received_at", datetime.fromisoformat, "2026-03-21T09:30:00+03:30"),
    )
    if row.problems:
        raise Refusals(row.problems)
    return draft


def column_of(refusal: Refusal) -> str:
    """The column at fault; empty where it is the whole row."""
    return next((column for column, path in COLUMNS.items() if tuple(refusal.path) in (path, (column,))), "")


class _Cells:
    """The cells of a row by column, and what is wrong with them."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = cells
        self.problems: list[Refusal] = []

    def text(self, column: str) -> str | None:
        """None where it is blank or there is no such column."""
        text = self._cells.get(column, "")
        return text if text and not text.isspace() else None

    def of(self, column: str, read: Callable[[str], Value], wanted: str) -> Value | None:
        text = self.text(column)
        try:
            return None if text is None else read(latin_digits(text.strip()))
        except ValueError:
            self.problems.append(BadCell(column, wanted=wanted))
            return None


def _name(kind: Callable[[str], Value]) -> Callable[[str], Value]:
    return lambda text: kind(text.upper())
