"""Be told that a bundle's log has grown: by the kernel, or else by looking.

The kernel gives a user 128 inotify instances (fs.inotify.max_user_instances), and
every client of a session takes one. Those that come after it look for themselves.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from core.bundle.paths import BundlePaths

LOOK_SECONDS = 0.05
"""Time between two looks where the kernel has no watch to give."""


class Watch(Protocol):
    """Polls readable when there may be news."""

    def fileno(self) -> int:
        """Return the descriptor to poll."""
        ...

    def drain(self) -> None:
        """Take note of all news so far; never blocks."""
        ...

    def close(self) -> None:
        """Stop watching."""
        ...


def open_watch(paths: BundlePaths) -> Watch:
    """Return a watch of a bundle.

    Raises:
        OSError: there is no bundle.
    """
    try:
        return _KernelWatch(paths)
    except OSError:
        if not paths.directory.is_dir():
            raise
        return _LookingWatch(paths)


class _KernelWatch:
    """A watch by inotify(7)."""

    def __init__(self, paths: BundlePaths) -> None:
        from inotify_simple import INotify, flags  # noqa: PLC0415 (only when attached)

        self._inotify = INotify(nonblocking=True)
        mask = flags.MODIFY | flags.MOVED_TO | flags.DELETE | flags.DELETE_SELF
        try:
            self._inotify.add_watch(str(paths.directory), mask)
        except OSError:
            self._inotify.close()
            raise

    def fileno(self) -> int:
        descriptor: int = self._inotify.fileno()
        return descriptor

    def drain(self) -> None:
        with suppress(BlockingIOError):
            self._inotify.read(timeout=0)

    def close(self) -> None:
        self._inotify.close()


class _LookingWatch:
    """A thread that looks, and a pipe by which it tells."""

    def __init__(self, paths: BundlePaths) -> None:
        self._paths = paths
        self._read, self._write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        # What is there before the first look is read without being told of.
        self._seen = self._look()
        self._thread.start()

    def fileno(self) -> int:
        return self._read

    def drain(self) -> None:
        with suppress(BlockingIOError):
            os.read(self._read, 4096)

    def close(self) -> None:
        self._closed.set()
        self._thread.join()
        os.close(self._read)
        os.close(self._write)

    def _run(self) -> None:
        while not self._closed.wait(LOOK_SECONDS):
            seen = self._look()
            if seen != self._seen:
                self._seen = seen
                # A full pipe has told it already.
                with suppress(BlockingIOError):
                    os.write(self._write, b"\0")

    def _look(self) -> tuple[int, int, bool]:
        size = inode = 0
        with suppress(OSError):
            info = self._paths.exec_log.stat()
            size, inode = info.st_size, info.st_ino
        return size, inode, self._paths.attach.exists()
