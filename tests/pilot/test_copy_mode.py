"""Copy mode in a pane: keys, mouse, output meanwhile, sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual import events

from core.session.types import TerminalSize
from tests.pilot.test_terminal_pane import PaneApp, line, until
from widgets.terminal.pane import TerminalPane

if TYPE_CHECKING:
    from textual.geometry import Region
    from textual.pilot import Pilot


class CopyApp(PaneApp):
    """Remembers what copy mode says as well."""

    def __init__(self) -> None:
        super().__init__()
        self.copied: list[str] = []
        self.saved: list[str] = []
        self.changes: list[bool] = []

    def on_terminal_pane_copied(self, message: TerminalPane.Copied) -> None:
        """Remember text for the clipboard."""
        self.copied.append(message.text)

    def on_terminal_pane_save_requested(
        self, message: TerminalPane.SaveRequested
    ) -> None:
        """Remember text for a file."""
        self.saved.append(message.text)

    def on_terminal_pane_copy_mode_changed(
        self, message: TerminalPane.CopyModeChanged
    ) -> None:
        """Remember what copy mode was then."""
        self.changes.append(message.pane.copy_mode is not None)


def numbered(first: int, last: int) -> bytes:
    """Return lines with their numbers."""
    return b"".join(b"line %d\r\n" % number for number in range(first, last))


def shown(pane: TerminalPane) -> list[str]:
    """Return the lines as rendered."""
    return [line(pane, y) for y in range(pane.size.height)]


def reverse(pane: TerminalPane) -> list[str]:
    """Return what is drawn in reverse, by lines."""
    return [
        "".join(
            segment.text
            for segment in pane.render_line(y)
            if segment.style and segment.style.reverse
        )
        for y in range(pane.size.height)
    ]


async def drag(
    pilot: Pilot[None], *cells: tuple[int, int], shift: bool = False
) -> None:
    """Press the button on the first cell, go to the others, release it on the last."""
    pane = pilot.app.query_one(TerminalPane)
    await pilot.mouse_down(pane, offset=cells[0], shift=shift)
    for x, y in cells[1:]:
        moved = events.MouseMove(pane, x, y, 0, 0, 1, shift, False, False, x, y)
        pane.post_message(moved)
        await pilot.pause()
    await pilot.mouse_up(pane, offset=cells[-1], shift=shift)
    await pilot.pause()


async def test_nothing_typed_reaches_the_program() -> None:
    """Nor what is pasted, until copy mode is left."""
    app = CopyApp()
    async with app.run_test(size=(30, 6)) as pilot:
        app.pane.feed(numbered(0, 50))
        app.pane.enter_copy_mode()
        await pilot.press("k", "x", "tab", "f1", "ctrl+d", "Z")
        app.pane.paste("pasted")
        app.pane.type_key("a", "a")
        inside = app.input
        await pilot.press("q", "x")
        await pilot.pause()

        assert (inside, app.input) == (b"", b"x")
        assert app.changes == [True, False]


async def test_keys_copy_and_leave() -> None:
    """The text is told, the view is at the bottom again, and keys are the program's."""
    app = CopyApp()
    async with app.run_test(size=(30, 6)) as pilot:
        app.pane.feed(numbered(0, 50))
        app.pane.enter_copy_mode()
        await pilot.press("g", "V", "j", "y")
        await until(pilot, lambda: line(app.pane, 0) == "line 45")
        await pilot.pause()

        assert app.copied == ["line 0\nline 1"]
        assert app.pane.copy_mode is None
        assert app.pane.scrolled_back == 0


async def test_saving_goes_on() -> None:
    """Everything is told to be saved, and copy mode is still on."""
    app = CopyApp()
    async with app.run_test(size=(30, 6)) as pilot:
        app.pane.feed(numbered(0, 3000))
        app.pane.enter_copy_mode()
        await pilot.press("s")
        await pilot.pause()

        assert app.saved == [numbered(0, 3000).decode().replace("\r", "")]
        assert app.pane.copy_mode is not None


async def test_the_view_stands_still() -> None:
    """Output is taken all the same, queries are answered, and nothing is repainted."""
    app = CopyApp()
    async with app.run_test(size=(30, 6)) as pilot:
        app.pane.feed(numbered(0, 50) + b"$ ")
        app.pane.enter_copy_mode()
        await until(pilot, lambda: line(app.pane, 0).endswith("[0/45]"))
        before = shown(app.pane)
        with pytest.MonkeyPatch.context() as patch:
            regions: list[Region] = []
            patch.setattr(app.pane, "refresh", lambda *args: regions.extend(args))
            app.pane.feed(b"\x1b[?2026h\x1b[2J" + numbered(50, 99) + b"\x1b[5n")
            app.pane.feed(b"\x1b]0;hostile [b]\x07")
            await pilot.pause(0.1)
        during = shown(app.pane)
        await pilot.press("q")
        await until(pilot, lambda: line(app.pane, 0) == "line 94")

        assert during == before
        assert regions == []
        assert app.input == b"\x1b[0n"
        assert app.pane.title == "hostile [b]"


