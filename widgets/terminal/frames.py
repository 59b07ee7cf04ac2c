"""One clock for the painting of all panes of an app.

Painting together costs less than each on its own, and a bound on frames leaves the event
loop to keys and output. After a quiet time the first change is painted at once, and
the pane that has the keyboard never waits for the others: of those only as many are painted
at once as fit into a frame, and they rest in proportion to what that cost.
"""

from __future__ import annotations

from itertools import islice
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
        self._at_once = 1

    def request(self, painted: Painted) -> None:
        """Have `painted` called at the lane's next frame."""
        self._waiting[painted] = None
        if not self._armed:
            self._arm()

    def _arm(self) -> None:
        self._armed = True
        interval = BUSY_FRAME_SECONDS if self._busy >= BUSY_FRAMES else FRAME_SECONDS
        wait = max(self._last + interval, self._rest_until) - monotonic()
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
        self._last = now
        count = self._at_once if self._rests else len(self._waiting)
        painting = list(islice(self._waiting, count))
        for painted in painting:
            del self._waiting[painted]
        # When a lane rests, not before the screen is drawn too, which costs most.
        self._armed = self._rests
        for painted in painting:
            painted.paint_frame()
        if self._rests:
            self._app.call_after_refresh(self._drawn, now, len(painting))

    def _drawn(self, begun: float, count: int) -> None:
        """Learn from what a frame took how many fit into one, and rest."""
        took = monotonic() - begun
        self._at_once = max(int(FRAME_SECONDS * count / max(took, 0.0001)), 1)
        self._rest_until = begun + took * (1 + REST_SHARE)
        self._armed = False
        if self._waiting:
            self._arm()


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
