"""What keys in the list do: open, stop, remove, filter, mark, order."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Input

from app.pane_actions import PaneActions
from core.session.types import ContainerRef, ExecSession

if TYPE_CHECKING:
    from app.bridge import Bridge, Snapshot
    from app.operations import Operations
    from app.views import SessionChosen, Views
    from core.service import ExecService
    from widgets.session_tree import SessionTree


class ListActions(PaneActions, inherit_bindings=False):
    """The part of the deck that acts on what the list's cursor is on."""

    snapshot: Snapshot
    operations: Operations
    service: ExecService
    bridge: Bridge
    sidebar: SessionTree

    @cached_property
    def views(self) -> Views:
        """What is shown over everything else; made, and imported, when it is needed."""
        from app.views import Views  # noqa: PLC0415 (a tenth of the start)

        return Views(
            self,
            self.service,
            say=self.say,
            changed=self.bridge.poke,
            stopping=self.operations.show_stopping,
        )

    def show_problems(self) -> None:
        """Show below the list what cannot be used."""
        raise NotImplementedError

    # -- parts --------------------------------------------------------------

    @property
    def selected(self) -> ContainerRef | ExecSession | None:
        """What the list's cursor is on."""
        return self.sidebar.selected

    def focus_sidebar(self) -> None:
        """Give the keyboard to the list, before the next key is looked at."""
        for screen in self.screen_stack[:1]:  # None is left when we are closing.
            screen.set_focus(self.sidebar)

    def selected_session(self, verb: str) -> ExecSession | None:
        """Return the session under the cursor, or say that there is none."""
        item = self.selected
        if isinstance(item, ExecSession):
            return item
        self.say(f"Select a session to {verb}.")
        return None

    def targets(self, verb: str) -> list[ExecSession]:
        """Return the marked sessions, or the one under the cursor."""
        marked = self.sidebar.marked
        if marked:
            return [item for item in self.snapshot.sessions if item.id in marked]
        session = self.selected_session(verb)
        return [session] if session else []

    def container_of(self, session: ExecSession) -> ContainerRef | None:
        """Return the container of a session if it is still there."""
        for container in self.snapshot.containers:
            same = container.id == session.container_id
            if same and container.root == session.runtime_root:
                return container
        return None

    # -- list actions -------------------------------------------------------

    async def on_session_tree_chosen(self, event: SessionTree.Chosen) -> None:
        """Open what was clicked twice."""
        await self.panes.open(event.item)

    async def action_open(self) -> None:
        """Open what the cursor is on."""
        if self.selected is not None:
            await self.panes.open(self.selected)

    def action_log(self) -> None:
        """Show the session's output as text."""
        if session := self.selected_session("see"):
            self.views.log(session)

    async def action_watch(self) -> None:
        """Show the session in a pane without typing into it."""
        if session := self.selected_session("watch"):
            await self.panes.open(session, watch_only=True)

    def action_new_session(self) -> None:
        """Ask for a command and run it."""
        self.operations.new_session(self.selected)

    async def action_run_command(self, number: int) -> None:
        """Run a command of the configuration in the container under the cursor."""
        await self.operations.run_command(self.selected, self.config.commands[number])

    def action_stop(self) -> None:
        """Stop the session, or all that are marked."""
        if sessions := self.targets("stop"):
            self.operations.stop(sessions)

    def action_remove(self, force: bool = False) -> None:
        """Remove the session, or all that are marked, after a question."""
        if sessions := self.targets("remove"):
            self.operations.remove(sessions, force=force)

    def action_restart(self) -> None:
        """Run the command of the session, or of all that are marked, again."""
        if sessions := self.targets("run again"):
            self.operations.restart(sessions)

    def action_prune(self) -> None:
        """Remove all stopped sessions, after a question."""
        self.operations.prune()

    def action_inspect(self) -> None:
        """Show all that is known of what the cursor is on."""
        if self.selected is not None:
            self.views.inspect(self.selected)

    def action_stop_dialog(self) -> None:
        """Choose what to send to the session."""
        if session := self.selected_session("stop"):
            self.views.stop(session)

    def action_events(self) -> None:
        """Show what has happened to sessions."""
        self.views.events()

    def on_session_chosen(self, event: SessionChosen) -> None:
        """Go to the session that was chosen among the events."""
        self.sidebar.select_session(event.session_id)
        self.focus_sidebar()

    def action_doctor(self) -> None:
        """Show what a crash has left behind."""
        self.views.doctor()

    def action_filter(self) -> None:
        """Let the operator type a filter."""
        entry = self.query_one("#filter", Input)
        entry.display = True
        self.screen.set_focus(entry)

    def action_workspace(self) -> None:
        """Give the keyboard to the panes."""
        if self.splits.focused_pane is not None:
            self.splits.focus_pane(self.splits.focused_pane)

    # -- filter -------------------------------------------------------------

    @on(Input.Changed, "#filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        self._set_filter(event.value)

    def _set_filter(self, text: str) -> None:
        self.sidebar.filter_text = text
        self.show_problems()

    def action_workspace_list(self) -> None:
        """Go to the list, keeping the filter."""
        entry = self.query_one("#filter", Input)
        entry.display = bool(entry.value)
        # Now: the next key may choose what the filter leaves.
        self._set_filter(entry.value)
        self.focus_sidebar()

    def action_clear_filter(self) -> None:
        """Show everything again."""
        self.query_one("#filter", Input).value = ""
        self.action_workspace_list()

    def action_sidebar(self) -> None:
        """Give the keyboard to the list, at the session of the focused pane."""
        session = self.panes.focused_session
        if self.splits.is_zoomed:
            self.splits.zoom()
        self.screen_stack[0].query_one("#sidebar").display = True
        self.focus_sidebar()
        if session is not None:
            self.sidebar.select_session(session.id)

    # -- marks, view and order ----------------------------------------------

    def action_toggle_mark(self) -> None:
        """Mark the session, or the container's sessions, and go on."""
        self.sidebar.toggle_mark()

    def action_mark_all(self) -> None:
        """Mark every session that the filter leaves."""
        self.sidebar.mark_all_visible()

    def action_clear_marks(self) -> None:
        """Clear the marks."""
        self.sidebar.clear_marks()

    def action_toggle_flat(self) -> None:
        """Show sessions only, or below their containers."""
        self.sidebar.action_toggle_flat()

    def action_next_sort(self) -> None:
        """Order the list by something else."""
        self.sidebar.action_next_sort()
        self.say(f"Ordered by {self.sidebar.sort}.")
