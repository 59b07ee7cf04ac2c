"""The key bar: what fits, and clicks."""

from __future__ import annotations

from textual.app import App, ComposeResult

from widgets.key_bar import KeyBar, KeyHint

HINTS = [
    KeyHint("enter", "attach", "attach"),
    KeyHint("s", "stop", "stop"),
    KeyHint("q", "quit", "quit"),
]


class Deck(App[None]):
    """A bar and a record of its messages."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = KeyBar(HINTS)
        self.pressed: list[str] = []

    def compose(self) -> ComposeResult:
        """Show the bar."""
        yield self.bar

    def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        """Record a click."""
        assert event.control is self.bar
        self.pressed.append(event.action)


async def test_hints_are_shown_in_order() -> None:
    """Key and label of every hint, on one line of the full width."""
    deck = Deck()
    async with deck.run_test(size=(60, 5)) as pilot:
        await pilot.pause()
        text = deck.bar.render_line(0).text

        assert text.split() == ["enter", "attach", "s", "stop", "q", "quit"]
        assert len(text) == 60
        assert deck.bar.size.height == 1


async def test_hints_that_do_not_fit_are_dropped_from_the_end() -> None:
    """No hint is cut."""
    deck = Deck()
    async with deck.run_test(size=(23, 5)) as pilot:
        await pilot.pause()

        assert deck.bar.shown_hints == tuple(HINTS[:2])
        assert deck.bar.hints == tuple(HINTS)

        deck.bar.set_context("PREFIX")
        await pilot.pause()

        assert deck.bar.shown_hints == tuple(HINTS[:1])
        assert deck.bar.render_line(0).text.startswith(" PREFIX  enter attach ")

        await pilot.resize_terminal(4, 5)
        await pilot.pause()

        assert deck.bar.shown_hints == ()


async def test_clicks_press_the_hint_under_the_mouse() -> None:
    """The context word and the empty end are no hints."""
    deck = Deck()
    async with deck.run_test(size=(60, 5)) as pilot:
        deck.bar.set_context("SIDEBAR")
        for x in (2, 10, 24, 59):
            await pilot.click(deck.bar, offset=(x, 0))

        assert deck.pressed == ["attach", "stop"]


async def test_hints_can_be_replaced() -> None:
    """The newest hints count."""
    deck = Deck()
    async with deck.run_test(size=(60, 5)) as pilot:
        deck.bar.set_hints([KeyHint("[x]", "zoom [b]", "zoom")])
        await pilot.pause()

        assert deck.bar.render_line(0).text.startswith(" [x] zoom [b] ")

        await pilot.hover(deck.bar, offset=(3, 0))
        await pilot.click(deck.bar, offset=(3, 0))

        assert deck.pressed == ["zoom"]
        assert deck.bar.context == ""


async def test_pinned_hints_stay_in_a_narrow_bar() -> None:
    """Others give way to them; the order is kept."""
    deck = Deck()
    async with deck.run_test(size=(22, 5)) as pilot:
        pinned = KeyHint("q", "quit", "quit", pinned=True)
        deck.bar.set_hints([*HINTS[:2], pinned])
        await pilot.pause()
        assert deck.bar.render_line(0).text.split() == ["enter", "attach", "q", "quit"]
        await pilot.resize_terminal(8, 5)
        await pilot.pause()
        assert deck.bar.render_line(0).text.split() == ["q", "quit"]