async def test_only_changed_lines_are_repainted() -> None:
    """A step of the cursor refreshes the two lines that it touches."""
    app = CopyApp()
    async with app.run_test(size=(30, 8)) as pilot:
        app.pane.feed(numbered(0, 50))
        app.pane.enter_copy_mode()
        await pilot.press("k", "k")
        await until(pilot, lambda: reverse(app.pane)[5] != "")
        with pytest.MonkeyPatch.context() as patch:
            regions: list[Region] = []
            patch.setattr(app.pane, "refresh", lambda *args: regions.extend(args))
            await pilot.press("k")
            await until(pilot, lambda: bool(regions))

        assert {y for region in regions for y in region.line_range} == {4, 5}


async def test_the_prefix_works_in_copy_mode() -> None:
    """A key after it is the owner's; twice, it is a page back."""
    app = CopyApp()
    async with app.run_test(size=(30, 6)) as pilot:
        app.pane.feed(numbered(0, 50))
        app.pane.enter_copy_mode()
        await pilot.press("ctrl+b", "x", "ctrl+b", "ctrl+b")
        await pilot.pause()
        keys = [
            item.key for item in app.said if isinstance(item, TerminalPane.PrefixKey)
        ]

        assert (keys, app.pane.scrolled_back, app.input) == (["x"], 6, b"")


async def test_a_long_past_is_fetched_bit_by_bit() -> None:
    """The status tells when it is all there."""
    app = CopyApp()
    async with app.run_test(size=(30, 6)) as pilot:
        app.pane.feed(numbered(0, 9000))
        app.pane.enter_copy_mode()
        mode = app.pane.copy_mode
        assert mode is not None
        at_once = mode.snapshot.complete
        await until(pilot, lambda: line(app.pane, 0).endswith("[0/8995]"))
        await pilot.press("slash", *"line 77", "enter", "N")

        assert at_once is False
        assert (mode.match_count, mode.match_number) == (111, 111)


async def test_copy_mode_begins_where_the_view_is() -> None:
    """The wheel scrolls it as it does without."""
    app = CopyApp()
    async with app.run_test(size=(30, 6)) as pilot:
        app.pane.feed(numbered(0, 50))
        app.pane.scroll_back(9)
        app.pane.enter_copy_mode()
        await until(pilot, lambda: line(app.pane, 0).startswith("line 36 "))
        app.pane.scroll_back(3)
        back = app.pane.scrolled_back
        app.pane.scroll_back(-99)

        assert (back, app.pane.scrolled_back) == (12, 0)


async def test_the_wheel_is_not_sent_to_the_alternate_screen() -> None:
    """It would be arrow keys for the program."""
    app = CopyApp()
    async with app.run_test(size=(30, 6)) as pilot:
        app.pane.feed(b"\x1b[?1049h\x1b[?1000htext")
        app.pane.enter_copy_mode()
        await pilot._post_mouse_events(  # noqa: SLF001
            [events.MouseScrollUp], app.pane, offset=(1, 1), button=0
        )
        await drag(pilot, (0, 0), (3, 0))

        assert app.input == b""
        assert app.copied == ["text"]


@pytest.mark.parametrize("size", [(20, 6), (60, 6), (30, 3), (30, 12), (7, 2)])
async def test_another_size_keeps_what_is_read(size: tuple[int, int]) -> None:
    """The lines are broken anew in copy mode, too; the program hears of it as ever."""
    app = CopyApp()
    async with app.run_test(size=(30, 6)) as pilot:
        app.pane.feed(b"0123456789 " * 4 + b"\r\n" + numbered(0, 50))
        app.pane.enter_copy_mode()
        await pilot.press("g", "w", "v", "e")
        await pilot.resize_terminal(*size)
        await pilot.pause(0.1)
        mode = app.pane.copy_mode

        assert mode is not None
        assert mode.selected_text == "0123456789"
        assert app.pane.size_in_cells == app.sizes[-1] == TerminalSize(*size)
        assert "56789" in shown(app.pane)[0]


async def test_a_new_program_ends_copy_mode() -> None:
    """There is nothing left to read."""
    app = CopyApp()
    async with app.run_test(size=(30, 6)) as pilot:
        app.pane.feed(numbered(0, 50))
        app.pane.enter_copy_mode()
        app.pane.enter_copy_mode()
        app.pane.reset()
        app.pane.leave_copy_mode()
        await pilot.pause()

        assert app.changes == [False, False]
        assert line(app.pane, 0) == ""


async def test_a_theme_changes_the_matches() -> None:
    """What they look like is the theme's, also while they are shown."""
    app = CopyApp()
    async with app.run_test(size=(30, 6)) as pilot:
        app.pane.feed(numbered(0, 50))
        app.pane.enter_copy_mode()
        await pilot.press("question_mark", "4")
        dark = [segment.style for segment in app.pane.render_line(2)]
        app.theme = "textual-light"
        await pilot.pause()
        light = [segment.style for segment in app.pane.render_line(2)]

        assert any(style and style.underline for style in dark)
        assert any(style and style.underline for style in light)
        assert dark != light


