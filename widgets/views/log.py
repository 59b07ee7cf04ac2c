"""`LogView`: the output of a session as text, however much there is of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message

from widgets.key_bar import KeyHint
from widgets.views.frame import View
from widgets.views.line_text import LineText
from widgets.views.line_view import LineView
from widgets.views.log_source import LogLook, LogSource
from widgets.views.log_window import LogWindow
from widgets.views.place_bar import PlaceBar
from widgets.views.process_tree import size_text
from widgets.views.searching import find, pattern_of

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from textual.app import ComposeResult

LOOK_SECONDS = 0.2
"""Time between two looks for new output."""

STATE_LOOKS = 10
"""Looks for output to one for the session's state."""


@dataclass(slots=True)
class _Search:
    """A search in what is not held."""

    place: int
    """How far it is."""


class LogLines(LineView):
    """The lines of a log, of which the first and the last may be elsewhere."""

    class Ends(Message):
        """The first or the last line of all is wanted."""

        def __init__(self, *, first: bool) -> None:
            super().__init__()
            self.first = first
            """Whether it is the first."""

    def action_first(self) -> None:
        """Go to the first line of the log."""
        self.post_message(self.Ends(first=True))

    def action_last(self) -> None:
        """Go to the last line of the log."""
        self.post_message(self.Ends(first=False))


class LogView(View[None]):
    """Some pages of a log, of which others are fetched as they are scrolled to.

    While the end is in sight it stays so, whatever comes.
    """

    NAME = "LOG"

    HINTS = (
        KeyHint("f", "follow", "follow"),
        KeyHint("w", "wrap", "wrap"),
        KeyHint("t", "times", "times"),
        KeyHint("g", "start", "ends(True)"),
        KeyHint("G", "end", "ends(False)"),
    )

    DEFAULT_CSS = """
    LogView LogLines { scrollbar-size-vertical: 0; scrollbar-gutter: auto; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "follow", "Follow", show=False, priority=True),
        Binding("w", "wrap", "Wrap", show=False, priority=True),
        Binding("t", "times", "Times", show=False, priority=True),
    ]
    """
    | Key(s) | Description |
    | :- | :- |
    | f | Keep the end in sight, or do not. |
    | w | Wrap long lines, or do not. |
    | t | Show when each line was written, or do not. |
    """

    def __init__(
        self,
        heading: str,
        source: LogSource,
        state: Callable[[], str],
        *,
        terminal: bool,
    ) -> None:
        """Show the pages of `source`, which is closed with the view.

        `state` returns how the session is, in a word or two. It and the source block
        and are called in threads. `terminal` tells whether the session has one.
        """
        super().__init__(heading)
        self._source = source
        self._state = state
        self._state_word = ""
        self._look = LogLook(terminal=terminal)
        self._lines = LogLines(tails=True)
        self._place_bar = PlaceBar()
        self._window = LogWindow(source, self._look, self._lines)
        self._search: _Search | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the lines and the bar that shows where they are."""
        with Horizontal():
            yield self._lines
            yield self._place_bar

    def on_mount(self) -> None:
        """Begin at the end."""
        self.run_worker(self._watch(), exclusive=False)

    def on_unmount(self) -> None:
        """Stop searching and close the log."""
        self._search = None
        self._source.close()

    async def _watch(self) -> None:
        await self._window.go_to_end()
        looks = 0
        while True:
            if looks % STATE_LOOKS == 0:
                self._state_word = await asyncio.to_thread(self._state)
            looks += 1
            await self._window.catch_up()
            await self._window.fill()
            self._tell()
            await asyncio.sleep(LOOK_SECONDS)

    @on(LineText.Moved)
    def _moved(self, event: LineText.Moved) -> None:
        event.stop()
        self._tell()
        self.run_worker(self._window.fill(), group="fill", exclusive=False)

    # -- going about --------------------------------------------------------

    @on(LogLines.Ends)
    async def _ends(self, event: LogLines.Ends) -> None:
        event.stop()
        await self.action_ends(event.first)

    async def action_ends(self, first: bool) -> None:
        """Go to the first line of the log, or the last."""
        if first:
            await self._window.go_to(self._source.start)
        else:
            await self._window.go_to_end()
        self._tell()

    @on(PlaceBar.Moved)
    async def _dragged(self, event: PlaceBar.Moved) -> None:
        event.stop()
        if event.fraction >= 1:
            await self._window.go_to_end()
        else:
            start = self._source.start
            place = start + int((self._window.end - start) * event.fraction)
            await self._window.go_to(place, exact=False)
        self._tell()

    # -- keys ---------------------------------------------------------------

    async def action_follow(self) -> None:
        """Keep the end in sight, or do not."""
        if self.view.follow:
            self.view.follow = False
        else:
            await self._window.go_to_end()
        self._tell()

    def action_wrap(self) -> None:
        """Wrap long lines, or do not."""
        self.view.wrapped = not self.view.wrapped

    async def action_times(self) -> None:
        """Show when each line was written, or do not."""
        self._look = LogLook(self._look.terminal, times=not self._look.times)
        await self._window.show_as(self._look)

    # -- search -------------------------------------------------------------

    def search_for(self, text: str) -> None:
        """Mark what is typed; a search that is under way is over."""
        self._search = None
        super().search_for(text)

    def action_next(self, forward: bool) -> None:
        """Go to the next place that was searched for, or the one before."""
        pattern = pattern_of(self.searched)
        if pattern is None:
            return
        self._search = None
        hit = self.view.find(forward=forward)
        if hit is not None:
            self.view.show_hit(hit)
        else:
            self.run_worker(self._look_for(pattern, forward=forward), exclusive=False)

    async def _look_for(self, pattern: re.Pattern[str], *, forward: bool) -> None:
        """Look in what is not held, and then from the other end of the log on."""
        held = self._window.held[1 if forward else 0]
        around = self._source.start if forward else self._window.end
        search = self._search = _Search(held)

        def going(place: int) -> bool:
            search.place = place
            return self._search is search

        place = await asyncio.to_thread(
            self._source.find, pattern, held, forward=forward, going=going
        )
        if place is None:
            place = await asyncio.to_thread(
                self._source.find, pattern, around, forward=forward, going=going
            )
        if self._search is not search:
            return
        self._search = None
        if place is None:
            self._show_hit(None)
            return
        index = await self._window.go_to(place)
        self._show_hit(find(self.view.lines, pattern, index))

    # -- how it is ----------------------------------------------------------

    def _tell(self) -> None:
        """Show how the session is, and which part of its log is in sight."""
        if not self.is_mounted:
            return
        start, (first, last) = self._source.start, self._window.sight
        whole = max(self._window.end - start, 1)
        words = [self._state_word, size_text(self._window.end - start)]
        if self._search is not None:
            words.append(f"searching {100 * (self._search.place - start) // whole}%")
        elif self.view.follow:
            words.append("follow")
        elif self._window.live and self.view.at_end:
            words.append("end")
        else:
            words.append(f"{100 * (first - start) // whole}%")
        self.title_bar.tell(note="  ".join(word for word in words if word))
        self._place_bar.show((first - start) / whole, (last - start) / whole)
