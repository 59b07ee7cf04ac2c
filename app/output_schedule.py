"""When panes take the output of their sessions: one after the other, within one budget.

Output waits in the sessions' logs, so nobody is stalled by waiting. Keys and drawing
are the deck's first duty: however many panes are flooded, together they get the event
loop for a slice, then the rest of the deck does, and after a key only the pane that
has the keyboard goes on at once.
"""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

SLICE_SECONDS = 0.008
"""Longest time that panes may keep the event loop: half a frame."""

PAUSE_SECONDS = 0.002
"""Least time that the rest of the deck gets between two slices."""

CROWD_SHARE = 2.0
"""Pause after a slice, as a multiple of it, while more than one pane has more."""

TYPING_SECONDS = 0.05
"""Time after a key in which panes without the keyboard wait."""


class Taker(Protocol):
    """A pane that has output to take."""

    @property
    def in_use(self) -> bool:
        """Whether it has the keyboard."""
        ...

    def take(self, until: float) -> bool:
        """Take output until that time of the monotonic clock; return whether there is more."""
        ...


class OutputSchedule:
    """Gives panes their turns; lives on the event loop."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """Begin with no pane; `clock` is in seconds."""
        self._clock = clock
        self._waiting: dict[Taker, None] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._free_at = 0.0
        self._typed_at = -TYPING_SECONDS

    def request(self, taker: Taker) -> None:
        """Let a pane take what has come: at once if it is in use and its turn is over."""
        self._waiting[taker] = None
        now = self._clock()
        if not taker.in_use:
            if self._timer is None:
                self._arm(max(self._free_at, self._quiet_at()) - now)
        elif now >= self._free_at:
            self._turn(only=taker)
        else:
            self._arm(self._free_at - now)

    def cancel(self, taker: Taker) -> None:
        """Forget a pane."""
        self._waiting.pop(taker, None)

    def typed(self) -> None:
        """Let what a key leads to come before all other output."""
        self._typed_at = self._clock()

    def _quiet_at(self) -> float:
        return self._typed_at + TYPING_SECONDS

    def _arm(self, wait: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(max(wait, 0.0), self._timed)

    def _timed(self) -> None:
        self._timer = None
        self._turn()

    def _turn(self, only: Taker | None = None) -> None:
        """Serve the pane in use first, the others in the order of their last turns."""
        begun = self._clock()
        until = begun + SLICE_SECONDS
        waiting = sorted(self._waiting, key=lambda taker: not taker.in_use)
        for taker in waiting:
            typing = begun < self._quiet_at() and not taker.in_use
            gone = taker not in self._waiting  # What another took ended it.
            if gone or typing or (only is not None and taker is not only):
                continue
            del self._waiting[taker]
            if taker.take(until):
                self._waiting[taker] = None
            if self._clock() >= until:
                break
        now = self._clock()
        crowd = len(self._waiting) > 1
        pause = max(PAUSE_SECONDS, (now - begun) * CROWD_SHARE if crowd else 0.0)
        self._free_at = now + pause
        if not self._waiting:
            return
        used = any(taker.in_use for taker in self._waiting)
        self._arm(pause if used else max(pause, self._quiet_at() - now))
