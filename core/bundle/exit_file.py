"""The exit file: where a monitor leaves a program's exit code.

conmon writes it whole (ctr_exit.c): decimal, no newline, 128+N for a signal.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

from core.bundle.directory import NUMBER_MAX, open_regular, parse_number

if TYPE_CHECKING:
    from pathlib import Path

    from core.process import ProcessIdentity

EXIT_FILE_TIMEOUT = 5.0
"""Seconds to wait for the file once the program is dead (libpod's WaitForFile)."""

POLL_INTERVAL = 0.025
"""Longest pause between looks, in seconds (libpod's)."""

_CODE_MAX = 255


@dataclass(frozen=True, slots=True)
class Exit:
    """How a program ended."""

    code: int | None
    """None when the monitor died before it could write one."""
    at: float
    """Seconds since the epoch."""


def read_exit_file(path: Path) -> Exit | None:
    """Read the exit file; None while there is none.

    A file that holds no number from 0 to 255 is an exit with an unknown code:
    conmon itself writes -1 for one.
    """
    try:
        with open_regular(path) as stream:
            code = parse_number(stream.read(NUMBER_MAX + 1))
            at = os.fstat(stream.fileno()).st_mtime
    except OSError:
        return None
    return Exit(code if code is not None and code <= _CODE_MAX else None, at)


def wait_for_exit(
    path: Path, monitor: ProcessIdentity, timeout: float = EXIT_FILE_TIMEOUT
) -> Exit | None:
    """Poll for the exit file while the monitor lives, with a deadline.

    A monitor that died without a file gives an exit with an unknown code; None
    means that after `timeout` seconds it may still write one.
    """
    pause = Event()
    deadline = time.monotonic() + timeout
    interval = 0.001
    while True:
        # Asked before the file: a monitor that writes and then dies between the
        # two looks must not count as dead without a file.
        alive = monitor.alive()
        found = read_exit_file(path)
        if found is not None:
            return found
        if not alive:
            return Exit(None, time.time())
        if time.monotonic() >= deadline:
            return None
        pause.wait(interval)
        interval = min(interval * 2, POLL_INTERVAL)
