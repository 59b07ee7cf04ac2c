"""The views of the deck: what core knows, handed to screens that show it.

Whatever blocks is called in threads, by the screens themselves.
"""

from __future__ import annotations

import asyncio
import shlex
import time
from typing import TYPE_CHECKING, Any

from textual.message import Message

from core.bundle.files import bundle_files
from core.errors import ExecdeckError, NotFound
from core.recovery import program_of
from core.session.states import SessionState
from core.session.types import ContainerRef, ExecSession
from core.victims import ProcessWatch
from widgets.views.doctor import DoctorView, FindingRow
from widgets.views.events import EventRow, EventsView
from widgets.views.inspect import InspectView
from widgets.views.inspect_lines import Inspected, state_text
from widgets.views.lines import shortened
from widgets.views.log import LogView
from widgets.views.signal_names import signal_name
from widgets.views.stop_dialog import StopDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator, Sequence

    from textual.app import App

    from core.service import ExecService
    from core.session.events import Event
    from core.stopping import StopProgress

_WORDS_MAX, _WORD_MAX = 50, 200
"""Words of a command, and characters of each, that a line shows of it."""


class SessionChosen(Message):
    """A session was chosen in a view: the list is to go to it."""

    def __init__(self, session_id: str) -> None:
        super().__init__()
        self.session_id = session_id
        """Its id; its record may be gone."""


