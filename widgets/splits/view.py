"""What a split tree looks like in a widget of some size. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from widgets.splits.geometry import Area, Rect

if TYPE_CHECKING:
    from widgets.splits.tree import Separator, SplitTree

NOWHERE = Rect(0, 0, 0, 0)


class View(NamedTuple):
    """Panes, separators and the top line, in the widget's coordinates."""

    area: Area
    """The space of the tree: all but the top line."""
    panes: dict[str, Rect]
    """The panes that are shown; none of them empty."""
    separators: list[Separator]
    """The lines between them, as the tree names them."""
    top: Rect
    """The line above the uppermost panes; empty in a height of one."""
    alone: bool
    """Whether one pane is shown in place of all: zoomed, or no room for more."""

    @property
    def lines(self) -> list[Rect]:
        """Every cell that belongs to no pane, as rectangles."""
        below = (line.rect.moved(0, self.top.height) for line in self.separators)
        return [*below, self.top]

    def separator_at(self, x: int, y: int) -> Separator | None:
        """Return the separator at a cell; where two meet, the upright one."""
        found = None
        for line in self.separators:
            if line.rect.holds(x, y - self.top.height):
                if line.orientation == "row":
                    return line
                found = line
        return found

    def pane_at(self, x: int, y: int) -> str | None:
        """Return the pane whose content or title line is at a cell."""
        for pane, rect in self.panes.items():
            if rect.holds(x, y) or rect.holds(x, y + 1):
                return pane
        return None


def look(
    tree: SplitTree | None, size: Area, focused: str | None, *, zoomed: bool
) -> View:
    """Return the view; the focused pane is always in it when there are cells.

    Zoomed, or in a space too small for it among the others, it is shown alone.
    """
    strip = 1 if size.height > 1 else 0
    area = Area(max(size.width, 0), max(size.height - strip, 0))
    top = Rect(0, 0, area.width, strip)
    if tree is None:
        return View(Area(*size), {}, [], NOWHERE, alone=False)
    panes, separators = tree.arrange(*area)
    panes = {
        pane: rect.moved(0, strip) for pane, rect in panes.items() if not rect.is_empty
    }
    if focused is None or 0 in area or (focused in panes and not zoomed):
        return View(area, panes, separators, top, alone=False)
    return View(area, {focused: Rect(0, strip, *area)}, [], top, alone=True)
