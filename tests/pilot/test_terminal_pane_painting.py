"""When a pane paints, what it paints around, and what it says of its program."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

import pytest
from textual.containers import Container
from textual.geometry import Region

from core.session.types import TerminalSize
from tests.pilot.test_terminal_pane import PaneApp, line, until
from widgets.terminal import pane_screen
from widgets.terminal.pane import TerminalPane
from widgets.terminal.view import TerminalView

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.strip import Strip

    from widgets.terminal.messages import PaneMessage


class SayingApp(PaneApp):
    """Remembers what a program asks for as well; the pane is in a container."""

    def compose(self) -> ComposeResult:
        """Show the pane."""
        with Container(id="around"):
            yield self.pane

    def on_terminal_pane_clipboard_request(
        self, message: TerminalPane.ClipboardRequest
    ) -> None:
        """Remember text for the clipboard."""
        self.said.append(message)

    def on_terminal_pane_notified(self, message: TerminalPane.Notified) -> None:
        """Remember notifications."""
        self.said.append(message)

    def of(self, kind: type[PaneMessage]) -> list[PaneMessage]:
        """Return the messages of one kind."""
        return [message for message in self.said if isinstance(message, kind)]


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows with everything that is painted."""
    seen: list[int] = []
    paint = TerminalView.paint

    def counted(view: TerminalView, *args: object, **kwargs: object) -> list[Strip]:
        strips: list[Strip] = paint(view, *args, **kwargs)  # type: ignore[arg-type]
        seen.append(len(strips))
        return strips

    monkeypatch.setattr(TerminalView, "paint", counted)
    return seen


def cursor(pane: TerminalPane) -> str:
    """Return how the cursor shows in the first line."""
    styles = [segment.style for segment in pane.render_line(0) if segment.style]
    if any(style.reverse for style in styles):
        return "block"
    return "line" if any(style.underline for style in styles) else "none"


async def test_text_for_the_clipboard_is_asked_for() -> None:
    """The owner decides; the terminal answers nothing, and asks in no replay."""
    app = SayingApp()
    async with app.run_test() as pilot:
        app.pane.feed(b"\x1b]52;c;aGk=\x07", replay=True)
        app.pane.feed(b"\x1b]52;c;aGVsbG8=\x07\x1b]52;c;?\x07")
        await pilot.pause()
        requests = [
            message.text
            for message in app.said
            if isinstance(message, TerminalPane.ClipboardRequest)
        ]

        assert requests == ["hello"]
        assert app.input == b""


async def test_notifications_are_passed_on_but_not_all() -> None:
    """One in a second at most, however many a program sends, and none of a replay."""
    app = SayingApp()
    async with app.run_test() as pilot:
        app.pane.feed(b"\x1b]9;old\x07", replay=True)
        app.pane.feed(b"\x1b]777;notify;title;body\x07" + b"\x1b]9;more\x07" * 50)
        await pilot.pause()
        told = [
            (message.title, message.body)
            for message in app.said
            if isinstance(message, TerminalPane.Notified)
        ]

        assert told == [("title", "body")]


async def test_a_bell_in_a_replay_is_silent() -> None:
    """What was rung long ago is not rung again; the title is set all the same."""
    app = SayingApp()
    async with app.run_test() as pilot:
        app.pane.feed(b"\x07\x1b]2;old\x07\x1b[5n", replay=True)
        await pilot.pause()

        assert app.of(TerminalPane.Bell) == []
        assert (app.input, app.pane.title) == (b"", "old")


async def test_a_frame_is_held_for_its_time_and_no_longer() -> None:
    """Output that is synchronized waits for its end, for 150 ms at most."""
    app = SayingApp()
    async with app.run_test(size=(20, 5)) as pilot:
        await pilot.pause()
        start = monotonic()
        app.pane.feed(b"\x1b[?2026hstuck")
        await until(pilot, lambda: line(app.pane, 0) == "stuck")
        held = monotonic() - start

        assert 0.14 <= held < 0.4


async def test_the_cursor_blinks_with_focus_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without focus it is a line that is there all the time."""
    monkeypatch.setattr(pane_screen, "BLINK_SECONDS", 0.03)
    app = SayingApp()
    async with app.run_test(size=(20, 5)) as pilot:
        app.pane.feed(b"\x1b[1 q")
        await until(pilot, lambda: cursor(app.pane) == "none")
        await until(pilot, lambda: cursor(app.pane) == "block")
        app.set_focus(None)
        await until(pilot, lambda: cursor(app.pane) == "line")
        without: set[str] = set()
        for _ in range(12):
            await pilot.pause(0.01)
            without.add(cursor(app.pane))

        assert without == {"line"}


async def test_a_cursor_that_blinks_no_more_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A steady shape is seen at once, also if the cursor was just off."""
    monkeypatch.setattr(pane_screen, "BLINK_SECONDS", 0.05)
    app = SayingApp()
    async with app.run_test(size=(20, 5)) as pilot:
        app.pane.feed(b"\x1b[1 q")
        await until(pilot, lambda: cursor(app.pane) == "none")
        app.pane.feed(b"\x1b[2 q")
        await until(pilot, lambda: cursor(app.pane) == "block")
        steady: set[str] = set()
        for _ in range(12):
            await pilot.pause(0.01)
            steady.add(cursor(app.pane))

        assert steady == {"block"}


