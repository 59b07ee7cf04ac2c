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
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from core.attach.detach_keys import parse_keys
from core.attach.pump import Streams, pump_pipes
from core.attach.stream import AttachStream
from core.bundle.directory import remove_bundle
from core.bundle.log import STDERR, STDOUT
from core.bundle.paths import BundlePaths, check_id, lock_path
from core.errors import (
    ExecdeckError,
    InvalidConfig,
    NotFound,
    StartFailed,
    StateConflict,
)
from core.locks import container_lock
from core.lookup import require_running
from core.recovery import end_monitor, monitor_of, program_of
from core.session.events import EventKind
from core.session.states import SessionState
from core.session.types import (
    ExecConfig,
    ExecSession,
    TerminalSize,
    check_name,
)
from core.starting import start_locked
from core.streams import SessionStreams

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.doctor import Finding
    from core.importing import Imported
    from core.stopping import StopProgress


class ExecService(SessionStreams):
    """Creates, starts, attaches, stops and removes exec sessions.

    Safe for several threads and processes on the same settings. What there is, it
    tells by the methods of `SessionLookup`; running ones it serves by those of
    `SessionStreams`.
    """

    # -- starting -----------------------------------------------------------

    def create(
        self, container_ref: str, config: ExecConfig, *, name: str = ""
    ) -> ExecSession:
        """Record a new session, named or not; nothing runs yet (ExecCreate).

        Raises:
            NotFound, Ambiguous: no such container.
            ContainerNotRunning: it does not run.
            InvalidConfig: its id cannot be a file name, or the name cannot be shown.
        """
        check_name(name)
        container = self.container(container_ref)
        check_id("container", container.id)
        require_running(container)
        session = ExecSession(
            id=os.urandom(32).hex(),
            container_id=container.id,
            container_name=container.name,
            config=config,
            name=name,
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
        with ExitStack() as stack:
            pipes: list[AttachStream] = []

            def connect(paths: BundlePaths) -> None:
                pipes.append(AttachStream(session_id, paths))
                stack.callback(pipes[0].close)

            config = self.store.get(session_id).config
            prepared = None if config.terminal else connect
            session = self._start(session_id, size, prepared)
            if config.terminal:
                return self.follow(session, streams)
            self.store.add_event(EventKind.ATTACHED, session)
            pump_pipes(pipes[0], streams.attached_by(config))
        return self.wait(session_id)

    def http_start_and_attach(
        self,
        session_id: str,
        connection: int,
        size: TerminalSize | None = None,
        *,
        detach_keys: str | None = None,
    ) -> ExecSession:
        """Start a session and serve it over one hijacked connection.

        (ExecHTTPStartAndAttach.) Without a terminal, output is framed (see
        `core.attach.hijack`); with one, both ways are raw. Why a start failed is also
        written into the stream. `connection` is a descriptor and is not closed.
        `detach_keys` replaces the session's own.

        Raises:
            InvalidConfig: the session attaches no stream.
            As `start`.
        """
        from core.attach.hijack import HijackedStreams  # noqa: PLC0415 (for servers)

        config = self.store.get(session_id).config
        attached = config.attach_stdin or config.attach_stdout or config.attach_stderr
        if not config.terminal and not attached:
            raise InvalidConfig("streams", "at least one must be attached")
        keys = config.detach_keys if detach_keys is None else detach_keys
        streams = HijackedStreams(
            stdin=connection,
            stdout=connection,
            detach_keys=parse_keys(keys) if config.terminal else b"",
            framed=not config.terminal,
        )
        try:
            return self.start_and_attach(session_id, streams, size)
        except StartFailed as error:
            text = f"{error}\r\n".encode()
            streams.write(STDOUT if config.terminal else STDERR, text)
            raise

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
            require_running(container)
            return start_locked(
                self.settings,
                self.store,
                container,
                session,
                size=size,
                prepared=prepared,
            )

    # -- all in one ---------------------------------------------------------

    def launch(
        self,
        container_ref: str,
        config: ExecConfig,
        size: TerminalSize | None = None,
        *,
        name: str = "",
    ) -> ExecSession:
        """Create a session and start it; one that does not start is removed.

        Raises:
            As `create` and `start`.
        """
        created = self.create(container_ref, config, name=name)
        try:
            return self.start(created.id, size)
        except (ExecdeckError, OSError):
            self._discard(created.id)
            raise

    def exec(
        self,
        container_ref: str,
        config: ExecConfig,
        streams: Streams,
        size: TerminalSize | None = None,
        *,
        name: str = "",
        created: Callable[[ExecSession], None] | None = None,
    ) -> ExecSession:
        """Create, run and remove a session (Exec); return its last record.

        A session that was detached from, or whose caller was interrupted, goes on;
        one that did not start is removed. `created` is told the session first.

        Raises:
            As `create` and `start`.
        """
        session = self.create(container_ref, config, name=name)
        if created is not None:
            created(session)
        try:
            done = self.start_and_attach(session.id, streams, size)
        except BrokenPipeError:
            # Nobody reads its output any more: it ends, as in a shell's pipeline.
            self._discard(session.id)
            raise
        except BaseException:
            # Started all the same, it goes on; else nothing of it is of use.
            if self.session(session.id).state is not SessionState.RUNNING:
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
        from core.stopping import note_stop, stop_program  # noqa: PLC0415 (only here)

        with self.locked(self.store.get(session_id)) as session:
            match session.state:
                case SessionState.RUNNING:
                    # For whoever finds the program dead, and us too. An adopted
                    # session has no bundle, and a full disk is no reason to go on.
                    with suppress(OSError):
                        note_stop(self.paths(session), program_of(session))
                case SessionState.CREATED | SessionState.STOPPED:
                    raise StateConflict(session.id, session.state.value, "stop")

        # Unlocked: others may use the container during the grace.
        stop_program(
            program_of(session),
            monitor_of(session),
            init=self.init_of(session),
            terminal=session.config.terminal,
            timeout=self.settings.stop_timeout if timeout is None else timeout,
            progress=progress,
        )
        # Nothing is left for whoever records the end.
        with suppress(OSError):
            self.paths(session).stopping.unlink()
        return self.wait(session.id)

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
                    end_monitor(session)
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
        if session.legacy and not self.store.knows(session_id):
            return  # Its record went with its program.
        with self.locked(session) as fresh:
            match fresh.state:
                case SessionState.RUNNING:
                    raise StateConflict(fresh.id, fresh.state.value, "remove")
                case SessionState.CREATED | SessionState.STOPPED:
                    end_monitor(fresh)
                    # The bundle first: a crash between leaves a record that can
                    # be removed again, not a directory that no record knows.
                    remove_bundle(self.paths(fresh))
                    self.store.delete(fresh)

    def remove_all(self, container_id: str) -> Sequence[ExecdeckError | OSError]:
        """Stop and remove every session of a container; return what failed.

        (removeAllExecSessions: it goes on past errors.)
        """
        errors: list[ExecdeckError | OSError] = []
        for session in self.store.sessions(container_id):
            try:
                self._discard(session.id)
            except (ExecdeckError, OSError) as error:
                errors.append(error)
        return errors

    def prune(self) -> tuple[Sequence[str], Sequence[ExecdeckError | OSError]]:
        """Remove every stopped session; return their ids, and what failed."""
        pruned: list[str] = []
        errors: list[ExecdeckError | OSError] = []
        for session in self.list():
            if session.state is SessionState.STOPPED:
                try:
                    self.remove(session.id)
                except NotFound:
                    continue
                except (ExecdeckError, OSError) as error:
                    errors.append(error)
                else:
                    pruned.append(session.id)
        return pruned, errors

    # -- from libpod --------------------------------------------------------

    def import_state(
        self, text: str | bytes, container_ref: str | None = None
    ) -> Imported:
        """Take over the sessions of a container from libpod's state of it.

        `text` is libpod's `ContainerState` as JSON: sessions of its `execSessions`
        (legacyExecSession) and of its `newExecSessions`.

        Raises:
            InvalidConfig: the text is not such a state, or the container is not told.
            NotFound, Ambiguous: the container is not here.
        """
        from core.importing import import_state  # noqa: PLC0415 (nothing else needs it)
        from core.session.libpod_state import parse_state  # noqa: PLC0415 (same)

        return import_state(self, parse_state(text), container_ref)

    # -- after a mishap -----------------------------------------------------

    def doctor(
        self, *, fix: bool = False, subject: str | None = None
    ) -> Iterator[Finding]:
        """Yield what of records, bundles and monitors does not fit together.

        With `fix` it is put right, where that loses nothing; see `core.doctor`. With a
        `subject` too, only what a finding has named so.

        Raises:
            StoreCorrupt: the records cannot be read at all.
        """
        from core.doctor import examine  # noqa: PLC0415 (nothing else needs it)

        return examine(self, fix=lambda name: fix and subject in (None, name))
