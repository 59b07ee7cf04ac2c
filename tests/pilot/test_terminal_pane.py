"""A pane in the smallest app: keys in, messages and lines out."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import App

from core.session.types import TerminalSize
from widgets.terminal.pane import TerminalPane

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from textual.app import ComposeResult
    from textual.geometry import Region
    from textual.pilot import Pilot

    from widgets.terminal.messages import PaneMessage


class PaneApp(App[None], inherit_bindings=False):
    """One pane, and what it said."""

    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False

    def __init__(self, *, read_only: bool = False) -> None:
        super().__init__()
        self.pane = TerminalPane(read_only=read_only)
        self.said: list[PaneMessage] = []

    def compose(self) -> ComposeResult:
        """Show the pane."""
        yield self.pane

    def on_mount(self) -> None:
        """Let the pane have the keys."""
        self.pane.focus()

    def on_terminal_pane_input(self, message: TerminalPane.Input) -> None:
        """Remember input."""
        self.said.append(message)

    def on_terminal_pane_resized(self, message: TerminalPane.Resized) -> None:
        """Remember sizes."""
        self.said.append(message)

    def on_terminal_pane_prefix_key(self, message: TerminalPane.PrefixKey) -> None:
        """Remember keys after the prefix."""
        self.said.append(message)

    def on_terminal_pane_title_changed(
        self, message: TerminalPane.TitleChanged
    ) -> None:
        """Remember titles."""
        self.said.append(message)

    def on_terminal_pane_bell(self, message: TerminalPane.Bell) -> None:
        """Remember bells."""
        self.said.append(message)

    @property
    def input(self) -> bytes:
        """All bytes sent to the program."""
        messages = (item for item in self.said if isinstance(item, TerminalPane.Input))
        return b"".join(message.data for message in messages)

    @property
    def sizes(self) -> list[TerminalSize]:
        """All sizes posted."""
        return [
            item.size for item in self.said if isinstance(item, TerminalPane.Resized)
        ]


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    """Wait until a condition holds, for two seconds at most."""
    deadline = monotonic() + 2
    while not condition():
        assert monotonic() < deadline, "the condition did not come true"
        await pilot.pause(0.01)


def line(pane: TerminalPane, y: int) -> str:
    """Return the text of a rendered line without trailing blanks."""
    return pane.render_line(y).text.rstrip()


async def wheel_up(pilot: Pilot[None], pane: TerminalPane) -> None:
    """Turn the wheel by one notch over the pane."""
    no = False
    pane.post_message(events.MouseScrollUp(pane, 1, 1, 0, 0, 0, no, no, no))
    await pilot.pause()


async def test_every_key_goes_to_the_program() -> None:
    """Keys that Textual or its widgets use are no exception."""
    app = PaneApp()
    async with app.run_test() as pilot:
        await pilot.press("a", "ctrl+c", "tab", "ctrl+q", "escape", "ctrl+p", "up")
        await pilot.press("shift+tab", "alt+x", "enter")
        await pilot.pause()

        assert app.input == b"a\x03\t\x11\x1b\x10\x1b[A\x1b[Z\x1bx\r"


async def test_modes_change_what_keys_send() -> None:
    """Application cursor mode reaches the encoder."""
    app = PaneApp()
    async with app.run_test() as pilot:
        app.pane.feed(b"\x1b[?1h")
        await pilot.press("up")

        assert app.input == b"\x1bOA"


async def test_the_key_after_the_prefix_is_the_apps() -> None:
    """The prefix takes one key from the program; twice, it is sent itself."""
    app = PaneApp()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+b")
        active = app.pane.prefix_active
        await pilot.press(
            "percent_sign", "a", "ctrl+b", "ctrl+b", "ctrl+b", "escape", "b"
        )
        keys = [
            item.key for item in app.said if isinstance(item, TerminalPane.PrefixKey)
        ]

        assert (active, app.pane.prefix_active) == (True, False)
        assert keys == ["percent_sign"]
        assert app.input == b"a\x02b"


async def test_a_read_only_pane_sends_nothing() -> None:
    """Keys, pastes and answers stay here; the prefix works."""
    app = PaneApp(read_only=True)
    async with app.run_test() as pilot:
        app.pane.feed(b"\x1b[c")
        app.pane.post_message(events.Paste("text"))
        await pilot.press("a", "ctrl+b", "x")

        assert app.input == b""
        assert any(isinstance(item, TerminalPane.PrefixKey) for item in app.said)


async def test_a_paste_is_bracketed_on_demand() -> None:
    """The program's bracketed paste mode decides."""
    app = PaneApp()
    async with app.run_test() as pilot:
        app.pane.feed(b"\x1b[?2004h")
        app.pane.post_message(events.Paste("a\nb"))
        await pilot.pause()

        assert app.input == b"\x1b[200~a\rb\x1b[201~"


async def test_output_is_rendered() -> None:
    """Fed bytes show as lines; a query is answered; a title and bell are told."""
    app = PaneApp()
    async with app.run_test(size=(20, 5)) as pilot:
        app.pane.feed("one\r\n漢字\x1b[5n\x1b]0;new\x07\x07".encode())
        await until(pilot, lambda: line(app.pane, 1) == "漢字")
        await pilot.pause()

        assert line(app.pane, 0) == "one"
        assert app.input == b"\x1b[0n"
        titles = [m.title for m in app.said if isinstance(m, TerminalPane.TitleChanged)]
        assert (titles, app.pane.title) == (["new"], "new")
        assert any(isinstance(item, TerminalPane.Bell) for item in app.said)
        assert all(item.control is app.pane for item in app.said)


