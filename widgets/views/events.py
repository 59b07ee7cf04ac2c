"""`EventsView`: what has happened to sessions, and what happens."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, NamedTuple

from core.errors import ExecdeckError
from widgets.key_bar import KeyHint
from widgets.views.frame import View
from widgets.views.line_view import LineView
from widgets.views.lines import Line, make_line
from widgets.views.searching import matches, pattern_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult

LOOK_SECONDS = 0.5
"""Time between two looks for what is new."""

EVENTS_MAX = 20_000
"""Events that are kept, however long the view is open."""

_KIND_WIDTH = 12
_ID_WIDTH = 12


class EventRow(NamedTuple):
    """An event as it is shown."""

    sequence: int
    """Grows with each event."""
    at: float
    """Seconds since the epoch."""
    kind: str
    session_id: str
    container: str
    """The container's name, or what is known of it."""
    detail: str
    failed: bool = False
    """Whether it tells of a failure."""


class EventsView(View[str]):
    """A timeline; while the cursor is on the last event it goes on with each new one.

    What is typed after `/` leaves only the events that hold it. Enter dismisses with
    the id of the event's session.
    """

    NAME = "EVENTS"
    SEARCH = "filter"
    HINTS = (KeyHint("⏎", "go to session", "choose"),)

    DEFAULT_CSS = """
    EventsView LineView { scrollbar-size-horizontal: 0; }
    """

    def __init__(self, load: Callable[[int], Sequence[EventRow]]) -> None:
        """Show what `load` returns: the events after one, oldest first.

        It blocks and is called in threads, one call at a time, first with 0. It may
        raise an ExecdeckError or OSError, which is shown.
        """
        super().__init__("Events")
        self._load = load
        self._events: list[Line] = []

    def compose_body(self) -> ComposeResult:
        """Lay out the lines."""
        yield LineView(has_cursor=True, tails=True)

    def on_mount(self) -> None:
        """Begin to look, at the last event."""
        self.view.wrapped = False
        self.view.follow = True
        self.run_worker(self._watch(), exclusive=False)

    async def _watch(self) -> None:
        last = 0

        def look() -> tuple[int, list[Line]]:
            rows = self._load(last)
            newest = rows[-1].sequence if rows else last
            return newest, [_line(row) for row in rows[-EVENTS_MAX:]]

        while True:
            try:
                last, lines = await asyncio.to_thread(look)
            except (ExecdeckError, OSError) as error:
                self.title_bar.tell(note=str(error))
            else:
                if lines:
                    self._events = [*self._events, *lines][-EVENTS_MAX:]
                    self._filter()
                self._tell()
            await asyncio.sleep(LOOK_SECONDS)

    def _filter(self) -> None:
        pattern = pattern_of(self.searched)
        shown = self._events
        if pattern is not None:
            shown = [line for line in shown if matches(pattern, line)]
        self.view.set_lines(shown)

    def _tell(self) -> None:
        count, shown = len(self._events), len(self.view.lines)
        note = f"{count:,}" if count == shown else f"{shown:,} of {count:,}"
        self.title_bar.tell(note=note if count else "nothing has happened yet")

    def search_for(self, text: str) -> None:
        """Leave only what holds a text."""
        self._filter()
        self._tell()
        super().search_for(text)

    def action_next(self, forward: bool) -> None:
        """Go to the next event, or the one before: all that are left hold the text."""
        if self.searched:
            self.view.action_move(1 if forward else -1)

    def keep_search(self) -> None:
        """Stay where the cursor is."""

    def on_line_view_chosen(self, event: LineView.Chosen) -> None:
        """Go to the session of an event."""
        event.stop()
        self.action_choose()

    def action_choose(self) -> None:
        """Close with the session that the cursor's event is about."""
        line = self.view.cursor_line
        if line is not None and isinstance(line.key, tuple) and self.is_current:
            self.dismiss(line.key[1])


def _line(row: EventRow) -> Line:
    clock = time.strftime("%m-%d %H:%M:%S", time.localtime(row.at))
    return make_line(
        (f"{clock}  ", "muted"),
        (f"{row.kind:<{_KIND_WIDTH}}  ", "error" if row.failed else ""),
        (f"{row.session_id[:_ID_WIDTH]}  ", "label"),
        f"{row.container}  ",
        (row.detail, "muted"),
        key=(row.sequence, row.session_id),
    )
