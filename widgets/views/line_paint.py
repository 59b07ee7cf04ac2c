"""From a row of a line to segments. Pure."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from rich.segment import Segment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.style import Style

    from widgets.views.lines import Line

Mark = tuple[int, int, str]
"""Where a mark begins and ends in the text of its line, and its kind."""


def row_segments(
    line: Line,
    span: tuple[int, int],
    marks: Sequence[Mark],
    base: Style,
    style_of: Callable[[str], Style],
) -> list[Segment]:
    """Return the text of a row, from and to a place in its line, as it is styled.

    `style_of` gives what the style of a kind adds to `base`; of marks that overlap,
    the last is seen.
    """
    start, end = span
    edges = {start, end}
    edges.update(edge for edge, _ in line.kinds if start < edge < end)
    for begin, stop, _ in marks:
        edges.update(edge for edge in (begin, stop) if start < edge < end)
    ordered = sorted(edges)
    segments = []
    for left, right in pairwise(ordered):
        style = base
        kind = next((kind for edge, kind in line.kinds if edge > left), "")
        if kind:
            style += style_of(kind)
        for begin, stop, mark in marks:
            if begin <= left < stop:
                style += style_of(mark)
        segments.append(Segment(line.text[left:right], style))
    return segments
