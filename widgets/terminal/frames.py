"""One clock for the painting of all panes of an app.

Painting together costs less than each on its own, and a bound on frames leaves the event
loop to keys and output. After a quiet time the first change is painted at once, and
the pane that has the keyboard never waits for the others: they rest in proportion to what
their last frame cost.
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
REST_SHARE = 2.0
"""Rest of panes without the keyboard, as a multiple of what their frame took."""


class Painted(Protocol):
    """What the clock calls for a frame."""

    @property
    def has_focus(self) -> bool:
        """Whether it has the keyboard."""
        ...

    def paint_frame(self) -> None:
        """Show what has changed since the last frame."""
        ...


class _Lane:
    """Those that are painted together, and when they may be again."""

    def __init__(self, app: App[object], *, rests: bool) -> None:
        self._app = app
        self._rests = rests
        self._waiting: dict[Painted, None] = {}
        self._armed = False
        self._last = 0.0
        self._rest_until = 0.0
        self._busy = 0

    def request(self, painted: Painted) -> None:
        self._waiting[painted] = None
        if self._armed:
            return
        interval = BUSY_FRAME_SECONDS if self._busy >= BUSY_FRAMES else FRAME_SECONDS
        wait = max(self._last + interval, self._rest_until) - monotonic()
        self._armed = True
        if wait > 0:
            self._app.set_timer(wait, self._tick)
        else:
            # After what else is ready now: other panes may have news as well.
            self._busy = 0
            self._app.call_next(self._tick)

    def _tick(self) -> None:
        now = monotonic()
        close = now - max(self._last, self._rest_until) < 2 * BUSY_FRAME_SECONDS
        self._busy = self._busy + 1 if close else 0
        self._armed, self._last = False, now
        waiting, self._waiting = self._waiting, {}
        for painted in waiting:
            painted.paint_frame()
        if self._rests:
            # Until the screen has been drawn too, which costs most.
            self._app.call_after_refresh(self._rest, now)

    def _rest(self, begun: float) -> None:
        now = monotonic()
        self._rest_until = now + (now - begun) * REST_SHARE


class FrameClock:
    """Calls those who asked for a frame, all together, not too often."""

    def __init__(self, app: App[object]) -> None:
        self._in_use = _Lane(app, rests=False)
        self._others = _Lane(app, rests=True)

    def request(self, painted: Painted) -> None:
        """Have `painted` called at the next frame, at once if the last was long ago."""
        (self._in_use if painted.has_focus else self._others).request(painted)


_clocks: WeakKeyDictionary[App[object], FrameClock] = WeakKeyDictionary()


def frame_clock(app: App[object]) -> FrameClock:
    """Return the clock of an app."""
    clock = _clocks.get(app)
    if clock is None:
        clock = _clocks[app] = FrameClock(app)
    return clock
