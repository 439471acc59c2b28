"""Whether what the journal says is what is stored, and whether all that holds of messages still does, once
everything runs again and is quiet."""

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Final
from uuid import UUID

from hotline.deliveries.figures import HEALTH
from tests import world
from tests.drafts import row, rows
from tests.schema import escalated, invariants
from tests.torture.findings import Finding, at_most, not_run, nought
from tests.torture.lateness import Away, ours, spread
from tests.torture.load import Journal
from tests.torture.network import Network

# Of a first action's target in this city: its ladder is climbed within a run.
TARGET_MINUTES: Final = 1
_AT_ONCE: Final = 4


async def unfinished() -> dict[str, int]:
    """What is still on its way."""
    return {name: count for name, count in (await row(_UNFINISHED)).items() if count}


async def judge(journal: Journal, network: Network, centre: Path, away: Away) -> list[Finding]:
    """All there is to say of a quiet database. `centre` is what the stand-in kept; it was dead when `away`."""
    return [
        *await _registered(journal),
        *await _acted(journal),
        *await _dispatched(network, centre),
        *await _escalated(away),
        *await _of_each(),
        *await _finished(),
        Finding("answers that must not be", _said(journal.wrong), "0", not journal.wrong),
    ]


async def _registered(journal: Journal) -> list[Finding]:
    kept = {one["key"]: (one["tracking_code"], f"msg_{one['id']}") for one in await rows(_KEYS)}
    stored = (await row("SELECT count(*) FROM message"))["count"]
    lost = [key for key in journal.registered if key not in kept]
    other = [key for key, told in journal.registered.items() if kept.get(key, told) != told]
    codes = Counter(code for code, _ in kept.values())
    acknowledged = len(journal.registered)
    return [
        Finding("registrations acknowledged", f"{acknowledged:,}"),
        nought("of them lost", len(lost), acknowledged),
        nought("stored under another code or twice", len(other) + sum(n - 1 for n in codes.values())),
        nought(
            "stored that nobody sent", len(kept.keys() - journal.sent.keys()) + stored - journal.before - len(kept)
        ),
    ]


async def _acted(journal: Journal) -> list[Finding]:
    told = Counter(one["text"] for one in await rows(_MARKS) if one["text"])
    found = Counter({mark: told[mark] for mark in journal.marks})
    return [
        Finding("transitions acknowledged", f"{journal.acts:,}"),
        nought("of those with words: lost", sum(not found[mark] for mark in journal.acted), len(journal.acted)),
        nought("done twice", len([one for one in found.values() if one > 1])),
    ]


async def _dispatched(network: Network, centre: Path) -> list[Finding]:
    posts = [json.loads(line) for line in (await asyncio.to_thread(centre.read_bytes)).splitlines()]
    effects = {key: (content, at) for key, content, at in reversed(posts)}
    deliveries = {one["key"]: one for one in await rows(_DELIVERIES)}
    orders = Counter(content["trackingCode"] for key, (content, _) in effects.items() if deliveries[key]["order"])
    urgent = await rows("SELECT id, tracking_code AS code FROM message WHERE urgency = 'URGENT'")
    # One that was closed before its order could leave is called off (hotline/messages/dispatching.py).
    called_off = {one["code"] for one in deliveries.values() if one["state"] == "CANCELLED" and one["closed"]}
    missing = [one for one in urgent if not orders[one["code"]] and one["code"] not in called_off]
    waits = [at - deliveries[key]["since"].timestamp() for key, (_, at) in effects.items()]
    again = sum(network.posts.values()) - len(network.posts)
    for_nothing = sum(network.answered.values()) - len(network.answered)
    return [
        nought("urgent messages that did not reach the centre", len(missing), len(urgent)),
        nought("in effect there twice", len([one for one in orders.values() if one > 1])),
        nought("effects there of nothing that is stored", len(effects.keys() - deliveries.keys())),
        Finding("called off, since closed before they left", f"{len(called_off):,}"),
        at_most("posts more than one for each", 100 * again / max(len(network.posts), 1), 10, "%"),
        Finding("of them though an answer had come", f"{for_nothing:,}"),
        Finding("from registration to the centre: median, p99, worst", spread(waits)),
    ]


async def _escalated(away: Away) -> list[Finding]:
    found = await row(_RUNGS, TARGET_MINUTES)
    late = [(one["due"], one["fired"]) for one in await rows(_LATE, TARGET_MINUTES)]
    return [
        Finding("rungs fired", f"{found['fired']:,}"),
        nought("twice", found["twice"]),
        nought("early", found["early"]),
        nought("missing", found["missing"]),
        Finding("late: median, p99, worst", spread([(fired - due).total_seconds() for due, fired in late])),
        Finding("without the time the database was dead", spread([ours(due, fired, away) for due, fired in late])),
    ]


