"""Bring records in line with what is so: the program, the monitor, the exit file.

Called with the container's lock held and fresh records. What has to change is decided
first and saved last, in one transaction, so that nothing waits for a slow program
while it keeps others from the records.
"""

from __future__ import annotations

import dataclasses
import signal
import time
from contextlib import suppress
from threading import Event
from typing import TYPE_CHECKING

from core.bundle.directory import read_pid, remove_bundle
from core.bundle.exit_file import (
    EXIT_FILE_TIMEOUT,
    Exit,
    read_exit_file,
    wait_for_exit,
)
from core.bundle.paths import bundle_paths
from core.errors import ExecdeckError
from core.monitor.search import monitors_of, starters_of
from core.process import (
    ProcessIdentity,
    ProcessTable,
    boot_id,
    family,
    own_session,
    runs_under,
)
from core.session.events import EventKind
from core.session.states import Move, SessionState, next_state
from core.session.store import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from core.bundle.paths import BundlePaths
    from core.session.store import Store
    from core.session.types import ExecSession
    from core.settings import Settings

HANGUP_SECONDS = 1.0
"""How long a program whose monitor died may take to follow it."""

MONITOR_EXIT_SECONDS = 1.0
"""How long a monitor may take to leave once its program has ended."""

LEFTOVER_SECONDS = 0.5
"""How long background processes may take to end before they are killed."""

LEFTOVER_ROUNDS = 10
"""How often what has started meanwhile is looked for and killed."""

START_SETTLE_SECONDS = 5.0
"""How long an interrupted start may take to come to an end by itself."""

START_LOOKS = 3
"""How often in a row nothing of an interrupted start may be found."""


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
                and (session.adopted or monitor_of(session).alive())
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
    change = _settled(settings, session, patience)
    if change is None:
        return session
    store.apply([change])
    return change.session


def settle_all_locked(
    settings: Settings, store: Store, sessions: Sequence[ExecSession], patience: float
) -> None:
    """Settle many records of one container with one save (getActiveExecSessions).

    One that cannot be settled keeps nothing from the others. `patience` is for all
    of them together.
    """
    lost = [program_of(item) for item in sessions if _lost_monitor(settings, item)]
    end_orphans(lost)
    deadline = time.monotonic() + patience
    changes = []
    for session in sessions:
        with suppress(ExecdeckError, OSError):
            left = max(deadline - time.monotonic(), 0.0)
            change = _settled(settings, session, left)
            if change is not None:
                changes.append(change)
    if changes:
        store.apply(changes)


def _settled(
    settings: Settings, session: ExecSession, patience: float
) -> Change | None:
    """Return what has to change of a record; None when it is as it has to be."""
    match session.state:
        case SessionState.CREATED:
            return _settled_created(settings, session)
        case SessionState.RUNNING:
            return _settled_running(settings, session, patience)
        case SessionState.STOPPED:
            return None


def _settled_running(
    settings: Settings, session: ExecSession, patience: float
) -> Change | None:
    unknown = Exit(None, time.time())
    if session.boot_id != boot_id():
        return _exited(session, unknown)
    program, monitor = program_of(session), monitor_of(session)
    if session.adopted:
        return None if program.alive() else _exited(session, unknown)
    paths = bundle_paths(settings, session.container_id, session.id)
    if program.alive() and monitor.alive():
        return None
    if _lost_monitor(settings, session):
        # Nobody can ever type to it, read it or learn its exit code again.
        # The kernel has hung up its terminal; without one, we do.
        end_orphans([program])
    exited = wait_for_exit(paths.exit_file, monitor, patience)
    if exited is None and patience < EXIT_FILE_TIMEOUT:
        return None
    if kernel_session := read_pid(paths.stopping):
        # Whoever was stopping it may have died before it was done.
        own = own_session(program, monitor, kernel_session)
        end_leftovers(
            set(), lambda: set(family(program, ProcessTable(), own, monitor.pid))
        )
    return _exited(session, exited or unknown)


def _lost_monitor(settings: Settings, session: ExecSession) -> bool:
    """Whether a program runs on though its monitor has died."""
    if session.state is not SessionState.RUNNING or session.adopted:
        return False
    if session.boot_id != boot_id() or not program_of(session).alive():
        return False
    paths = bundle_paths(settings, session.container_id, session.id)
    return not monitor_of(session).alive() and read_exit_file(paths.exit_file) is None


def end_monitor(session: ExecSession) -> None:
    """End the monitor of a session that does not run: it has nothing left to do.

    One that is stuck in a write to a client would stay for ever, known to nobody.
    """
    monitor = monitor_of(session)
    if session.boot_id == boot_id() and not monitor.wait(MONITOR_EXIT_SECONDS):
        monitor.send(signal.SIGKILL)


