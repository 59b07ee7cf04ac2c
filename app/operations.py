"""What the operator does to sessions from the list: new, stop, remove, prune."""

from __future__ import annotations

import asyncio
import shlex
from functools import cached_property, partial
from typing import TYPE_CHECKING

from app.session_config import environment_of, exec_config
from core.errors import ExecdeckError
from core.session.states import SessionState
from core.session.types import ContainerRef, ExecSession
from widgets.dialogs import Confirm
from widgets.session_request import FieldError, SessionRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.config_schema import Command
    from app.deck import Deck
    from app.new_session import NewSessions
    from core.stopping import StopProgress

_LISTED = 8
"""Sessions named in a question before it only counts."""


class Operations:
    """Runs core's operations off the event loop and shows how they go."""

    def __init__(self, deck: Deck) -> None:
        """Serve the list of `deck`."""
        self._deck = deck
        self._stopping: dict[str, float] = {}

    @cached_property
    def _new(self) -> NewSessions:
        from app.new_session import NewSessions  # noqa: PLC0415 (for the first form)

        return NewSessions(self._deck.service)

    def new_session(self, item: ContainerRef | ExecSession | None) -> None:
        """Open the form for a new session in the container under the cursor."""
        deck = self._deck
        container = deck.container_of(item) if isinstance(item, ExecSession) else item
        if container is None:
            deck.say("Select a container to run a command in it.")
            return

        async def submit(request: SessionRequest) -> FieldError | None:
            """Start what was asked for, or return the field to blame."""
            chosen = deck.config.session
            environment = environment_of(chosen, terminal=request.terminal)
            done = await self._new.start(container, request, environment)
            if isinstance(done, FieldError):
                return done
            deck.bridge.poke()
            if not request.detached:
                await deck.panes.open_started(container, done)
            return None

        form = self._new.form(container, submit, deck.config.commands)
        deck.push_screen(form, lambda _: self._new.closed(form, container))
        deck.run_worker(self._new.offer(form, container), exclusive=False)

    async def run_command(
        self, item: ContainerRef | ExecSession | None, command: Command
    ) -> None:
        """Run a command of the configuration; in a pane unless it is detached."""
        deck = self._deck
        container = deck.container_of(item) if isinstance(item, ExecSession) else item
        if container is None:
            deck.say(f"Select a container to run {command.name!r} in it.")
            return
        request = SessionRequest(
            command=command.command,
            user=command.user,
            workdir=command.workdir,
            environment=command.environment,
            terminal=command.tty,
            name=command.name,
        )
        environment = environment_of(deck.config.session, terminal=command.tty)
        config = exec_config(request, environment)
        launch = partial(deck.service.launch, container.id, config, name=command.name)
        if command.detach:
            deck.run_worker(self._launch_detached(launch), exclusive=False)
        else:
            await deck.panes.open_new(container, launch)

    async def _launch_detached(self, launch: Callable[[], ExecSession]) -> None:
        try:
            started = await asyncio.to_thread(launch)
        except (ExecdeckError, OSError) as error:
            self._deck.say(str(error), error=True)
        else:
            self._deck.say(f"Started: {describe(started)}")
        self._deck.bridge.poke()

    def stop(self, sessions: Sequence[ExecSession]) -> None:
        """Stop sessions, several after a question; the list shows their grace."""
        running = [item for item in sessions if item.state is SessionState.RUNNING]
        if not running:
            self._deck.say("It does not run." if len(sessions) == 1 else "None runs.")
        elif len(running) == 1:
            self._deck.run_worker(self._stop(running[0]), exclusive=False)
        else:
            self._deck.run_worker(self._stop_all(running), exclusive=False)

    async def _stop_all(self, sessions: Sequence[ExecSession]) -> None:
        if await self._ask(
            f"Stop {len(sessions)} sessions?", sessions, "They end.", "Stop"
        ):
            await asyncio.gather(*(self._stop(item) for item in sessions))

    async def _stop(self, session: ExecSession) -> None:
        if session.id in self._stopping:
            return
        deck = self._deck
        loop = asyncio.get_running_loop()

        def progress(step: StopProgress) -> None:
            """Hand the time left to the event loop."""
            loop.call_soon_threadsafe(self.show_stopping, session.id, step.seconds_left)

        timeout = deck.config.session.stop_timeout
        try:
            await asyncio.to_thread(deck.service.stop, session.id, timeout, progress)
        except ExecdeckError as error:
            deck.say(str(error), error=True)
        finally:
            # After the steps that are still under way to the loop.
            loop.call_soon(self.show_stopping, session.id, None)
        deck.bridge.poke()

    def show_stopping(self, session_id: str, seconds_left: float | None) -> None:
        """Show the grace that a session has left; None when its stop is over."""
        if seconds_left is None:
            self._stopping.pop(session_id, None)
        else:
            self._stopping[session_id] = seconds_left
        self._deck.sidebar.set_stopping(self._stopping)

    def remove(self, sessions: Sequence[ExecSession], *, force: bool = False) -> None:
        """Remove sessions, after a question; `force` also running ones."""
        runs = any(item.state is SessionState.RUNNING for item in sessions)
        if runs and not force:
            what = "It is running" if len(sessions) == 1 else "Some of them run"
            self._deck.say(f"{what}: s stops, D stops and removes.")
            return
        self._deck.run_worker(self._remove(sessions, force=force), exclusive=False)

    async def _remove(self, sessions: Sequence[ExecSession], *, force: bool) -> None:
        running = sum(item.state is SessionState.RUNNING for item in sessions)
        what = "this session" if len(sessions) == 1 else f"{len(sessions)} sessions"
        loss = "Its output will be lost."
        if len(sessions) > 1:
            loss = "Their output will be lost."
            if running:
                loss = f"{running} of them run and will be stopped. {loss}"
        elif running:
            loss = f"It is running and will be stopped. {loss}"
        title = f"Stop and remove {what}?" if running else f"Remove {what}?"
        await self._remove_all(title, sessions, loss, force=force)

    async def _remove_all(
        self, title: str, sessions: Sequence[ExecSession], loss: str, *, force: bool
    ) -> None:
        """Remove sessions after a question; what fails is said, and the rest goes on."""
        if not await self._ask(title, sessions, loss, "Remove"):
            return
        for session in sessions:
            try:
                await asyncio.to_thread(
                    self._deck.service.remove, session.id, force=force
                )
            except (ExecdeckError, OSError) as error:
                self._deck.say(str(error), error=True)
        self._deck.bridge.poke()

    def restart(self, sessions: Sequence[ExecSession]) -> None:
        """Run sessions' commands again, after a question if any has to be stopped."""
        ours = [item for item in sessions if not item.adopted]
        if ours:
            self._deck.run_worker(self._restart(ours), exclusive=False)
        else:
            self._deck.say("Others started it: they have its command.")

    async def _restart(self, sessions: Sequence[ExecSession]) -> None:
        running = [item for item in sessions if item.state is SessionState.RUNNING]
        many = len(sessions) > 1
        what = f"{len(sessions)} sessions" if many else "this session"
        loss = f"{len(running)} of them run and will be stopped first."
        if (many or running) and not await self._ask(
            f"Run {what} again?",
            sessions,
            loss if many else "It is running and will be stopped first.",
            "Run again",
        ):
            return
        await asyncio.gather(*(self._stop(item) for item in running))
        for session in sessions:
            await self._run_again(session)
        self._deck.bridge.poke()

    async def _run_again(self, session: ExecSession) -> None:
        panes = self._deck.panes
        shown = panes.showing(session.id)
        if shown:
            await panes.run_again(shown[0])
            return
        await self._launch_detached(
            partial(
                self._deck.service.launch,
                session.container_id,
                session.config,
                name=session.name,
            )
        )

    async def _ask(
        self, title: str, sessions: Sequence[ExecSession], loss: str, yes: str
    ) -> bool:
        """Ask once about all of them, naming each."""
        lines = [describe(item) for item in sessions[:_LISTED]]
        if len(sessions) > _LISTED:
            lines.append(f"and {len(sessions) - _LISTED} more")
        body = "\n".join([*lines, "", loss])
        return await self._deck.push_screen_wait(Confirm(title, body, yes))

    def prune(self) -> None:
        """Remove every stopped session, after a question that lists them."""
        stopped = [
            item
            for item in self._deck.snapshot.sessions
            if item.state is SessionState.STOPPED
        ]
        if not stopped:
            self._deck.say("No stopped sessions.")
            return
        plural = "s" if len(stopped) > 1 else ""
        title = f"Remove {len(stopped)} stopped session{plural}?"
        loss = "Their output will be lost."
        self._deck.run_worker(
            self._remove_all(title, stopped, loss, force=False), exclusive=False
        )


def describe(session: ExecSession) -> str:
    """Return one line that tells a session from others."""
    command = shlex.join(session.config.command)
    return f"{session.container_name}: {command} ({session.id[:12]})"
