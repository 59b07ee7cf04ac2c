"""The split tree keeps its promises under any sequence of operations."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from widgets.splits.geometry import Area, Rect
from widgets.splits.nodes import Leaf
from widgets.splits.presets import PRESETS, from_json, preset, to_json
from widgets.splits.tree import SplitTree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from widgets.splits.tree import Direction

DIRECTIONS: tuple[Direction, ...] = ("left", "right", "up", "down")
AREA = Area(200, 60)

numbers = st.integers(0, 1000)
operations = st.lists(
    st.one_of(
        st.tuples(st.just("row"), numbers),
        st.tuples(st.just("column"), numbers),
        st.tuples(st.just("close"), numbers),
        st.tuples(st.just("swap"), numbers),
        st.tuples(st.just("resize"), numbers),
        st.tuples(st.just("preset"), numbers),
    ),
    max_size=30,
)
areas = st.builds(Area, st.integers(0, 120), st.integers(0, 50))


def grown(steps: Iterable[tuple[str, int]]) -> tuple[SplitTree, set[str]]:
    """Return the tree after `steps` and the panes that it must have."""
    tree = SplitTree(Leaf("0"))
    panes = {"0"}
    for count, (kind, number) in enumerate(steps, 1):
        names = tree.panes()
        name = names[number % len(names)]
        match kind:
            case "row":
                tree = tree.split(name, "row", str(count))
                panes.add(str(count))
            case "column":
                tree = tree.split(name, "column", str(count))
                panes.add(str(count))
            case "close":
                rest = tree.close(name)
                if rest is not None:
                    tree = rest
                    panes.remove(name)
            case "swap":
                tree = tree.swap(name, tree.next(name))
            case "resize":
                tree = tree.resize(name, DIRECTIONS[number % 4], number // 4, AREA)
            case _:
                tree = preset(tree, PRESETS[number % len(PRESETS)])
    return tree, panes


trees = operations.map(lambda steps: grown(steps)[0])


def cells(rect: Rect) -> set[tuple[int, int]]:
    """Return the cells of a rectangle."""
    return {
        (x, y) for x in range(rect.x, rect.right) for y in range(rect.y, rect.bottom)
    }


@given(operations)
def test_operations_keep_the_pane_set(steps: list[tuple[str, int]]) -> None:
    """A tree has the panes that were added and not closed, each once."""
    tree, panes = grown(steps)

    assert sorted(panes) == sorted(tree.panes())


@given(trees, areas)
def test_every_cell_has_one_owner(tree: SplitTree, area: Area) -> None:
    """Panes and separators cover any area, and none lies on another."""
    panes, separators = tree.arrange(*area)
    rects = [*panes.values(), *(line.rect for line in separators)]
    covered = [cell for rect in rects for cell in cells(rect)]

    assert set(tree.panes()) == set(panes)
    assert len(covered) == len(set(covered))
    assert cells(Rect(0, 0, *area)) == set(covered)


@given(trees)
def test_big_areas_show_every_pane(tree: SplitTree) -> None:
    """No pane is hidden where all of them fit."""
    side = 2 * len(tree.panes())

    assert not any(rect.is_empty for rect in tree.layout(side, side).values())


@given(trees, areas)
def test_a_pane_is_shown_wherever_there_is_a_cell(tree: SplitTree, area: Area) -> None:
    """The first pane has cells unless the area has none."""
    first = tree.layout(*area)[tree.panes()[0]]

    assert first.is_empty == (0 in area)


@given(trees, numbers, st.sampled_from(["row", "column"]))
def test_split_then_close_is_the_same_picture(
    tree: SplitTree, number: int, orientation: str
) -> None:
    """Closing the new pane gives its space back."""
    names = tree.panes()
    split = tree.split(
        names[number % len(names)],
        "row" if orientation == "row" else "column",
        "new",
    )
    closed = split.close("new")

    assert closed is not None
    assert names == closed.panes()


@given(trees)
def test_json_round_trip(tree: SplitTree) -> None:
    """A tree comes back from JSON equal."""
    assert tree == from_json(json.loads(json.dumps(to_json(tree))))


@given(trees, numbers, st.sampled_from(DIRECTIONS), st.integers(1, 30))
def test_resize_keeps_panes_and_sizes_add_up(
    tree: SplitTree, number: int, direction: Direction, amount: int
) -> None:
    """Resizing changes no pane's existence, and hides none."""
    name = tree.panes()[number % len(tree.panes())]
    before = tree.layout(*AREA)
    after = tree.resize(name, direction, amount, AREA).layout(*AREA)

    assert list(before) == list(after)
    assert [key for key, rect in before.items() if rect.is_empty] == [
        key for key, rect in after.items() if rect.is_empty
    ]


@given(trees, numbers, st.sampled_from(DIRECTIONS))
def test_neighbours_touch(tree: SplitTree, number: int, direction: Direction) -> None:
    """A neighbour without wrapping lies one separator away, on the named side."""
    rects = tree.layout(*AREA)
    name = tree.panes()[number % len(tree.panes())]
    other = tree.neighbour(name, direction, AREA, wrap=False)
    if other is None:
        return
    here, there = rects[name], rects[other]
    gap = {
        "left": here.x - there.right,
        "right": there.x - here.right,
        "up": here.y - there.bottom,
        "down": there.y - here.bottom,
    }[direction]

    assert gap == 1


@given(trees)
def test_next_walks_through_all(tree: SplitTree) -> None:
    """`next` visits every pane and `previous` undoes it."""
    panes = tree.panes()
    walked = [panes[0]]
    for _ in panes[1:]:
        walked.append(tree.next(walked[-1]))

    assert panes == tuple(walked)
    assert panes[0] == tree.next(panes[-1])
    assert all(name == tree.previous(tree.next(name)) for name in panes)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=3) | st.booleans(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["pane", "orientation", "children", "weights"]), inner
            )
        ),
        max_leaves=12,
    )
)
def test_bad_json_is_a_value_error(data: object) -> None:
    """Data that is no tree raises ValueError and nothing else."""
    try:
        tree = from_json(data)
    except ValueError:
        return

    assert tree == from_json(to_json(tree))