def end_leftovers(
    before: set[ProcessIdentity], relatives: Callable[[], set[ProcessIdentity]]
) -> None:
    """End what the program started: seen before it died, or still in its session."""
    left = {process for process in before | relatives() if process.alive()}
    if not left:
        return
    for process in left:
        for signum in (signal.SIGHUP, signal.SIGTERM, signal.SIGCONT):
            process.send(signum)
    deadline = time.monotonic() + LEFTOVER_SECONDS
    for process in left:
        process.wait(max(deadline - time.monotonic(), 0.0))
    # They may have started others meanwhile, and those again.
    for _ in range(LEFTOVER_ROUNDS):
        left = {process for process in left | relatives() if process.alive()}
        if not left:
            return
        for process in left:
            process.send(signal.SIGKILL)
        for process in left:
            process.wait(LEFTOVER_SECONDS)


def end_orphans(programs: Sequence[ProcessIdentity]) -> None:
    """End programs that lost their monitors, and what they started: HUP, then KILL."""
    if not programs:
        return
    table = ProcessTable()
    families = [[program, *family(program, table)] for program in programs]
    for process in _flat(families):
        process.send(signal.SIGHUP)
    deadline = time.monotonic() + HANGUP_SECONDS
    for program in programs:
        program.wait(deadline - time.monotonic())
    for process in _flat(families):
        process.send(signal.SIGKILL)
    for program in programs:
        program.wait(HANGUP_SECONDS)


def _flat(families: Iterable[Iterable[ProcessIdentity]]) -> Iterable[ProcessIdentity]:
    return (process for family in families for process in family)


def _settled_created(settings: Settings, session: ExecSession) -> Change | None:
    """Finish or undo a start that was interrupted by our own death."""
    paths = bundle_paths(settings, session.container_id, session.id)
    if not paths.directory.exists():
        return None
    if session.boot_id == boot_id():
        if _started_meanwhile(paths):
            started = _found_running(session, paths)
            ended = _settled_running(settings, started, EXIT_FILE_TIMEOUT)
            if ended is None:
                return Change(started, (EventKind.STARTED,))
            return Change(ended.session, (EventKind.STARTED, *ended.events))
        end_monitors(starters_of(paths))
    remove_bundle(paths)
    return None


def end_monitors(monitors: Sequence[ProcessIdentity]) -> None:
    """Kill monitors that are given up, and all that runs under them."""
    if not monitors:
        return
    table = ProcessTable()
    # What a runtime is just about to start must not outlive it.
    for monitor in monitors:
        for process in (monitor, *family(monitor, table)):
            process.send(signal.SIGKILL)
    for monitor in monitors:
        monitor.wait(HANGUP_SECONDS)


def _started_meanwhile(paths: BundlePaths) -> bool:
    """Whether the program of an interrupted start runs, or has run.

    conmon takes our death for a go-ahead, so it may be about to start.
    """
    pause = Event()
    deadline = time.monotonic() + START_SETTLE_SECONDS
    looks = 0
    while not read_pid(paths.exec_pid):
        # A process has no arguments for a moment, as it becomes another program.
        looks = 0 if starters_of(paths) else looks + 1
        if looks == START_LOOKS or time.monotonic() >= deadline:
            return bool(read_pid(paths.exec_pid))
        pause.wait(0.02)
    return True


def _found_running(session: ExecSession, paths: BundlePaths) -> ExecSession:
    """Return the record of a start that nobody lived to record."""
    monitor = next(iter(monitors_of(paths)), None)
    return as_started(
        session,
        pid=read_pid(paths.exec_pid),
        program=program_in(paths, monitor),
        monitor=monitor,
    )


def program_in(
    paths: BundlePaths, monitor: ProcessIdentity | None
) -> ProcessIdentity | None:
    """Return the program of a bundle, if it lives.

    The pid may have been taken again since. The program runs under its monitor or,
    without one, began after process.json was written and before its pid was.
    """
    program = ProcessIdentity.of(read_pid(paths.exec_pid))
    if program is None:
        return None
    if monitor is not None:
        if runs_under(program.pid, monitor.pid):
            return program
        # conmon ends when it cannot tell us the pid: it may just have done so.
        if monitor.alive():
            return None
    with suppress(OSError):
        asked = paths.process_spec.stat().st_mtime
        if program.started_between(asked, paths.exec_pid.stat().st_mtime):
            return program
    return None


def as_started(
    session: ExecSession,
    *,
    pid: int,
    program: ProcessIdentity | None,
    monitor: ProcessIdentity | None,
) -> ExecSession:
    """Return the record of a session that has just started."""
    return dataclasses.replace(
        session,
        state=next_state(session.id, session.state, Move.START),
        pid=pid,
        pid_start=program.start if program else 0,
        monitor_pid=monitor.pid if monitor else 0,
        monitor_start=monitor.start if monitor else 0,
        boot_id=boot_id(),
        started_at=time.time(),
    )


def _exited(session: ExecSession, exited: Exit) -> Change:
    """Return the change of a record whose program has ended."""
    stopped = dataclasses.replace(
        session,
        state=next_state(session.id, session.state, Move.EXIT),
        pid=0,
        pid_start=0,
        exit_code=exited.code,
        finished_at=exited.at,
    )
    if session.legacy:
        # Nothing but its pid was ever known: there is no more to tell of it.
        events = (EventKind.DIED, EventKind.REMOVED)
        return Change(stopped, events, dropped=True)
    return Change(stopped, (EventKind.DIED,))
