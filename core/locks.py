"""One lock per container, held by public service methods only.

`filelock` takes `flock` on a file of ours. The lock belongs to the open file, so
it excludes other threads as well as other processes, and the kernel drops it when
the holder dies: a crash leaves no stale lock.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from core.errors import LockTimeout
from core.settings import make_private

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK_TIMEOUT = 30.0
"""Seconds to wait for another execdeck: far above what any holder needs."""


@contextmanager
def container_lock(path: Path, timeout: float = LOCK_TIMEOUT) -> Iterator[None]:
    """Hold the lock file at `path`.

    Raises:
        LockTimeout: it stayed held for `timeout` seconds.
    """
    make_private(path.parent)
    # Taken at once in most cases, and then without filelock, whose import takes a
    # sixth of the time of a short command. Both are flock, and exclude each other.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        if timeout <= 0:
            raise LockTimeout(str(path), timeout) from None
    else:
        try:
            yield
        finally:
            os.close(descriptor)
        return
    with _waited_for(path, timeout):
        yield


@contextmanager
def _waited_for(path: Path, timeout: float) -> Iterator[None]:
    from filelock import FileLock, Timeout  # noqa: PLC0415 (see above)

    # A new object each time: filelock's locks are re-entrant per object, and two
    # threads of the deck must exclude each other.
    lock = FileLock(path, timeout=timeout, mode=0o600)
    try:
        lock.acquire(poll_interval=0.01)
    except Timeout:
        raise LockTimeout(str(path), timeout) from None
    try:
        yield
    finally:
        lock.release()
