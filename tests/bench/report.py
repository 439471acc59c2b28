"""The measured part of docs/performance.md, and its chart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from tests.bench import machine
from tests.bench.charting import chart
from tests.bench.databases import Database
from tests.bench.measuring import Costs, Table
from tests.bench.servers import CONNECTIONS, PEERS, ROOT

PAGE: Final = ROOT / "docs" / "performance.md"
CHART: Final = ROOT / "docs" / "performance.svg"
BEGIN: Final = "<!-- measured: written by make bench -->"
END: Final = "<!-- end of what was measured -->"


@dataclass(frozen=True)
class Measured:
    """Everything one run of the benchmark found."""

    large: Database
    small: Database
    shapes: Table
    sizes: Table
    pages: Table
    start_seconds: float
    resident: float
    command: str


def write(found: Measured) -> None:
    """Put the figures into the page, between its marks, and draw the chart."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{_text(found)}\n\n{END}{after}", "utf-8")
    CHART.write_text(chart(found.shapes), "utf-8")


def _text(found: Measured) -> str:
    large, small = found.large, found.small
    parts = [
        f"`{found.command}` on {machine.described()}, PostgreSQL {large.version}, server, database and load on the"
        f" same machine: {large.messages:,} messages and {large.follow_ups:,} follow-ups.",
        *_table("ours : limit", "spread"),
        *(_costs(name, by) for name, by in found.shapes.items()),
        "",
        "Milliseconds of CPU for one request, of the server + of PostgreSQL's sessions: medians of"
        f" {len(found.shapes['detail']['ours'].runs)} turns. Spread is half the distance between the least and the"
        " most of ours, both together.",
        "",
        "![CPU by request and server](performance.svg)",
        *_table("ours : best peer"),
        *(_rates(name, by) for name, by in found.shapes.items()),
        "",
        f"Requests a second over {CONNECTIONS} connections, and in brackets the milliseconds that half of the"
        " answers took at most, and 99 in 100.",
        "",
        "| asked for | | |",
        "|---|---|---|",
        *(goal.row(found.shapes) for goal in _GOALS),
        "",
        f"| read | {small.messages:,} messages | {large.messages:,} messages | ratio |",
        "|---|--:|--:|--:|",
        *(_size(name, by) for name, by in found.sizes.items()),
        "",
        "Milliseconds of CPU of server and database together.",
        "",
        *_others(found),
    ]
    return "\n".join(parts)


_SERVERS: Final = ("limit", "ours", *PEERS, "ordinary")


def _table(*more: str) -> list[str]:
    return [
        "",
        f"| | {' | '.join(_SERVERS)} | {' | '.join(more)} |",
        f"|---|{'--:|' * (len(_SERVERS) + len(more))}",
    ]


def _costs(name: str, by: Mapping[str, Costs]) -> str:
    cells = [f"{by[who].server:.2f} + {by[who].database:.2f}" if who in by else "–" for who in _SERVERS]
    ratio = f"**{_to_limit(by):.2f}**" if "limit" in by else "–"
    return f"| {name} | {' | '.join(cells)} | {ratio} | ±{by['ours'].spread:.0%} |"


def _rates(name: str, by: Mapping[str, Costs]) -> str:
    cells = [
        f"{by[who].rate:,.0f} ({by[who].median:.1f}, {by[who].p99:.1f})" if who in by else "–" for who in _SERVERS
    ]
    ratio = f"**{_to_peers(by):.1f}**" if PEERS.keys() & by.keys() else "–"
    return f"| {name} | {' | '.join(cells)} | {ratio} |"


def _to_limit(by: Mapping[str, Costs]) -> float:
    return by["ours"].both / by["limit"].both


def _to_peers(by: Mapping[str, Costs]) -> float:
    return by["ours"].rate / max(costs.rate for name, costs in by.items() if name in PEERS)


@dataclass(frozen=True)
class _Goal:
    """What was asked for, at most or at least, and of which requests: mostly a ratio."""

    words: str
    ratio: Callable[[Mapping[str, Costs]], float]
    reached: Callable[[float], bool]
    names: tuple[str, ...]

    def row(self, shapes: Table) -> str:
        found = {name: self.ratio(shapes[name]) for name in self.names}
        told = " · ".join(f"{name} {ratio:.2f}" for name, ratio in found.items())
        missed = ", ".join(name for name, ratio in found.items() if not self.reached(ratio))
        return f"| {self.words} | {told} | {'missed: ' + missed if missed else 'reached'} |"


_GOALS: Final = (
    _Goal("CPU of server and database ≤ 1.15 × the limit", _to_limit, lambda ratio: ratio <= 1.15,
          ("detail", "by GET", "queue", "nested", "flat", "cycle")),
    _Goal("a 304 takes less than 1 ms of CPU", lambda by: by["ours"].both, lambda ratio: ratio < 1, ("304",)),
    _Goal("throughput ≥ 2 × the best peer", _to_peers, lambda ratio: ratio >= 2, ("detail", "queue", "nested")),
    _Goal("throughput ≥ 1.5 × the best peer", _to_peers, lambda ratio: ratio >= 1.5, ("flat",)),
    _Goal("registrations ≥ 0.5 × the best peer", _to_peers, lambda ratio: ratio >= 0.5, ("register",)),
)  # fmt: skip


def _size(name: str, by: Mapping[str, Costs]) -> str:
    small, large = (by[size].both for size in ("small", "large"))
    return f"| {name} | {small:.2f} | {large:.2f} | {large / small:.2f} |"


def _others(found: Measured) -> list[str]:
    first, later = (found.pages[name]["ours"].both for name in ("page 1", "page 500"))
    figures = found.sizes["figures"]["large"].both
    return [
        "| | |",
        "|---|--:|",
        f"| page 500 of a list, against page 1 | {later / first:.2f} |",
        f"| figures of all districts over a month, server and database | {figures:.2f} ms |",
        f"| resident memory of the server at rest | {found.resident:.0f} MB |",
        f"| `make run`, not for the first time, until it answers | {found.start_seconds:.1f} s |",
        f"| demo messages loaded a minute, with their follow-ups | {found.large.rate:,.0f} |",
    ]
