"""Panes: what is shown, focused and told after commands and the mouse."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.widgets import Button, Static

from widgets.splits.borders import FOCUSED_MARK
from widgets.splits.geometry import Rect
from widgets.splits.layout import SplitLayout
from widgets.splits.presets import PRESETS


class Box(Static, can_focus=True):
    """A pane's content that takes the keyboard."""


class Deck(App[None]):
    """A layout under a button, and a record of its messages."""

    def __init__(self) -> None:
        super().__init__()
        self.focused_panes: list[str] = []
        self.changes = 0
        self.splits = SplitLayout(Static("nothing here", id="placeholder"))

    def compose(self) -> ComposeResult:
        """Show both."""
        yield Button("elsewhere")
        yield self.splits

    async def add(self, *names: str) -> None:
        """Add panes side by side."""
        for name in names:
            await self.splits.add_pane(Box(name), name)
            self.splits.set_title(name, f"title {name}")

    def on_split_layout_pane_focused(self, event: SplitLayout.PaneFocused) -> None:
        """Record a focus change."""
        assert event.control is self.splits
        self.focused_panes.append(event.pane_id)

    def on_split_layout_layout_changed(self, event: SplitLayout.LayoutChanged) -> None:
        """Count changes."""
        assert event.control is self.splits
        self.changes += 1


SIZE = (81, 27)
"""81 x 24 for the layout, so 81 x 23 for its panes."""


def top_line(deck: Deck) -> str:
    """Return the top line of the layout."""
    return deck.splits.render_line(0).text


async def test_placeholder_shows_while_there_are_no_panes() -> None:
    """The placeholder fills the space, and only then."""
    deck = Deck()
    async with deck.run_test(size=SIZE) as pilot:
        placeholder = deck.query_one("#placeholder")

        assert Region(0, 3, 81, 24) == placeholder.region

        await deck.add("a")
        await pilot.pause()

        assert Region(0, 4, 81, 23) == deck.splits.panes["a"].region

        await deck.splits.remove_pane("a")
        await pilot.pause()

        assert deck.splits.split_tree is None
        assert deck.splits.focused_pane is None
        assert Region(0, 3, 81, 24) == placeholder.region


async def test_new_panes_are_beside_the_focused_one() -> None:
    """Two panes share the width, with one column and the top line between."""
    deck = Deck()
    async with deck.run_test(size=SIZE) as pilot:
        await deck.add("a", "b")
        await pilot.pause()

        assert deck.splits.view.panes == {
            "a": Rect(0, 1, 40, 23),
            "b": Rect(41, 1, 40, 23),
        }
        assert deck.splits.focused_pane == "b"
        assert deck.focused is deck.splits.panes["b"]
        assert Region(41, 4, 40, 23) == deck.splits.panes["b"].region


async def test_panes_split_where_asked() -> None:
    """`beside` and `orientation` say where."""
    deck = Deck()
    async with deck.run_test(size=SIZE) as pilot:
        await deck.add("a", "b")
        await deck.splits.add_pane(
            Box(), "c", beside="a", orientation="column", focus=False
        )
        await pilot.pause()

        assert Rect(0, 13, 40, 11) == deck.splits.view.panes["c"]
        assert deck.focused is deck.splits.panes["b"]
        with pytest.raises(KeyError):
            await deck.splits.add_pane(Box(), "d", beside="x")
        with pytest.raises(ValueError, match="already"):
            await deck.splits.add_pane(Box(), "a")


async def test_titles_name_panes_and_mark_the_focused_one() -> None:
    """The focused title has a glyph and a heavy line, so colour is not needed."""
    deck = Deck()
    async with deck.run_test(size=SIZE) as pilot:
        await deck.add("a", "b")
        await pilot.pause()

        assert f"━ {FOCUSED_MARK} title b ━" in top_line(deck)
        assert "─ title a ─" in top_line(deck)

        deck.splits.focus_pane("a")
        await pilot.pause()

        assert f"━ {FOCUSED_MARK} title a ━" in top_line(deck)
        assert "─ title b ─" in top_line(deck)


