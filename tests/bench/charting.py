"""The chart of docs/performance.md."""

from math import log10
from typing import Final

from tests.bench.measuring import Table

_WIDTH: Final = 720
_LEFT: Final = 150
_BAR: Final = 16
_COLOURS: Final = {
    "limit": "#8a8f98",
    "ours": "#0b7a75",
    "PostGraphile": "#3f6fb5",
    "Mercurius": "#8a63b8",
    "Apollo": "#b5558a",
    "ordinary": "#c8553d",
}


def chart(shapes: Table) -> str:
    """Bars on a logarithmic scale, read in light and dark alike."""
    least = min(costs.both for by in shapes.values() for costs in by.values()) / 2
    most = max(costs.both for by in shapes.values() for costs in by.values()) * 2
    parts, y = [], 34
    for shape, by in shapes.items():
        parts.append(_label(8, y + _BAR * 1.5, shape, weight="bold"))
        for name in filter(by.__contains__, _COLOURS):
            value = by[name].both
            width = log10(value / least) / log10(most / least) * (_WIDTH - _LEFT - 70)
            parts.append(
                f'<rect x="{_LEFT}" y="{y}" width="{width:.0f}" height="{_BAR - 3}" fill="{_COLOURS[name]}"/>'
            )
            parts.append(_label(_LEFT - 8, y + 11, name, anchor="end"))
            parts.append(_label(_LEFT + width + 6, y + 11, f"{value:.2f} ms"))
            y += _BAR
        y += 12
    title = _label(8, 18, "CPU of server and database for one request, logarithmic scale", weight="bold")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" font-family="sans-serif"'
        f' font-size="12" fill="#808080" role="img" aria-label="CPU by request and server">\n{title}\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _label(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "normal") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" font-weight="{weight}">{text}</text>'
