"""Turns of panes that take output: one budget, the pane in use first, keys before all."""

from __future__ import annotations

import asyncio

import pytest

from app.output_schedule import (
    CROWD_SHARE,
    PAUSE_SECONDS,
    SLICE_SECONDS,
    TYPING_SECONDS,
    OutputSchedule,
)


class Clock:
    """A time that only work lets pass."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


class Pane:
    """A pane with some slices of output."""

    def __init__(
        self, clock: Clock, slices: int, *, in_use: bool = False, cost: float = 0.001
    ) -> None:
        self._clock = clock
        self.left = slices
        self.in_use = in_use
        self.cost = cost
        self.taken = 0

    def take(self, until: float) -> bool:
        """Take slices until the time is over."""
        while self.left and self._clock.now < until:
            self._clock.now += self.cost
            self.left -= 1
            self.taken += 1
        return bool(self.left)


class Schedule(OutputSchedule):
    """A schedule whose timers the test runs."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.waits: list[float] = []

    def _arm(self, wait: float) -> None:
        self.waits.append(wait)

    def turn(self) -> None:
        """Let the last timer run."""
        self._turn()


@pytest.fixture
def clock() -> Clock:
    """Return a clock."""
    return Clock()


def test_a_quiet_pane_in_use_is_served_at_once(clock: Clock) -> None:
    """Nothing waits for a timer, and none is left."""
    schedule, pane = Schedule(clock), Pane(clock, 1, in_use=True)
    schedule.request(pane)
    assert pane.left == 0
    assert schedule.waits == []


def test_all_panes_share_one_slice(clock: Clock) -> None:
    """Seven floods take no more of a turn than one, and each comes to its turn."""
    schedule = Schedule(clock)
    panes = [Pane(clock, 100) for _ in range(7)]
    for pane in panes:
        schedule.request(pane)
    for _ in range(7):
        before = clock.now
        schedule.turn()
        spent = clock.now - before
        assert spent <= SLICE_SECONDS + panes[0].cost
        assert schedule.waits[-1] == pytest.approx(spent * CROWD_SHARE)
        clock.now += schedule.waits[-1]
    assert {pane.taken for pane in panes} == {panes[0].taken}
    assert panes[0].taken > 0


def test_one_flood_alone_is_paused_only_shortly(clock: Clock) -> None:
    """Nobody else is kept waiting."""
    schedule, pane = Schedule(clock), Pane(clock, 100)
    schedule.request(pane)
    schedule.turn()
    assert schedule.waits[-1] == PAUSE_SECONDS


def test_the_pane_in_use_goes_first(clock: Clock) -> None:
    """It is not behind those that have waited longer."""
    schedule = Schedule(clock)
    others = [Pane(clock, 100) for _ in range(3)]
    for pane in others:
        schedule.request(pane)
    schedule.turn()
    taken = sum(pane.taken for pane in others)
    used = Pane(clock, 1, in_use=True)
    schedule.request(used)
    schedule.turn()
    assert used.left == 0
    assert sum(pane.taken for pane in others) > taken


def test_a_key_holds_the_others_back(clock: Clock) -> None:
    """For a while only the pane in use takes output; then they go on."""
    schedule, other = Schedule(clock), Pane(clock, 5)
    schedule.typed()
    schedule.request(other)
    assert schedule.waits == [pytest.approx(TYPING_SECONDS)]
    used = Pane(clock, 1, in_use=True)
    schedule.request(used)
    schedule.turn()
    assert (used.left, other.taken) == (0, 0)
    clock.now += TYPING_SECONDS
    schedule.turn()
    assert other.left == 0


def test_a_pane_that_left_is_not_served(clock: Clock) -> None:
    """It may leave twice."""
    schedule, pane = Schedule(clock), Pane(clock, 5)
    schedule.request(pane)
    schedule.cancel(pane)
    schedule.cancel(pane)
    schedule.turn()
    assert pane.taken == 0


def test_real_timers(clock: Clock) -> None:
    """On an event loop everything is taken in the end."""

    async def run() -> int:
        schedule = OutputSchedule()
        panes = [Pane(clock, 3, in_use=number == 0) for number in range(4)]
        for pane in panes:
            schedule.request(pane)
        for _ in range(200):
            await asyncio.sleep(0.01)
            if not any(pane.left for pane in panes):
                break
        return sum(pane.left for pane in panes)

    assert asyncio.run(run()) == 0
