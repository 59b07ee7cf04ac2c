"""Rectangles of cells, and how a length is shared out by weight. Pure.

Every length is a whole number of cells. Shares are cut at rounded cumulative
weights, so they always add up to the whole, and weights that already are cell
counts of the same whole come back unchanged.
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Area(NamedTuple):
    """Width and height of a space to fill, in cells."""

    width: int
    height: int


class Rect(NamedTuple):
    """A rectangle of cells; empty when width or height is 0."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """First column to the right of the rectangle."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """First row below the rectangle."""
        return self.y + self.height

    @property
    def is_empty(self) -> bool:
        """Whether it holds no cell at all."""
        return self.width <= 0 or self.height <= 0

    def holds(self, x: int, y: int) -> bool:
        """Return whether the cell at `x`, `y` lies inside."""
        return self.x <= x < self.right and self.y <= y < self.bottom

    def moved(self, x: int, y: int) -> Rect:
        """Return the same rectangle, `x` columns right and `y` rows down."""
        return Rect(self.x + x, self.y + y, self.width, self.height)


def share(weights: Sequence[int], whole: int, least: Sequence[int]) -> list[int]:
    """Cut `whole` by `weights`, no part smaller than its `least`.

    The caller makes sure that `sum(least) <= whole`.
    """
    total = sum(weights)
    edges = [0, *(whole * upto // total for upto in accumulate(weights))]
    parts = [end - start for start, end in pairwise(edges)]
    for index, floor in enumerate(least):
        while parts[index] < floor:
            # One cell at a time from whoever has most to spare: even, and there
            # are never more cells than a screen is wide.
            donor = max(range(len(parts)), key=lambda part: parts[part] - least[part])
            parts[donor] -= 1
            parts[index] += 1
    return parts
