"""`LineView`: only what is in sight is drawn, and stays where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App, ComposeResult
from textual.events import MouseScrollDown

from widgets.views.line_view import LineView
from widgets.views.lines import Line, make_line
from widgets.views.searching import pattern_of

if TYPE_CHECKING:
    import pytest
    from textual.strip import Strip


class Lines(App[None]):
    """An app of nothing but lines."""

    def __init__(self, view: LineView) -> None:
        super().__init__()
        self.view = view
        self.chosen: list[Line] = []

    def compose(self) -> ComposeResult:
        """Show the lines."""
        yield self.view

    def on_mount(self) -> None:
        """Give them the keyboard."""
        self.view.focus()

    def on_line_view_chosen(self, event: LineView.Chosen) -> None:
        """Keep what is chosen."""
        self.chosen.append(event.line)

    def rows(self) -> list[str]:
        """Return the rows that are drawn, without white space at their ends."""
        height = self.view.size.height
        return [self.view.render_line(y).text.rstrip() for y in range(height)]


def numbered(count: int, start: int = 0) -> list[Line]:
    """Return lines that can be told apart."""
    return [make_line(f"line {at}", key=at) for at in range(start, start + count)]


async def test_keys_and_wheel_go_about() -> None:
    """Lines, pages and ends, by keys of both kinds and by the wheel."""
    app = Lines(LineView())
    async with app.run_test(size=(40, 10)) as pilot:
        view = app.view
        view.set_lines(numbered(100))
        for keys, top in [
            (["j", "down"], 2),
            (["k", "up"], 0),
            (["pagedown"], 9),
            (["space", "ctrl+d"], 27),
            (["pageup", "ctrl+u"], 9),
            (["G"], 90),
            (["g"], 0),
            (["end"], 90),
            (["home"], 0),
        ]:
            await pilot.press(*keys)
            assert view.top == top, keys
        await pilot._post_mouse_events([MouseScrollDown], view, (5, 5))  # noqa: SLF001 (the pilot has no wheel)

        assert view.top == 3
        assert app.rows()[0] == "line 3"


async def test_very_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are, only those in sight are drawn."""
    app = Lines(LineView())
    async with app.run_test(size=(80, 24)) as pilot:
        app.view.set_lines([Line("x" * 100)] * 200_000)
        await pilot.pause()
        drawn = watched(app.view, monkeypatch)
        await pilot.press("G", "pageup", "g", "pagedown", "G")

        assert app.view.bottom == 200_000
        assert set(drawn) == set(range(24))
        assert len(drawn) <= 5 * 24 * 2


