"""The clock of all panes: together, and not too often."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from textual.app import App

from widgets.terminal import frames
from widgets.terminal.frames import (
    BUSY_FRAME_SECONDS,
    BUSY_FRAMES,
    FRAME_SECONDS,
    REST_SHARE,
    FrameClock,
    frame_clock,
)

if TYPE_CHECKING:
    from collections.abc import Callable


class Timers:
    """What the clock uses of an app, in a time of its own."""

    def __init__(self) -> None:
        self.now = 100.0
        self.drawing = 0.0
        self.set: list[tuple[float, Callable[[], None]]] = []

    def set_timer(self, wait: float, callback: Callable[[], None]) -> None:
        """Have something called after a while."""
        assert wait > 0
        self.set.append((self.now + wait, callback))

    def call_next(self, callback: Callable[[], None]) -> None:
        """Have something called after what is ready now."""
        self.set.append((self.now, callback))

    def call_after_refresh(
        self, callback: Callable[[float, int], None], begun: float, count: int
    ) -> None:
        """Have something called when the screen has been drawn, which takes a while."""
        self.now += self.drawing * count
        callback(begun, count)

    def monotonic(self) -> float:
        """Return the time."""
        return self.now

    def run_next(self) -> None:
        """Let time pass to the next timer."""
        self.now, callback = self.set.pop(0)
        callback()


class Picture:
    """Counts its frames, and asks for more of them."""

    def __init__(self, timers: Timers, *, has_focus: bool = False) -> None:
        self._timers = timers
        self.has_focus = has_focus
        self.frames: list[float] = []
        self.clock: FrameClock | None = None

    def paint_frame(self) -> None:
        """Take a frame."""
        self.frames.append(self._timers.now)
        if self.clock:
            self.clock.request(self)


@pytest.fixture
def timers(monkeypatch: pytest.MonkeyPatch) -> Timers:
    """Return timers in a time that only they let pass."""
    timers = Timers()
    monkeypatch.setattr(frames, "monotonic", timers.monotonic)
    return timers


@pytest.fixture
def clock(timers: Timers) -> FrameClock:
    """Return a clock with those timers."""
    return FrameClock(timers)  # type: ignore[arg-type]


def test_the_first_change_is_painted_at_once(timers: Timers, clock: FrameClock) -> None:
    """After a quiet time nothing waits for a frame."""
    picture = Picture(timers)
    clock.request(picture)
    timers.run_next()

    assert picture.frames == [100.0]
    assert timers.set == []


def test_all_who_ask_are_painted_together_once(
    timers: Timers, clock: FrameClock
) -> None:
    """However often they ask, and in the order in which they did."""
    pictures = [Picture(timers), Picture(timers)]
    clock.request(pictures[0])
    timers.run_next()
    for _ in range(5):
        for picture in pictures:
            clock.request(picture)
    waiting = len(timers.set)
    timers.run_next()

    assert waiting == 1
    assert pictures[0].frames == pytest.approx([100.0, 100.0 + FRAME_SECONDS])
    assert pictures[1].frames == pytest.approx([100.0 + FRAME_SECONDS])


def test_a_frame_waits_only_for_what_is_left(timers: Timers, clock: FrameClock) -> None:
    """Time that has passed since the last frame counts."""
    picture = Picture(timers)
    clock.request(picture)
    timers.run_next()
    timers.now += FRAME_SECONDS / 2
    clock.request(picture)
    timers.run_next()

    assert picture.frames[1] == pytest.approx(100.0 + FRAME_SECONDS)


def test_many_frames_in_a_row_are_fewer(timers: Timers, clock: FrameClock) -> None:
    """A flood of output leaves more time for keys; after a pause it is as before."""
    picture = Picture(timers)
    picture.clock = clock
    clock.request(picture)
    for _ in range(BUSY_FRAMES + 10):
        timers.run_next()
    picture.clock = None
    timers.run_next()
    times = picture.frames
    gaps = [after - before for before, after in pairwise(times)]
    timers.now += 1
    clock.request(picture)
    timers.run_next()
    clock.request(picture)
    timers.run_next()

    assert gaps[0] == pytest.approx(FRAME_SECONDS)
    assert gaps[-1] == pytest.approx(BUSY_FRAME_SECONDS)
    assert sum(gaps) >= (len(gaps) - BUSY_FRAMES) * BUSY_FRAME_SECONDS - 0.001
    assert times[-1] - times[-2] == pytest.approx(FRAME_SECONDS)


def test_costly_frames_are_followed_by_rest(timers: Timers, clock: FrameClock) -> None:
    """Panes without the keyboard take a share of the time, however much they change."""
    timers.drawing = 0.05
    picture = Picture(timers)
    clock.request(picture)
    timers.run_next()
    clock.request(picture)
    timers.run_next()

    gap = picture.frames[1] - picture.frames[0]
    assert gap == pytest.approx(timers.drawing * (1 + REST_SHARE))


def test_the_pane_in_use_waits_for_no_other(timers: Timers, clock: FrameClock) -> None:
    """Others rest, it does not."""
    timers.drawing = 0.05
    other, used = Picture(timers), Picture(timers, has_focus=True)
    clock.request(other)
    timers.run_next()
    clock.request(other)
    clock.request(used)
    timers.set.sort(key=lambda item: item[0])
    timers.run_next()

    assert (len(used.frames), len(other.frames)) == (1, 1)
    assert used.frames == [timers.now]


def test_an_app_has_one_clock() -> None:
    """Each app its own."""
    one, other = App[object](), App[object]()

    assert frame_clock(one) is frame_clock(one)
    assert frame_clock(one) is not frame_clock(other)
