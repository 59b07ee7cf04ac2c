"""Panes in terminals of any size."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.widgets import Static

from widgets.splits.layout import SplitLayout


class Box(Static, can_focus=True):
    """A pane's content that takes the keyboard."""


class Deck(App[None]):
    """A layout under a line of text."""

    def __init__(self) -> None:
        super().__init__()
        self.splits = SplitLayout()

    def compose(self) -> ComposeResult:
        """Show both."""
        yield Static("above")
        yield self.splits


SIZE = (81, 27)


async def test_terminals_of_any_size_are_filled() -> None:
    """While the terminal shrinks and grows, children and borders agree."""
    deck = Deck()
    async with deck.run_test(size=SIZE) as pilot:
        for name in "abc":
            await deck.splits.add_pane(Box(), name)
        await deck.splits.add_pane(Box(), "d", orientation="column")
        before = deck.splits.split_tree
        for size in [(20, 8), (5, 6), (1, 4), (3, 3), (200, 60), (40, 5), SIZE]:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            view = deck.splits.view
            x, y = deck.splits.content_region.offset
            regions = {
                name: widget.region.translate((-x, -y))
                for name, widget in deck.splits.panes.items()
                if name in view.panes
            }

            assert {name: Region(*rect) for name, rect in view.panes.items()} == regions
            assert deck.splits.focused_pane in view.panes or 0 in view.area
            if view.panes:
                edge = Region.from_union(list(regions.values())).bottom_right

                assert edge == tuple(deck.splits.size)

        assert before == deck.splits.split_tree
        assert len(deck.splits.view.panes) == 4


async def test_the_focused_pane_is_shown_where_there_is_no_room_for_all() -> None:
    """In a tiny terminal the focused pane is alone, and its title says so."""
    deck = Deck()
    async with deck.run_test(size=(40, 10)) as pilot:
        for name in "abcde":
            await deck.splits.add_pane(Box(), name, orientation="column")
        await pilot.resize_terminal(60, 7)
        await pilot.pause()

        assert list(deck.splits.view.panes) == ["e"]
        assert "(no room for more, 5 of 5)" in deck.splits.render_line(0).text
