"""Which pane shows which session, and what its border says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.output_schedule import OutputSchedule
from app.pane_titles import PaneState, pane_title
from app.synchronized import Synchronized
from core.session.types import TerminalSize

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.bridge import Snapshot
    from app.deck import Deck
    from app.pane_session import PaneSession
    from core.session.types import ExecSession
    from widgets.terminal.pane import TerminalPane


class PaneRegistry:
    """Every pane of every workspace, by the widget that shows it."""

    def __init__(self, deck: Deck) -> None:
        """Serve the panes of `deck`."""
        self._deck = deck
        self._panes: dict[TerminalPane, PaneSession] = {}
        self._rang: set[TerminalPane] = set()
        self._active: set[TerminalPane] = set()
        self.schedule = OutputSchedule()
        """When each takes its session's output."""
        self.synchronized = Synchronized()
        """The panes that are typed into together."""

    # -- what there is ------------------------------------------------------

    @property
    def all(self) -> Mapping[TerminalPane, PaneSession]:
        """Every pane and what it shows."""
        return self._panes

    @property
    def focused_pane(self) -> TerminalPane | None:
        """The focused pane of the workspace that is shown."""
        return self.by_id(self._deck.splits.focused_pane)

    @property
    def focused_session(self) -> ExecSession | None:
        """The session in the focused pane."""
        pane = self.focused_pane
        return self._panes[pane].session if pane is not None else None

    def by_id(self, pane_id: str | None) -> TerminalPane | None:
        """Return the pane with an id."""
        return next((pane for pane in self._panes if pane.id == pane_id), None)

    def open_ids(self) -> list[str]:
        """Return the ids of the sessions that are open in a pane."""
        return [item.session.id for item in self._panes.values() if item.session]

    def showing(self, session_id: str) -> list[TerminalPane]:
        """Return the panes that show a session."""
        return [
            pane
            for pane, item in self._panes.items()
            if item.session and item.session.id == session_id
        ]

    # -- marks and titles ---------------------------------------------------

    def rang(self, pane: TerminalPane) -> None:
        """Mark a pane whose bell rang unless it has the keyboard."""
        if pane in self._panes and not pane.has_focus and pane not in self._rang:
            self._rang.add(pane)
            self._deck.flag(pane, "!")
            self.retitle(pane)

    def _heard(self, session: PaneSession) -> None:
        """Mark a pane that writes where nobody sees it."""
        pane = session.pane
        if pane not in self._active and pane.is_attached and not pane.is_on_screen:
            self._active.add(pane)
            self._deck.flag(pane, "#")
            self.retitle(pane)

    def _looked_at(self, pane: TerminalPane) -> None:
        if pane in self._rang or pane in self._active:
            self._rang.discard(pane)
            self._active.discard(pane)
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
        layout = self._deck.workspaces.layout_of(str(pane.id))
        if shown is None or layout is None:
            return
        session = shown.session
        state = PaneState(
            container=shown.container.name if shown.container else "session",
            session=session,
            title=pane.title,
            size=str(pane.size_in_cells),
            read_only=pane.read_only,
            synchronized=pane in self.synchronized,
            mirrors=len(self.showing(session.id)) - 1 if session else 0,
            bell=pane in self._rang,
            activity=pane in self._active,
        )
        layout.set_title(str(pane.id), pane_title(state))

    def refresh(self, snapshot: Snapshot) -> None:
        """Take over the newest records of what is shown."""
        records = {item.id: item for item in snapshot.sessions}
        for pane, shown in self._panes.items():
            if shown.session and shown.session.id in records:
                before, shown.session = shown.session, records[shown.session.id]
                if before.state is not shown.session.state:
                    self.retitle(pane)
        self._deck.sidebar.set_open(self.open_ids())

    def _fit(self, session: PaneSession) -> None:
        """Let a session have the size that all its panes in sight can show."""
        record = session.session
        panes = self.showing(record.id) if record else []
        sizes = [pane.size for pane in panes if pane.size]
        if not sizes:
            return
        limit = None
        if len(sizes) > 1:
            columns, rows = (min(numbers) for numbers in zip(*sizes, strict=True))
            limit = TerminalSize(columns, rows)
        for pane in panes:
            pane.limit = limit
            self._panes[pane].resize(limit or session.pane.size_in_cells)

    def _changed(self) -> None:
        self._deck.keeper.changed()
        self._deck.sidebar.set_open(self.open_ids())
        self._deck.bridge.poke()
