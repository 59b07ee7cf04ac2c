"""Search lines for a text. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from widgets.views.lines import Line


class Hit(NamedTuple):
    """A place that was searched for."""

    line: int
    """The index of its line."""
    start: int
    end: int


def pattern_of(text: str) -> re.Pattern[str] | None:
    """Return what finds a text in any case; None for no text."""
    return re.compile(re.escape(text), re.IGNORECASE) if text else None


def matches(pattern: re.Pattern[str] | None, line: Line) -> Sequence[tuple[int, int]]:
    """Return where a pattern is in a line."""
    if pattern is None:
        return ()
    return [match.span() for match in pattern.finditer(line.text)]


def find(
    lines: Sequence[Line],
    pattern: re.Pattern[str],
    start: int,
    after: Hit | None = None,
    *,
    forward: bool = True,
) -> Hit | None:
    """Return the next place that matches, or with `forward` false the one before.

    The search begins with the line `start`, there beyond the place `after`; it does not
    go on around the end.
    """
    step = 1 if forward else -1
    index = start
    while 0 <= index < len(lines):
        for begin, end in matches(pattern, lines[index])[::step]:
            if after is None or index != after.line or (begin - after.start) * step > 0:
                return Hit(index, begin, end)
        index += step
    return None
