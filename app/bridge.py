"""Between core's blocking calls and the deck's event loop.

A thread takes a snapshot of containers and sessions now and then, or at once when it
is poked, and posts it as one immutable message; the deck never waits for core.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from core.errors import ExecdeckError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.service import ExecService
    from core.session.types import ContainerRef, ExecSession, RootProblem


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What there was at one moment."""

    containers: Sequence[ContainerRef] = ()
    sessions: Sequence[ExecSession] = ()
    problems: Sequence[RootProblem] = ()
    error: str = ""
    """Why the sessions could not be read; the containers still stand."""


class SnapshotTaken(Message):
    """A new snapshot; one that was not looked at yet is replaced."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self.snapshot = snapshot

    def can_replace(self, message: Message) -> bool:
        """Only the newest counts."""
        return isinstance(message, SnapshotTaken)


class Bridge:
    """The thread that watches."""

    def __init__(
        self,
        service: ExecService,
        post: Callable[[Message], object],
        refresh_seconds: float,
    ) -> None:
        """Post snapshots of `service` by `post`, which must be thread-safe."""
        self._refresh_seconds = refresh_seconds
        self._service = service
        self._post = post
        self._wake = threading.Event()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="bridge", daemon=True)

    def start(self) -> None:
        """Start watching."""
        self._thread.start()

    def poke(self) -> None:
        """Take a snapshot now: something is known to have changed."""
        self._wake.set()

    def stop(self) -> None:
        """Stop watching; returns when the thread has ended."""
        self._stopped = True
        self._wake.set()
        with suppress(RuntimeError):
            self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stopped:
            self._wake.clear()
            snapshot = self.take()
            if self._stopped:
                return
            self._post(SnapshotTaken(snapshot))
            self._wake.wait(self._refresh_seconds)

    def take(self) -> Snapshot:
        """Return a snapshot; never raises what core can say."""
        listing = self._service.containers()
        try:
            sessions = self._service.list()
        except (ExecdeckError, OSError) as error:
            return Snapshot(listing.containers, (), listing.problems, str(error))
        return Snapshot(listing.containers, sessions, listing.problems)