async def test_titles_are_plain_text() -> None:
    """Markup is shown, control characters are made visible, long ones are cut."""
    deck = Deck()
    async with deck.run_test(size=SIZE) as pilot:
        await deck.add("a", "b")
        deck.splits.set_title("a", "[red]x[/]\x1b]0;")
        deck.splits.set_title("b", "long " * 30)
        await pilot.pause()

        assert r" [red]x[/]\x1b]0; " in top_line(deck)
        assert "… " in top_line(deck)
        assert len(top_line(deck)) == 81


async def test_focus_colour_follows_the_keyboard() -> None:
    """The lines look different while the keyboard is elsewhere."""
    deck = Deck()
    async with deck.run_test(size=SIZE) as pilot:
        await deck.add("a")
        await pilot.pause()
        inside = deck.splits.render_line(0)
        deck.query_one(Button).focus()
        await pilot.pause()
        outside = deck.splits.render_line(0)

        assert inside.text == outside.text
        assert inside != outside
        assert deck.splits.focused_pane == "a"


async def test_focus_moves_by_direction_and_order() -> None:
    """Focus goes to neighbours, around the edge, and through all in order."""
    deck = Deck()
    async with deck.run_test(size=SIZE) as pilot:
        await deck.add("a", "b", "c")
        splits = deck.splits

        assert splits.focus_direction("left")
        assert splits.focused_pane == "b"
        assert not splits.focus_direction("up")
        assert splits.focus_direction("right")
        assert not splits.focus_direction("right", wrap=False)
        assert splits.focus_direction("right")
        assert splits.focused_pane == "a"

        splits.focus_next()
        await pilot.pause()

        assert splits.focused_pane == "b"
        assert deck.focused is splits.panes["b"]

        splits.focus_previous()
        await pilot.pause()

        assert deck.focused is splits.panes["a"]
        assert deck.focused_panes == ["a", "b", "c", "b", "c", "a", "b", "a"]


async def test_the_focused_pane_follows_the_keyboard() -> None:
    """A widget that gets the keyboard makes its pane the focused one."""
    deck = Deck()
    async with deck.run_test(size=SIZE) as pilot:
        await deck.add("a", "b")
        await pilot.pause()
        await pilot.click(deck.splits.panes["a"])

        assert deck.splits.focused_pane == "a"
        assert deck.focused_panes[-1] == "a"


async def test_zoom_fills_everything_and_ends_with_a_focus_move() -> None:
    """A zoomed pane is alone; another focus or a split brings all back."""
    deck = Deck()
    async with deck.run_test(size=SIZE) as pilot:
        await deck.add("a", "b")
        splits = deck.splits
        splits.zoom()
        await pilot.pause()

        assert splits.is_zoomed
        assert splits.view.panes == {"b": Rect(0, 1, 81, 23)}
        assert Region(0, 4, 81, 23) == splits.panes["b"].region
        assert "(zoomed, 2 of 2)" in top_line(deck)

        splits.focus_next()
        await pilot.pause()

        assert not splits.is_zoomed
        assert len(splits.view.panes) == 2

        splits.zoom()
        await splits.add_pane(Box(), "c")

        assert not splits.is_zoomed

        splits.zoom()
        splits.zoom()

        assert not splits.is_zoomed


async def test_closing_gives_space_and_keyboard_to_the_pane_before() -> None:
    """No hole is left, and typing goes on next door."""
    deck = Deck()
    async with deck.run_test(size=SIZE) as pilot:
        await deck.add("a", "b")
        closed = deck.splits.panes["b"]
        await deck.splits.remove_pane("b")
        await pilot.pause()

        assert not closed.is_attached
        assert Region(0, 4, 81, 23) == deck.splits.panes["a"].region
        assert deck.focused is deck.splits.panes["a"]
        with pytest.raises(KeyError):
            await deck.splits.remove_pane("b")


async def test_closing_leaves_a_keyboard_elsewhere_alone() -> None:
    """A pane that closes by itself does not steal the keyboard."""
    deck = Deck()
    async with deck.run_test(size=SIZE) as pilot:
        await deck.add("a", "b")
        deck.query_one(Button).focus()
        await pilot.pause()
        await deck.splits.remove_pane("b")
        await pilot.pause()

        assert deck.focused is deck.query_one(Button)
        assert deck.splits.focused_pane == "a"


