"""The deck: a Textual App that wires the list, the panes and core together."""

from __future__ import annotations

import asyncio
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
from app.config_schema import Config
from app.crash import CrashKeeper, SavedTerminal
from app.keymap import deck_actions
from app.layout_keeper import LayoutKeeper
from app.list_actions import ListActions
from app.operations import Operations
from app.pane_events import PaneEvents
from app.pane_requests import PaneRequests
from app.panes import Panes
from app.themes import ANSI_DARK, ANSI_LIGHT, PLAIN, THEMES
from app.usage import UsageTaken, UsageWatch
from app.welcome import welcome
from core.service import ExecService
from core.session.types import display_text
from widgets.dialogs import TextView
from widgets.key_bar import KeyBar
from widgets.session_counts import counts_text
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


class Deck(PaneEvents, ListActions, CrashKeeper):
    """Containers and sessions on the left, panes on the right."""

    TITLE = "execdeck"
    CSS_PATH = "deck.tcss"
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, settings: Settings, config: Config | None = None) -> None:
        """Show what these settings lead to; nothing is read yet."""
        plain = bool(os.environ.get("NO_COLOR"))
        # With native colours Textual takes all of them away, else it makes them grey.
        super().__init__(ansi_color=True if plain else None)
        self.config = config or Config()
        self.actions = deck_actions(self.config)
        for theme in (*THEMES, PLAIN):
            self.register_theme(theme)
        self.ansi_theme_dark, self.ansi_theme_light = ANSI_DARK, ANSI_LIGHT
        self.theme = PLAIN.name if plain else self.config.theme
        self._terminal = SavedTerminal()
        self.service = ExecService(settings)
        # Kept, not looked up: what comes late must not fail on a deck that closes.
        self.sidebar = SessionTree(id="sessions")
        self.sidebar.flat = self.config.sidebar.view == "flat"
        self.sidebar.sort = self.config.sidebar.sort
        text = welcome(self.config.terminal.prefix)
        self.workspaces = Workspaces(lambda: Static(text, classes="welcome"))
        self._counts = Static(id="counts", markup=False)
        self._problems = Static(id="problems", markup=False)
        self._problem_text = ""
        self.snapshot = Snapshot()
        self._columns = NARROW
        refresh = self.config.sidebar.refresh
        self.bridge = Bridge(self.service, self.post_message, refresh)
        self.usage = UsageWatch(self.post_message)
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
                yield self.sidebar
                yield self._counts
                yield self._problems
            yield self.workspaces
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Start watching; the first frame does not wait for it."""
        self._problems.display = False
        self.bridge.start()
        self.usage.start()
        self._handle_signals()
        self.show_keys()

    def _handle_signals(self) -> None:
        # Only the main thread can: elsewhere whoever runs us handles signals.
        with suppress(RuntimeError, ValueError):
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGTERM, self.exit, 0)
            loop.add_signal_handler(signal.SIGHUP, self._hang_up)

    def _hang_up(self) -> None:
        # The terminal is gone or going, and the kernel sends SIGCONT with SIGHUP: on
        # that Textual draws anew, which fails for ever.
        with suppress(Exception):
            self.keeper.close()
        self._terminal.restore()
        os._exit(_EXIT_HANGUP)

    def exit(self, *arguments: Any, **options: Any) -> None:
        """Leave; the workspaces are kept for the next time."""
        try:
            self.keeper.close()
        except OSError as error:
            message = f"cannot keep the panes for the next time: {error.strerror}"
            options.setdefault("message", message)
        # Now: floods would keep the event loop from closing.
        self.panes.leave()
        super().exit(*arguments, **options)

    async def on_unmount(self) -> None:
        """Leave every session alone and stop watching."""
        self.panes.leave()
        await asyncio.gather(
            asyncio.to_thread(self.bridge.stop), asyncio.to_thread(self.usage.stop)
        )
        self.service.store.close()

    def now(self) -> float:
        """Return the time, in seconds since the epoch, that ages are counted from."""
        return time.time()

    # -- what there is ------------------------------------------------------

    def on_snapshot_taken(self, event: SnapshotTaken) -> None:
        """Show the new state of the world."""
        self.snapshot = snapshot = event.snapshot
        self.sidebar.update(snapshot.containers, snapshot.sessions, self.now())
        self.panes.refresh(snapshot)
        if not self.keeper.started:
            self.run_worker(self.keeper.restore(), exclusive=False)
        self.show_problems()

    def show_problems(self) -> None:
        """Show below the list what cannot be used: roots, records, the filter."""
        lines = [str(problem) for problem in self.snapshot.problems]
        lines += [self.snapshot.error, self.sidebar.filter_problem]
        text = "\n".join(display_text(line) for line in lines if line)
        if text != self._problem_text:
            # Not each second: what is updated is laid out anew, and all around it.
            self._problem_text = text
            self._problems.display = bool(text)
            self._problems.update(text)

    @on(SessionTree.CountsChanged)
    def show_counts(self) -> None:
        """Show below the list how many there are."""
        width = self._counts.content_size.width
        self._counts.update(counts_text(self.sidebar.counts, width))

    def on_session_tree_visible_changed(
        self, event: SessionTree.VisibleChanged
    ) -> None:
        """Look only at what the sessions in sight use."""
        self.usage.watch(event.tree.watched_sessions())

    def on_usage_taken(self, event: UsageTaken) -> None:
        """Show what sessions use."""
        self.sidebar.set_usage(event.by_id)

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
            bar.set_hints(actions.hints(context, self.actions))
        elif pane.prefix_active:
            bar.set_context(self.config.terminal.prefix.upper())
            bar.set_hints(actions.hints("prefix", self.actions))
        elif pane.copy_mode is not None:
            bar.set_context("COPY")
            bar.set_hints(actions.COPY_HINTS)
        else:
            bar.set_context(self._pane_context(pane))
            bar.set_hints(actions.pane_hints(self.actions, self.config.terminal.prefix))

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
        self.call_after_refresh(self.show_counts)
        # The size is also told after a stop, when the terminal has been cleared.
        self.refresh(layout=True)

    def action_help(self) -> None:
        """Show every key."""
        lines = actions.help_lines(self.actions, self.config.terminal.prefix)
        self.push_screen(TextView("Keys", lines))

    async def action_quit(self) -> None:
        """Leave; sessions go on."""
        self.exit(0)

    # -- palette ------------------------------------------------------------

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer every action, and Textual's theme choice."""
        for item in self.actions:
            if item.name != "command_palette" and "{n}" not in item.name:
                yield SystemCommand(
                    item.help.rstrip("."),
                    actions.full_key(item, self.config.terminal.prefix) or "no key",
                    lambda name=item.name: self.perform(name),
                )
        yield from (
            command
            for command in super().get_system_commands(screen)
            if command.title == "Theme"
        )
