"""What the operator does to sessions from the list: new, stop, remove, prune."""

from __future__ import annotations

import asyncio
import shlex
from typing import TYPE_CHECKING

from app.panes import TERMINAL_ENVIRONMENT
from core.errors import ExecdeckError
from core.session.states import SessionState
from core.session.types import ContainerRef, ExecConfig, ExecSession
from widgets.dialogs import Confirm, Prompt

if TYPE_CHECKING:
    from app.deck import Deck
    from core.stopping import StopProgress

_LISTED = 8
"""Sessions named in a question before it only counts."""


class Operations:
    """Runs core's operations off the event loop and shows how they go."""

    def __init__(self, deck: Deck) -> None:
        """Serve the list of `deck`."""
        self._deck = deck
        self._stopping: dict[str, float] = {}

    def new_session(self, item: ContainerRef | ExecSession | None) -> None:
        """Ask for a command and run it in the container under the cursor."""
        container = (
            self._deck.container_of(item) if isinstance(item, ExecSession) else item
        )
        if container is None:
            self._deck.say("Select a container to run a command in it.")
            return
        self._deck.run_worker(self._ask_command(container), exclusive=False)

    async def _ask_command(self, container: ContainerRef) -> None:
        answer = await self._deck.push_screen_wait(
            Prompt(f"New session in {container.name}", "Command", placeholder="top")
        )
        if not answer:
            return
        try:
            config = ExecConfig(
                command=tuple(shlex.split(answer)),
                terminal=True,
                environment=TERMINAL_ENVIRONMENT,
            )
        except (ValueError, ExecdeckError) as error:
            self._deck.say(str(error), error=True)
            return
        service = self._deck.service
        await self._deck.panes.open_new(
            container, lambda: service.create(container.id, config)
        )

    def stop(self, session: ExecSession) -> None:
        """Stop a session; the list shows its grace running down."""
        if session.id in self._stopping:
            return
        self._deck.run_worker(self._stop(session), exclusive=False)

    async def _stop(self, session: ExecSession) -> None:
        deck = self._deck

        def show(seconds_left: float) -> None:
            self._stopping[session.id] = seconds_left
            deck.sidebar.set_stopping(self._stopping)

        loop = asyncio.get_running_loop()

        def progress(step: StopProgress) -> None:
            loop.call_soon_threadsafe(show, step.seconds_left)

        try:
            await asyncio.to_thread(deck.service.stop, session.id, None, progress)
        except ExecdeckError as error:
            deck.say(str(error), error=True)
        finally:
            # After the steps that are still under way to the loop.
            loop.call_soon(self._stopped, session.id)
        deck.bridge.poke()

    def _stopped(self, session_id: str) -> None:
        self._stopping.pop(session_id, None)
        self._deck.sidebar.set_stopping(self._stopping)

    def remove(self, session: ExecSession, *, force: bool = False) -> None:
        """Remove a session, after a question; `force` also a running one."""
        if session.state is SessionState.RUNNING and not force:
            self._deck.say("It is running: s stops it, D stops and removes it.")
            return
        self._deck.run_worker(self._remove(session, force=force), exclusive=False)

    async def _remove(self, session: ExecSession, *, force: bool) -> None:
        running = session.state is SessionState.RUNNING
        what = describe(session)
        body = f"{what}\n\nIts output will be lost."
        if running:
            body = (
                f"{what}\n\nIt is running and will be stopped. Its output will be lost."
            )
        title = "Stop and remove this session?" if running else "Remove this session?"
        if not await self._deck.push_screen_wait(Confirm(title, body)):
            return
        try:
            await asyncio.to_thread(self._deck.service.remove, session.id, force=force)
        except (ExecdeckError, OSError) as error:
            self._deck.say(str(error), error=True)
        self._deck.bridge.poke()

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
        self._deck.run_worker(self._prune(stopped), exclusive=False)

    async def _prune(self, stopped: list[ExecSession]) -> None:
        lines = [describe(item) for item in stopped[:_LISTED]]
        if len(stopped) > _LISTED:
            lines.append(f"and {len(stopped) - _LISTED} more")
        body = "\n".join([*lines, "", "Their output will be lost."])
        plural = "s" if len(stopped) > 1 else ""
        title = f"Remove {len(stopped)} stopped session{plural}?"
        if not await self._deck.push_screen_wait(Confirm(title, body)):
            return
        for session in stopped:
            try:
                await asyncio.to_thread(self._deck.service.remove, session.id)
            except (ExecdeckError, OSError) as error:
                self._deck.say(str(error), error=True)
        self._deck.bridge.poke()


def describe(session: ExecSession) -> str:
    """Return one line that tells a session from others."""
    command = shlex.join(session.config.command)
    return f"{session.container_name}: {command} ({session.id[:12]})"