async def test_lines_are_handed_out_as_painted() -> None:
    """Without anything around them they are the very strips, cut if need be."""
    app = SayingApp()
    async with app.run_test(size=(20, 4)) as pilot:
        app.pane.feed(b"0123456789\r\nabcdefghij")
        await until(pilot, lambda: line(app.pane, 1) == "abcdefghij")
        whole = app.pane.render_lines(Region(0, 0, 20, 4))
        part = app.pane.render_lines(Region(2, 1, 5, 1))

        assert [a is app.pane.render_line(y) for y, a in enumerate(whole)] == [True] * 4
        assert [strip.text for strip in part] == ["cdefg"]


@pytest.mark.parametrize("later", [False, True])
async def test_a_border_is_drawn_around_the_lines(
    later: bool,
) -> None:
    """The terminal is smaller by it, also by one that comes later."""
    app = SayingApp()
    if not later:
        app.pane.styles.border = ("round", "white")
    async with app.run_test(size=(20, 5)) as pilot:
        if later:
            await until(pilot, lambda: app.pane.size_in_cells.columns == 20)
            app.pane.styles.border = ("round", "white")
        await until(pilot, lambda: app.pane.size.width == 18)
        app.pane.feed(b"text")
        await until(pilot, lambda: line(app.pane, 0) == "text")
        strips = app.pane.render_lines(Region(0, 0, 20, 5))
        texts = [strip.text for strip in strips]

        assert texts[0] == f"╭{'─' * 18}╮"
        assert texts[1] == f"│{'text'.ljust(18)}│"
        assert texts[4] == f"╰{'─' * 18}╯"
        assert app.pane.size_in_cells == TerminalSize(18, 3)


@pytest.mark.parametrize("around", [False, True])
async def test_a_hidden_pane_does_not_paint(
    painted: list[int],
    around: bool,
) -> None:
    """Nor one in something hidden; when it is shown again it is up to date."""
    app = SayingApp()
    async with app.run_test(size=(20, 5)) as pilot:
        app.pane.feed(b"before")
        await until(pilot, lambda: line(app.pane, 0) == "before")
        hidden = app.query_one("#around") if around else app.pane
        hidden.display = False
        await pilot.pause(0.05)
        painted.clear()
        for number in range(20):
            app.pane.feed(b"\r\n%d" % number)
            await pilot.pause(0.005)
        while_hidden = list(painted)
        hidden.display = True
        await until(pilot, lambda: app.pane.size.height == 5)
        await until(pilot, lambda: line(app.pane, 4) == "19")

        assert while_hidden == []


async def test_a_pane_that_is_gone_is_not_painted(painted: list[int]) -> None:
    """Also when it had asked for a frame."""
    app = SayingApp()
    async with app.run_test(size=(20, 5)) as pilot:
        await pilot.pause()
        app.pane.feed(b"last words")
        await app.pane.remove()
        painted.clear()
        app.pane.feed(b"more")
        await pilot.pause(0.05)

        assert painted == []


async def test_output_that_waits_is_there_for_whoever_looks() -> None:
    """The terminal is up to date, whether a frame has been painted or not."""
    app = SayingApp()
    async with app.run_test(size=(20, 5)) as pilot:
        await pilot.pause()
        for number in range(100):
            app.pane.feed(b"line %d\r\n" % number)
        text = app.pane.terminal.display[3].rstrip()
        app.pane.scroll_back(2)
        app.pane.feed(b"more\r\n")
        await until(pilot, lambda: line(app.pane, 1) == "line 95")

        assert text == "line 99"
        assert app.pane.scrolled_back == 3


async def test_a_flood_is_painted_in_few_frames(painted: list[int]) -> None:
    """Output in many parts that come together is one picture."""
    app = SayingApp()
    async with app.run_test(size=(20, 5)) as pilot:
        await pilot.pause(0.05)
        painted.clear()
        for number in range(500):
            app.pane.feed(b"line %d\r\n" % number)
        await until(pilot, lambda: line(app.pane, 3) == "line 499")

        assert len(painted) <= 2