async def test_commands_rearrange_panes() -> None:
    """Resizing, swapping and presets change places and say so."""
    deck = Deck()
    async with deck.run_test(size=SIZE) as pilot:
        await deck.add("a", "b")
        await pilot.pause()
        splits, before = deck.splits, deck.changes
        splits.resize_pane("left", 5)
        await pilot.pause()

        assert Rect(36, 1, 45, 23) == splits.view.panes["b"]
        assert before + 1 == deck.changes

        splits.swap_next()
        await pilot.pause()

        assert splits.focused_pane == "b"
        assert Rect(0, 1, 35, 23) == splits.view.panes["b"]

        splits.swap_previous()
        splits.apply_preset("even_column")
        await pilot.pause()

        assert Region(0, 4, 81, 11) == splits.panes["a"].region
        assert [splits.next_preset() for _ in PRESETS] == [*PRESETS[2:], *PRESETS[:2]]


async def test_dragging_a_separator_resizes() -> None:
    """The separator goes where the mouse goes, and stops at the minimum."""
    deck = Deck()
    async with deck.run_test(size=SIZE) as pilot:
        await deck.add("a", "b")
        await pilot.pause()
        splits = deck.splits
        await pilot.mouse_down(splits, offset=(40, 10))
        await pilot.hover(splits, offset=(50, 12))

        assert splits.view.panes["a"].width == 50

        await pilot.hover(splits, offset=(0, 12))

        assert splits.view.panes["a"].width == 4

        await pilot.hover(splits, offset=(30, 12))
        await pilot.mouse_up(splits, offset=(30, 12))
        await pilot.hover(splits, offset=(60, 12))

        assert Region(0, 4, 30, 23) == splits.panes["a"].region
        assert splits.focused_pane == "b"


async def test_a_click_on_a_title_focuses_its_pane() -> None:
    """Titles are clickable, also those on separators."""
    deck = Deck()
    async with deck.run_test(size=SIZE) as pilot:
        await deck.add("a")
        await deck.splits.add_pane(Box(), "b", orientation="column")
        await pilot.pause()
        await pilot.click(deck.splits, offset=(5, 0))

        assert deck.splits.focused_pane == "a"

        row = deck.splits.view.panes["b"].y - 1
        await pilot.click(deck.splits, offset=(5, row))

        assert deck.splits.focused_pane == "b"


async def test_a_saved_layout_comes_back() -> None:
    """`set_panes` shows a tree at once and keeps widgets that were there."""
    deck = Deck()
    async with deck.run_test(size=SIZE) as pilot:
        await deck.add("a", "b")
        splits = deck.splits
        kept, gone = splits.panes["a"], splits.panes["b"]
        tree = splits.split_tree
        assert tree is not None
        wanted = tree.split("a", "column", "c").close("b")
        assert wanted is not None
        await splits.set_panes(wanted, {"a": kept, "c": Box()}, focused="c")
        await pilot.pause()

        assert splits.split_tree == wanted
        assert splits.focused_pane == "c"
        assert splits.title("a") == "title a"
        assert kept.is_attached
        assert not gone.is_attached
        with pytest.raises(ValueError, match="every pane"):
            await splits.set_panes(wanted, {})

        await splits.set_panes(None, {})

        assert splits.focused_pane is None


async def test_removal_during_a_drag_lets_go() -> None:
    """A pane that closes by itself ends a drag."""
    deck = Deck()
    async with deck.run_test(size=SIZE) as pilot:
        await deck.add("a", "b", "c")
        await pilot.pause()
        splits = deck.splits
        column = splits.view.panes["b"].x - 1
        await pilot.mouse_down(splits, offset=(column, 5))
        await splits.remove_pane("b")
        tree = splits.split_tree
        await pilot.hover(splits, offset=(column + 9, 5))
        await pilot.mouse_up(splits, offset=(column + 9, 5))

        assert tree == splits.split_tree
        assert deck.mouse_captured is None
