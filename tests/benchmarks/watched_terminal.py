"""A program in a terminal of ours, whose output is timed as it is read.

One thread types, waits and reads: nothing else of this process can come between a key
and the moment at which what it changed is read.
"""

from __future__ import annotations

import os
import select
import subprocess
import termios
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

COLUMNS, LINES = 160, 45
TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
"""What programs are told of their terminal, those in the panes too."""
DEADLINE = 20.0
"""Seconds for whatever has to come; what takes longer has failed."""
_PIECE = 64 * 1024
_KEPT = 2000
"""Bytes of output that an error shows."""
_AHEAD = -10


def clean_environment(**more: str) -> dict[str, str]:
    """Return an operator's environment: nothing of a developer's, of tmux or of us."""
    left_out = ("PYTHON", "EXECDECK_", "TMUX", "TEXTUAL", "BENCH_")
    known = {k: v for k, v in os.environ.items() if not k.startswith(left_out)}
    return {**known, **TERMINAL, "SHELL": "/bin/sh", "PS1": "$ ", **more}


@contextmanager
def ahead_of_floods() -> Iterator[None]:
    """Let our reading go before other processes, where we may; start none meanwhile.

    Else on a busy machine the waiting of whoever measures would be measured too.
    """
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, _AHEAD)
    try:
        yield
    finally:
        with suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, 0, 0)


class WatchedTerminal:
    """Runs a program until `close`; all that it writes is read while we wait."""

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str], cwd: Path | None = None
    ) -> None:
        """Start it in a terminal of COLUMNS by LINES."""
        self._master, slave = os.openpty()
        termios.tcsetwinsize(slave, (LINES, COLUMNS))
        self._output = bytearray()
        """What was read since the last key."""
        self._reads: list[tuple[int, float]] = []
        """Where each piece of it ends, and when it was read."""
        self.started = time.perf_counter()
        try:
            self._program = subprocess.Popen(
                argv,
                stdin=slave,
                stdout=slave,
                stderr=slave,
                env=env,
                cwd=cwd,
                start_new_session=True,
            )
        except BaseException:
            os.close(self._master)
            raise
        finally:
            os.close(slave)
        self._pidfd = os.pidfd_open(self._program.pid)
        self._poller = select.poll()
        self._poller.register(self._master, select.POLLIN)
        self._closed = False
        self._over = False
        """Whether nobody has the terminal open any more."""

    @property
    def pid(self) -> int:
        """The program's pid."""
        return self._program.pid

    @property
    def reads(self) -> list[tuple[bytes, float]]:
        """What was read since the last key, piece by piece, and when."""
        ends = [end for end, _ in self._reads]
        pieces = zip([0, *ends], ends, self._reads, strict=False)
        return [(bytes(self._output[a:b]), when) for a, b, (_, when) in pieces]

    def type(self, keys: bytes) -> float:
        """Type; return when. What is waited for next comes after it."""
        while self._read(0):
            pass
        self._output.clear()
        self._reads.clear()
        now = time.perf_counter()
        os.write(self._master, keys)
        return now

    def wait_for(self, text: str | bytes, timeout: float = DEADLINE) -> float:
        """Read until a text has been shown since the last key; return when it was read.

        Raises:
            TimeoutError: it was not, or the program has ended.
        """
        wanted = text.encode() if isinstance(text, str) else text
        searched = 0
        until = time.perf_counter() + timeout
        while (found := self._output.find(wanted, searched)) < 0:
            searched = max(len(self._output) - len(wanted) + 1, 0)
            left = until - time.perf_counter()
            if left <= 0 or self._over:
                raise TimeoutError(f"no {text!r} but {bytes(self._output[-_KEPT:])!r}")
            self._read(left)
        end = found + len(wanted)
        return next(when for at, when in self._reads if at >= end)

    def last_shown(self, texts: Sequence[str]) -> str | None:
        """Return which of the texts has been shown last since the last key."""
        places = {self._output.rfind(text.encode()): text for text in texts}
        latest = max(places)
        return places[latest] if latest >= 0 else None

    def rest(self, seconds: float) -> None:
        """Read for a time."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            if not self._read(left) and self._over:
                select.select([], [], [], max(until - time.perf_counter(), 0))

    def rest_until(
        self, condition: Callable[[], object], timeout: float = DEADLINE
    ) -> None:
        """Read until a condition holds.

        Raises:
            TimeoutError: it does not.
        """
        until = time.perf_counter() + timeout
        while not condition():
            if time.perf_counter() > until:
                raise TimeoutError(f"waited for {condition} at {self._output[-200:]!r}")
            self.rest(0.05)

    def wait_for_exit(self, timeout: float = DEADLINE) -> float:
        """Read until the program has ended; return when that was.

        Raises:
            TimeoutError: it has not.
        """
        poller = select.poll()
        poller.register(self._pidfd, select.POLLIN)
        poller.register(self._master, select.POLLIN)
        until = time.perf_counter() + timeout
        while (left := until - time.perf_counter()) > 0:
            ready = {descriptor for descriptor, _ in poller.poll(left * 1000)}
            if self._pidfd in ready:
                return time.perf_counter()
            if ready and not self._read(0):
                # Its terminal is closed already.
                poller.unregister(self._master)
        raise TimeoutError(f"{self._program.args!r} does not end")

    def close(self) -> None:
        """End the program if it runs."""
        if self._closed:
            return
        self._closed = True
        self._program.kill()
        self._program.wait()
        os.close(self._pidfd)
        os.close(self._master)

    def _read(self, timeout: float) -> bool:
        """Read what there is, or comes in some seconds; False when that is nothing."""
        if self._over or not self._poller.poll(timeout * 1000):
            return False
        try:
            data = os.read(self._master, _PIECE)
        except OSError:
            # From now on it would always be ready, with nothing to read.
            self._over = True
            return False
        self._output += data
        self._reads.append((len(self._output), time.perf_counter()))
        return bool(data)
