"""The panes of the deck and the sessions in them: open, split, close, retitle."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Literal

from app.pane_session import PaneSession
from core.errors import ExecdeckError
from core.runtime.shells import default_shell
from core.session.states import SessionState
from core.session.types import ContainerRef, ExecConfig, ExecSession
from widgets.session_labels import SHORT_ID, command_text
from widgets.terminal.pane import TerminalPane

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from app.bridge import Snapshot
    from app.deck import Deck
    from core.session.types import TerminalSize

TERMINAL_ENVIRONMENT = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
"""What programs in our panes are told of their terminal."""

COLUMNS_WANTED = 50
"""A pane that would be narrower is opened below instead of beside."""

_TITLE_MAX = 60


class Workspace:
    """Every pane, by the widget that shows it."""

    def __init__(self, deck: Deck) -> None:
        """Serve the panes of `deck`."""
        self._deck = deck
        self._panes: dict[TerminalPane, PaneSession] = {}
        self._count = 0

    @property
    def focused_pane(self) -> TerminalPane | None:
        """The focused pane."""
        focused = self._deck.splits.focused_pane
        return next((pane for pane in self._panes if pane.id == focused), None)

    @property
    def focused_session(self) -> ExecSession | None:
        """The session in the focused pane."""
        pane = self.focused_pane
        return self._panes[pane].session if pane is not None else None

    def open_ids(self) -> list[str]:
        """Return the ids of the sessions that are open in a pane."""
        return [item.session.id for item in self._panes.values() if item.session]

    # -- opening ------------------------------------------------------------

    async def open(
        self, item: ContainerRef | ExecSession, *, watch_only: bool = False
    ) -> None:
        """Show a session; of a container, a new shell in it."""
        if isinstance(item, ContainerRef):
            await self.open_shell(item)
            return
        if item.adopted:
            self._deck.say("Others started it and have its terminal. s stops it.")
            return
        for pane, shown in self._panes.items():
            if shown.session and shown.session.id == item.id and pane.id:
                self._deck.splits.focus_pane(pane.id)
                return
        container = self._deck.container_of(item)

        async def show(session: PaneSession) -> None:
            """Start or attach to the session that was there."""
            if item.state is SessionState.CREATED:
                await self._start(session, item)
            else:
                await session.attach(item, watch_only=watch_only)

        await self._open_pane(container, show, read_only=watch_only)

    async def open_shell(
        self,
        container: ContainerRef,
        *,
        beside: str | None = None,
        orientation: Literal["row", "column"] | None = None,
    ) -> None:
        """Open a pane with a new shell of a container."""

        def make() -> ExecSession:
            shell = default_shell(container)
            config = ExecConfig(
                command=(shell,), terminal=True, environment=TERMINAL_ENVIRONMENT
            )
            return self._deck.service.create(container.id, config)

        await self.open_new(container, make, beside=beside, orientation=orientation)

    async def open_new(
        self,
        container: ContainerRef,
        make: Callable[[], ExecSession],
        *,
        beside: str | None = None,
        orientation: Literal["row", "column"] | None = None,
    ) -> None:
        """Open a pane with a session that `make`, run in a thread, creates."""

        async def show(session: PaneSession) -> None:
            """Start the new session; remove it if it does not start."""
            created = await asyncio.to_thread(make)
            try:
                await self._start(session, created)
            except ExecdeckError:
                await asyncio.to_thread(self._deck.service.remove, created.id)
                raise

        await self._open_pane(container, show, beside=beside, orientation=orientation)

    async def split(self, orientation: Literal["row", "column"]) -> None:
        """Open a new shell of the focused pane's container beside it."""
        pane = self.focused_pane
        if pane is None:
            return
        container = self._panes[pane].container
        if container is None:
            self._deck.say("Its container is gone.", error=True)
            return
        await self.open_shell(container, beside=pane.id, orientation=orientation)

    async def _open_pane(
        self,
        container: ContainerRef | None,
        show: Callable[[PaneSession], Coroutine[object, object, None]],
        *,
        beside: str | None = None,
        orientation: Literal["row", "column"] | None = None,
        read_only: bool = False,
    ) -> None:
        """Add a pane; what is typed from then on is for it, whatever it will show."""
        self._count += 1
        pane = TerminalPane(id=f"pane-{self._count}", read_only=read_only)
        session = PaneSession(self._deck.service, pane, container, self._ended)
        self._panes[pane] = session
        splits = self._deck.splits
        near = beside if beside in splits.panes else None
        way = orientation or self._roomier()
        await splits.add_pane(pane, str(pane.id), beside=near, orientation=way)
        self._deck.watch(pane, "prefix_active", self._deck.show_keys, init=False)
        name = container.name if container else "session"
        splits.set_title(str(pane.id), name)
        pane.show_message(f"opening {name} …")
        self._deck.run_worker(self._fill(session, show), exclusive=False)

    async def _fill(
        self,
        session: PaneSession,
        show: Callable[[PaneSession], Coroutine[object, object, None]],
    ) -> None:
        """Let a new pane show its session; say so in it if that fails."""
        pane = session.pane
        try:
            await show(session)
        except (ExecdeckError, OSError) as error:
            session.over = True
            pane.show_message(f"{error}   (enter closes)")
        else:
            if not session.over:
                pane.clear_message()
        self.retitle(pane)
        self._changed()

    def _roomier(self) -> Literal["row", "column"]:
        """Return how to halve the focused pane so that both halves are of use."""
        pane = self.focused_pane
        wide = pane is None or pane.size.width >= 2 * COLUMNS_WANTED
        return "row" if wide else "column"

    async def _start(self, session: PaneSession, created: ExecSession) -> None:
        size = session.pane.size_in_cells
        service = self._deck.service
        started = await asyncio.to_thread(service.start, created.id, size)
        await session.attach(started, fresh=True)

    # -- in use -------------------------------------------------------------

    def typed(self, pane: TerminalPane, data: bytes) -> None:
        """Pass on keys; when the session is over, enter closes the pane."""
        session = self._panes.get(pane)
        if session is None:
            return
        if not session.over:
            session.send(data)
        elif data == b"\r":
            self._deck.run_worker(self.close(pane), exclusive=False)

    def resized(self, pane: TerminalPane, size: TerminalSize) -> None:
        """Pass on a new size."""
        session = self._panes.get(pane)
        if session is not None:
            session.resize(size)
            self.retitle(pane)

    def focused(self, pane: TerminalPane) -> None:
        """Give a session the size of the pane that is used now.

        Another deck may have shown it in another size.
        """
        session = self._panes.get(pane)
        if session is not None:
            session.resize(pane.size_in_cells)

    def toggle_read_only(self) -> None:
        """Stop passing on what is typed into the focused pane, or resume."""
        pane = self.focused_pane
        if pane is not None:
            pane.read_only = not pane.read_only
            self.retitle(pane)

    def name_of(self, pane: TerminalPane) -> str:
        """Return the container's name for messages about a pane."""
        shown = self._panes.get(pane)
        if shown is None or shown.session is None:
            return "a session"
        return shown.session.container_name

    def retitle(self, pane: TerminalPane) -> None:
        """Show in a pane's border what it is."""
        shown = self._panes.get(pane)
        if shown is None or pane.id not in self._deck.splits.panes:
            return
        parts = [shown.container.name] if shown.container else []
        if shown.session is not None:
            parts = [shown.session.container_name]
            parts.append(pane.title or command_text(shown.session))
            parts.append(shown.session.id[:SHORT_ID])
            if shown.session.state is SessionState.STOPPED:
                parts.append(exit_text(shown.session))
        if pane.read_only:
            parts.append("read-only")
        title = " · ".join(parts)
        short = title if len(title) <= _TITLE_MAX else f"{title[: _TITLE_MAX - 1]}…"
        self._deck.splits.set_title(str(pane.id), short)

    def refresh(self, snapshot: Snapshot) -> None:
        """Take over the newest records of what is shown."""
        records = {item.id: item for item in snapshot.sessions}
        for pane, shown in self._panes.items():
            if shown.session and shown.session.id in records:
                before, shown.session = shown.session, records[shown.session.id]
                if before.state is not shown.session.state:
                    self.retitle(pane)
        self._deck.sidebar.set_open(self.open_ids())

    # -- ending -------------------------------------------------------------

    def _ended(self, session: PaneSession) -> None:
        self._deck.run_worker(self._show_end(session), exclusive=False)

    async def _show_end(self, session: PaneSession) -> None:
        """Say in the pane how its session ended."""
        assert session.session is not None  # noqa: S101 (it was attached)
        text = "removed"
        try:
            ended = await asyncio.to_thread(
                self._deck.service.session, session.session.id
            )
            session.session, text = ended, exit_text(ended)
        except ExecdeckError:
            pass  # Removed while we watched: there is no record to ask.
        session.pane.show_message(f"{text}   (enter closes)")
        self.retitle(session.pane)
        self._deck.bridge.poke()

    async def close_focused(self) -> None:
        """Close the focused pane; its session goes on."""
        pane = self.focused_pane
        if pane is not None:
            await self.close(pane)

    async def close(self, pane: TerminalPane) -> None:
        """Close a pane; its session goes on."""
        session = self._panes.pop(pane, None)
        if session is None:
            return
        session.close()
        had_keyboard = pane.has_focus
        if pane.id in self._deck.splits.panes:
            await self._deck.splits.remove_pane(str(pane.id))
        if had_keyboard and not self._panes:
            self._deck.focus_sidebar()
        self._changed()

    def leave(self) -> None:
        """Disconnect from every session."""
        for session in self._panes.values():
            session.close()
        self._panes.clear()

    def _changed(self) -> None:
        self._deck.sidebar.set_open(self.open_ids())
        self._deck.bridge.poke()


def exit_text(session: ExecSession) -> str:
    """Return how a session ended, in a few words."""
    if session.exit_code is None:
        return "ended, exit code unknown"
    return f"exited {session.exit_code}"
