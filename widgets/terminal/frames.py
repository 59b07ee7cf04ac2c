"""One clock for the painting of all panes of an app.

Painting together costs less than each on its own, and a bound on frames leaves the event
loop to keys and output. After a quiet time the first change is painted at once.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Protocol
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from textual.app import App

FRAME_SECONDS = 1 / 60
BUSY_FRAME_SECONDS = 1 / 30
"""Time between frames when one has followed the other for a while."""
BUSY_FRAMES = 15


class Painted(Protocol):
    """What the clock calls for a frame."""

    def paint_frame(self) -> None:
        """Show what has changed since the last frame."""
        ...


class FrameClock:
    """Calls those who asked for a frame, all together, not too often."""

    def __init__(self, app: App[object]) -> None:
        self._app = app
        self._waiting: dict[Painted, None] = {}
        self._armed = False
        self._last = 0.0
        self._busy = 0

    def request(self, painted: Painted) -> None:
        """Have `painted` called at the next frame, at once if the last was long ago."""
        self._waiting[painted] = None
        if self._armed:
            return
        interval = BUSY_FRAME_SECONDS if self._busy >= BUSY_FRAMES else FRAME_SECONDS
        wait = self._last + interval - monotonic()
        self._armed = True
        if wait > 0:
            self._app.set_timer(wait, self._tick)
        else:
            # After what else is ready now: other panes may have news as well.
            self._busy = 0
            self._app.call_next(self._tick)

    def forget(self, painted: Painted) -> None:
        """Do not call `painted` any more."""
        self._waiting.pop(painted, None)

    def _tick(self) -> None:
        now = monotonic()
        close = now - self._last < 2 * BUSY_FRAME_SECONDS
        self._busy = self._busy + 1 if close else 0
        self._armed, self._last = False, now
        waiting, self._waiting = self._waiting, {}
        for painted in waiting:
            painted.paint_frame()


_clocks: WeakKeyDictionary[App[object], FrameClock] = WeakKeyDictionary()


def frame_clock(app: App[object]) -> FrameClock:
    """Return the clock of an app."""
    clock = _clocks.get(app)
    if clock is None:
        clock = _clocks[app] = FrameClock(app)
    return clock
