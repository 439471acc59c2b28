"""`python -m tests.overload`: three and ten times what a server can do, and a thousand slow sockets, by clients
that others wrote; what useful work goes on, how soon the rest is refused, how soon all is as before (G13, G14).

Counts and orders must hold on any machine. Times must with `--write` alone, which runs longer, on a machine that
does nothing else, and puts what was found into docs/guarantees.md.
"""

import argparse
import asyncio
import sys
import time
from dataclasses import replace
from typing import Final

from tests.overload import slow
from tests.overload.crowds import GATHERING, Answered, Crowd, Few, Seen
from tests.overload.ground import Ground, laid
from tests.torture import report
from tests.torture.findings import Finding, Timed, nought, table, wrong

BEGIN: Final = "<!-- found: written by make overload -->"
END: Final = "<!-- end of what was found by it -->"
# So many connections keep one core busy, and wait for each other but little.
BUSY: Final = 12
# Those whose waiting is looked at, as a share of what can be done; so many a second at most.
ORDINARY, URGENT, CALM = (0.1, 60.0), (0.02, 10.0), (0.05, 30.0)
# Megabytes beside what the sockets themselves take.
GROWTH: Final = 150.0
# Registrations a second beside slow sockets.
BESIDE: Final = 10.0
# Seconds: until all is as before, and more than anybody waits when it is.
BACK, LATE = 5.0, 0.5


async def main(write: bool) -> int:
    begun, seconds = time.monotonic(), 12.0 if write else 5.0
    async with laid() as ground:
        findings = await _crowded(ground, ground.mixed, seconds)
        if write:
            findings += [
                replace(one, what=f"registrations alone: {one.what}")
                for one in await _crowded(ground, ground.registering, seconds)
            ]
        findings += await _slow(ground, seconds)
    if not write:
        findings = [replace(one, holds=None) if isinstance(one, Timed) else one for one in findings]
    print(f"\n{table(findings)}\n\n{time.monotonic() - begun:.0f} s")
    if write:
        report.write(findings, "make overload", time.monotonic() - begun, BEGIN, END)
    return int(wrong(findings))


async def _crowded(ground: Ground, crowd: Crowd, seconds: float) -> list[Finding]:
    peak = await crowd.eager(BUSY, seconds)
    findings = [Finding("answers a second at most", f"{peak.rate:,.0f}"), _wrong(peak)]
    few, rates = Few(ground.port), [min(share * peak.rate, most) for share, most in (ORDINARY, URGENT, CALM)]
    ordinarily, urgently, calmly = rates
    three, ordinary = await asyncio.gather(
        crowd.offering(3 * peak.rate, seconds), few.ask(ground.ordinary, ordinarily, seconds, GATHERING)
    )
    findings += [*_under(3, three, peak), *_waited(3, ordinary)]
    before = ground.resident
    ten, ordinary, urgent, most = await asyncio.gather(
        crowd.offering(10 * peak.rate, seconds),
        few.ask(ground.ordinary, ordinarily, seconds, GATHERING),
        few.ask(ground.urgent, urgently, seconds, GATHERING),
        _most_resident(ground, seconds),
    )
    after = await few.ask(ground.ordinary, calmly, 6)
    findings += [*_under(10, ten, peak), *_waited(10, ordinary), *_urgent(urgent, ordinary)]
    findings += [
        Finding(
            "memory: before, and at most",
            f"{before:.0f}, {most:.0f} MB",
            f"+ {GROWTH:.0f} MB",
            most - before < GROWTH,
        ),
        *_normal_again(after),
    ]
    return findings


def _wrong(answered: Answered) -> Finding:
    found = nought("answers other than 200, and 503 with Retry-After", answered.wrong + answered.lost)
    return replace(found, figure=f"{found.figure} {answered.example}".strip())


def _under(times: int, answered: Answered, peak: Answered) -> list[Finding]:
    share = answered.rate / peak.rate
    return [
        Finding(
            f"asked, {times} × that", f"{answered.offered:,.0f} a second, {answered.offered / peak.rate:.1f} ×"
        ),
        _useful(times, share),
        Finding(f"refused at {times} ×", f"{answered.refused:,}", "> 0", answered.refused > 0),
        _wrong(answered),
    ]


def _useful(times: int, share: float) -> Finding:
    told = f"useful answers at {times} ×", f"{share:.0%} of the most"
    return Timed(*told, "≥ 80 %", share >= 0.8) if times == 3 else Finding(*told)


def _within(what: str, seconds: float, most: float, *, asked: bool) -> Finding:
    """Of ten times nothing of the kind is asked."""
    told = what, f"{seconds * 1000:,.0f} ms"
    return Timed(*told, f"≤ {most * 1000:,.0f} ms", seconds <= most) if asked else Finding(*told)


def _waited(times: int, seen: Seen) -> list[Finding]:
    return [
        _within(f"p99 of what was accepted at {times} ×", seen.p99(200), 1.0, asked=times == 3),
        _within(f"p99 of the refusals at {times} ×", seen.p99(503), 0.05, asked=times == 3),
    ]


def _urgent(urgent: Seen, ordinary: Seen) -> list[Finding]:
    """Against the registrations that nobody called urgent, at the same time."""
    share = urgent.count(200) / max(1, len(urgent.sent))
    others = ordinary.count(200) / max(1, len(ordinary.sent))
    return [
        Timed("urgent registrations taken then", f"{urgent.count(200)} of {len(urgent.sent)}", "all", share == 1),
        Finding("others taken then", f"{others:.0%}", f"< {share:.0%}", others < share),
        _within("p99 of the urgent ones", urgent.p99(200), 1.0, asked=True),
    ]


def _normal_again(after: Seen) -> list[Finding]:
    """Nobody is refused or late any more."""
    begun = min(meant for meant, _, _ in after.sent)
    last = max(
        (meant - begun + wait for meant, status, wait in after.sent if status != 200 or wait > LATE), default=0
    )
    refused = sum(status != 200 for meant, status, _ in after.sent if meant - begun > BACK)
    return [
        nought(f"refused later than {BACK:.0f} s after that", refused),
        Timed("until nobody was refused or late any more", f"{last:.1f} s", f"≤ {BACK:.0f} s", last <= BACK),
    ]


async def _most_resident(ground: Ground, seconds: float) -> float:
    """Megabytes."""
    most, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end:
        most = max(most, ground.resident)
        await asyncio.sleep(0.2)
    return most


async def _slow(ground: Ground, seconds: float) -> list[Finding]:
    async with slow.sockets(ground.port, seconds + slow.COMING + 5):
        await asyncio.sleep(slow.COMING)
        there = slow.established(ground.port)
        seen = await Few(ground.port).ask(ground.ordinary, BESIDE, seconds)
    return [
        Finding("slow sockets open", f"{there:,} of {slow.SOCKETS:,}", "≥ 900", there >= 900),
        nought("registrations beside them refused", len(seen.sent) - seen.count(200), len(seen.sent)),
        _within("p99 of them", seen.p99(200), 0.5, asked=True),
    ]


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--write", action="store_true")
sys.exit(asyncio.run(main(**vars(parser.parse_args()))))
