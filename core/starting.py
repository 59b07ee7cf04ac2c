"""Start a session: bundle, process.json, monitor, program.

Called with the container's lock held. A start that fails leaves the session created
and no bundle; one that is cut off by our death is finished or undone by `recovery`,
which finds the monitor's name and this boot in the record, written first.
"""

from __future__ import annotations

import dataclasses
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.bundle.directory import create_bundle, remove_bundle, write_file
from core.bundle.paths import BundlePaths, bundle_paths
from core.errors import ExecdeckError, StartFailed
from core.monitor.base import Monitor, MonitorSpec
from core.monitor.conmon import ConmonMonitor, find_conmon
from core.monitor.embedded import EmbeddedMonitor
from core.process import boot_id
from core.recovery import as_started, settle_locked
from core.runtime.container_config import read_process
from core.runtime.process_spec import build_process_spec
from core.runtime.rootfs import ContainerRoot
from core.runtime.roots import BadStateError
from core.session.events import EventKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.session.store import Store
    from core.session.types import ContainerRef, ExecSession, TerminalSize
    from core.settings import Settings


def choose_monitor(settings: Settings, container: ContainerRef) -> Monitor:
    """Return the monitor for a new session: conmon where it is and can."""
    # conmon starts programs through a runtime, and the host has none.
    if container.is_host or settings.monitor == "embedded":
        return EmbeddedMonitor()
    conmon = find_conmon()
    if settings.monitor == "conmon" or conmon is not None:
        return ConmonMonitor(conmon)
    return EmbeddedMonitor()


def start_locked(
    settings: Settings,
    store: Store,
    container: ContainerRef,
    session: ExecSession,
    *,
    size: TerminalSize | None,
    prepared: Callable[[BundlePaths], None] | None = None,
) -> ExecSession:
    """Start a created session; return its running record.

    `prepared` is called when the attach socket is open and the program has not run
    yet: a client that connects there misses nothing.

    Raises:
        StartFailed: the runtime refused; CommandNotFound, PermissionDenied.
        MonitorFailed: the monitor broke down.
        RuntimeMissing: the runtime is not installed.
        InvalidConfig: the user is unknown in the container.
        OSError: the bundle cannot be written.
    """
    config = session.config
    paths = bundle_paths(settings, session.container_id, session.id)
    spec = _process_spec(container, session, size)
    monitor = choose_monitor(settings, container)
    session = dataclasses.replace(session, monitor=monitor.name, boot_id=boot_id())
    store.update(session)
    create_bundle(paths)
    try:
        write_file(paths.process_spec, json.dumps(spec).encode())
        waiting = monitor.prepare(
            MonitorSpec(
                session_id=session.id,
                container=container,
                paths=paths,
                command=config.command[0],
                terminal=config.terminal,
                stdin=config.attach_stdin,
                size=size,
                preserve_fds=config.preserve_fds,
                log_size_max=settings.log_size_max,
            )
        )
        try:
            if prepared is not None:
                prepared(paths)
        except BaseException:
            waiting.abort()
            raise
        started = waiting.start()
    except StartFailed:
        with suppress(OSError):
            remove_bundle(paths)
        raise
    except BaseException:
        # Interrupted, or without an answer: whether the program runs is not known
        # here, but can be found out, as after our own death.
        with suppress(ExecdeckError, OSError):
            settle_locked(settings, store, session)
        raise
    running = as_started(
        session,
        pid=started.pid,
        program=started.program,
        monitor=started.monitor,
    )
    store.update(running, EventKind.STARTED)
    return running


def _process_spec(
    container: ContainerRef, session: ExecSession, size: TerminalSize | None
) -> dict[str, Any]:
    if container.is_host:
        own = _host_process()
        passwd = group = ""
        with suppress(OSError):
            passwd = Path("/etc/passwd").read_text(errors="surrogateescape")
            group = Path("/etc/group").read_text(errors="surrogateescape")
    else:
        own = _container_process(container, session)
        passwd = group = ""
        with suppress(OSError), ContainerRoot(container.pid) as root:
            with suppress(OSError):
                passwd = root.read_text("/etc/passwd")
            with suppress(OSError):
                group = root.read_text("/etc/group")
    return build_process_spec(
        own,
        session.config,
        size=size,
        passwd=passwd,
        group=group,
        available=_available_capabilities(),
    )


def _host_process() -> dict[str, Any]:
    """Describe us as the host's own process: our user, environment and home."""
    environment = {
        name: value
        for name, value in os.environ.items()
        # Of the deck's own terminal or service, not of the session's.
        if name not in ("TERM", "COLUMNS", "LINES", "TMUX", "TMUX_PANE")
        and not name.startswith(("NOTIFY_SOCKET", "LISTEN_", "_OCI_"))
    }
    return {
        "user": {"uid": os.geteuid(), "gid": os.getegid()},
        "env": [f"{name}={value}" for name, value in environment.items()],
        "cwd": environment.get("HOME") or "/",
    }


def _container_process(container: ContainerRef, session: ExecSession) -> dict[str, Any]:
    try:
        return read_process(container)
    except BadStateError as error:
        raise StartFailed(session.config.command[0], str(error)) from None


def _available_capabilities() -> int:
    """Return our bounding set as a bit mask (proc_pid_status(5), CapBnd)."""
    with suppress(OSError, ValueError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("CapBnd:"):
                return int(line.partition(":")[2], 16)
    return 0
