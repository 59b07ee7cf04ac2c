"""The split tree by example."""

from __future__ import annotations

import pytest

from widgets.splits.geometry import Area, Rect, share
from widgets.splits.nodes import Leaf, Split
from widgets.splits.presets import PRESETS, from_json, preset, to_json
from widgets.splits.tree import SplitTree

AREA = Area(81, 25)


def three() -> SplitTree:
    """Return `a` on the left, `b` over `c` on the right."""
    return SplitTree(Leaf("a")).split("a", "row", "b").split("b", "column", "c")


def test_one_pane_fills_the_area() -> None:
    """A single pane has no separator."""
    assert SplitTree(Leaf("a")).layout(80, 24) == {"a": Rect(0, 0, 80, 24)}


def test_split_leaves_one_cell_between() -> None:
    """Halves are equal and one cell apart."""
    assert three().layout(*AREA) == {
        "a": Rect(0, 0, 40, 25),
        "b": Rect(41, 0, 40, 12),
        "c": Rect(41, 13, 40, 12),
    }


def test_splits_of_one_orientation_merge() -> None:
    """Splitting a half again halves only that half."""
    tree = SplitTree(Leaf("a")).split("a", "row", "b").split("b", "row", "c")

    assert tree.root == Split("row", (Leaf("a"), Leaf("b"), Leaf("c")), (2, 1, 1))


def test_closing_merges_what_is_left() -> None:
    """A split with one child is that child, merged into the split around it."""
    tree = three().split("c", "row", "d").close("b")

    assert tree is not None
    assert tree.root == Split("row", (Leaf("a"), Leaf("c"), Leaf("d")), (2, 1, 1))


def test_closing_the_last_pane_leaves_nothing() -> None:
    """There is no empty tree."""
    assert SplitTree(Leaf("a")).close("a") is None


@pytest.mark.parametrize(
    ("pane", "direction", "expected"),
    [
        ("a", "right", "b"),
        ("b", "left", "a"),
        ("c", "left", "a"),
        ("b", "down", "c"),
        ("c", "up", "b"),
        ("c", "down", "b"),
        ("a", "left", "b"),
        ("a", "up", None),
    ],
)
def test_neighbours_wrap(pane: str, direction: str, expected: str | None) -> None:
    """Neighbours are found on the screen and past its edge."""
    found = three().neighbour(pane, direction, AREA)  # type: ignore[arg-type]

    assert expected == found


def test_neighbours_need_not_wrap() -> None:
    """At the edge there is no neighbour without wrapping."""
    assert three().neighbour("c", "down", AREA, wrap=False) is None


def test_resize_moves_the_right_border() -> None:
    """A pane grows to the right by the cells asked for."""
    tree = three().resize("a", "right", 7, AREA)

    assert tree.layout(*AREA)["a"].width == 47


def test_resize_of_the_last_pane_moves_its_left_border() -> None:
    """The last pane has no right border to move."""
    tree = three().resize("c", "left", 5, AREA)

    assert tree.layout(*AREA)["c"].width == 45


def test_resize_pushes_through() -> None:
    """When the nearest pane cannot give more, the next one does."""
    tree = preset(three(), "even_row").resize("a", "right", 40, AREA)
    widths = [rect.width for rect in tree.layout(*AREA).values()]

    assert widths == [66, 4, 9]


def test_resize_stops_at_the_comfortable_minimum() -> None:
    """No border is moved over a pane."""
    tree = three().resize("a", "left", 100, AREA)

    assert tree.layout(*AREA)["a"].width == 4


def test_resize_without_such_a_border_changes_nothing() -> None:
    """A pane of full height has no lower border."""
    tree = three()

    assert tree is tree.resize("a", "down", 3, AREA)


def test_swap_keeps_the_places() -> None:
    """Swapping changes ids, not rectangles."""
    tree = three()
    swapped = tree.swap("a", "c")

    assert swapped.panes() == ("c", "b", "a")
    assert tree.layout(*AREA)["a"] == swapped.layout(*AREA)["c"]


