"""Stop a session's program: hang up, terminate, kill, and always wait.

An interactive shell ignores SIGTERM, so with libpod's ladder each one costs the whole
grace; it does obey SIGHUP, as when its terminal is closed. libpod's first version sent
SIGTERM a second time where it meant SIGKILL. What the program leaves behind is ended
too: podman and docker leave it running in the container.
"""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.bundle.directory import write_file
from core.errors import MonitorFailed
from core.process import ProcessIdentity, session_id
from core.recovery import end_leftovers
from core.victims import Relatives

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.bundle.paths import BundlePaths

HANGUP_SECONDS = 1.0
"""How long a hung-up program may take before it is terminated."""

KILL_SECONDS = 5.0
"""How long the kernel may take to end a killed process (libpod's)."""

_TICK = 0.1


@dataclass(frozen=True, slots=True)
class StopProgress:
    """Where a stop stands."""

    signal: str
    """Last signal sent: HUP, TERM or KILL."""
    seconds_left: float
    """Grace left before KILL."""


def note_stop(paths: BundlePaths, program: ProcessIdentity) -> None:
    """Note that a program is about to be stopped, and where to find what it started.

    Raises:
        OSError: there is no bundle, or no room in it.
    """
    write_file(paths.stopping, str(session_id(program)).encode())


def stop_program(
    program: ProcessIdentity,
    monitor: ProcessIdentity,
    *,
    init: int,
    terminal: bool,
    timeout: float,
    progress: Callable[[StopProgress], None] | None = None,
) -> None:
    """End a program and its process tree; return when it is gone.

    `init` is the pid of the container's init process, 0 for none. `timeout` is the
    grace in seconds before KILL; 0 kills at once.

    Raises:
        MonitorFailed: it does not even end on KILL (uninterruptible sleep).
    """
    relatives = Relatives(program, monitor, init)
    leftovers = relatives.now()
    deadline = time.monotonic() + timeout
    for signum, seconds in _ladder(terminal=terminal, timeout=timeout):
        until = time.monotonic() + seconds
        if signum is signal.SIGHUP:
            # As the kernel does when a terminal is closed: a shell would wait for
            # the program in its foreground before it minds a signal of its own.
            for process in leftovers:
                process.send(signum)
        program.send(signum)
        # A stopped process (SIGSTOP) takes no signal but this.
        program.send(signal.SIGCONT)
        if _wait(program, signum, until, deadline, progress):
            break
    else:
        detail = f"process {program.pid} does not end on SIGKILL"
        raise MonitorFailed("the kernel", "stop the program", detail)
    end_leftovers(leftovers, relatives.now)


def _ladder(
    *, terminal: bool, timeout: float
) -> Iterator[tuple[signal.Signals, float]]:
    """Return the signals to send, each with the seconds to wait for its effect."""
    left = timeout
    if terminal and left > 0:
        seconds = min(HANGUP_SECONDS, left)
        yield signal.SIGHUP, seconds
        left -= seconds
    if left > 0:
        yield signal.SIGTERM, left
    yield signal.SIGKILL, KILL_SECONDS


def _wait(
    program: ProcessIdentity,
    signum: signal.Signals,
    until: float,
    deadline: float,
    progress: Callable[[StopProgress], None] | None,
) -> bool:
    while True:
        now = time.monotonic()
        if progress is not None:
            name = signum.name.removeprefix("SIG")
            progress(StopProgress(name, max(deadline - now, 0.0)))
        if program.wait(min(_TICK, max(until - now, 0.0))):
            return True
        if time.monotonic() >= until:
            return not program.alive()
