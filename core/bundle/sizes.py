"""The sizes that a session's terminal had, with their times: one line each.

Output alone does not tell how wide the screen was that it was drawn on; a recording
has to.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.bundle.directory import open_regular
from core.session.types import TerminalSize

if TYPE_CHECKING:
    from pathlib import Path

_FILE_MAX = 1 << 20
"""Bytes of sizes that are kept: some 30,000 changes."""


@dataclass(frozen=True, slots=True)
class SizeChange:
    """A size, from a moment on."""

    at: float
    """Seconds since the epoch."""
    size: TerminalSize


def note_size(path: Path, size: TerminalSize) -> None:
    """Append a size; a full disk costs the recording a resize, and nothing else."""
    with suppress(OSError), path.open("ab", buffering=0) as stream:
        if stream.tell() < _FILE_MAX:
            stream.write(f"{time.time():.6f} {size.columns} {size.rows}\n".encode())


def read_sizes(path: Path) -> list[SizeChange]:
    """Return the sizes in order; lines that are none are left out."""
    changes = []
    with suppress(OSError), open_regular(path) as stream:
        for line in stream.read(2 * _FILE_MAX).splitlines():
            with suppress(ValueError):
                at, columns, rows = line.split()
                size = TerminalSize(int(columns), int(rows))
                changes.append(SizeChange(float(at), size))
    return changes
