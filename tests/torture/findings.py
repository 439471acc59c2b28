"""What a run found, and how it is shown."""

from dataclasses import dataclass
from typing import Final

NOT_RUN: Final = "not run"


@dataclass(frozen=True)
class Finding:
    """`holds` is None where nothing was asked of the figure, or it was not run."""

    what: str
    figure: str
    mark: str = ""
    holds: bool | None = None


class Timed(Finding):
    """What depends on how fast the machine is, and on what else it does: a mark, and no fault if missed."""


def wrong(findings: list[Finding]) -> bool:
    """Whether anything was found that must not be, whatever the machine."""
    return any(one.holds is False and not isinstance(one, Timed) for one in findings)


def nought(what: str, found: int, of: int | None = None) -> Finding:
    """What must be found nowhere."""
    return Finding(what, f"{found:,}" + (f" of {of:,}" if of is not None else ""), "0", found == 0)


def at_most(what: str, figure: float, mark: float, unit: str = "s") -> Finding:
    return Timed(what, f"{figure:.1f} {unit}", f"≤ {mark:g} {unit}", figure <= mark)


def not_run(what: str, why: str) -> Finding:
    """Which is no pass, and said so."""
    return Finding(what, f"{NOT_RUN}: {why}")


def table(findings: list[Finding]) -> str:
    """As Markdown; what does not hold is bold."""
    lines = ["| | found | must be |", "|---|--:|--:|"]
    for one in findings:
        figure = f"**{one.figure}**" if one.holds is False else one.figure
        lines.append(f"| {one.what} | {figure} | {one.mark or '–'} |")
    return "\n".join(lines)
