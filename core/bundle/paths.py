"""Every path of a session, in one place (libpod's exec*Path functions).

<run_dir>/bundles/<container id>/<session id>/
    attach  ctl  winsz          the monitor's socket and FIFOs
    exec_pid  exec_log          the program's pid, and its raw output
    monitor_pid                 the monitor's own pid
    sizes                       the terminal's sizes over time
    exit/<container id>         the exit code, in decimal
    oci-log  process.json       the runtime's errors; what it was asked to run
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import InvalidConfig

if TYPE_CHECKING:
    from pathlib import Path

    from core.settings import Settings

_ID = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*")
_ID_LENGTH_MAX = 240
"""A file name has 255 bytes: some are for `.lock`, or a temporary file's pid."""


def check_id(kind: str, value: str) -> str:
    """Return `value` if it may become a path component.

    Raises:
        InvalidConfig: it holds a separator, `..`, or anything but letters,
            digits, `_`, `.` and `-`.
    """
    if len(value) > _ID_LENGTH_MAX or not _ID.fullmatch(value):
        raise InvalidConfig(f"{kind} id {value!r}", "it cannot be a file name")
    return value


@dataclass(frozen=True, slots=True)
class BundlePaths:
    """The files of one session's bundle."""

    directory: Path
    container_id: str

    @property
    def attach(self) -> Path:
        """SEQPACKET socket that the monitor serves (conmon's conn_sock.c)."""
        return self.directory / "attach"

    @property
    def ctl(self) -> Path:
        """FIFO for `1 ROWS COLUMNS` lines (conmon's ctrl.c)."""
        return self.directory / "ctl"

    @property
    def console(self) -> Path:
        """Socket by which a runtime hands over a terminal, during a start."""
        return self.directory / "console"

    @property
    def exec_pid(self) -> Path:
        """Pid of the program (libpod's execPidPath)."""
        return self.directory / "exec_pid"

    @property
    def monitor_pid(self) -> Path:
        """Pid of the monitor (conmon's `--conmon-pidfile`)."""
        return self.directory / "monitor_pid"

    @property
    def exec_log(self) -> Path:
        """Output of the program, k8s-file format (libpod's execLogPath)."""
        return self.directory / "exec_log"

    @property
    def stopping(self) -> Path:
        """The program's kernel session, from the first signal of a stop on."""
        return self.directory / "stopping"

    @property
    def sizes(self) -> Path:
        """Sizes that the terminal had, with their times."""
        return self.directory / "sizes"

    @property
    def exit_dir(self) -> Path:
        """Directory of the exit file (libpod's execExitFileDir)."""
        return self.directory / "exit"

    @property
    def exit_file(self) -> Path:
        """The exit file; named after the container, not the session."""
        return self.exit_dir / self.container_id

    @property
    def oci_log(self) -> Path:
        """JSON errors of the runtime (libpod's execOCILog)."""
        return self.directory / "oci-log"

    @property
    def process_spec(self) -> Path:
        """OCI `process` object given to the runtime."""
        return self.directory / "process.json"


def bundle_paths(settings: Settings, container_id: str, session_id: str) -> BundlePaths:
    """Return the paths of a session's bundle (libpod's execBundlePath).

    Raises:
        InvalidConfig: an id cannot be a file name.
    """
    check_id("container", container_id)
    check_id("session", session_id)
    directory = settings.run_dir / "bundles" / container_id / session_id
    return BundlePaths(directory, container_id)


def lock_path(settings: Settings, container_id: str) -> Path:
    """Return the lock file of a container.

    Raises:
        InvalidConfig: the id cannot be a file name.
    """
    return settings.run_dir / "locks" / f"{check_id('container', container_id)}.lock"
