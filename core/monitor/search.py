"""Find monitors by what they were started with, when no pid file can be trusted.

A pid file may be missing, when whoever started the monitor died first, or name a pid
that was taken again since. The command line of a monitor names its bundle.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from core.bundle.directory import read_pid
from core.process import ProcessIdentity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.bundle.paths import BundlePaths

_OPTIONS = (b"-b", b"--bundle")
"""conmon's and the embedded monitor's option for the bundle directory."""

_PID_FILE = (b"--pid-file",)
"""The runtimes' option for where to write the program's pid."""

_ARGV_MAX = 1 << 16


def bundle_of(pid: int) -> Path | None:
    """Return the bundle that a process monitors; None for any other process."""
    return _named(pid, _OPTIONS)


def _named(pid: int, options: Sequence[bytes]) -> Path | None:
    """Return the path that follows one of the options in a process's arguments.

    Processes of other users and of containers are none of ours, whatever they call
    themselves.
    """
    process = Path(f"/proc/{pid}")
    with suppress(OSError, ValueError):
        if process.stat().st_uid != os.geteuid():
            return None
        with (process / "cmdline").open("rb", buffering=0) as stream:
            argv = stream.read(_ARGV_MAX).split(b"\0")
        at = next((at for at, item in enumerate(argv) if item in options), 0)
        if not at or at + 1 >= len(argv):
            return None
        if (process / "ns/pid").readlink() != Path("/proc/self/ns/pid").readlink():
            return None
        return Path(os.fsdecode(argv[at + 1]))
    return None


def monitors_under(bundles: Path) -> dict[Path, list[ProcessIdentity]]:
    """Return the live monitors of all bundles below a directory, by bundle."""
    found: dict[Path, list[ProcessIdentity]] = {}
    for name in os.listdir("/proc"):  # noqa: PTH208 (half the time of iterdir)
        if not name.isdigit():
            continue
        directory = bundle_of(int(name))
        if directory is None or bundles not in directory.parents:
            continue
        monitor = ProcessIdentity.of(int(name))
        if monitor is not None:
            found.setdefault(directory, []).append(monitor)
    return found


def monitors_of(paths: BundlePaths) -> list[ProcessIdentity]:
    """Return the live monitors of one bundle: one, or for a moment of a start two."""
    pid = read_pid(paths.monitor_pid)
    if pid and bundle_of(pid) == paths.directory:
        monitor = ProcessIdentity.of(pid)
        if monitor is not None:
            return [monitor]
    return monitors_under(paths.directory.parent).get(paths.directory, [])


def starters_of(paths: BundlePaths) -> list[ProcessIdentity]:
    """Return what may still start the program: monitors, and runtimes without one."""
    starters = monitors_of(paths)
    for name in os.listdir("/proc"):  # noqa: PTH208 (half the time of iterdir)
        if name.isdigit() and _named(int(name), _PID_FILE) == paths.exec_pid:
            runtime = ProcessIdentity.of(int(name))
            if runtime is not None:
                starters.append(runtime)
    return starters