async def _of_each() -> list[Finding]:
    """What holds of every message and of all together, as the tests of whole cycles ask it."""
    ids = [one["id"] for one in await rows("SELECT id FROM message ORDER BY id")]
    broken: Counter[str] = Counter()
    examples: dict[str, str] = {}
    gate = asyncio.Semaphore(_AT_ONCE)

    async def look(id_: UUID) -> None:
        async with gate:
            try:
                told = await invariants.hold(id_, [], alone=True)
            except AssertionError as error:
                broken["steps, custody"] += 1
                examples["steps, custody"] = f"{id_}: {error}"
                return
            try:
                await escalated.each_rung_fired_once(id_, told)
            except AssertionError as error:
                broken["rungs"] += 1
                examples["rungs"] = f"{id_}: {error}"

    await asyncio.gather(*map(look, ids))
    try:
        await invariants.of_all()
    except AssertionError as error:
        broken["figures"] += 1
        examples["figures"] = str(error)
    for name, example in examples.items():
        print(f"{name}: {example}")
    return [
        nought("messages whose steps, custody or endings do not hold", broken["steps, custody"], len(ids)),
        nought("messages whose rungs and timeline differ", broken["rungs"], len(ids)),
        nought("figures that differ from recomputation", broken["figures"]),
    ]


async def _finished() -> list[Finding]:
    health = await row(HEALTH)
    return [
        nought("jobs, deliveries and transactions left in progress", sum((await unfinished()).values())),
        nought("deliveries stuck", health["stuck"]),
        nought("the watchdog's: acknowledged, urgent and not delivered", health["undelivered"]),
    ]


def faults(logs: list[Path]) -> Finding:
    """What processes logged as faults of ours: not a database that is away."""
    found: list[str] = []
    for log in logs:
        found += [line for line in log.read_text("utf-8", "replace").splitlines() if "by a fault of ours" in line]
    for line, times in Counter(found).most_common(5):
        print(f"{times} ×: {line}")
    return nought("faults of ours in the logs", len(found))


def skewed(files: list[Path]) -> Finding:
    if not files:
        return not_run("workers' clocks", "libfaketime is not installed (Debian's faketime)")
    return Finding("workers' clocks", f"{len(files)} of {len(files)}, ±3 h, moved while they ran")


def _said(counted: Counter[str]) -> str:
    return ", ".join(f"{count} × {what}" for what, count in counted.items()) or "0"


_UNFINISHED: Final = """
SELECT (SELECT count(*) FROM pgqueuer) AS jobs,
    (SELECT count(*) FROM delivery WHERE state IN ('PENDING', 'STUCK')) AS deliveries,
    (SELECT count(*) FROM clock WHERE next_rung_at < payesh_now()) AS rungs,
    (SELECT count(*) FROM escalation WHERE climbs_at < payesh_now()) AS climbs,
    (SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND pid <> pg_backend_pid()
        AND state_change < now() - interval '2 seconds') AS transactions,
    (SELECT count(*) FROM pg_prepared_xacts) AS prepared
"""
_KEYS: Final = """
SELECT key, tracking_code, message.id FROM idempotency JOIN message ON message.id = subject_id
WHERE act = 'register'
"""
_MARKS: Final = "SELECT text FROM follow_up"
_DELIVERIES: Final = """
SELECT delivery.idempotency_key AS key, delivery.state, delivery.created_at AS since, message.tracking_code AS code,
    delivery.template IS NULL AS order, message.state = 'CLOSED' AS closed
FROM delivery JOIN message ON message.id = delivery.message_id WHERE delivery.kind = 'CENTRE'
"""
# A clock that was met owes what it passed before, which `escalated` holds against its timeline.
_RUNGS: Final = f"""
WITH owed AS (
    SELECT clock.id, max(percent) AS percent
    FROM clock, unnest(ARRAY{[rung["percent"] for rung in world.LADDER]}) AS rung (percent)
    WHERE obligation = 'FIRST_ACTION' AND state IN ('RUNNING', 'BREACHED') AND met_at IS NULL
        AND started_at + make_interval(mins => $1) * percent / 100.0 < payesh_now()
    GROUP BY clock.id
)
SELECT (SELECT count(*) FROM escalation) AS fired,
    (SELECT count(*) FROM (SELECT FROM escalation GROUP BY clock_id, percent HAVING count(*) > 1) t) AS twice,
    (SELECT count(*) FROM escalation JOIN clock ON clock.id = clock_id WHERE obligation = 'FIRST_ACTION'
        AND fired_at <= started_at + make_interval(mins => $1) * percent / 100.0) AS early,
    (SELECT count(*) FROM owed WHERE NOT EXISTS (
        SELECT FROM escalation WHERE clock_id = owed.id AND escalation.percent = owed.percent)) AS missing
"""
_LATE: Final = """
SELECT started_at + make_interval(mins => $1) * percent / 100.0 AS due, fired_at AS fired
FROM escalation JOIN clock ON clock.id = clock_id
WHERE obligation = 'FIRST_ACTION' AND fired_at < clock_timestamp()
"""
