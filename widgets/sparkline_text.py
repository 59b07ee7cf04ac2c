"""How much a session uses, as text: a sparkline, percent of a core, bytes. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

BARS = "▁▂▃▄▅▆▇█"
"""One cell each, from nothing to all; nothing is a flat line."""

FULL = 100.0
"""Percent at which a bar is full, unless the series goes higher: one core."""

SMOOTHED = 5
"""Samples that `History.recent` is the mean of."""

_UNITS = "KMGTP"
_STEP = 1024
_FOUR_DIGITS = 999.5
_TWO_DIGITS = 9.95


class History(NamedTuple):
    """What a session used lately."""

    cpu: tuple[float, ...]
    """Percent of one core between samples, the oldest first; empty: not known yet."""
    memory: int
    """Bytes now."""
    processes: int = 1
    """Processes now."""

    @property
    def recent(self) -> float:
        """Percent of one core over the last samples; 0.0 when not known."""
        last = self.cpu[-SMOOTHED:]
        return sum(last) / len(last) if last else 0.0


def sparkline(values: Sequence[float], width: int) -> str:
    """Return exactly `width` cells, the newest value on the right.

    A bar is full at `FULL` or at the greatest value, whichever is more.
    """
    shown = values[-width:] if width > 0 else ()
    top = max(FULL, *shown) if shown else FULL
    return "".join(_bar(value / top) for value in shown).rjust(width)


def _bar(part: float) -> str:
    """Return the bar for 0.0 to 1.0; only nothing at all is the lowest."""
    if part <= 0:
        return BARS[0]
    return BARS[min(1 + int(part * (len(BARS) - 1)), len(BARS) - 1)]


def percent_text(value: float) -> str:
    """Return a percentage without decimals: `12%`."""
    return f"{value:.0f}%"


def size_text(count: int) -> str:
    """Return bytes in at most four cells: `512B`, `1.2M`, `34M`, `999G`."""
    if count < _FOUR_DIGITS:
        return f"{max(count, 0)}B"
    size = float(count)
    for unit in _UNITS:
        size /= _STEP
        if size < _TWO_DIGITS:
            return f"{size:.1f}{unit}"
        if size < _FOUR_DIGITS:
            return f"{size:.0f}{unit}"
    return f"{size:.0f}{_UNITS[-1]}"


def usage_texts(history: History) -> tuple[str, ...]:
    """Return what a line says of a session's use, the longest first.

    Columns have the same widths in all sessions, so that they line up.
    """
    memory = f"{size_text(history.memory):>4}"
    if not history.cpu:
        return (memory,)
    numbers = f"{percent_text(history.cpu[-1]):>4} {memory}"
    return (
        f"{sparkline(history.cpu, 8)} {numbers}",
        f"{sparkline(history.cpu, 4)} {numbers}",
        numbers,
    )
