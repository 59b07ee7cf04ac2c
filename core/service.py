"""The exec-session subsystem's functions: libpod's, on real containers.

`ExecService` is `ExecCreate`, `ExecStart` and their siblings of libpod's
`container_exec.go`. Every public method takes the container's lock, reads the record
afresh, decides by its state, and releases the lock; none holds it while attached or
while waiting for a program to stop, so the record is read again afterwards: anyone
may have changed or removed it meanwhile.

All methods block; call them from a thread, not from an event loop.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from core.attach.pump import Ended, Streams, pump_pipes, pump_terminal
from core.attach.replay import ReplayStream
from core.attach.stream import AttachStream, InputStream, resize_terminal
from core.bundle.directory import remove_bundle
from core.bundle.paths import BundlePaths, check_id, lock_path
from core.errors import (
    ContainerNotRunning,
    ExecdeckError,
    NotFound,
    StateConflict,
)
from core.locks import container_lock
from core.lookup import SessionLookup
from core.recovery import monitor_of, program_of
from core.session.events import EventKind
from core.session.states import SessionState
from core.session.types import ContainerRef, ExecConfig, ExecSession, TerminalSize
from core.starting import start_locked
from core.stopping import StopProgress, stop_program

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class ExecService(SessionLookup):
    """Creates, starts, attaches, stops and removes exec sessions.

    Safe for several threads and processes on the same settings. What there is, it
    tells by the methods of `SessionLookup`.
    """

    # -- starting -----------------------------------------------------------

    def create(self, container_ref: str, config: ExecConfig) -> ExecSession:
        """Record a new session; nothing runs yet (ExecCreate).

        Raises:
            NotFound, Ambiguous: no such container.
            ContainerNotRunning: it does not run.
            InvalidConfig: its id cannot be a file name.
        """
        container = self.container(container_ref)
        check_id("container", container.id)
        _require_running(container)
        session = ExecSession(
            id=os.urandom(32).hex(),
            container_id=container.id,
            container_name=container.name,
            config=config,
            runtime=container.runtime,
            runtime_root=container.root,
            created_at=time.time(),
        )
        with container_lock(lock_path(self.settings, container.id)):
            self.store.insert(session)
        return session

    def start(self, session_id: str, size: TerminalSize | None = None) -> ExecSession:
        """Start a created session and return at once (ExecStart).

        Raises:
            StateConflict: it is not created.
            StartFailed, MonitorFailed, RuntimeMissing: it stays created.
        """
        return self._start(session_id, size, None)

    def start_and_attach(
        self, session_id: str, streams: Streams, size: TerminalSize | None = None
    ) -> ExecSession:
        """Start a session, serve it until it ends or the detach keys come.

        (ExecStartAndAttach.) Returns the record: stopped, or running if detached.

        Raises:
            As `start`.
        """
        pipe: AttachStream | None = None

        def connect(paths: BundlePaths) -> None:
            nonlocal pipe
            pipe = AttachStream(session_id, paths)

        terminal = self.store.get(session_id).config.terminal
        session = self._start(session_id, size, None if terminal else connect)
        if pipe is None:
            return self.attach(session_id, streams)
        self.store.add_event(EventKind.ATTACHED, session)
        try:
            pump_pipes(pipe, streams)
        finally:
            pipe.close()
        return self.wait(session_id)

    def _start(
        self,
        session_id: str,
        size: TerminalSize | None,
        prepared: Callable[[BundlePaths], None] | None,
    ) -> ExecSession:
        with self.locked(self.store.get(session_id)) as session:
            match session.state:
                case SessionState.CREATED:
                    pass
                case SessionState.RUNNING | SessionState.STOPPED:
                    raise StateConflict(session.id, session.state.value, "start")
            container = self.container_of(session)
            _require_running(container)
            return start_locked(
                self.settings,
                self.store,
                container,
                session,
                size=size,
                prepared=prepared,
            )

    # -- attached -----------------------------------------------------------

    def open_output(self, session_id: str, *, tail: int | None = None) -> ReplayStream:
        """Return a stream of all output so far, then of what comes.

        `tail` limits what is replayed, in log bytes. For a stopped session the
        stream ends after the log.

        Raises:
            NotFound: no such session.
            AttachFailed: it was never started, or its bundle is cleaned up.
        """
        session = self.store.get(session_id)
        monitor = monitor_of(session) if session.attachable else None
        return ReplayStream(session.id, self.paths(session), monitor, tail=tail)

    def open_input(self, session_id: str) -> InputStream:
        """Return a stream that types into a running session.

        Raises:
            NotFound: no such session.
            StateConflict: it does not run.
            AttachFailed: its monitor is gone.
        """
        session = self.store.get(session_id)
        match session.state:
            case SessionState.RUNNING:
                return InputStream(session.id, self.paths(session))
            case SessionState.CREATED | SessionState.STOPPED:
                raise StateConflict(session.id, session.state.value, "attach to")

    def attach(
        self, session_id: str, streams: Streams, *, read_only: bool = False
    ) -> ExecSession:
        """Show a running session from its beginning and type into it.

        Returns the record when it ended, or after the detach keys.

        Raises:
            StateConflict: it does not run.
            AttachFailed: its monitor is gone.
        """
        session = self.store.get(session_id)
        config = session.config
        takes_input = config.terminal or config.attach_stdin
        typing = None
        if takes_input and not read_only:
            typing = self.open_input(session_id)
        elif session.state is not SessionState.RUNNING:
            raise StateConflict(session.id, session.state.value, "attach to")
        self.store.add_event(EventKind.ATTACHED, session)
        try:
            output = self.open_output(session_id)
            try:
                ended = pump_terminal(output, typing, streams)
            finally:
                output.close()
        finally:
            if typing is not None:
                typing.close()
        if ended is Ended.SESSION_OVER:
            return self.wait(session_id)
        session = self.store.get(session_id)
        self.store.add_event(EventKind.DETACHED, session)
        return session

    def resize(self, session_id: str, size: TerminalSize) -> None:
        """Set the terminal's size of a running session (ExecResize).

        Raises:
            StateConflict: it does not run, or has no terminal.
            AttachFailed: it has just ended.
        """
        # Without the lock: the FIFO is the monitor's own, and a resize must not
        # wait for a start or stop elsewhere in the container.
        session = self.store.get(session_id)
        match session.state:
            case SessionState.RUNNING if session.config.terminal:
                resize_terminal(session.id, self.paths(session), size)
            case SessionState.RUNNING:
                raise StateConflict(session.id, "without a terminal", "resize")
            case SessionState.CREATED | SessionState.STOPPED:
                raise StateConflict(session.id, session.state.value, "resize")

    def wait(self, session_id: str) -> ExecSession:
        """Block until a session is not running; return its record.

        Raises:
            NotFound: it was removed while we waited.
        """
        while True:
            session = self.store.get(session_id)
            if session.state is not SessionState.RUNNING:
                return session
            monitor_of(session).wait(60.0)
            with self.locked(session) as fresh:
                if fresh.state is not SessionState.RUNNING:
                    return fresh

    def exec(
        self,
        container_ref: str,
        config: ExecConfig,
        streams: Streams,
        size: TerminalSize | None = None,
        *,
        created: Callable[[ExecSession], None] | None = None,
    ) -> ExecSession:
        """Create, run and remove a session (Exec); return its last record.

        A session that was detached from, or whose caller was interrupted, goes on;
        one that did not start is removed. `created` is told the session first.

        Raises:
            As `create` and `start`.
        """
        session = self.create(container_ref, config)
        if created is not None:
            created(session)
        try:
            done = self.start_and_attach(session.id, streams, size)
        except BaseException:
            if self.store.get(session.id).state is SessionState.CREATED:
                self._discard(session.id)
            raise
        if done.state is SessionState.STOPPED:
            self._discard(session.id)
        return done

    def _discard(self, session_id: str) -> None:
        with suppress(NotFound):
            self.remove(session_id, force=True)

    # -- ending -------------------------------------------------------------

    def stop(
        self,
        session_id: str,
        timeout: float | None = None,
        progress: Callable[[StopProgress], None] | None = None,
    ) -> ExecSession:
        """Stop a running session and all it started (ExecStop).

        `timeout` is the grace in seconds before KILL. The bundle stays, so that the
        output can still be read, until `cleanup` or `remove`.

        Raises:
            StateConflict: it does not run.
        """
        with self.locked(self.store.get(session_id)) as session:
            match session.state:
                case SessionState.RUNNING:
                    pass
                case SessionState.CREATED | SessionState.STOPPED:
                    raise StateConflict(session.id, session.state.value, "stop")
        # Unlocked: others may use the container during the grace.
        stop_program(
            program_of(session),
            terminal=session.config.terminal,
            timeout=self.settings.stop_timeout if timeout is None else timeout,
            progress=progress,
        )
        with self.locked(session) as stopped:
            return stopped

    def cleanup(self, session_id: str) -> None:
        """Delete the bundle of a session that does not run (ExecCleanup).

        Raises:
            StateConflict: it runs.
        """
        with self.locked(self.store.get(session_id)) as session:
            match session.state:
                case SessionState.RUNNING:
                    raise StateConflict(session.id, session.state.value, "clean up")
                case SessionState.CREATED | SessionState.STOPPED:
                    remove_bundle(self.paths(session))

    def remove(self, session_id: str, *, force: bool = False) -> None:
        """Delete a session, its record and its bundle (ExecRemove).

        `force` stops it first if it runs.

        Raises:
            StateConflict: it runs and `force` is not given.
        """
        session = self.session(self.store.get(session_id).id)
        if force and session.state is SessionState.RUNNING:
            # It may end by itself in between.
            with suppress(StateConflict):
                self.stop(session_id)
        with self.locked(session) as fresh:
            match fresh.state:
                case SessionState.RUNNING:
                    raise StateConflict(fresh.id, fresh.state.value, "remove")
                case SessionState.CREATED | SessionState.STOPPED:
                    # The bundle first: a crash between leaves a record that can
                    # be removed again, not a directory that no record knows.
                    remove_bundle(self.paths(fresh))
                    self.store.delete(fresh)

    def remove_all(self, container_id: str) -> Sequence[ExecdeckError]:
        """Stop and remove every session of a container; return what failed.

        (removeAllExecSessions: it goes on past errors.)
        """
        errors = []
        for session in self.store.sessions(container_id):
            try:
                self._discard(session.id)
            except ExecdeckError as error:
                errors.append(error)
        return errors

    def prune(self) -> Sequence[str]:
        """Remove every stopped session; return their ids."""
        pruned = []
        for session in self.list():
            if session.state is SessionState.STOPPED:
                try:
                    self.remove(session.id)
                except NotFound:
                    continue
                pruned.append(session.id)
        return pruned


def _require_running(container: ContainerRef) -> None:
    if container.status != "running":
        raise ContainerNotRunning(container.name, container.status)
