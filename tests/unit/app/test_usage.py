"""The thread that samples what sessions use."""

from __future__ import annotations

import dataclasses
import os
import threading
from typing import TYPE_CHECKING

import pytest

from app import usage
from app.usage import UsageTaken, UsageWatch
from core.process import read_stat
from tests.support.listed import session
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.message import Message

    from core.session.types import ExecSession
    from widgets.sparkline_text import History


class Watch(UsageWatch):
    """One that keeps what it posts."""

    def __init__(self) -> None:
        self.posted: list[Message] = []
        super().__init__(self.posted.append)

    @property
    def last(self) -> dict[str, History]:
        """The newest histories."""
        message = self.posted[-1] if self.posted else None
        return dict(message.by_id) if isinstance(message, UsageTaken) else {}


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """A running watch that samples quickly."""
    monkeypatch.setattr(usage, "SAMPLE_SECONDS", 0.02)
    monkeypatch.setattr("core.usage.LEAST_SECONDS", 0.01)
    made = Watch()
    made.start()
    yield made
    made.stop()


def ourselves(number: int) -> ExecSession:
    """Return a session whose program is this test."""
    stat = read_stat(os.getpid())
    assert stat is not None
    return dataclasses.replace(session(number), pid=os.getpid(), pid_start=stat.start)


def test_histories_grow_to_their_size(watch: Watch) -> None:
    """Each sample is put at the end, and the oldest goes."""
    one = ourselves(1)
    watch.watch([one])
    wait_until(lambda: one.id in watch.last)

    assert watch.last[one.id].memory > 0

    wait_until(lambda: len(watch.last[one.id].cpu) == usage.SAMPLES)
    count = len(watch.posted)
    wait_until(lambda: len(watch.posted) > count + 2)

    assert len(watch.last[one.id].cpu) == usage.SAMPLES


def test_only_what_is_watched_is_told(watch: Watch) -> None:
    """Others are left out at once; one that comes back has its history."""
    one, other = ourselves(1), ourselves(2)
    watch.watch([one, other])
    wait_until(lambda: len(watch.last) == 2 and len(watch.last[one.id].cpu) >= 3)
    watch.watch([other])
    wait_until(lambda: list(watch.last) == [other.id])
    watch.watch([one])
    wait_until(lambda: list(watch.last) == [one.id])

    assert len(watch.last[one.id].cpu) >= 3


def test_what_is_gone_is_forgotten(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session that does not run has no history; only so many old ones are kept."""
    monkeypatch.setattr(usage, "KEPT", 2)
    gone = dataclasses.replace(ourselves(9), pid_start=1)
    many = [ourselves(number) for number in range(1, 6)]
    watch.watch([gone, *many])
    wait_until(
        lambda: [len(item.cpu) >= 9 for item in watch.last.values()] == [True] * 5
    )
    watch.watch([gone])
    wait_until(lambda: watch.last == {})
    count = len(watch.posted)
    watch.watch(many)
    wait_until(lambda: len(watch.last) == 5)
    first = next(
        message.by_id
        for message in watch.posted[count:]
        if isinstance(message, UsageTaken) and len(message.by_id) == 5
    )

    assert sorted(len(item.cpu) >= 9 for item in first.values()) == [
        *(False, False, False, True, True)
    ]


def test_it_sleeps_while_nobody_looks(watch: Watch) -> None:
    """Without sessions nothing is posted, until there are some again."""
    one = ourselves(1)
    watch.watch([one])
    wait_until(lambda: watch.last)
    watch.watch([])
    wait_until(lambda: not watch.last)
    count = len(watch.posted)
    threading.Event().wait(0.2)

    assert len(watch.posted) <= count + 1

    watch.watch([one])
    wait_until(lambda: watch.last)


def test_new_sessions_are_sampled_at_once(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They do not wait for the next turn of the others."""
    monkeypatch.setattr(usage, "SAMPLE_SECONDS", 1000.0)
    watch.watch([ourselves(1)])
    wait_until(lambda: len(watch.last) == 1)
    watch.watch([ourselves(1), ourselves(2)])
    wait_until(lambda: len(watch.last) == 2)


def test_messages_that_wait_are_replaced() -> None:
    """The newest holds what the others held."""
    assert UsageTaken({}).can_replace(UsageTaken({}))


def test_it_can_be_stopped_without_a_start() -> None:
    """An app that fails while it starts can still leave."""
    Watch().stop()
