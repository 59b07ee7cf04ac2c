"""Follow a session through its log: what was, then what comes, each byte once.

The monitor writes every read to `exec_log` before it does anything else with it, so
the log alone is complete and in order. Following it needs no hand-over between a
recorded and a live part, and costs the monitor nothing: however slow the reader,
neither the program nor another client ever waits for it.
"""

from __future__ import annotations

import os
import select
from typing import TYPE_CHECKING

from core.attach.watch import open_watch
from core.bundle.log import LogReader, parse_entries
from core.errors import AttachFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.bundle.log import LogEntry
    from core.bundle.paths import BundlePaths
    from core.process import ProcessIdentity


class ReplayStream:
    """The output of a session from its beginning, or its last part, to its end."""

    def __init__(
        self,
        session_id: str,
        paths: BundlePaths,
        monitor: ProcessIdentity | None,
        *,
        tail: int | None = None,
    ) -> None:
        """Open the log; with `tail`, begin about that many log bytes before its end.

        Raises:
            AttachFailed: there is no log.
        """
        try:
            # Watched before it is opened: nothing written between is missed.
            self._watch = open_watch(paths)
            try:
                self._log = LogReader(paths.exec_log, tail)
            except OSError:
                self._watch.close()
                raise
        except OSError:
            raise AttachFailed(session_id, "its output is gone") from None
        self._paths = paths
        self._pidfd = monitor.open() if monitor is not None else None
        self._ended = False

    @property
    def skipped(self) -> bool:
        """Whether older output than `tail` was left out."""
        return self._log.skipped

    @property
    def consumed(self) -> int:
        """Bytes of the log read so far."""
        return self._log.consumed

    @property
    def backlog(self) -> int:
        """Bytes of the log that wait to be read."""
        return self._log.backlog

    def wait_fds(self) -> tuple[int, ...]:
        """Return the descriptors that poll readable when `read` has news."""
        watch = self._watch.fileno()
        return (watch,) if self._pidfd is None else (watch, self._pidfd)

    def read(self, limit: int = 1 << 20) -> list[tuple[int, bytes]] | None:
        """Return new output as (stream, bytes); empty: none now; None: the end.

        Reads about `limit` bytes of the log; never blocks.
        """
        self._watch.drain()
        # Asked before the log is read: a session that ends between the two has
        # its last output read by the next call, not dropped by this one.
        ended = self._ended or self._over()
        output = self._log.read(limit)
        if output:
            return output
        if ended:
            self._ended = True
            return None
        return []

    def entries(self) -> Iterator[LogEntry]:
        """Yield what the log holds now, with its times; what comes is left out."""
        end = self.backlog
        while self.consumed < end:
            lines = self._log.read_lines()
            if not lines:
                return
            yield from parse_entries(lines)

    def wait(self, timeout: float) -> None:
        """Block until something may have changed, at most `timeout` seconds."""
        poller = select.poll()
        for descriptor in self.wait_fds():
            poller.register(descriptor, select.POLLIN)
        poller.poll(timeout * 1000)

    def _over(self) -> bool:
        """Whether the monitor is done: it removed its socket, or died."""
        if self._pidfd is None:
            return True
        poller = select.poll()
        poller.register(self._pidfd, select.POLLIN)
        return bool(poller.poll(0)) or not self._paths.attach.exists()

    def close(self) -> None:
        """Close the log and the watch."""
        self._log.close()
        self._watch.close()
        if self._pidfd is not None:
            os.close(self._pidfd)
            self._pidfd = None