def watched(view: LineView, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list to which each row is added when it is drawn."""
    drawn: list[int] = []
    render = view.render_line

    def rendered(y: int) -> Strip:
        drawn.append(y)
        return render(y)

    monkeypatch.setattr(view, "render_line", rendered)
    return drawn


async def test_wrapping() -> None:
    """Long lines go on below, or to the side."""
    app = Lines(LineView())
    async with app.run_test(size=(22, 6)) as pilot:
        app.view.set_lines([make_line("0123456789" * 4, indent=2), make_line("end")])

        assert app.rows()[:4] == [
            "01234567890123456789",
            "  012345678901234567",
            "  89",
            "end",
        ]

        app.view.wrapped = False
        await pilot.pause()

        assert app.rows()[:2] == ["01234567890123456789", "end"]

        await pilot.press("l")

        assert app.rows()[:2] == ["89012345678901234567", ""]

        await pilot.press("right", "right", "h")
        app.view.wrapped = True
        await pilot.resize_terminal(42, 6)
        await pilot.pause()

        assert app.rows()[:2] == ["0123456789" * 4, "end"]


async def test_what_is_in_sight_stays() -> None:
    """Lines that come and go above, or change, move nothing."""
    app = Lines(LineView())
    async with app.run_test(size=(40, 10)) as pilot:
        view = app.view
        view.set_lines(numbered(100))
        view.go(50)
        view.set_lines([*numbered(20, 500), *numbered(100)])
        await pilot.pause()

        assert app.rows()[0] == "line 50"

        view.set_lines(numbered(60, 40))
        await pilot.pause()

        assert app.rows()[0] == "line 50"

        view.splice(0, 5, numbered(30, 900))
        await pilot.pause()

        assert app.rows()[0] == "line 50"

        view.splice(40, 41, [make_line("new", key="new")])
        view.set_lines(numbered(3))
        await pilot.pause()

        assert app.rows()[:4] == ["line 0", "line 1", "line 2", ""]


async def test_only_what_changed_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refresh draws the lines whose text is another, and nothing when none is."""
    app = Lines(LineView())
    async with app.run_test(size=(40, 10)) as pilot:
        view = app.view
        view.set_lines(numbered(100))
        await pilot.pause()
        drawn = watched(view, monkeypatch)
        view.set_lines(numbered(100))
        await pilot.pause()

        assert drawn == []

        lines = numbered(100)
        lines[4] = make_line("other", key=4)
        lines[50] = make_line("out of sight", key=50)
        view.set_lines(lines)
        await pilot.pause()

        assert set(drawn) == {4}


async def test_following() -> None:
    """The end stays in sight until one scrolls away, and again when one comes back."""
    app = Lines(LineView(tails=True))
    async with app.run_test(size=(40, 10)) as pilot:
        view = app.view
        view.follow = True
        view.set_lines(numbered(100))
        view.splice(100, 100, numbered(5, 100))
        await pilot.pause()

        assert app.rows()[-1] == "line 104"

        await pilot.press("k")
        view.splice(105, 105, numbered(5, 105))
        await pilot.pause()

        assert not view.follow
        assert app.rows()[-1] == "line 103"

        await pilot.press("G")
        view.splice(110, 110, numbered(5, 110))
        await pilot.resize_terminal(30, 6)
        await pilot.pause()

        assert view.follow
        assert app.rows()[-1] == "line 114"


async def test_the_cursor() -> None:
    """It goes to lines that have a key, is seen without colour, and chooses."""
    app = Lines(LineView(has_cursor=True))
    async with app.run_test(size=(40, 10)) as pilot:
        view = app.view
        lines = [make_line("no key"), *numbered(20), make_line("about the last")]
        view.set_lines(lines)
        await pilot.press("down")

        assert view.cursor == 1
        assert app.rows()[:3] == ["  no key", "> line 0", "  line 1"]

        await pilot.press("G")

        assert view.cursor == 20
        assert app.rows()[-2:] == ["> line 19", "  about the last"]

        await pilot.press("enter", "g", "enter")

        assert app.chosen == [lines[20], lines[1]]

        await pilot.click(LineView, offset=(5, 4))

        assert view.cursor == 4
        assert app.chosen == [lines[20], lines[1]]

        await pilot.click(LineView, offset=(5, 4), times=2)
        await pilot.pause()

        assert app.chosen[2:] == [lines[4]]

        # It stays on its line, wherever that is.
        view.set_lines(numbered(20)[::-1])
        await pilot.pause()

        assert view.cursor_line == make_line("line 3", key=3)


async def test_searching() -> None:
    """From what is in sight to the next place, both ways, not around the end."""
    app = Lines(LineView())
    async with app.run_test(size=(40, 10)):
        view = app.view
        view.set_lines(numbered(100))
        view.set_pattern(pattern_of("9"))
        found = []
        while (hit := view.find()) is not None:
            view.show_hit(hit)
            assert view.top <= hit.line < view.bottom
            found.append((hit.line, hit.start))

        assert found[:3] == [(9, 5), (19, 6), (29, 6)]
        assert found[-2:] == [(99, 5), (99, 6)]
        back = []
        while (hit := view.find(forward=False)) is not None:
            view.show_hit(hit)
            back.append((hit.line, hit.start))
        assert back == found[-2::-1]
        # Scrolled away, it goes on from what is in sight.
        view.go(50)
        hit = view.find()
        assert hit is not None
        assert hit.line == 59
