"""What a running session is used by: its output, its input, its size, its end.

None of it holds the container's lock: the log, the attach socket and the ctl FIFO
are the monitor's, and a client must never wait for a start or stop elsewhere in the
container.
"""

from __future__ import annotations

import signal
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

from core.attach.pump import Ended, Streams, pump_terminal
from core.attach.replay import ReplayStream
from core.attach.stream import InputStream, resize_terminal
from core.bundle.exit_file import EXIT_FILE_TIMEOUT
from core.errors import AttachFailed, InvalidConfig, StateConflict
from core.lookup import SessionLookup
from core.process import wait_for_any
from core.recovery import monitor_of, program_of
from core.session.events import EventKind
from core.session.states import SessionState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.bundle.pages import LogPages
    from core.session.events import Event
    from core.session.types import ExecSession, TerminalSize


WATCH_SECONDS = 0.1
"""Time between two looks at whether the records have changed."""


class SessionStreams(SessionLookup):
    """Watches, types into, resizes and awaits running sessions."""

    def open_output(self, session_id: str, *, tail: int | None = None) -> ReplayStream:
        """Return a stream of all output so far, then of what comes.

        `tail` limits what is replayed, in log bytes. For a stopped session the
        stream ends after the log.

        Raises:
            NotFound: no such session.
            AttachFailed: it was never started, or its bundle is cleaned up, or it
                is adopted.
        """
        session = self._with_output(session_id)
        monitor = monitor_of(session) if session.attachable else None
        return ReplayStream(session.id, self.paths(session), monitor, tail=tail)

    def open_log(self, session_id: str) -> LogPages:
        """Return the output so far, and what comes of it, as pages of text.

        Raises:
            NotFound, AttachFailed: as `open_output`.
        """
        from core.bundle.pages import LogPages  # noqa: PLC0415 (only here)

        session = self._with_output(session_id)
        try:
            return LogPages(self.paths(session).exec_log)
        except OSError:
            raise AttachFailed(session.id, "its output is gone") from None

    def recording(self, session_id: str) -> Iterator[str]:
        """Yield the lines of an asciicast v2 of all output so far.

        Raises:
            NotFound, AttachFailed: as `open_output`.
        """
        from core.bundle.cast import cast_lines  # noqa: PLC0415 (only here)
        from core.bundle.sizes import read_sizes  # noqa: PLC0415 (same)

        session = self.store.get(session_id)
        paths = self.paths(session)
        with closing(self.open_output(session_id)) as output:
            yield from cast_lines(session, output.entries(), read_sizes(paths.sizes))

    def events(self, *, follow: bool = False) -> Iterator[Event]:
        """Yield what has happened to sessions, oldest first; `follow` goes on for ever.

        Raises:
            StoreCorrupt: the records cannot be read.
        """
        pause = threading.Event()
        last = 0
        while True:
            # Asked before they are read: what comes between the two is news again.
            version = self.store.version()
            for event in self.store.events_after(last):
                last = event.sequence
                yield event
            if not follow:
                return
            while self.store.version() == version:
                pause.wait(WATCH_SECONDS)

    def open_input(self, session_id: str) -> InputStream:
        """Return a stream that types into a running session.

        Raises:
            NotFound: no such session.
            StateConflict: it does not run.
            AttachFailed: its monitor is gone.
        """
        session = self.store.get(session_id)
        _require_ours(session)
        match session.state:
            case SessionState.RUNNING:
                return InputStream(session.id, self.paths(session))
            case SessionState.CREATED | SessionState.STOPPED:
                raise StateConflict(session.id, session.state.value, "attach to")

    def open_streams(
        self, session_id: str, *, read_only: bool = False
    ) -> tuple[ReplayStream, InputStream | None]:
        """Return what to watch a session by and, if it takes input, to type into it.

        One that ends this very moment has its output and takes no input any more.

        Raises:
            NotFound, AttachFailed: as `open_output`.
        """
        config = self.store.get(session_id).config
        output = self.open_output(session_id)
        if read_only or not (config.terminal or config.attach_stdin):
            return output, None
        try:
            return output, self.open_input(session_id)
        except (AttachFailed, StateConflict):
            return output, None
        except BaseException:
            output.close()
            raise

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
        if session.state is not SessionState.RUNNING:
            raise StateConflict(session.id, session.state.value, "attach to")
        return self.follow(session, streams, read_only=read_only)

    def follow(
        self, session: ExecSession, streams: Streams, *, read_only: bool = False
    ) -> ExecSession:
        """Do as `attach` for a session that ran a moment ago.

        A fast program may be over, and settled by somebody else, by the time that
        whoever started it comes: its output and its exit code are there all the same.
        """
        output, typing = self.open_streams(session.id, read_only=read_only)
        try:
            self.store.add_event(EventKind.ATTACHED, session)
            ended = pump_terminal(output, typing, streams)
        finally:
            output.close()
            if typing is not None:
                typing.close()
        if ended is Ended.SESSION_OVER:
            return self.wait(session.id)
        session = self.store.get(session.id)
        self.store.add_event(EventKind.DETACHED, session)
        return session

    def resize(self, session_id: str, size: TerminalSize) -> None:
        """Set the terminal's size of a running session (ExecResize).

        Raises:
            StateConflict: it does not run, or has no terminal.
            AttachFailed: it has just ended.
        """
        session = self.store.get(session_id)
        _require_ours(session)
        match session.state:
            case SessionState.RUNNING if session.config.terminal:
                resize_terminal(session.id, self.paths(session), size)
            case SessionState.RUNNING:
                raise StateConflict(session.id, "without a terminal", "resize")
            case SessionState.CREATED | SessionState.STOPPED:
                raise StateConflict(session.id, session.state.value, "resize")

    def kill(self, session_id: str, signum: int) -> None:
        """Send a signal to a running session's program, and to nothing else.

        Nothing is waited for: whether the program minds the signal is its own affair.

        Raises:
            NotFound, Ambiguous: no such session, or several.
            StateConflict: it does not run.
            InvalidConfig: there is no such signal.
            PermissionError: the program is another user's.
        """
        if signum not in signal.valid_signals():
            raise InvalidConfig("signal", f"there is no signal {signum}")
        session = self.session(session_id)
        match session.state:
            case SessionState.RUNNING:
                if not program_of(session).send(signum):
                    # It has ended since, and nobody has recorded that yet.
                    raise StateConflict(session.id, "ended", "signal")
            case SessionState.CREATED | SessionState.STOPPED:
                raise StateConflict(session.id, session.state.value, "signal")

    def wait(self, session_id: str) -> ExecSession:
        """Block until a session is not running; return its record.

        Raises:
            NotFound: it was removed while we waited.
        """
        deadline = 0.0
        while True:
            session = self.store.get(session_id)
            if session.state is not SessionState.RUNNING:
                return session
            watched = [program_of(session)]
            if not session.adopted:
                watched.append(monitor_of(session))
            wait_for_any(watched)
            # A start elsewhere in the container may hold the lock for long, so the
            # settling is tried without waiting for it.
            settled = self._settled(session)
            if settled.state is not SessionState.RUNNING:
                return settled
            deadline = deadline or time.monotonic() + EXIT_FILE_TIMEOUT
            if time.monotonic() > deadline:
                with self.locked(session) as fresh:
                    return fresh

    def _with_output(self, session_id: str) -> ExecSession:
        session = self.store.get(session_id)
        _require_ours(session)
        if session.state is SessionState.CREATED:
            raise AttachFailed(session.id, "it has not been started")
        return session


def _require_ours(session: ExecSession) -> None:
    if session.adopted:
        reason = "others started it and have its streams"
        raise AttachFailed(session.id, reason)
