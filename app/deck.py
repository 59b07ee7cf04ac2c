"""The deck: a Textual App that wires the list, the panes and core together."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.app import SystemCommand
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Input, Static

from app import actions
from app.bridge import Bridge, Snapshot, SnapshotTaken
from app.config import Config
from app.layout_keeper import LayoutKeeper
from app.operations import Operations
from app.pane_actions import PaneActions
from app.pane_events import PaneEvents
from app.pane_requests import PaneRequests
from app.panes import Panes
from app.welcome import WELCOME
from core.service import ExecService
from core.session.types import ContainerRef, ExecSession, display_text
from widgets.dialogs import TextView
from widgets.key_bar import KeyBar
from widgets.session_tree import SessionTree
from widgets.splits.layout import SplitLayout
from widgets.terminal.pane import TerminalPane
from widgets.workspaces import Workspaces

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual import events
    from textual.app import ComposeResult

    from core.settings import Settings

_EXIT_HANGUP = 129

NARROW = 60
"""Columns below which list and pane do not share the deck."""


class Base(Screen[None]):
    """The screen under all dialogs; its keyboard begins in the list."""

    AUTO_FOCUS = "#sessions"


class Deck(PaneEvents, PaneActions):
    """Containers and sessions on the left, panes on the right."""

    TITLE = "execdeck"
    CSS_PATH = "deck.tcss"
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, settings: Settings) -> None:
        """Show what these settings lead to; nothing is read yet."""
        super().__init__()
        self.config = Config()
        self.service = ExecService(settings)
        self.snapshot = Snapshot()
        self._columns = NARROW
        self.bridge = Bridge(self.service, self.post_message)
        self.panes = Panes(self)
        self.keeper = LayoutKeeper(self)
        self.operations = Operations(self)
        self.requests = PaneRequests(self)

    def get_default_screen(self) -> Screen[None]:
        """Return the screen that `compose` fills."""
        return Base(id="_default")

    def compose(self) -> ComposeResult:
        """Lay out the list, the panes and the footer."""
        with Horizontal():
            with Vertical(id="sidebar"):
                entry = Input(placeholder="filter", id="filter")
                entry.display = False
                yield entry
                yield SessionTree(id="sessions")
                yield Static(id="problems", markup=False)
            yield Workspaces(lambda: Static(WELCOME, classes="welcome"), id="splits")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Start watching; the first frame does not wait for it."""
        self.query_one("#problems").display = False
        self.bridge.start()
        self._handle_signals()
        self.show_keys()

    def _handle_signals(self) -> None:
        # Only the main thread can: elsewhere whoever runs us handles signals.
        with suppress(RuntimeError, ValueError):
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGTERM, self.exit, 0)
            loop.add_signal_handler(signal.SIGHUP, self._hang_up)

    def _hang_up(self) -> None:
        # The terminal is gone, and the kernel sends SIGCONT with SIGHUP: on that
        # Textual draws anew, which fails for ever. There is nothing to restore.
        with suppress(Exception):
            self.keeper.save_now()
        os._exit(_EXIT_HANGUP)

    def exit(self, *arguments: Any, **options: Any) -> None:
        """Leave; the workspaces are kept for the next time."""
        try:
            self.keeper.save_now()
        except OSError as error:
            message = f"cannot keep the panes for the next time: {error.strerror}"
            options.setdefault("message", message)
        super().exit(*arguments, **options)

    async def on_unmount(self) -> None:
        """Leave every session alone and stop watching."""
        self.panes.leave()
        await asyncio.to_thread(self.bridge.stop)
        self.service.store.close()

    # -- parts --------------------------------------------------------------

    @property
    def sidebar(self) -> SessionTree:
        """The list."""
        return self.screen_stack[0].query_one(SessionTree)

    @property
    def selected(self) -> ContainerRef | ExecSession | None:
        """What the list's cursor is on."""
        return self.sidebar.selected

    def focus_sidebar(self) -> None:
        """Give the keyboard to the list, before the next key is looked at."""
        self.screen_stack[0].set_focus(self.sidebar)

    def selected_session(self, verb: str) -> ExecSession | None:
        """Return the session under the cursor, or say that there is none."""
        item = self.selected
        if isinstance(item, ExecSession):
            return item
        self.say(f"Select a session to {verb}.")
        return None

    def container_of(self, session: ExecSession) -> ContainerRef | None:
        """Return the container of a session if it is still there."""
        for container in self.snapshot.containers:
            same = container.id == session.container_id
            if same and container.root == session.runtime_root:
                return container
        return None

    # -- what there is ------------------------------------------------------

    def on_snapshot_taken(self, event: SnapshotTaken) -> None:
        """Show the new state of the world."""
        self.snapshot = snapshot = event.snapshot
        self.sidebar.update(snapshot.containers, snapshot.sessions, time.time())
        self.panes.refresh(snapshot)
        if not self.keeper.started:
            self.run_worker(self.keeper.restore(), exclusive=False)
        lines = [str(problem) for problem in snapshot.problems]
        lines += [snapshot.error] if snapshot.error else []
        problems = self.screen_stack[0].query_one("#problems", Static)
        problems.display = bool(lines)
        problems.update("\n".join(display_text(line) for line in lines))

    # -- the footer ---------------------------------------------------------

    def show_keys(self) -> None:
        """Show the keys that work now."""
        if not self.is_running or len(self.screen_stack) != 1:
            return
        bar = self.query_one(KeyBar)
        pane = self.focused
        if not isinstance(pane, TerminalPane):
            context: actions.Context = (
                "filter" if self.key_context == "filter" else "list"
            )
            bar.set_context(context.upper())
            bar.set_hints(actions.hints(context))
        elif pane.prefix_active:
            bar.set_context("CTRL+B")
            bar.set_hints(actions.hints("prefix"))
        else:
            bar.set_context(self._pane_context(pane))
            bar.set_hints(actions.pane_hints())

    def _pane_context(self, pane: TerminalPane) -> str:
        if pane in self.panes.synchronized:
            return f"SYNC {len(self.panes.synchronized)}"
        return "READ-ONLY" if pane.read_only else "PANE"

    def on_descendant_focus(self) -> None:
        """Another part has the keyboard: other keys work."""
        self.call_next(self.show_keys)
        if isinstance(self.focused, TerminalPane):
            self.panes.focused(self.focused)
        if len(self.screen_stack) == 1:
            self.call_next(self.show_sidebar)

    def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        """Do what was clicked in the footer."""
        self.perform(event.action)

    @work
    async def perform(self, action: str) -> None:
        """Run an action of the table."""
        await self.run_action(action)

    # -- panes --------------------------------------------------------------

    @on(SplitLayout.PaneFocused)
    @on(SplitLayout.LayoutChanged)
    @on(Workspaces.Changed)
    def _workspaces_changed(self) -> None:
        self.show_sidebar()
        self.keeper.changed()

    def show_sidebar(self) -> None:
        """Hide the list while a pane is zoomed, or used where both have no room."""
        crowded = self._columns < NARROW and isinstance(self.focused, TerminalPane)
        for screen in self.screen_stack[:1]:  # None is left when we are closing.
            hidden = crowded or self.splits.is_zoomed
            screen.query("#sidebar").set(display=not hidden)

    def on_resize(self, event: events.Resize) -> None:
        """Make room for what is used."""
        self._columns = event.size.width
        self.show_sidebar()

    # -- list actions -------------------------------------------------------

    async def on_session_tree_chosen(self, event: SessionTree.Chosen) -> None:
        """Open what was clicked twice."""
        await self.panes.open(event.item)

    async def action_open(self) -> None:
        """Open what the cursor is on."""
        if self.selected is not None:
            await self.panes.open(self.selected)

    async def action_log(self) -> None:
        """Show the session's output, without typing into it."""
        if session := self.selected_session("see"):
            await self.panes.open(session, watch_only=True)

    def action_new_session(self) -> None:
        """Ask for a command and run it."""
        self.operations.new_session(self.selected)

    def action_stop(self) -> None:
        """Stop the session."""
        if session := self.selected_session("stop"):
            self.operations.stop(session)

    def action_remove(self, force: bool = False) -> None:
        """Remove the session, after a question."""
        if session := self.selected_session("remove"):
            self.operations.remove(session, force=force)

    def action_prune(self) -> None:
        """Remove all stopped sessions, after a question."""
        self.operations.prune()

    def action_inspect(self) -> None:
        """Show all fields of what the cursor is on."""
        item = self.selected
        if item is not None:
            title = item.name if isinstance(item, ContainerRef) else item.id[:12]
            lines = json.dumps(item.to_json(), indent=2, ensure_ascii=False).split("\n")
            self.push_screen(TextView(title, lines))

    def action_filter(self) -> None:
        """Let the operator type a filter."""
        entry = self.query_one("#filter", Input)
        entry.display = True
        self.screen.set_focus(entry)

    def action_workspace(self) -> None:
        """Give the keyboard to the panes."""
        if self.splits.focused_pane is not None:
            self.splits.focus_pane(self.splits.focused_pane)

    def action_help(self) -> None:
        """Show every key."""
        self.push_screen(TextView("Keys", actions.help_lines()))

    async def action_quit(self) -> None:
        """Leave; sessions go on."""
        self.exit(0)

    # -- filter -------------------------------------------------------------

    @on(Input.Changed, "#filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        self.sidebar.filter_text = event.value

    def action_workspace_list(self) -> None:
        """Go to the list, keeping the filter."""
        entry = self.query_one("#filter", Input)
        entry.display = bool(entry.value)
        # Now: the next key may choose what the filter leaves.
        self.sidebar.filter_text = entry.value
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

    # -- palette ------------------------------------------------------------

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer every action, and Textual's theme choice."""
        for item in actions.ACTIONS:
            if item.name != "command_palette" and "{n}" not in item.name:
                yield SystemCommand(
                    item.help.rstrip("."),
                    actions.key_label(item.keys[0]),
                    lambda name=item.name: self.perform(name),
                )
        yield from (
            command
            for command in super().get_system_commands(screen)
            if command.title == "Theme"
        )
