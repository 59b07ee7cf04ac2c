"""Ready-made arrangements of the panes of a tree, and trees as JSON. Pure."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from widgets.splits.nodes import WEIGHT_SUM_MAX, Leaf, Split, join
from widgets.splits.tree import SplitTree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from widgets.splits.nodes import Node, Orientation

Preset: TypeAlias = Literal["even_row", "even_column", "main_left", "main_top", "tiled"]
PRESETS: tuple[Preset, ...] = get_args(Preset)
"""Every preset, in the order in which the deck walks through them."""

MAIN_WEIGHTS = (3, 2)
"""The main pane against all others together."""
DEPTH_MAX = 200
"""Deeper JSON is refused: no screen has the cells for it."""


def preset(tree: SplitTree, name: Preset) -> SplitTree:
    """Return the same panes in the same order, arranged anew.

    Raises:
        ValueError: there is no preset of that name.
    """
    leaves = [Leaf(pane) for pane in tree.panes()]
    match name:
        case "even_row":
            return SplitTree(_even("row", leaves))
        case "even_column":
            return SplitTree(_even("column", leaves))
        case "main_left":
            return SplitTree(_main("row", "column", leaves))
        case "main_top":
            return SplitTree(_main("column", "row", leaves))
        case "tiled":
            return SplitTree(_tiled(leaves))
    raise ValueError(f"no preset {name!r}")


def _even(orientation: Orientation, nodes: Sequence[Node]) -> Node:
    return join(orientation, nodes, [1] * len(nodes))


def _main(outer: Orientation, inner: Orientation, leaves: Sequence[Node]) -> Node:
    if len(leaves) == 1:
        return leaves[0]
    return join(outer, [leaves[0], _even(inner, leaves[1:])], MAIN_WEIGHTS)


def _tiled(leaves: Sequence[Node]) -> Node:
    # Screens are wide: as many columns as rows, or one more.
    rows = next(number for number in count(1) if number * (number + 1) >= len(leaves))
    columns = -(-len(leaves) // rows)
    lines = [
        _even("row", leaves[start : start + columns])
        for start in range(0, len(leaves), columns)
    ]
    return _even("column", lines)


def to_json(tree: SplitTree) -> dict[str, object]:
    """Return plain data for `from_json`."""
    return _node_to_json(tree.root)


def _node_to_json(node: Node) -> dict[str, object]:
    if isinstance(node, Leaf):
        return {"pane": node.pane}
    return {
        "orientation": node.orientation,
        "children": [_node_to_json(child) for child in node.children],
        "weights": list(node.weights),
    }


def from_json(data: object) -> SplitTree:
    """Return the tree that `to_json` described.

    Raises:
        ValueError: the data is not such a description.
    """
    return SplitTree(_node_from_json(data, 0))


def _node_from_json(data: object, depth: int) -> Node:
    if not isinstance(data, dict) or depth > DEPTH_MAX:
        raise ValueError("a node is an object, and not too deep")
    if "pane" in data:
        pane = data["pane"]
        if not isinstance(pane, str) or not pane:
            raise ValueError("a pane id is a string with something in it")
        return Leaf(pane)
    orientation = data.get("orientation")
    children, weights = data.get("children"), data.get("weights")
    if orientation not in ("row", "column"):
        raise ValueError("an orientation is row or column")
    if not isinstance(children, list) or not isinstance(weights, list):
        raise ValueError("children and weights are lists")  # noqa: TRY004 - bad data
    for weight in weights:
        if type(weight) is not int or not 0 < weight <= WEIGHT_SUM_MAX:
            raise ValueError("a weight is a positive whole number")
    nodes = tuple(_node_from_json(child, depth + 1) for child in children)
    split = Split(orientation, nodes, tuple(weights))
    return join(split.orientation, split.children, split.weights)