async def test_dragging_selects_and_copies() -> None:
    """What was selected stays to be seen until the next key, which is the program's."""
    app = CopyApp()
    async with app.run_test(size=(30, 6)) as pilot:
        app.pane.feed(numbered(0, 50) + b"$ ")
        await drag(pilot, (2, 1), (4, 1), (3, 2))
        marked = reverse(app.pane)
        app.pane.feed(b"\r\nmore")
        await until(pilot, lambda: line(app.pane, 5) == "more")
        scrolled = reverse(app.pane)
        await pilot.press("x")
        await until(pilot, lambda: reverse(app.pane)[0] == "")

        assert app.copied == ["ne 46\nline"]
        assert app.changes == [True, False]
        assert marked == ["", "ne 46 ", "line", "", "", " "]
        assert scrolled == ["ne 46 ", "line", "", "", "", " "]
        assert app.input == b"x"


async def test_dragging_in_the_past_stays_there() -> None:
    """The view does not jump when the button is released."""
    app = CopyApp()
    async with app.run_test(size=(30, 6)) as pilot:
        app.pane.feed(numbered(0, 50))
        app.pane.scroll_back(20)
        await drag(pilot, (0, 1), (5, 1))

        assert app.copied == ["line 2"]
        assert app.pane.scrolled_back == 20
        assert reverse(app.pane)[1] == "line 2"


async def test_dragging_over_the_edge_scrolls() -> None:
    """As long as the button is held there."""
    app = CopyApp()
    async with app.run_test(size=(30, 6)) as pilot:
        app.pane.feed(numbered(0, 50))
        await pilot.mouse_down(app.pane, offset=(3, 3))
        moved = events.MouseMove(app.pane, 0, -2, 0, 0, 1, False, False, False, 0, -2)
        app.pane.post_message(moved)
        await until(pilot, lambda: app.pane.scrolled_back >= 20)
        await pilot.mouse_up(app.pane, offset=(0, 0))
        await pilot.pause(0.1)
        back = app.pane.scrolled_back
        await pilot.pause(0.1)

        assert app.pane.scrolled_back == back
        assert app.copied[0].endswith("line 47\nline")
        assert app.copied[0].count("\n") >= 20


async def test_a_click_only_focuses() -> None:
    """Nothing is selected, copied or sent."""
    app = CopyApp()
    async with app.run_test(size=(30, 6)) as pilot:
        app.pane.feed(b"text")
        app.set_focus(None)
        await pilot.click(app.pane, offset=(2, 0))
        await drag(pilot, (2, 0), (2, 0))

        assert app.focused is app.pane
        assert (app.copied, app.changes, app.input) == ([], [], b"")


async def test_two_clicks_take_a_word_and_three_a_line() -> None:
    """Where there is none, nothing; the next click takes the mark away."""
    app = CopyApp()
    async with app.run_test(size=(30, 6)) as pilot:
        app.pane.feed(b"cat /etc/passwd   more\r\n")
        await pilot.click(app.pane, offset=(6, 0), times=2)
        word = reverse(app.pane)[0]
        await pilot.click(app.pane, offset=(16, 0), times=2)
        await pilot.click(app.pane, offset=(20, 0), times=3)
        row = reverse(app.pane)[0]
        await pilot.click(app.pane, offset=(0, 3))
        await until(pilot, lambda: reverse(app.pane)[0] == "")

        assert app.copied == ["/etc/passwd", "more", "cat /etc/passwd   more"]
        assert (word, row.rstrip()) == ("/etc/passwd", "cat /etc/passwd   more")


async def test_shift_keeps_the_mouse_from_the_program() -> None:
    """Without it, a program that asks for the mouse gets drags and clicks."""
    app = CopyApp()
    async with app.run_test(size=(30, 6)) as pilot:
        app.pane.feed(b"\x1b[?1002;1006htext")
        await drag(pilot, (0, 0), (2, 0))
        await pilot.click(app.pane, offset=(1, 0), times=2)
        sent, copied = app.input, list(app.copied)
        await drag(pilot, (0, 0), (2, 0), shift=True)
        await pilot.click(app.pane, offset=(1, 0), times=2, shift=True)

        assert b"\x1b[<0;1;1M\x1b[<32;3;1M\x1b[<0;3;1m" in sent
        assert copied == []
        assert app.copied == ["tex", "text"]
        assert app.input == sent


async def test_a_read_only_pane_can_be_read() -> None:
    """Copy mode sends nothing anyway."""
    app = CopyApp()
    async with app.run_test(size=(30, 6)) as pilot:
        app.pane.read_only = True
        app.pane.feed(b"text")
        app.pane.enter_copy_mode()
        await pilot.press("Y")
        await pilot.pause()

        assert app.copied == ["text"]
