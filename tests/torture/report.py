"""The measured part of docs/guarantees.md."""

from collections import Counter
from typing import Final

from tests.bench import machine
from tests.bench.servers import ROOT
from tests.torture.findings import Finding, table

PAGE: Final = ROOT / "docs" / "guarantees.md"
BEGIN: Final = "<!-- found: written by make torture -->"
END: Final = "<!-- end of what was found -->"


def write(findings: list[Finding], command: str, seconds: float, begin: str = BEGIN, end: str = END) -> None:
    """Put what was found into the page, between its marks."""
    before, _, rest = PAGE.read_text("utf-8").partition(begin)
    _, _, after = rest.partition(end)
    head = f"`{command}` on {machine.described()}, in {seconds / 60:.0f} minutes:"
    PAGE.write_text(f"{before}{begin}\n\n{head}\n\n{table(findings)}\n\n{end}{after}", "utf-8")


def said(counted: Counter[str]) -> str:
    return ", ".join(f"{what} {times:,}" for what, times in counted.most_common())
