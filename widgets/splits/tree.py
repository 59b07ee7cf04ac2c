"""The split tree: which pane lies beside which. Pure and immutable.

A tree is a `Leaf` (one pane) or a `Split` of two or more nodes, side by side
("row") or one above the other ("column").

Between two children lies a separator of one cell. In an area too small for all
children the last ones get no cells and are hidden; weights stay as they are, so a
larger area brings the old picture back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from widgets.splits import nodes
from widgets.splits.geometry import Rect, share
from widgets.splits.nodes import Leaf, Split

if TYPE_CHECKING:
    from widgets.splits.geometry import Area
    from widgets.splits.nodes import Node, Orientation, Path

Direction: TypeAlias = Literal["left", "right", "up", "down"]

COMFORT: dict[Orientation, int] = {"row": 4, "column": 2}
"""`resize` does not shrink a pane below this many columns or rows."""


class Separator(NamedTuple):
    """The line between two children of one split."""

    rect: Rect
    orientation: Orientation
    """Of the split: in a row the separator is a vertical line."""
    path: Path
    """Which split."""
    child: int
    """Number of the child before it."""


class Arrangement(NamedTuple):
    """Where everything lies in one area; each cell belongs to exactly one entry."""

    panes: dict[str, Rect]
    """Every pane, hidden ones with an empty rectangle."""
    separators: list[Separator]


@dataclass(frozen=True, slots=True)
class SplitTree:
    """A tree of panes with unique ids; every change returns a new tree.

    Methods that name a pane raise `KeyError` when the tree does not have it.

    Raises:
        ValueError: two panes have the same id.
    """

    root: Node

    def __post_init__(self) -> None:
        panes = self.panes()
        if len(set(panes)) != len(panes):
            raise ValueError("pane ids are unique")

    def __contains__(self, pane: str) -> bool:
        return pane in self.panes()

    def panes(self) -> tuple[str, ...]:
        """Return the ids in reading order of the tree."""
        return tuple(nodes.panes(self.root))

    def split(self, pane: str, orientation: Orientation, new: str) -> SplitTree:
        """Give half of `pane` to the pane `new`, right of it or below."""
        self._require(pane)
        halves = Split(orientation, (Leaf(pane), Leaf(new)), (1, 1))
        return SplitTree(nodes.replace_leaf(self.root, pane, halves))

    def close(self, pane: str) -> SplitTree | None:
        """Give the space of `pane` to the one before it; None when it was the last."""
        self._require(pane)
        rest = nodes.without(self.root, pane)
        return None if rest is None else SplitTree(rest)

    def swap(self, one: str, other: str) -> SplitTree:
        """Let two panes change places."""
        self._require(one)
        self._require(other)
        names = {one: other, other: one}
        return SplitTree(nodes.renamed(self.root, names))

    def next(self, pane: str) -> str:
        """Return the pane after `pane`, the first after the last."""
        panes = self.panes()
        return panes[(self._require(pane) + 1) % len(panes)]

    def previous(self, pane: str) -> str:
        """Return the pane before `pane`, the last before the first."""
        return self.panes()[self._require(pane) - 1]

    def arrange(self, width: int, height: int) -> Arrangement:
        """Return where every pane and separator lies."""
        arrangement = Arrangement({}, [])
        _place(self.root, Rect(0, 0, max(width, 0), max(height, 0)), (), arrangement)
        return arrangement

    def layout(self, width: int, height: int) -> dict[str, Rect]:
        """Return where every pane lies; hidden ones are empty."""
        return self.arrange(width, height).panes

    def neighbour(
        self, pane: str, direction: Direction, area: Area, *, wrap: bool = True
    ) -> str | None:
        """Return the pane next to `pane` on the screen, or None.

        Of several, the one with the longest common border; at the edge of the area
        the search goes on at the opposite edge, unless `wrap` is False.
        """
        self._require(pane)
        rects = {
            key: _facing(rect, direction, area)
            for key, rect in self.layout(*area).items()
            if not rect.is_empty
        }
        here = rects.pop(pane, None)
        if here is None:
            return None
        end = area.width if direction in {"left", "right"} else area.height
        start = 0 if here.right >= end and wrap else here.right + 1
        best, longest = None, -1
        for key, other in rects.items():
            common = min(here.bottom, other.bottom) - max(here.y, other.y)
            if other.x == start and common > longest:
                best, longest = key, common
        return best

    def resize(
        self, pane: str, direction: Direction, cells: int, area: Area
    ) -> SplitTree:
        """Move a border of `pane` by `cells`.

        As in tmux: its right or lower border, or for the last pane of a split the
        other one. Neighbours are not pushed below `COMFORT`.
        """
        self._require(pane)
        orientation: Orientation = "row" if direction in {"left", "right"} else "column"
        found: tuple[Path, int] | None = None
        node: Node = self.root
        path: Path = ()
        while isinstance(node, Split):
            index = next(
                number
                for number, child in enumerate(node.children)
                if pane in nodes.panes(child)
            )
            if node.orientation == orientation:
                found = path, min(index, len(node.children) - 2)
            node, path = node.children[index], (*path, index)
        if found is None:
            return self
        signed = cells if direction in {"right", "down"} else -cells
        return self.move_separator(*found, signed, area)

    def move_separator(
        self, path: Path, child: int, cells: int, area: Area
    ) -> SplitTree:
        """Move a separator right or down (left or up when `cells` is negative).

        The nearest panes give way first, none below `COMFORT`.
        """
        split: Node = self.root
        rect = Rect(0, 0, *area)
        for number in path:
            if isinstance(split, Split):
                rect = _cut(split, rect)[number]
                split = split.children[number]
        if not isinstance(split, Split) or not 0 <= child < len(split.children) - 1:
            raise KeyError((path, child))
        sizes = [_extent(part, split.orientation) for part in _cut(split, rect)]
        if 0 in sizes:
            return self
        backward = cells < 0
        takers = range(child, -1, -1) if backward else range(child + 1, len(sizes))
        wanted = abs(cells)
        for taker in takers:
            comfort = COMFORT[split.orientation]
            least = nodes.least(split.children[taker], split.orientation, comfort)
            given = min(max(sizes[taker] - least, 0), wanted)
            sizes[taker] -= given
            sizes[child + 1 if backward else child] += given
            wanted -= given
        if wanted == abs(cells):
            return self
        moved = Split(split.orientation, split.children, tuple(sizes))
        return SplitTree(nodes.replace_at(self.root, path, moved))

    def _require(self, pane: str) -> int:
        """Return the number of `pane` in reading order."""
        try:
            return self.panes().index(pane)
        except ValueError:
            raise KeyError(pane) from None


def _extent(rect: Rect, orientation: Orientation) -> int:
    return rect.width if orientation == "row" else rect.height


def _cut(split: Split, rect: Rect) -> list[Rect]:
    """Return the rectangle of every child; the ones that do not fit are empty."""
    space = _extent(rect, split.orientation)
    least = [nodes.least(child, split.orientation) for child in split.children]
    shown, used = 0, -1
    for need in least:
        used += 1 + need
        if used > space:
            break
        shown += 1
    if shown == 0:
        sizes = [space]
    else:
        cells = space - (shown - 1)
        sizes = share(split.weights[:shown], cells, least[:shown])
    sizes += [0] * (len(least) - len(sizes))
    parts: list[Rect] = []
    at = 0
    for size in sizes:
        if size == 0 or rect.is_empty:
            parts.append(Rect(rect.x, rect.y, 0, 0))
        elif split.orientation == "row":
            parts.append(Rect(rect.x + at, rect.y, size, rect.height))
        else:
            parts.append(Rect(rect.x, rect.y + at, rect.width, size))
        at += size + 1
    return parts


def _place(node: Node, rect: Rect, path: Path, into: Arrangement) -> None:
    if isinstance(node, Leaf):
        into.panes[node.pane] = Rect(rect.x, rect.y, 0, 0) if rect.is_empty else rect
        return
    for index, part in enumerate(_cut(node, rect)):
        _place(node.children[index], part, (*path, index), into)
        if index and not part.is_empty:
            line = (
                Rect(part.x - 1, part.y, 1, part.height)
                if node.orientation == "row"
                else Rect(part.x, part.y - 1, part.width, 1)
            )
            into.separators.append(Separator(line, node.orientation, path, index - 1))


def _facing(rect: Rect, direction: Direction, area: Area) -> Rect:
    """Turn the area so that `direction` points right."""
    x, y, width, height = rect
    match direction:
        case "right":
            return rect
        case "left":
            return Rect(area.width - rect.right, y, width, height)
        case "down":
            return Rect(y, x, height, width)
        case "up":
            return Rect(area.height - rect.bottom, x, height, width)
