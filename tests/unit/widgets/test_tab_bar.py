"""The tab bar: what is shown and what a click hits."""

from __future__ import annotations

from textual.app import App, ComposeResult

from widgets.tab_bar import Tab, TabBar


class Host(App[None]):
    """A bar and a record of its messages."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = TabBar()
        self.chosen: list[int] = []

    def compose(self) -> ComposeResult:
        """Show the bar."""
        yield self.bar

    def on_tab_bar_chosen(self, event: TabBar.Chosen) -> None:
        """Record a click."""
        assert event.control is self.bar
        self.chosen.append(event.index)


async def test_names_flags_and_clicks() -> None:
    """The current one stands in brackets; a click names the one under it."""
    app = Host()
    async with app.run_test(size=(40, 3)) as pilot:
        app.bar.set_tabs([Tab("web"), Tab("", "!"), Tab("[b]db\x1b", "#")], 1)
        await pilot.pause()
        text = app.bar.render_line(0).text
        assert text.startswith(" 1 web [2!] 3 [b]db\\x1b# ")
        assert len(text) == 40
        await pilot.click(app.bar, offset=(3, 0))
        await pilot.click(app.bar, offset=(13, 0))
        await pilot.click(app.bar, offset=(39, 0))
        assert app.chosen == [0, 2]


async def test_a_narrow_bar_shows_those_around_the_current() -> None:
    """The current one is always there; no tab is cut."""
    app = Host()
    async with app.run_test(size=(16, 3)) as pilot:
        tabs = [Tab(f"name{number}") for number in range(9)]
        for current in range(9):
            app.bar.set_tabs(tabs, current)
            await pilot.pause()
            text = app.bar.render_line(0).text
            assert f"[{current + 1} name{current}]" in text
            assert len(text) == 16
            assert text.count("name") == 1