async def test_only_changed_lines_are_repainted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One line of output refreshes its line and the one that the cursor left."""
    app = PaneApp()
    async with app.run_test(size=(20, 5)) as pilot:
        app.pane.feed(b"one\r\ntwo\r\n")
        await until(pilot, lambda: line(app.pane, 1) == "two")
        regions: list[Region] = []
        monkeypatch.setattr(app.pane, "refresh", lambda *args: regions.extend(args))
        app.pane.feed(b"three\r\n")
        await until(pilot, lambda: line(app.pane, 2) == "three")

        assert {y for region in regions for y in region.line_range} == {2, 3}


async def test_a_frame_is_shown_whole() -> None:
    """Synchronized output shows when it ends."""
    app = PaneApp()
    async with app.run_test(size=(20, 5)) as pilot:
        app.pane.feed(b"\x1b[?2026hhalf")
        await pilot.pause(0.05)
        held = line(app.pane, 0)
        app.pane.feed(b" whole\x1b[?2026l")
        await until(pilot, lambda: line(app.pane, 0) == "half whole")

        assert held == ""


async def test_a_frame_that_does_not_end_is_shown_at_last() -> None:
    """A program cannot hold back painting for long."""
    app = PaneApp()
    async with app.run_test(size=(20, 5)) as pilot:
        app.pane.feed(b"\x1b[?2026hstuck")
        await until(pilot, lambda: line(app.pane, 0) == "stuck")


async def test_sizes_are_posted_when_they_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Many resizes in a row are one message, while the terminal follows at once."""
    app = PaneApp()
    async with app.run_test(size=(30, 8)) as pilot:
        await until(pilot, lambda: app.sizes == [TerminalSize(30, 8)])
        monkeypatch.setattr("widgets.terminal.pane.RESIZE_SECONDS", 0.6)
        for columns in range(40, 45):
            await pilot.resize_terminal(columns, 10)
        at_once = app.pane.size_in_cells
        await until(pilot, lambda: len(app.sizes) > 1)

        assert at_once == TerminalSize(44, 10)
        assert app.sizes == [TerminalSize(30, 8), TerminalSize(44, 10)]


async def test_the_view_stays_while_scrolled_back() -> None:
    """New output does not move the view; typing returns to the bottom."""
    app = PaneApp()
    async with app.run_test(size=(20, 3)) as pilot:
        app.pane.feed(b"1\r\n2\r\n3\r\n4\r\n5")
        app.pane.scroll_back(2)
        app.pane.feed(b"\r\n6")
        await until(pilot, lambda: line(app.pane, 1) == "2")
        top = line(app.pane, 0)
        await pilot.press("x")
        await until(pilot, lambda: line(app.pane, 2) == "6")

        assert (top.split(), app.pane.scrolled_back) == (["1", "[-3]"], 0)


async def test_the_wheel_scrolls_back_or_sends_arrows() -> None:
    """On the main screen the wheel is ours, on the alternate one it is arrow keys."""
    app = PaneApp()
    async with app.run_test(size=(20, 3)) as pilot:
        app.pane.feed(b"\n" * 9)
        await wheel_up(pilot, app.pane)
        back = app.pane.scrolled_back
        app.pane.feed(b"\x1b[?1049h")
        await wheel_up(pilot, app.pane)

        assert (back, app.input) == (3, b"\x1b[A" * 3)


async def test_a_program_that_wants_the_mouse_gets_it() -> None:
    """Press and release are reported; with shift they are the user's."""
    app = PaneApp()
    async with app.run_test(size=(20, 5)) as pilot:
        app.pane.feed(b"\x1b[?1000;1006h")
        await pilot.click(app.pane, offset=(4, 2))
        await pilot.click(app.pane, offset=(4, 2), shift=True)

        assert app.input == b"\x1b[<0;5;3M\x1b[<0;5;3m"


async def test_focus_is_told_on_demand() -> None:
    """Mode 1004 reports the loss and the gain of focus."""
    app = PaneApp()
    async with app.run_test() as pilot:
        app.pane.feed(b"\x1b[?1004h")
        app.set_focus(None)
        await pilot.pause()
        app.pane.focus()
        await pilot.pause()

        assert app.input == b"\x1b[O\x1b[I"


async def test_a_message_lies_over_the_last_line() -> None:
    """A message shows as plain text and leaves the terminal untouched."""
    app = PaneApp()
    async with app.run_test(size=(20, 3)) as pilot:
        app.pane.feed(b"1\r\n2\r\n3")
        app.pane.show_message("[exited \x1b0]")
        await until(pilot, lambda: "exited" in line(app.pane, 2))
        shown = line(app.pane, 2).strip()
        app.pane.clear_message()
        await until(pilot, lambda: line(app.pane, 2) == "3")

        assert shown == "[exited \\x1b0]"


async def test_reset_empties_the_pane() -> None:
    """Nothing of the last program is left, in the past neither."""
    app = PaneApp()
    async with app.run_test(size=(20, 3)) as pilot:
        app.pane.feed(b"1\r\n2\r\n3\r\n4\x1b]0;title")
        app.pane.reset()
        app.pane.scroll_back(5)
        app.pane.feed(b"new")
        await until(pilot, lambda: line(app.pane, 0) == "new")

        assert (app.pane.scrolled_back, line(app.pane, 1)) == (0, "")


async def test_hiding_and_theming_keep_the_text() -> None:
    """A pane that was hidden, or whose theme changed, draws right again."""
    app = PaneApp()
    async with app.run_test(size=(20, 3)) as pilot:
        app.pane.feed(b"\x1b[2;31mtext")
        app.pane.display = False
        await pilot.pause()
        app.pane.feed(b"!")
        app.pane.display = True
        app.theme = "textual-light"
        await pilot.pause()

        assert line(app.pane, 0) == "text!"
        assert app.pane.size_in_cells == TerminalSize(20, 3)
