"""The clocks of processes, set wrong and moved while they run (libfaketime)."""

import asyncio
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Final

# Hours.
SKEW: Final = 3.0


def library() -> Path | None:
    """Where libfaketime is, if it is installed."""
    return next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)


def wrong(file: Path, library_: Path) -> dict[str, str]:
    """What makes a process take its time from `file`. Its waits go by the monotonic clock, as they should."""
    _set(file)
    return {
        "LD_PRELOAD": str(library_),
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_CACHE_DURATION": "1",
    }


async def move(files: Sequence[Path]) -> None:
    """Move each again and again, until cancelled."""
    while files:
        await asyncio.sleep(random.uniform(1, 5))
        _set(random.choice(files))


def _set(file: Path) -> None:
    """Forth or back; put in its place whole, since it is read at any moment."""
    draft = file.with_suffix(".new")
    draft.write_text(f"{random.uniform(-SKEW, SKEW) * 3600:+.0f}s\n")
    draft.rename(file)
