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
from app.keyboard import Keyboard
from app.operations import Operations
from app.pane_events import PaneEvents
from app.pane_requests import PaneRequests
from app.welcome import WELCOME
from app.workspace import Workspace
from core.service import ExecService
from core.session.types import ContainerRef, ExecSession, display_text
from widgets.dialogs import TextView
from widgets.key_bar import KeyBar
from widgets.session_tree import SessionTree
from widgets.splits.layout import SplitLayout
from widgets.terminal.pane import TerminalPane

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


class Deck(PaneEvents, Keyboard):
    """Containers and sessions on the left, panes on the right."""

    TITLE = "execdeck"
    CSS_PATH = "deck.tcss"
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, settings: Settings) -> None:
        """Show what these settings lead to; nothing is read yet."""
        super().__init__()
        self.service = ExecService(settings)
        self.snapshot = Snapshot()
        self._columns = NARROW
        self.bridge = Bridge(self.service, self.post_message)
        self.workspace = Workspace(self)
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
            yield SplitLayout(Static(WELCOME, id="welcome"), id="splits")
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
            # The terminal is gone, and the kernel sends SIGCONT with SIGHUP: on
            # that Textual draws anew, which fails for ever. There is nothing to
            # restore and nothing to save: records and sessions are not ours alone.
            loop.add_signal_handler(signal.SIGHUP, os._exit, _EXIT_HANGUP)

    async def on_unmount(self) -> None:
        """Leave every session alone and stop watching."""
        self.workspace.leave()
        await asyncio.to_thread(self.bridge.stop)
        self.service.store.close()

    # -- parts --------------------------------------------------------------

    @property
    def sidebar(self) -> SessionTree:
        """The list."""
        return self.screen_stack[0].query_one(SessionTree)

    @property
    def splits(self) -> SplitLayout:
        """The panes."""
        return self.screen_stack[0].query_one(SplitLayout)

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

    def say(self, message: str, *, error: bool = False) -> None:
        """Show a notification; it may hold anything a container wrote."""
        text = display_text(message)
        self.notify(text, severity="error" if error else "information", markup=False)

    # -- what there is ------------------------------------------------------

    def on_snapshot_taken(self, event: SnapshotTaken) -> None:
        """Show the new state of the world."""
        self.snapshot = snapshot = event.snapshot
        self.sidebar.update(snapshot.containers, snapshot.sessions, time.time())
        self.workspace.refresh(snapshot)
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
            bar.set_context("READ-ONLY" if pane.read_only else "PANE")
            bar.set_hints(actions.pane_hints())

    def on_descendant_focus(self) -> None:
        """Another part has the keyboard: other keys work."""
        self.call_next(self.show_keys)
        if isinstance(self.focused, TerminalPane):
            self.workspace.focused(self.focused)
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
        await self.workspace.open(event.item)

    async def action_open(self) -> None:
        """Open what the cursor is on."""
        if self.selected is not None:
            await self.workspace.open(self.selected)

    async def action_log(self) -> None:
        """Show the session's output, without typing into it."""
        if session := self.selected_session("see"):
            await self.workspace.open(session, watch_only=True)

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

    # -- pane actions -------------------------------------------------------

    async def action_split(self, orientation: str) -> None:
        """Open another shell beside the focused pane."""
        await self.workspace.split("row" if orientation == "row" else "column")

    def action_focus_pane(self, direction: Any) -> None:
        """Go to the pane on one side."""
        self.splits.focus_direction(direction)

    def action_grow(self, direction: Any) -> None:
        """Move a border of the focused pane."""
        self.splits.resize_pane(direction, 2)

    def action_next_pane(self) -> None:
        """Go to the next pane."""
        self.splits.focus_next()

    def action_zoom(self) -> None:
        """Let the focused pane fill the deck, or undo that."""
        self.splits.zoom()
        self.show_sidebar()

    def action_next_layout(self) -> None:
        """Arrange the panes in the next layout."""
        if self.splits.panes:
            self.splits.next_preset()

    def action_swap(self, step: int) -> None:
        """Let the focused pane change places."""
        if step > 0:
            self.splits.swap_next()
        else:
            self.splits.swap_previous()

    async def action_close_pane(self) -> None:
        """Close the focused pane; its session goes on."""
        await self.workspace.close_focused()

    async def action_detach(self) -> None:
        """Close the focused pane and go to its session in the list."""
        self.action_sidebar()
        await self.workspace.close_focused()

    def action_read_only(self) -> None:
        """Stop typing into the focused pane's session, or resume."""
        self.workspace.toggle_read_only()
        self.show_keys()

    def action_scroll(self, pages: int) -> None:
        """Scroll the focused pane."""
        if pane := self.workspace.focused_pane:
            pane.scroll_back(pages * max(pane.size.height - 1, 1))

    def action_sidebar(self) -> None:
        """Give the keyboard to the list, at the session of the focused pane."""
        session = self.workspace.focused_session
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
            if item.name != "command_palette":
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
