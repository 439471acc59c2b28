"""The measured part of docs/growth.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tests.bench import machine
from tests.bench.databases import Database
from tests.bench.living import Cost
from tests.bench.measuring import Table
from tests.bench.pages_read import Room
from tests.bench.servers import ROOT

PAGE: Final = ROOT / "docs" / "growth.md"
BEGIN: Final = "<!-- measured: written by make growth -->"
END: Final = "<!-- end of what was measured -->"
# Of a machine's CPU what messages may take, and the seconds of a day.
SHARE, DAY = 0.1, 86_400
# How often a message is looked at in its life: by queue, page and cycle, by whoever works on it.
READS: Final = {"detail": 10, "queue": 5, "cycle": 2}


@dataclass(frozen=True)
class Growth:
    """By size, beside the costs of reads, which are by read and size."""

    databases: Sequence[Database]
    reads: Table
    lives: Mapping[int, Cost]
    rooms: Mapping[int, Sequence[Room]]
    touched: Mapping[int, Mapping[str, int]]
    remembered: Mapping[str, Any] | None


def write(found: Growth) -> str:
    """Put the figures into the page, between its marks; the page."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    page = f"{before}{BEGIN}\n\n{_text(found)}\n\n{END}{after}"
    PAGE.write_text(page, "utf-8")
    return page


def _text(found: Growth) -> str:
    sizes = [db.messages for db in found.databases]
    version = found.databases[-1].version
    parts = [
        f"`make growth` on {machine.described()}, PostgreSQL {version}; server, database and load on that machine.",
        *_table("CPU, ms, by messages present", sizes, "most : least"),
        *(_row(name, [by[str(size)].both for size in sizes]) for name, by in found.reads.items()),
        *(_row(name, [sum(found.lives[size][name]) for size in sizes]) for name in found.lives[sizes[0]]),
        "",
        "Of server and PostgreSQL's sessions together: the reads of `make bench` and the figures of a month; then"
        " the steps of an urgent message's life, one after the other, each a mutation with its answer.",
        *_table("pages of 8 kB looked at", sizes, "most : least"),
        *(_row(name, [found.touched[size][name] for size in sizes], "{:,}") for name in found.touched[sizes[0]]),
        *_table("bytes on the disk for each message", sizes, "indexes"),
        *_rooms(found.rooms, sizes),
        *_day(found, sizes[-1]),
        *_memory(found.remembered),
    ]
    return "\n".join(parts)


def _table(what: str, sizes: Sequence[int], last: str) -> list[str]:
    return [
        "",
        f"| {what} | {' | '.join(f'{size:,}' for size in sizes)} | {last} |",
        f"|---|{'--:|' * (len(sizes) + 1)}",
    ]


def _row(name: str, figures: Sequence[float], form: str = "{:.2f}") -> str:
    return f"| {name} | {' | '.join(map(form.format, figures))} | {figures[-1] / figures[0]:.1f} |"


def _rooms(rooms: Mapping[int, Sequence[Room]], sizes: Sequence[int]) -> list[str]:
    """The six largest tables, and all together."""
    largest = [room.name for room in rooms[sizes[-1]][:6]]
    by_name = {size: {room.name: room for room in rooms[size]} for size in sizes}
    lines = []
    for name in largest:
        each = [by_name[size][name] for size in sizes]
        cells = [f"{(room.rows + room.indexes) / size:,.0f}" for room, size in zip(each, sizes, strict=True)]
        share = each[-1].indexes / (each[-1].rows + each[-1].indexes)
        lines.append(f"| `{name}` | {' | '.join(cells)} | {share:.0%} |")
    total = [sum(room.rows + room.indexes for room in rooms[size]) / size for size in sizes]
    indexes = sum(room.indexes for room in rooms[sizes[-1]]) / sizes[-1] / total[-1]
    return [*lines, f"| all tables | {' | '.join(f'{one:,.0f}' for one in total)} | {indexes:.0%} |"]


def _day(found: Growth, size: int) -> list[str]:
    life = sum(sum(step) for step in found.lives[size].values())
    reads = sum(found.reads[name][str(size)].both * times for name, times in READS.items())
    worker = found.remembered["cpu"]["worker"] if found.remembered else 0.0
    each = life + reads + worker
    cores = machine.cores()
    looks = ", ".join(f"{name} {times} times" for name, times in READS.items())
    return [
        "",
        f"| of one message, with {size:,} present | ms of CPU |",
        "|---|--:|",
        f"| the six steps of its life | {life:.1f} |",
        f"| its reading: {looks} | {reads:.1f} |",
        f"| the worker: dispatch, texts, clocks | {worker:.1f} |" if worker else "| the worker | not run |",
        f"| together | {each:.1f} |",
        f"| **messages a day at {SHARE:.0%} of {cores} cores** | **{SHARE * cores * DAY * 1000 / each:,.0f}** |",
    ]


def _memory(found: Mapping[str, Any] | None) -> list[str]:
    if found is None:
        return ["", "Memory over a long load: not run."]
    registered, acts, minutes = found["registered"], found["acts"], found["minutes"]
    lines = [
        f"| {name} | {first:.0f} | {last:.0f} | {hour:+.1f} |"
        for name, (first, last, hour) in found["memory"].items()
    ]
    return [
        "",
        f"| {minutes:.0f} minutes of load, MB resident | after 10 s | at the end | an hour more, once warm |",
        "|---|--:|--:|--:|",
        *lines,
        "",
        f"{registered:,} registrations and {acts:,} acts in that time. The slope is by least squares over the last"
        " seven tenths of it.",
    ]
