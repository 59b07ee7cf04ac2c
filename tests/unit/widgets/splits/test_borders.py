"""Borders as characters."""

from __future__ import annotations

from rich.cells import cell_len

from widgets.splits.borders import draw
from widgets.splits.geometry import Area
from widgets.splits.nodes import Leaf
from widgets.splits.tree import SplitTree
from widgets.splits.view import look

SIZE = Area(21, 7)


def picture(
    tree: SplitTree, focused: str, titles: dict[str, str], *, zoomed: bool = False
) -> list[str]:
    """Return the border cells, panes as dots."""
    view = look(tree, SIZE, focused, zoomed=zoomed)
    canvas = [["."] * SIZE.width for _ in range(SIZE.height)]
    for y, runs in draw(view.area, view.panes, view.lines, titles, focused).items():
        for run in runs:
            canvas[y][run.x : run.x + len(run.text)] = run.text
    return ["".join(row) for row in canvas]


def four() -> SplitTree:
    """Return two rows of two panes, cut at the same column."""
    tree = SplitTree(Leaf("a")).split("a", "column", "c")
    return tree.split("a", "row", "b").split("c", "row", "d")


def test_lines_meet() -> None:
    """Where lines meet there is a junction; the focused title line is heavy."""
    assert picture(four(), "a", {}) == [
        "━ ▸ ━━━━━━┬──────────",
        "..........│..........",
        "..........│..........",
        "──────────┼──────────",
        "..........│..........",
        "..........│..........",
        "..........│..........",
    ]


def test_titles_lie_on_the_line_above_their_pane() -> None:
    """Each title starts one cell in, and is cut with an ellipsis."""
    titles = {"a": "one", "b": "a long title", "c": "low", "d": ""}

    assert picture(four(), "a", titles)[0] == "━ ▸ one ━━┬─ a lon… ─"
    assert picture(four(), "a", titles)[3] == "─ low ────┼──────────"


def test_wide_titles_are_cut_to_the_cell() -> None:
    """A line with wide characters in its titles has the width of the area."""
    view = look(four(), SIZE, "a", zoomed=False)
    titles = dict.fromkeys("abcd", "日本語の題名")
    for runs in draw(view.area, view.panes, view.lines, titles, "a").values():
        ends = [run.x + cell_len(run.text) for run in runs]

        assert all(end <= run.x for end, run in zip(ends, runs[1:], strict=False))
        assert ends[-1] <= SIZE.width


def test_a_zoomed_pane_has_the_top_line_only() -> None:
    """No separators are drawn around a zoomed pane."""
    assert picture(four(), "d", {"d": "x"}, zoomed=True) == [
        "━ ▸ x ━━━━━━━━━━━━━━━",
        *["....................."] * 6,
    ]


def test_narrow_panes_have_the_mark_or_nothing() -> None:
    """A title without room leaves the mark, then nothing."""
    tree = SplitTree(Leaf("0"))
    for number in range(1, 7):
        tree = tree.split(str(number - 1), "row", str(number))
    view = look(tree, Area(13, 4), "0", zoomed=False)
    titles = {"0": "zero", "1": "one"}
    runs = draw(view.area, view.panes, view.lines, titles, "0")

    assert len("".join(run.text for run in runs[0])) == 13


def test_one_row_is_all_pane() -> None:
    """In a height of one there is no room for a title."""
    view = look(SplitTree(Leaf("a")), Area(5, 1), "a", zoomed=False)

    assert tuple(view.panes["a"]) == (0, 0, 5, 1)
    assert view.top.is_empty


def test_hits() -> None:
    """Cells belong to panes, title lines or separators."""
    view = look(four(), SIZE, "a", zoomed=False)

    assert view.pane_at(0, 0) == "a"
    assert view.pane_at(12, 3) == "d"
    assert view.pane_at(10, 2) is None
    upright, level = view.separator_at(10, 2), view.separator_at(3, 3)
    assert upright is not None
    assert upright.orientation == "row"
    assert level is not None
    assert level.orientation == "column"
    assert view.separator_at(0, 0) is None
