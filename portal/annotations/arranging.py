"""A paper's blocks, each with the notes that stand beside it."""

from collections.abc import Mapping
from typing import Any


def blocks(paper: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each block with the notes whose passages end in it."""
    marked = paper["marked"]
    passages = [one for one in paper["placements"] if one["annotation"]["target"] != "WHOLE"]
    return [
        {
            "html": html,
            "start": start,
            "end": end,
            "notes": [one for one in passages if ends_in(start, end, one["end"])],
        }
        for html, start, end in zip(marked["blocks"], marked["starts"], marked["ends"], strict=True)
    ]


def ends_in(start: int, end: int, passage_end: int | None) -> bool:
    return passage_end is not None and start < passage_end <= end


def on_the_whole(paper: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in paper["placements"] if one["annotation"]["target"] == "WHOLE"]


def lost(paper: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Those whose words are not in it."""
    return [one for one in paper["placements"] if one["start"] is None]
