"""The lines between panes as characters, with titles on them. Pure.

As in tmux with `pane-border-status top`: every pane has a line above it, which is
either the top line of the whole area or the separator below another pane, and
carries its title. So titles cost one line for all panes together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, set_cell_size

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from widgets.splits.geometry import Area, Rect

LINES = {
    frozenset(): "─",
    frozenset("r"): "─",
    frozenset("l"): "─",
    frozenset("lr"): "─",
    frozenset("u"): "│",
    frozenset("d"): "│",
    frozenset("ud"): "│",
    frozenset("rd"): "┌",
    frozenset("ld"): "┐",
    frozenset("ru"): "└",
    frozenset("lu"): "┘",
    frozenset("lrd"): "┬",
    frozenset("lru"): "┴",
    frozenset("rud"): "├",
    frozenset("lud"): "┤",
    frozenset("lrud"): "┼",
}
"""Box drawing by the sides on which the line goes on."""

HEAVY = "━"
"""Line of the focused pane's title: seen without colour."""
FOCUSED_MARK = "▸"
"""Stands before the title of the focused pane."""


class Run(NamedTuple):
    """Neighbouring border cells of one line that look alike."""

    x: int
    text: str
    focused: bool
    """They border on the focused pane."""
    title: bool
    """They are a title, not a line."""


def draw(
    area: Area,
    panes: Mapping[str, Rect],
    lines: Sequence[Rect],
    titles: Mapping[str, str],
    focused: str | None,
) -> dict[int, list[Run]]:
    """Return the border cells of every row that has any, from left to right.

    `panes` are the shown ones; `lines` are all line cells, the top line included.
    """
    cells = {
        (x, y)
        for rect in lines
        for x in range(rect.x, rect.right)
        for y in range(rect.y, rect.bottom)
    }
    active = panes.get(focused) if focused is not None else None
    rows: dict[int, list[tuple[int, str, bool, bool]]] = {}
    for x, y in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        heavy = active is not None and y == active.y - 1 and _spans(active, x)
        char = HEAVY if heavy else _character(cells, x, y, area.width)
        beside = active is not None and _touches(active, x, y)
        rows.setdefault(y, []).append((x, char, beside, False))
    runs = {y: _runs(row) for y, row in rows.items()}
    for pane, rect in panes.items():
        row = runs.get(rect.y - 1)
        title = _title(titles.get(pane, ""), rect.width - 2, focused=pane == focused)
        if row is not None and title:
            start = rect.x + 1
            runs[rect.y - 1] = _overlaid(row, Run(start, title, pane == focused, True))
    return runs


def _spans(rect: Rect, x: int) -> bool:
    return rect.x <= x < rect.right


def _touches(rect: Rect, x: int, y: int) -> bool:
    return rect.x - 1 <= x <= rect.right and rect.y - 1 <= y <= rect.bottom


def _character(cells: set[tuple[int, int]], x: int, y: int, width: int) -> str:
    """Choose the box character; horizontal lines run on past the area's edge."""
    sides = set()
    if (x - 1, y) in cells:
        sides.add("l")
    if (x + 1, y) in cells:
        sides.add("r")
    if (x, y - 1) in cells:
        sides.add("u")
    if (x, y + 1) in cells:
        sides.add("d")
    if x in {0, width - 1} and sides & {"l", "r"}:
        sides |= {"l", "r"}
    return LINES[frozenset(sides)]


def _title(text: str, width: int, *, focused: bool) -> str:
    """Return the title with a blank on either side, or nothing when it has no room."""
    mark = f"{FOCUSED_MARK} " if focused else ""
    full = f" {mark}{text} " if text else f" {FOCUSED_MARK} " if focused else ""
    if cell_len(full) <= width:
        return full
    room = width - cell_len(mark) - 3
    if room < 1:
        return FOCUSED_MARK if focused and width >= 1 else ""
    return f" {mark}{set_cell_size(text, room)}… "


def _runs(row: Sequence[tuple[int, str, bool, bool]]) -> list[Run]:
    runs: list[Run] = []
    for x, char, focused, title in row:
        last = runs[-1] if runs else None
        if last and last.focused == focused and last.x + len(last.text) == x:
            runs[-1] = last._replace(text=last.text + char)
        else:
            runs.append(Run(x, char, focused, title))
    return runs


def _overlaid(row: Sequence[Run], title: Run) -> list[Run]:
    """Put `title` over the line cells beneath it; titles never overlap."""
    end = title.x + cell_len(title.text)
    result: list[Run] = []
    for run in row:
        stop = run.x + cell_len(run.text)
        if run.title or stop <= title.x or run.x >= end:
            result.append(run)
            continue
        if run.x < title.x:
            result.append(run._replace(text=run.text[: title.x - run.x]))
        if stop > end:
            result.append(run._replace(x=end, text=run.text[end - run.x :]))
    result.append(title)
    return sorted(result)
