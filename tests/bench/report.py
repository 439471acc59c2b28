"""The measured part of docs/performance.md, and its chart."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log10
from typing import Final

from tests.bench import machine
from tests.bench.databases import Database
from tests.bench.measuring import Costs
from tests.bench.servers import ROOT, Cost

PAGE: Final = ROOT / "docs" / "performance.md"
CHART: Final = ROOT / "docs" / "performance.svg"
BEGIN: Final = "<!-- measured: written by make bench -->"
END: Final = "<!-- end of what was measured -->"

Table = Mapping[str, Mapping[str, Costs]]


@dataclass(frozen=True)
class Measured:
    """Everything one run of the benchmark found."""

    large: Database
    small: Database
    shapes: Table
    sizes: Table
    pages: Table
    registering: Cost
    start_seconds: float
    resident: float
    command: str


def write(found: Measured) -> None:
    """Put the figures into the page, between its marks, and draw the chart."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{_text(found)}\n\n{END}{after}", "utf-8")
    CHART.write_text(_chart(found.shapes), "utf-8")


def _text(found: Measured) -> str:
    large, small = found.large, found.small
    parts = [
        f"`{found.command}` on {machine.described()}, PostgreSQL {large.version}, server, database and load on the"
        f" same machine: {large.messages:,} messages and {large.follow_ups:,} follow-ups.",
        "| read | limit | ours | ordinary | ours : limit | ordinary : ours | spread | DB, limit | DB, ours |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
        *(_shape(name, by) for name, by in found.shapes.items()),
        "",
        "Milliseconds of server CPU for one request, and of CPU in PostgreSQL's sessions: medians of"
        f" {len(found.shapes['detail']['ours'].runs)} turns. Spread is half the distance between the least and the"
        " most of ours.",
        "",
        "![Server CPU by read](performance.svg)",
        "",
        f"| read | {small.messages:,} messages | {large.messages:,} messages | ratio |",
        "|---|--:|--:|--:|",
        *(_size(name, by) for name, by in found.sizes.items()),
        "",
        "Milliseconds of CPU of server and database together.",
        "",
        *_others(found),
    ]
    return "\n".join(parts).replace("follow-ups.\n|", "follow-ups.\n\n|")


def _shape(name: str, by: Mapping[str, Costs]) -> str:
    limit, ours, ordinary = by["limit"], by["ours"], by.get("ordinary")
    beside, times = (f"{ordinary.server:.1f}", f"{ordinary.server / ours.server:.0f}") if ordinary else ("–", "–")
    return (
        f"| {name} | {limit.server:.3f} | {ours.server:.3f} | {beside} "
        f"| **{ours.server / limit.server:.2f}** | {times} | ±{ours.spread:.0%} "
        f"| {limit.database:.2f} | {ours.database:.2f} |"
    )


def _size(name: str, by: Mapping[str, Costs]) -> str:
    small, large = (by[size].server + by[size].database for size in ("small", "large"))
    return f"| {name} | {small:.2f} | {large:.2f} | {large / small:.2f} |"


def _others(found: Measured) -> list[str]:
    first, later = (sum(_both(found.pages[name]["ours"])) for name in ("page 1", "page 500"))
    figures = sum(_both(found.sizes["figures"]["large"]))
    return [
        "| | |",
        "|---|--:|",
        f"| page 500 of a list, against page 1 | {later / first:.2f} |",
        f"| figures of all districts over a month, server and database | {figures:.2f} ms |",
        f"| registrations a second, each committed to disk | {found.registering.rate:.0f} |",
        f"| CPU of a registration, server and database | {sum(_both(found.registering)):.2f} ms |",
        f"| resident memory of the server at rest | {found.resident:.0f} MB |",
        f"| `make run`, not for the first time, until it answers | {found.start_seconds:.1f} s |",
        f"| demo messages loaded a minute, with their follow-ups | {found.large.rate:,.0f} |",
    ]


def _both(cost: Costs | Cost) -> tuple[float, float]:
    return cost.server, cost.database


_WIDTH: Final = 720
_LEFT: Final = 150
_BAR: Final = 16
_COLOURS: Final = {"limit": "#8a8f98", "ours": "#0b7a75", "ordinary": "#c8553d"}


def _chart(shapes: Table) -> str:
    """Bars on a logarithmic scale, read in light and dark alike."""
    least = min(costs.server for by in shapes.values() for costs in by.values()) / 2
    most = max(costs.server for by in shapes.values() for costs in by.values()) * 2
    parts, y = [], 34
    for shape, by in shapes.items():
        parts.append(_label(8, y + _BAR * 1.5, shape, weight="bold"))
        for name in filter(by.__contains__, _COLOURS):
            value = by[name].server
            width = log10(value / least) / log10(most / least) * (_WIDTH - _LEFT - 70)
            parts.append(
                f'<rect x="{_LEFT}" y="{y}" width="{width:.0f}" height="{_BAR - 3}" fill="{_COLOURS[name]}"/>'
            )
            parts.append(_label(_LEFT - 8, y + 11, name, anchor="end"))
            parts.append(_label(_LEFT + width + 6, y + 11, f"{value:.2f} ms"))
            y += _BAR
        y += 12
    title = _label(8, 18, "Server CPU for one request, logarithmic scale", weight="bold")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" font-family="sans-serif"'
        f' font-size="12" fill="#808080" role="img" aria-label="Server CPU by read and server">\n{title}\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _label(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "normal") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" font-weight="{weight}">{text}</text>'