class Views:
    """Opens views over whatever the app shows."""

    def __init__(
        self,
        app: App[Any],
        service: ExecService,
        *,
        say: Callable[..., None],
        changed: Callable[[], None],
        stopping: Callable[[str, float | None], None],
    ) -> None:
        """Show what `service` knows.

        `say(text, error=…)` tells how something went; `changed` is called when
        sessions may have changed; `stopping` is told the seconds of grace that a
        session has left, None when its stop is over.
        """
        self._app = app
        self._service = service
        self._say = say
        self._changed = changed
        self._stopping = stopping

    # -- inspect ------------------------------------------------------------

    def inspect(self, item: ContainerRef | ExecSession) -> None:
        """Show all that is known of a session or a container."""
        watch = ProcessWatch()
        if isinstance(item, ExecSession):
            view = InspectView(
                heading_of(item),
                lambda: self._inspect_session(item.id, watch),
                self._app.copy_to_clipboard,
            )
        else:
            view = InspectView(
                item.name,
                lambda: self._inspect_container(item, watch),
                self._app.copy_to_clipboard,
            )
        self._app.push_screen(view)

    def _inspect_session(self, session_id: str, watch: ProcessWatch) -> Inspected:
        session = self._service.session(session_id)
        paths = self._service.paths(session)
        return Inspected(
            item=session,
            now=time.time(),
            program_began=program_of(session).began() if session.pid else 0.0,
            processes=watch.session(session, self._service.init_of(session)),
            files=bundle_files(paths),
            directory=str(paths.directory),
        )

    def _inspect_container(
        self, container: ContainerRef, watch: ProcessWatch
    ) -> Inspected:
        known = self._service.containers().containers
        same = (container.id, container.root)
        fresh = next((item for item in known if (item.id, item.root) == same), None)
        if fresh is None:
            raise NotFound("container", container.name)
        sessions = [
            session
            for session in self._service.list(container.id)
            if session.runtime_root == container.root
        ]
        return Inspected(
            item=fresh,
            now=time.time(),
            processes=watch.container(fresh),
            sessions=sessions,
        )

    # -- log ----------------------------------------------------------------

    def log(self, session: ExecSession) -> None:
        """Show the output of a session."""
        self._app.run_worker(self._log(session), exclusive=False)

    async def _log(self, session: ExecSession) -> None:
        try:
            source = await asyncio.to_thread(self._service.open_log, session.id)
        except (ExecdeckError, OSError) as error:
            self._say(str(error), error=True)
            return
        view = LogView(
            heading_of(session),
            source,
            lambda: self._state_of(session.id),
            terminal=session.config.terminal,
        )
        await self._app.push_screen(view)

    def _state_of(self, session_id: str) -> str:
        try:
            return state_text(self._service.session(session_id))
        except NotFound:
            return "removed"
        except ExecdeckError as error:
            return str(error)

    # -- events -------------------------------------------------------------

    def events(self) -> None:
        """Show what has happened; go to the session that is chosen."""
        self._app.push_screen(EventsView(self._event_rows), self._choose)

    def _choose(self, session_id: str | None) -> None:
        if session_id is not None:
            self._app.post_message(SessionChosen(session_id))

    def _event_rows(self, last: int) -> Sequence[EventRow]:
        events = self._service.store.events_after(last)
        if not events:
            return ()
        known = {item.id: item for item in self._service.store.sessions()}
        return [_event_row(event, known.get(event.session_id)) for event in events]

    # -- doctor -------------------------------------------------------------

    def doctor(self) -> None:
        """Show what does not fit together, and mend it."""

        def examine(fix: bool, subject: str | None) -> Iterator[FindingRow]:
            for found in self._service.doctor(fix=fix, subject=subject):
                yield FindingRow(
                    found.trouble.value,
                    found.subject,
                    found.detail,
                    found.remedy,
                    found.fixed,
                )

        self._app.push_screen(DoctorView(examine), lambda _: self._changed())

    # -- stop ---------------------------------------------------------------

    def stop(self, session: ExecSession) -> None:
        """Ask what to send to a running session, and show how a stop goes."""
        if session.state is not SessionState.RUNNING:
            self._say("It does not run.")
            return
        watch = ProcessWatch()
        dialog = StopDialog(
            heading_of(session),
            lambda: watch.session(session, self._service.init_of(session)),
            grace=self._service.settings.stop_timeout,
            terminal=session.config.terminal,
            stop=lambda grace: self._run(self._stop(session, grace, dialog)),
            send=lambda signum: self._run(self._send(session, signum)),
        )
        self._app.push_screen(dialog)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        # The app's, not the dialog's: it goes on when that is closed.
        self._app.run_worker(work, exclusive=False)

    async def _stop(
        self, session: ExecSession, grace: float, dialog: StopDialog
    ) -> None:
        loop = asyncio.get_running_loop()

        def show(step: StopProgress) -> None:
            dialog.show_progress(step.signal, step.seconds_left)
            self._stopping(session.id, step.seconds_left)

        def progress(step: StopProgress) -> None:
            loop.call_soon_threadsafe(show, step)

        try:
            await asyncio.to_thread(self._service.stop, session.id, grace, progress)
        except (ExecdeckError, OSError) as error:
            self._say(str(error), error=True)
        finally:
            # After the steps that are still under way to the loop.
            loop.call_soon(self._stopping, session.id, None)
            loop.call_soon(dialog.finish)
        self._changed()

    async def _send(self, session: ExecSession, signum: int) -> None:
        try:
            await asyncio.to_thread(self._service.kill, session.id, signum)
        except (ExecdeckError, OSError) as error:
            self._say(str(error), error=True)
        else:
            self._say(f"{signal_name(signum)} sent to {heading_of(session)}.")
        self._changed()


def _event_row(event: Event, session: ExecSession | None) -> EventRow:
    container, command = event.container_id[:12], ""
    if session is not None:
        container, command = session.container_name, _command_of(session)
    code = event.exit_code
    exited = f"exit code {code}  " if code is not None else ""
    return EventRow(
        sequence=event.sequence,
        at=event.at,
        kind=event.kind.value,
        session_id=event.session_id,
        container=container,
        detail=exited + command,
        failed=bool(code),
    )


def heading_of(session: ExecSession) -> str:
    """Return the title of a view of a session."""
    return f"{session.container_name}  {session.id[:12]}  {_command_of(session)}"


def _command_of(session: ExecSession) -> str:
    """Return the beginning of a command, which may be of any length, with its name."""
    some = session.config.command[:_WORDS_MAX]
    command = shlex.join(shortened(word, _WORD_MAX) for word in some)
    return f"{session.name}: {command}" if session.name else command
