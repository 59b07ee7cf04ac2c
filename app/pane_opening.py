"""How panes come to be: a session, a new shell, a split, a mirror, what was saved."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias

from app.pane_registry import PaneRegistry
from app.pane_session import PaneSession
from app.pane_titles import exit_text
from app.session_config import environment_of
from core.errors import ExecdeckError
from core.runtime.shells import SHELLS, detect_shell
from core.session.states import SessionState
from core.session.types import ContainerRef, ExecConfig, ExecSession
from widgets.splits.nodes import renamed
from widgets.splits.tree import SplitTree
from widgets.terminal.pane import TerminalPane

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from app.deck import Deck
    from app.saved_layout import SavedWorkspace
    from core.session.types import TerminalSize
    from widgets.splits.layout import SplitLayout

COLUMNS_WANTED = 50
"""A pane that would be narrower is opened below instead of beside."""

ENDED_KEYS = "enter closes, r runs it again"
NEVER_STARTED_KEYS = "enter closes"

Orientation: TypeAlias = Literal["row", "column"]
Show: TypeAlias = "Callable[[PaneSession], Coroutine[object, object, None]]"
"""Lets a new pane show its session."""
Launch: TypeAlias = "Callable[[TerminalSize], ExecSession]"
"""Creates and starts a session in a size; blocks."""


class PaneOpening(PaneRegistry):
    """The part of the panes that opens them."""

    def __init__(self, deck: Deck) -> None:
        """Serve the panes of `deck`."""
        super().__init__(deck)
        self._count = 0

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
        shown = self.showing(item.id)
        if shown:
            self._deck.go_to(shown[0])
        else:
            await self.open_session(item, read_only=watch_only)

    async def open_session(self, item: ExecSession, *, read_only: bool = False) -> None:
        """Open a pane with a session, also one that another pane shows."""
        show = self._showing(item, read_only=read_only)
        await self._open_pane(self._deck.container_of(item), show, read_only=read_only)

    def _showing(self, item: ExecSession, *, read_only: bool) -> Show:
        async def show(session: PaneSession) -> None:
            """Start or attach to the session that was there."""
            if item.state is SessionState.CREATED:
                await self._start(session, item)
            else:
                await session.attach(item, watch_only=read_only)

        return show

    async def open_saved(
        self,
        layout: SplitLayout,
        saved: SavedWorkspace,
        sessions: Mapping[str, ExecSession],
    ) -> None:
        """Open the panes of a workspace that has none: those with a session.

        One that was never started is not started now either.
        """
        tree = saved.tree
        shown = {
            name: item
            for name, item in sessions.items()
            if item.state is not SessionState.CREATED
        }
        for name in saved.panes:
            if name not in shown and tree is not None:
                tree = tree.close(name)
        if tree is None:
            return
        made = {
            name: self._make(
                self._deck.container_of(shown[name]), saved.panes[name].read_only
            )
            for name in tree.panes()
        }
        names = {name: str(pane.id) for name, pane in made.items()}
        await layout.set_panes(
            SplitTree(renamed(tree.root, names)),
            {str(pane.id): pane for pane in made.values()},
            focused=names.get(saved.focused or ""),
        )
        for name, pane in made.items():
            self._begin(pane, self._showing(shown[name], read_only=pane.read_only))

    async def open_shell(
        self,
        container: ContainerRef,
        *,
        beside: str | None = None,
        orientation: Orientation | None = None,
    ) -> None:
        """Open a pane with a new shell of a container."""
        chosen = self._deck.config.session

        def launch(size: TerminalSize) -> ExecSession:
            """Start a shell that is there; takes a moment."""
            shell = detect_shell(container, (chosen.shell, *SHELLS))
            config = ExecConfig(
                command=(shell.path,),
                terminal=True,
                environment=environment_of(chosen, terminal=True),
            )
            return self._deck.service.launch(container.id, config, size)

        await self.open_new(container, launch, beside=beside, orientation=orientation)

    async def open_new(
        self,
        container: ContainerRef,
        launch: Launch,
        *,
        beside: str | None = None,
        orientation: Orientation | None = None,
    ) -> None:
        """Open a pane with a session that `launch`, run in a thread, starts."""
        await self._open_pane(
            container, self._launching(launch), beside=beside, orientation=orientation
        )

    async def open_started(self, container: ContainerRef, started: ExecSession) -> None:
        """Open a pane with a session that has just been started."""

        async def show(session: PaneSession) -> None:
            """Attach to it; what it asks of its terminal is answered."""
            await session.attach(started, fresh=True)

        await self._open_pane(container, show)

    def _launching(self, launch: Launch) -> Show:
        async def show(session: PaneSession) -> None:
            """Start the new session in the pane's size."""
            size = session.pane.size_in_cells
            started = await asyncio.to_thread(launch, size)
            await session.attach(started, fresh=True)

        return show

    async def split(self, orientation: Orientation) -> None:
        """Open a new shell of the focused pane's container beside it."""
        pane = self.focused_pane
        if pane is None:
            return
        container = self._panes[pane].container
        if container is None:
            self._deck.say("Its container is gone.", error=True)
            return
        await self.open_shell(container, beside=pane.id, orientation=orientation)

    async def mirror(self) -> None:
        """Show the focused pane's session in another pane as well."""
        pane = self.focused_pane
        if pane is None:
            return
        session = self._panes[pane].session
        if session is None:
            self._deck.say("It has not started.")
        else:
            await self.open_session(session, read_only=pane.read_only)

    async def run_again(self, pane: TerminalPane) -> None:
        """Run the command of a pane whose session is over, in its place."""
        ended = self._panes[pane]
        before, container = ended.session, ended.container
        if before is None:
            return
        if container is None:
            self._deck.say("Its container is gone.", error=True)
            return
        ended.close()
        pane.reset()
        self._panes[pane] = session = self._connected(pane, container)
        launch = partial(
            self._deck.service.launch, container.id, before.config, name=before.name
        )
        pane.show_message("running it again …")
        self._deck.run_worker(self._fill(session, self._launching(launch)))

    async def _open_pane(
        self,
        container: ContainerRef | None,
        show: Show,
        *,
        beside: str | None = None,
        orientation: Orientation | None = None,
        read_only: bool = False,
    ) -> None:
        """Add a pane; what is typed from then on is for it, whatever it will show."""
        pane = self._make(container, read_only)
        splits = self._deck.splits
        near = beside if beside in splits.panes else None
        way = orientation or self._roomier()
        await splits.add_pane(pane, str(pane.id), beside=near, orientation=way)
        self._begin(pane, show)

    def _make(self, container: ContainerRef | None, read_only: bool) -> TerminalPane:
        """Return a new pane that is connected with nothing yet."""
        self._count += 1
        config = self._deck.config
        pane = TerminalPane(
            id=f"pane-{self._count}",
            read_only=read_only,
            prefix=config.terminal.prefix,
            scrollback=config.terminal.scrollback,
        )
        self._panes[pane] = self._connected(pane, container)
        pane.sink = partial(self.typed, pane)
        return pane

    def typed(self, pane: TerminalPane, data: bytes) -> None:
        """Pass on keys."""
        session = self._panes.get(pane)
        if session is not None and not session.over:
            session.send(data)

    def _begin(self, pane: TerminalPane, show: Show) -> None:
        """Let a mounted pane show what it is for."""
        session = self._panes[pane]
        self._deck.watch(pane, "prefix_active", self._deck.show_keys, init=False)
        name = session.container.name if session.container else "session"
        pane.show_message(f"opening {name} …")
        self.retitle(pane)
        self._deck.run_worker(self._fill(session, show), exclusive=False)

    def _connected(
        self, pane: TerminalPane, container: ContainerRef | None
    ) -> PaneSession:
        service = self._deck.service
        return PaneSession(
            service,
            pane,
            container,
            ended=self._ended,
            heard=self._heard,
            schedule=self.schedule,
        )

    async def _fill(self, session: PaneSession, show: Show) -> None:
        """Let a new pane show its session; say so in it if that fails."""
        pane = session.pane
        try:
            await show(session)
        except (ExecdeckError, OSError) as error:
            session.over = True
            keys = ENDED_KEYS if session.session else NEVER_STARTED_KEYS
            pane.show_message(f"{error}   ({keys})")
        else:
            if not session.over:
                pane.clear_message()
        self._fit(session)
        self.retitle(pane)
        self._changed()

    def _roomier(self) -> Orientation:
        """Return how to halve the focused pane so that both halves are of use."""
        pane = self.focused_pane
        wide = pane is None or pane.size.width >= 2 * COLUMNS_WANTED
        return "row" if wide else "column"

    async def _start(self, session: PaneSession, created: ExecSession) -> None:
        size = session.pane.size_in_cells
        service = self._deck.service
        started = await asyncio.to_thread(service.start, created.id, size)
        await session.attach(started, fresh=True)

    # -- what becomes of a session ------------------------------------------

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
        session.pane.show_message(f"{text}   ({ENDED_KEYS})")
        self.retitle(session.pane)
        self._deck.bridge.poke()
