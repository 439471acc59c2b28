"""Figures of evidence as a page shows them: those frozen beside those of now."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.requests import Request

from portal import rights
from portal.asking import load

FIGURES: Final = load(__file__, "figures.graphql")


async def live(request: Request, evidence: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """By each evidence's id what its filter finds now; none for whoever may not see messages."""
    if not request.state.viewer.roles & rights.EVERY:
        return {}
    found = await asyncio.gather(*(of(request, json.loads(one["filter"])) for one in evidence))
    return {one["id"]: figures for one, figures in zip(evidence, found, strict=True)}


async def of(request: Request, sought: Mapping[str, object]) -> list[Any]:
    """The figures of a filter's messages as they are now."""
    data = await request.state.ask(FIGURES, {"filter": sought})
    figures: list[Any] = data["messageFigures"]
    return figures


def beside(frozen: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A row for each mark that either has: the figure frozen, the figure of now, either of them none."""
    marks = list(dict.fromkeys(figure["mark"] for figures in (frozen, now) for figure in figures))
    before, after = ({figure["mark"]: figure for figure in figures} for figures in (frozen, now))
    rows = [{"frozen": before.get(mark), "now": after.get(mark)} for mark in marks]
    return [{**row, "figure": row["now"] or row["frozen"]} for row in rows]
