"""Where things live and how long we wait: one frozen record, passed in.

This file reads the environment only in `Settings.from_environment`; nothing else
in core looks at it.
"""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DEFAULT_RUNTIME_ROOTS = ("/run/crun", "/run/runc")
"""State roots of crun and runc when run as root (`--root` in their manuals)."""

STOP_TIMEOUT = 10.0
"""Seconds of grace before KILL; libpod's default `StopTimeout`."""

LOG_SIZE_MAX = 64 * 1024 * 1024
"""Bytes of `exec_log` after which the monitor starts it anew: bundles lie on a
tmpfs, and a flood must not fill it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Directories, state roots and limits for one user's sessions."""

    run_dir: Path
    """Bundles, sockets, locks: gone after a reboot."""
    state_dir: Path
    """`state.db`: survives a reboot."""
    runtime_roots: tuple[Path, ...] = field(
        default_factory=lambda: tuple(map(Path, DEFAULT_RUNTIME_ROOTS))
    )
    """Where runtimes keep the state of their containers."""
    monitor: str = "auto"
    """`auto` (conmon when installed), `conmon`, or `embedded`."""
    stop_timeout: float = STOP_TIMEOUT
    log_size_max: int = LOG_SIZE_MAX

    @property
    def store_path(self) -> Path:
        """The SQLite file that holds every record."""
        return self.state_dir / "state.db"

    @classmethod
    def from_environment(
        cls,
        environ: Mapping[str, str],
        *,
        root: str | None = None,
        runtime_roots: Sequence[str] = (),
    ) -> Settings:
        """Build settings from `EXECDECK_*`, the XDG variables and the uid.

        `root` (or `EXECDECK_ROOT`) puts everything under one directory.
        `EXECDECK_RUNTIME_ROOTS`, colon-separated, replaces the known state roots;
        `runtime_roots` adds to them.
        """
        base = root or environ.get("EXECDECK_ROOT")
        uid = os.geteuid()
        roots = [Path(item) for item in DEFAULT_RUNTIME_ROOTS]
        if uid != 0:
            xdg = environ.get("XDG_RUNTIME_DIR")
            roots = [Path(xdg) / "crun", Path(xdg) / "runc", *roots] if xdg else roots
        if "EXECDECK_RUNTIME_ROOTS" in environ:
            named = environ["EXECDECK_RUNTIME_ROOTS"].split(":")
            roots = [Path(item) for item in named if item]
        roots += [Path(item) for item in runtime_roots]
        if base:
            path = Path(base).absolute()
            run_dir, state_dir = path / "run", path / "state"
        elif uid == 0:
            run_dir, state_dir = Path("/run/execdeck"), Path("/var/lib/execdeck")
        else:
            home = Path(environ.get("HOME") or f"/tmp/execdeck-{uid}")  # noqa: S108
            runtime = environ.get("XDG_RUNTIME_DIR") or f"/tmp/execdeck-{uid}"  # noqa: S108
            state = environ.get("XDG_STATE_HOME") or str(home / ".local/state")
            run_dir, state_dir = Path(runtime) / "execdeck", Path(state) / "execdeck"
        return cls(
            run_dir=run_dir,
            state_dir=state_dir,
            runtime_roots=tuple(dict.fromkeys(item.absolute() for item in roots)),
            monitor=environ.get("EXECDECK_MONITOR", "auto"),
        )


def make_private(directory: Path) -> None:
    """Make a directory, and every missing parent of it, for its owner only.

    `Path.mkdir` gives its mode to the last one and the umask's to the parents. Of
    what exists, the last must not be another user's, who could swap it under us.

    Raises:
        OSError: one of them cannot be made, is no directory, or is not ours alone.
    """
    try:
        found = directory.stat()
    except FileNotFoundError:
        make_private(directory.parent)
        directory.mkdir(mode=0o700, exist_ok=True)
        return
    if not stat.S_ISDIR(found.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, "not a directory", str(directory))
    open_to_all = found.st_mode & stat.S_IWOTH and not found.st_mode & stat.S_ISVTX
    if found.st_uid not in (0, os.geteuid()) or open_to_all:
        reason = "another user can change it"
        raise PermissionError(errno.EPERM, reason, str(directory))
