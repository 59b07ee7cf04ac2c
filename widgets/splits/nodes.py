"""Leaves and splits, and how they are put together and taken apart. Pure.

A split never holds a split of its own orientation: `join` merges them, so there is
one tree for one picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Orientation: TypeAlias = Literal["row", "column"]
"""`row`: children side by side. `column`: one above the other."""
Path: TypeAlias = tuple[int, ...]
"""Child numbers from the root to a node."""

WEIGHT_SUM_MAX = 1_000_000
"""Weights are scaled down above this sum: more than any screen can tell apart."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One pane."""

    pane: str
    """Its id."""


@dataclass(frozen=True, slots=True)
class Split:
    """Two or more nodes that share a space by weight.

    Raises:
        ValueError: fewer than two children, or weights that do not fit them.
    """

    orientation: Orientation
    children: tuple[Node, ...]
    weights: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.children) < 2 or len(self.children) != len(self.weights):  # noqa: PLR2004
            raise ValueError("a split has two or more children, each with a weight")
        if min(self.weights) < 1:
            raise ValueError("weights are positive")


Node: TypeAlias = Leaf | Split


def join(
    orientation: Orientation, children: Sequence[Node], weights: Sequence[int]
) -> Node:
    """Make one node of several: one is itself, splits of one orientation merge."""
    if len(children) == 1:
        return children[0]
    merged = [
        child
        for child in children
        if isinstance(child, Split) and child.orientation == orientation
    ]
    if not merged:
        return Split(orientation, tuple(children), tuple(weights))
    nodes: list[Node] = []
    shares: list[int] = []
    common = 1
    for inner in merged:
        common *= sum(inner.weights)
    for child, weight in zip(children, weights, strict=True):
        if isinstance(child, Split) and child.orientation == orientation:
            nodes.extend(child.children)
            unit = weight * common // sum(child.weights)
            shares.extend(unit * part for part in child.weights)
        else:
            nodes.append(child)
            shares.append(weight * common)
    return Split(orientation, tuple(nodes), _reduced(shares))


def _reduced(weights: Sequence[int]) -> tuple[int, ...]:
    divisor = gcd(*weights)
    total = sum(weights) // divisor
    if total <= WEIGHT_SUM_MAX:
        return tuple(weight // divisor for weight in weights)
    return tuple(
        max(weight // divisor * WEIGHT_SUM_MAX // total, 1) for weight in weights
    )


def panes(node: Node) -> Iterator[str]:
    """Yield the ids in reading order."""
    if isinstance(node, Leaf):
        yield node.pane
        return
    for child in node.children:
        yield from panes(child)


def replace_leaf(node: Node, pane: str, new: Node) -> Node:
    """Put `new` in the place of the leaf of `pane`."""
    if isinstance(node, Leaf):
        return new if node.pane == pane else node
    children = [replace_leaf(child, pane, new) for child in node.children]
    return join(node.orientation, children, node.weights)


def replace_at(node: Node, path: Path, new: Node) -> Node:
    """Put `new` in the place of the node at `path`, which it resembles."""
    if not path or isinstance(node, Leaf):
        return new
    children = list(node.children)
    children[path[0]] = replace_at(children[path[0]], path[1:], new)
    return Split(node.orientation, tuple(children), node.weights)


def renamed(node: Node, names: dict[str, str]) -> Node:
    """Give the leaves named in `names` their new ids."""
    if isinstance(node, Leaf):
        return Leaf(names.get(node.pane, node.pane))
    children = tuple(renamed(child, names) for child in node.children)
    return Split(node.orientation, children, node.weights)


def without(node: Node, pane: str) -> Node | None:
    """Take the leaf of `pane` out; its weight goes to the node before it."""
    if isinstance(node, Leaf):
        return None if node.pane == pane else node
    children: list[Node] = []
    weights: list[int] = []
    freed = 0
    for child, weight in zip(node.children, node.weights, strict=True):
        rest = without(child, pane)
        if rest is not None:
            children.append(rest)
            weights.append(weight + freed)
            freed = 0
        elif weights:
            weights[-1] += weight
        else:
            freed = weight
    return join(node.orientation, children, weights)


def least(node: Node, orientation: Orientation, pane: int = 1) -> int:
    """Cells that `node` needs so that every pane in it has `pane` cells."""
    if isinstance(node, Leaf):
        return pane
    needs = [least(child, orientation, pane) for child in node.children]
    if node.orientation == orientation:
        return sum(needs) + len(needs) - 1
    return max(needs)
