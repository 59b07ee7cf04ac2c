"""Bring records in line with what is so: the program, the monitor, the exit file.

Called with the container's lock held and a fresh record. Nothing here waits longer
than the exit file's deadline.
"""

from __future__ import annotations

import dataclasses
import signal
import time
from typing import TYPE_CHECKING

from core.bundle.directory import read_pid, remove_bundle
from core.bundle.exit_file import (
    EXIT_FILE_TIMEOUT,
    Exit,
    read_exit_file,
    wait_for_exit,
)
from core.bundle.paths import bundle_paths
from core.process import ProcessIdentity, boot_id, process_tree
from core.session.events import EventKind
from core.session.states import Move, SessionState, next_state

if TYPE_CHECKING:
    from core.bundle.paths import BundlePaths
    from core.session.store import Store
    from core.session.types import ExecSession
    from core.settings import Settings

HANGUP_SECONDS = 1.0
"""How long a program whose monitor died may take to follow it."""

MONITOR_EXIT_SECONDS = 1.0
"""How long a monitor may take to leave once its program has ended."""

START_SETTLE_SECONDS = 5.0
"""How long an interrupted start may take to come to an end by itself."""


def program_of(session: ExecSession) -> ProcessIdentity:
    """Return the identity of a session's program."""
    return ProcessIdentity(session.pid, session.pid_start)


def monitor_of(session: ExecSession) -> ProcessIdentity:
    """Return the identity of a session's monitor."""
    return ProcessIdentity(session.monitor_pid, session.monitor_start)


def looks_settled(settings: Settings, session: ExecSession) -> bool:
    """Whether a record needs no settling, as far as a quick look tells."""
    match session.state:
        case SessionState.CREATED:
            paths = bundle_paths(settings, session.container_id, session.id)
            return not paths.directory.exists()
        case SessionState.RUNNING:
            return (
                session.boot_id == boot_id()
                and program_of(session).alive()
                and monitor_of(session).alive()
            )
        case SessionState.STOPPED:
            return True


def settle_locked(
    settings: Settings,
    store: Store,
    session: ExecSession,
    patience: float = EXIT_FILE_TIMEOUT,
) -> ExecSession:
    """Return the record as it has to be, saved if it had to change.

    `patience` is how long to wait for the exit file of a program that has ended;
    with less than EXIT_FILE_TIMEOUT the session may be left running until then.
    """
    match session.state:
        case SessionState.CREATED:
            return _settle_created(settings, store, session)
        case SessionState.RUNNING:
            return _settle_running(settings, store, session, patience)
        case SessionState.STOPPED:
            return session


def _settle_running(
    settings: Settings,
    store: Store,
    session: ExecSession,
    patience: float = EXIT_FILE_TIMEOUT,
) -> ExecSession:
    if session.boot_id != boot_id():
        return record_exit(store, session, Exit(None, time.time()))
    program, monitor = program_of(session), monitor_of(session)
    paths = bundle_paths(settings, session.container_id, session.id)
    if program.alive():
        if monitor.alive():
            return session
        if read_exit_file(paths.exit_file) is None:
            # Nobody can ever type to it, read it or learn its exit code again.
            # The kernel has hung up its terminal; without one, we do.
            end_orphans(program)
    exited = wait_for_exit(paths.exit_file, monitor, patience)
    if exited is None and patience < EXIT_FILE_TIMEOUT:
        return session
    return record_exit(store, session, exited or Exit(None, time.time()))


def end_monitor(session: ExecSession) -> None:
    """End the monitor of a session that does not run: it has nothing left to do.

    One that is stuck in a write to a client would stay for ever, known to nobody.
    """
    monitor = monitor_of(session)
    if session.boot_id == boot_id() and not monitor.wait(MONITOR_EXIT_SECONDS):
        monitor.send(signal.SIGKILL)


def end_orphans(program: ProcessIdentity) -> None:
    """End a program that lost its monitor, and what it started: HUP, then KILL."""
    family = [program, *process_tree(program)]
    for process in family:
        process.send(signal.SIGHUP)
    program.wait(HANGUP_SECONDS)
    for process in family:
        process.send(signal.SIGKILL)
    program.wait(HANGUP_SECONDS)


def _settle_created(
    settings: Settings, store: Store, session: ExecSession
) -> ExecSession:
    """Finish or undo a start that was interrupted by our own death."""
    paths = bundle_paths(settings, session.container_id, session.id)
    if not paths.directory.exists():
        return session
    monitor = ProcessIdentity.of(read_pid(paths.monitor_pid))
    if session.boot_id == boot_id() and _started_meanwhile(paths, monitor):
        pid = read_pid(paths.exec_pid)
        program = ProcessIdentity.of(pid)
        started = record_start(
            store,
            session,
            pid=pid,
            program=program,
            monitor=monitor,
        )
        return _settle_running(settings, store, started)
    if session.boot_id == boot_id() and monitor is not None:
        monitor.send(signal.SIGKILL)
        monitor.wait(HANGUP_SECONDS)
    remove_bundle(paths)
    return session


def _started_meanwhile(paths: BundlePaths, monitor: ProcessIdentity | None) -> bool:
    """Whether the program of an interrupted start runs, or has run.

    conmon takes our death for a go-ahead, so it may be about to start.
    """
    deadline = time.monotonic() + START_SETTLE_SECONDS
    while not read_pid(paths.exec_pid):
        if monitor is None or time.monotonic() >= deadline or monitor.wait(0.02):
            return bool(read_pid(paths.exec_pid))
    return True


def record_start(
    store: Store,
    session: ExecSession,
    *,
    pid: int,
    program: ProcessIdentity | None,
    monitor: ProcessIdentity | None,
) -> ExecSession:
    """Save that a session runs, with its event; return the new record."""
    started = dataclasses.replace(
        session,
        state=next_state(session.id, session.state, Move.START),
        pid=pid,
        pid_start=program.start if program else 0,
        monitor_pid=monitor.pid if monitor else 0,
        monitor_start=monitor.start if monitor else 0,
        boot_id=boot_id(),
        started_at=time.time(),
    )
    store.update(started, EventKind.STARTED)
    return started


def record_exit(store: Store, session: ExecSession, exited: Exit) -> ExecSession:
    """Save that a session has ended, with its event; return the new record."""
    stopped = dataclasses.replace(
        session,
        state=next_state(session.id, session.state, Move.EXIT),
        pid=0,
        pid_start=0,
        exit_code=exited.code,
        finished_at=exited.at,
    )
    store.update(stopped, EventKind.DIED)
    return stopped
