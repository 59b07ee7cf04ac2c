"""Count what a process does to the world outside it, and kill it at one such step.

An audit hook sees files, directories and processes; thin wrappers see signals, messages
and SQL. Each step is named and counted just before it happens.
"""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import sys
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

_EVENTS = frozenset(
    {
        "fcntl.flock",
        "os.fork",
        "os.forkpty",
        "os.mkdir",
        "os.remove",
        "os.rename",
        "os.rmdir",
        "os.truncate",
        "shutil.rmtree",
        "socket.bind",
        "subprocess.Popen",
    }
)
"""Audit events that are steps; opening a file for writing is one too."""

_LOOKS = ("SELECT", "PRAGMA synchronous")


class Steps:
    """The steps of one process; it is killed just before number `kill_at`, from 1."""

    def __init__(self, kill_at: int, tell: Callable[[str], object]) -> None:
        """Count in this process; `tell` is given each step's name."""
        self.active = True
        self._kill_at = kill_at
        self._tell = tell
        self._count = 0

    def step(self, name: str) -> None:
        """Note a step that is about to be taken."""
        if not self.active:
            return
        self._count += 1
        self._tell(name)
        if self._count == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """See every step from now on; there is no way back."""
        sys.addaudithook(self._audited)
        self._wrap(signal, "pidfd_send_signal", lambda _, signum: f"signal {signum}")
        self._wrap(socket.socket, "send", lambda *_: "send")
        self._wrap(os, "mkfifo", lambda path, *_: f"mkfifo {_short(path)}")
        connect = sqlite3.connect

        def connected(*arguments: Any, **options: Any) -> sqlite3.Connection:
            """Open a database whose statements are steps."""
            database: sqlite3.Connection = connect(*arguments, **options)
            database.set_trace_callback(self._executed)
            return database

        sqlite3.connect = connected  # type: ignore[assignment]

    def _audited(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if isinstance(flags, int) and flags & _WRITING:
                self.step(f"open {_short(path)}")
        elif event in _EVENTS:
            self.step(f"{event} {_short(arguments[0]) if arguments else ''}")

    def _executed(self, statement: str) -> None:
        # Killed before a mere look, we leave what the step before it left.
        if not statement.startswith(_LOOKS):
            self.step(f"sql {statement.strip()[:40]!r}")

    def _wrap(self, owner: Any, name: str, label: Callable[..., str]) -> None:
        inner = getattr(owner, name)

        def wrapper(*arguments: Any, **options: Any) -> Any:
            """Count, then do it."""
            self.step(label(*arguments))
            return inner(*arguments, **options)

        setattr(owner, name, wrapper)


def temporary(steps: Iterable[str]) -> list[Path]:
    """Return what is still there of the temporary directories made in these steps."""
    made = (Path("/tmp") / step.rpartition(" ")[2] for step in steps if "mkdir" in step)
    return [path for path in made if path.exists()]


def _short(path: object) -> str:
    """Return the end of a path: enough to know a step by."""
    try:
        return PurePath(os.fsdecode(path)).name[:24]  # type: ignore[arg-type]
    except TypeError:
        return str(path)
