"""Read files of a container's root filesystem without leaving it.

The way in is /proc/PID/root. Its symlinks are the container's, so following one in
the ordinary way would resolve `/` to the host's root: each component is opened by
itself, links are read and resolved against the container's root.
"""

from __future__ import annotations

import os
import stat
from collections import deque
from contextlib import suppress
from typing import Self

LINKS_MAX = 40
"""Links followed before giving up, as the kernel's MAXSYMLINKS."""

FILE_MAX = 4 * 1024 * 1024
"""Bytes of a file in the container that we are willing to read."""


class ContainerRoot:
    """The root directory of the container whose init has this pid."""

    def __init__(self, pid: int) -> None:
        """Open the root.

        Raises:
            OSError: no such process, or no permission to look into it.
        """
        self._root = os.open(f"/proc/{pid}/root", os.O_PATH | os.O_DIRECTORY)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        os.close(self._root)

    def read_text(self, path: str) -> str:
        """Return a regular file's text, undecodable bytes kept as surrogates.

        Raises:
            OSError: absent, not a regular file, too large, or links without end.
        """
        descriptor = self._open(path)
        try:
            info = os.fstat(descriptor)
            if not stat.S_ISREG(info.st_mode):
                raise OSError(f"{path} is not a regular file")
            if info.st_size > FILE_MAX:
                raise OSError(f"{path} is larger than {FILE_MAX} bytes")
            real = os.open(f"/proc/self/fd/{descriptor}", os.O_RDONLY | os.O_NONBLOCK)
        finally:
            os.close(descriptor)
        with os.fdopen(real, "rb") as stream:
            return stream.read(FILE_MAX).decode(errors="surrogateescape")

    def is_executable(self, path: str) -> bool:
        """Whether `path` is a regular file that somebody may execute."""
        with suppress(OSError):
            descriptor = self._open(path)
            try:
                mode = os.fstat(descriptor).st_mode
            finally:
                os.close(descriptor)
            return stat.S_ISREG(mode) and bool(mode & 0o111)
        return False

    def _open(self, path: str) -> int:
        """Open `path` in the container as an O_PATH descriptor."""
        parts = deque(part for part in path.split("/") if part)
        # The directories walked so far; `..` pops, and never past the root.
        walked = [os.dup(self._root)]
        links = 0
        try:
            while parts:
                part = parts.popleft()
                if part == ".":
                    continue
                if part == "..":
                    if len(walked) > 1:
                        os.close(walked.pop())
                    continue
                child = os.open(part, os.O_PATH | os.O_NOFOLLOW, dir_fd=walked[-1])
                if stat.S_ISLNK(os.fstat(child).st_mode):
                    try:
                        target = os.readlink("", dir_fd=child)
                    finally:
                        os.close(child)
                    links += 1
                    if links > LINKS_MAX:
                        raise OSError(f"too many links in {path}")
                    parts.extendleft(
                        item for item in reversed(target.split("/")) if item
                    )
                    if target.startswith("/"):
                        while len(walked) > 1:
                            os.close(walked.pop())
                    continue
                walked.append(child)
            return os.dup(walked[-1])
        finally:
            for descriptor in walked:
                os.close(descriptor)
