"""What the sessions that are looked at use, sampled off the event loop.

A thread samples them every two seconds and posts what they used lately as one
immutable message. While nobody looks at any, it sleeps.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.message import Message

from core.usage import UsageSampler
from widgets.sparkline_text import History

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from core.session.types import ExecSession
    from core.usage import Usage

SAMPLE_SECONDS = 2.0
"""Time between samples."""

SAMPLES = 30
"""Samples that a history holds."""

KEPT = 256
"""Histories kept at least: of sessions that were scrolled away, and may come back."""

MOST_BUSY = 20
"""How much longer than a sample took we wait for the next, at least."""


class UsageTaken(Message):
    """New histories by session id; those that were not looked at yet are replaced."""

    def __init__(self, by_id: Mapping[str, History]) -> None:
        super().__init__()
        self.by_id = by_id

    def can_replace(self, message: Message) -> bool:
        """Only the newest count: they hold what the others held."""
        return isinstance(message, UsageTaken)


class UsageWatch:
    """The thread that samples."""

    def __init__(self, post: Callable[[Message], object]) -> None:
        """Post histories by `post`, which must be thread-safe."""
        self._post = post
        self._sampler = UsageSampler()
        self._watched: Mapping[str, ExecSession] = {}
        self._histories: dict[str, History] = {}
        self._wake = threading.Event()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="usage", daemon=True)

    def start(self) -> None:
        """Start sampling."""
        self._thread.start()

    def watch(self, sessions: Iterable[ExecSession]) -> None:
        """Sample these sessions from now on, and no others; new ones at once."""
        self._watched = {session.id: session for session in sessions}
        self._wake.set()

    def stop(self) -> None:
        """Stop sampling; returns when the thread has ended."""
        self._stopped = True
        self._wake.set()
        with suppress(RuntimeError):
            self._thread.join(timeout=10)

    def _run(self) -> None:
        due = time.monotonic()
        while not self._stopped:
            self._wake.clear()
            watched = self._watched
            began = time.monotonic()
            full = began >= due
            self._take(
                session
                for session in watched.values()
                if full or session.id not in self._histories
            )
            known = self._histories
            taken = {name: known[name] for name in watched if name in known}
            if self._stopped:
                return
            self._post(UsageTaken(taken))
            if full:
                took = time.monotonic() - began
                due = began + max(SAMPLE_SECONDS, MOST_BUSY * took)
            left = max(due - time.monotonic(), 0.0)
            self._wake.wait(left if watched else None)

    def _take(self, sessions: Iterable[ExecSession]) -> None:
        """Sample some sessions."""
        for session_id, usage in self._sampler.sample(sessions).items():
            # Put last, so that the first have not been sampled for longest.
            history = self._histories.pop(session_id, None)
            self._histories[session_id] = _longer(history, usage)
        for session_id in list(self._histories)[:-KEPT]:
            if session_id not in self._watched:
                del self._histories[session_id]
        self._sampler.keep(self._histories)


def _longer(history: History | None, usage: Usage) -> History:
    """Return a history with one more sample."""
    cpu = history.cpu if history is not None else ()
    if usage.cpu_percent is not None:
        cpu = (*cpu, usage.cpu_percent)[-SAMPLES:]
    return History(cpu, usage.memory_bytes, usage.processes)
