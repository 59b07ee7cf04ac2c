"""Write `exec_log` as conmon does, bounded, and never fail for a full disk."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from core.bundle.log import format_entry

if TYPE_CHECKING:
    from pathlib import Path


class LogWriter:
    """Appends reads of output to a log that starts anew past its size limit."""

    def __init__(self, path: Path, size_max: int) -> None:
        """Open the log; `size_max` of 0 is no limit."""
        self._path = path
        self._size_max = size_max
        self._written = 0
        self._file = self._open(path)

    def write(self, stream: int, data: bytes) -> None:
        """Append one read; what a full disk does not take is left out whole."""
        entry = format_entry(stream, data, time.time_ns())
        if (
            self._size_max
            and self._written
            and self._written + len(entry) > self._size_max
        ):
            self._start_anew()
        try:
            count = os.write(self._file, entry)
        except OSError:
            return
        if count < len(entry):
            # Half a line would spoil the next one.
            with suppress(OSError):
                os.ftruncate(self._file, self._written)
            return
        self._written += count

    def _start_anew(self) -> None:
        temporary = self._path.with_name(f"{self._path.name}.tmp")
        try:
            new = self._open(temporary)
        except OSError:
            return
        try:
            temporary.rename(self._path)
        except OSError:
            os.close(new)
            with suppress(OSError):
                temporary.unlink()
            return
        os.close(self._file)
        self._file = new
        self._written = 0

    @staticmethod
    def _open(path: Path) -> int:
        mode = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        return os.open(path, mode, 0o600)
