"""Make, fill and remove a bundle directory.

Files are written beside their place and renamed into it, so that a reader, or we
after a crash, never see half of one.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from contextlib import suppress
from io import FileIO
from typing import TYPE_CHECKING

from core.settings import make_private

if TYPE_CHECKING:
    from pathlib import Path

    from core.bundle.paths import BundlePaths


NUMBER_MAX = 16
"""Bytes of a file that holds a number."""

_PID_MAX = 2**22


def create_bundle(paths: BundlePaths) -> None:
    """Make the bundle and its exit directory, mode 0700 (createExecBundle).

    What an interrupted start left there is removed first.

    Raises:
        OSError: a directory cannot be made; nothing of the bundle is left.
    """
    remove_bundle(paths)
    make_private(paths.directory.parent)
    paths.directory.mkdir(mode=0o700)
    try:
        paths.exit_dir.mkdir(mode=0o700)
    except OSError:
        remove_bundle(paths)
        raise


def remove_bundle(paths: BundlePaths) -> None:
    """Remove the bundle; gone already is fine (cleanupExecBundle).

    Raises:
        OSError: something in it cannot be removed.
    """
    # The monitor may remove its own socket under rmtree's feet.
    for _ in range(3):
        with suppress(FileNotFoundError):
            shutil.rmtree(paths.directory)
        if not paths.directory.exists():
            break
    # The container's directory goes with its last session.
    with suppress(OSError):
        paths.directory.parent.rmdir()


def write_file(path: Path, data: bytes) -> None:
    """Write a file of mode 0600 whole or not at all.

    Raises:
        OSError: it cannot be written; the old file, if any, is untouched.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        temporary.rename(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def open_regular(path: Path) -> FileIO:
    """Open a regular file for reading; never waits for one that is none.

    Raises:
        OSError: it cannot be opened, or is a FIFO, a device or a directory.
    """
    stream = FileIO(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC))
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    return stream


def read_pid(path: Path) -> int:
    """Read a pid file; 0 when it is absent, empty or holds no pid."""
    with suppress(OSError), open_regular(path) as stream:
        number = parse_number(stream.read(NUMBER_MAX + 1))
        return number if number is not None and number <= _PID_MAX else 0
    return 0


def parse_number(text: bytes) -> int | None:
    """Read a decimal number, white space around it; None for anything else."""
    digits = text.strip()
    return int(digits) if len(text) <= NUMBER_MAX and digits.isdigit() else None
