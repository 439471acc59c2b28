"""Minutes in the order in which they are read: what is of the meeting as a whole, then item by item."""

from collections.abc import Mapping, Sequence
from typing import Any

Group = tuple[Mapping[str, Any] | None, Sequence[Mapping[str, Any]]]


def parted(minutes: Mapping[str, Any]) -> list[Group]:
    """Each item with its paragraphs; first, under no item, the meeting's. Items that the reader may not see are
    in neither list of the answer."""
    items = [line["item"] for line in minutes["items"] if line["item"]]
    return [(item, _of(minutes, item and item["id"])) for item in (None, *items)]


def _of(minutes: Mapping[str, Any], item_id: str | None) -> list[Mapping[str, Any]]:
    return [paragraph for paragraph in minutes["paragraphs"] if paragraph["itemId"] == item_id]