def test_tiny_areas_hide_the_last_panes() -> None:
    """What does not fit has no cells; the rest covers the area."""
    tree = preset(three(), "even_row")

    assert tree.layout(4, 1) == {
        "a": Rect(0, 0, 1, 1),
        "b": Rect(2, 0, 2, 1),
        "c": Rect(0, 0, 0, 0),
    }
    assert all(rect.is_empty for rect in tree.layout(0, 0).values())


def test_growing_back_restores_the_picture() -> None:
    """A small area forgets nothing."""
    tree = three().resize("a", "right", 7, AREA)
    before = tree.layout(*AREA)
    tree.layout(3, 2)

    assert before == tree.layout(*AREA)


def test_unknown_panes_are_key_errors() -> None:
    """Naming a pane that is not there raises KeyError."""
    with pytest.raises(KeyError):
        three().split("x", "row", "y")
    with pytest.raises(KeyError):
        three().close("x")
    with pytest.raises(KeyError):
        three().move_separator((), 1, 1, AREA)


def test_ids_are_unique() -> None:
    """A pane cannot be in a tree twice."""
    with pytest.raises(ValueError, match="unique"):
        three().split("a", "row", "b")


@pytest.mark.parametrize("name", PRESETS)
def test_presets_keep_order(name: str) -> None:
    """Every preset has the same panes in the same order."""
    assert preset(three(), name).panes() == ("a", "b", "c")  # type: ignore[arg-type]


def test_main_left_gives_the_first_pane_most() -> None:
    """The main pane has three fifths."""
    widths = preset(three(), "main_left").layout(*AREA)

    assert (widths["a"].width, widths["b"].width) == (48, 32)


@pytest.mark.parametrize(
    ("count", "rows"), [(1, [1]), (2, [2]), (4, [2, 2]), (5, [3, 2]), (7, [3, 3, 1])]
)
def test_tiled_is_a_grid(count: int, rows: list[int]) -> None:
    """Tiles fill rows; the last row takes what is left."""
    tree = SplitTree(Leaf("0"))
    for number in range(1, count):
        tree = tree.split("0", "row", str(number))
    tops = [rect.y for rect in preset(tree, "tiled").layout(*AREA).values()]

    assert rows == [tops.count(top) for top in sorted(set(tops))]


def test_unknown_presets_are_refused() -> None:
    """A preset must exist."""
    with pytest.raises(ValueError, match="no preset"):
        preset(three(), "spiral")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"pane": 3},
        {"pane": ""},
        {"orientation": ["row"], "children": [], "weights": []},
        {"orientation": "row", "children": {}, "weights": []},
        {"orientation": "row", "children": [{"pane": "a"}], "weights": [1]},
        {
            "orientation": "row",
            "children": [{"pane": "a"}, {"pane": "b"}],
            "weights": [1, 0],
        },
        {
            "orientation": "row",
            "children": [{"pane": "a"}, {"pane": "b"}],
            "weights": [1, True],
        },
        {
            "orientation": "row",
            "children": [{"pane": "a"}, {"pane": "a"}],
            "weights": [1, 1],
        },
    ],
)
def test_bad_json_is_refused(data: object) -> None:
    """Data that describes no tree raises ValueError."""
    with pytest.raises(ValueError, match=r".+"):
        from_json(data)


def test_json_of_nested_rows_is_merged() -> None:
    """A row in a row is one row."""
    row = to_json(SplitTree(Leaf("a")).split("a", "row", "b"))
    tree = from_json(
        {"orientation": "row", "children": [row, {"pane": "c"}], "weights": [1, 1]}
    )

    assert tree.root == Split("row", (Leaf("a"), Leaf("b"), Leaf("c")), (1, 1, 2))


def test_shares_meet_the_least() -> None:
    """Nobody gets less than the least, and it all adds up."""
    assert share([1, 100, 1], 10, [2, 1, 3]) == [2, 5, 3]


def test_weights_stay_bounded() -> None:
    """A thousand splits do not make weights grow without end."""
    tree = SplitTree(Leaf("0"))
    for number in range(1, 200):
        tree = tree.split(str(number - 1), "row", str(number))
    root = tree.root

    assert isinstance(root, Split)
    assert sum(root.weights) < 2_000_000
