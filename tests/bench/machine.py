"""What the kernel says of processes and of the machine."""

import os
import re
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def cpu(pid: int) -> float:
    """Seconds of CPU a process has taken, in user and system mode, all its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def backends_cpu(postmaster: int) -> float:
    """The same of all sessions of a PostgreSQL server together."""
    return sum(cpu(pid) for pid in children(postmaster) if "[local]" in _command(pid))


def resident_mb(pid: int) -> float:
    """Resident memory in megabytes."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) / 1024


def described() -> str:
    """Cores and memory."""
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    assert memory
    return f"{os.cpu_count()} cores, {round(int(memory[1]) / 1024**2)} GB of memory"


def cores() -> int:
    return os.cpu_count() or 1


def children(pid: int) -> list[int]:
    """The processes it started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def runs(pid: int, command: str) -> bool:
    """Whether it is `payesh COMMAND`."""
    return command in _command(pid).split("\0")


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""
