"""Kill the monitor of a session that is being started, while its creator lives.

A fault is `first:N` or `server:N`, a step of one of the embedded monitor's two
processes; or a moment of any monitor's start: `spawned`, `detached`, `ready`, `pid` or
`going:MILLISECONDS`.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

FAULT, TRACE = "FAULTY_MONITOR", "FAULTY_MONITOR_TRACE"
"""Variables that tell a traced monitor where to die, and where to write its steps."""

_PID_SECONDS = 5.0


def apply_fault(fault: str, trace: str) -> None:
    """Let the monitors that this process starts die of a fault."""
    if fault.startswith(("first:", "server:")):
        from core.monitor import embedded  # noqa: PLC0415

        embedded._MAIN = Path(__file__).with_name("traced_monitor.py")  # noqa: SLF001
        os.environ.update({FAULT: fault, TRACE: trace})
    else:
        _kill_at(fault)


def _kill_at(fault: str) -> None:
    from core.monitor.base import PreparedMonitor  # noqa: PLC0415

    moment, _, milliseconds = fault.partition(":")
    go, require_ready = PreparedMonitor._go, PreparedMonitor._require_ready  # noqa: SLF001
    goes: list[Any] = []

    def watched_go(self: PreparedMonitor) -> None:
        """Give the go-ahead, and kill before or after it."""
        goes.append(self)
        paths = self._spec.paths
        if moment == ("spawned", "ready")[len(goes) - 1]:
            _kill_monitors(paths)
        go(self)
        if len(goes) == 2:
            if moment == "pid":
                _wait(_PID_SECONDS, paths.exec_pid)
                _kill_monitors(paths)
            if moment == "going":
                _wait(int(milliseconds) / 1000)
                _kill_monitors(paths)

    def watched_require_ready(self: PreparedMonitor) -> None:
        """Wait for a monitor that may have been killed."""
        if moment == "detached":
            _kill_monitors(self._spec.paths)
        require_ready(self)

    PreparedMonitor._go = watched_go  # type: ignore[method-assign] # noqa: SLF001
    PreparedMonitor._require_ready = watched_require_ready  # type: ignore[method-assign] # noqa: SLF001


def _wait(seconds: float, path: Path | None = None) -> None:
    """Spin: a sleep is too coarse to meet a moment."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not (path is not None and path.exists()):
        pass


def _kill_monitors(paths: Any) -> None:
    from core.monitor.search import monitors_of  # noqa: PLC0415

    for monitor in monitors_of(paths):
        monitor.send(signal.SIGKILL)
        monitor.wait(_PID_SECONDS)
