"""`StopDialog`: what to send to a session, whom it hits, and the grace running down."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from core.errors import ExecdeckError
from core.session.types import display_text
from widgets.key_bar import KeyBar, KeyHint
from widgets.views.line_text import LineText
from widgets.views.line_view import LineView
from widgets.views.lines import make_line
from widgets.views.process_tree import VICTIM, tree_lines
from widgets.views.signal_names import signal_name
from widgets.views.signals import SignalList

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult

    from core.victims import SessionProcess

LOOK_SECONDS = 1.0
"""Time between two looks at the processes."""

GRACE_MAX = 86_400.0
"""Seconds of grace that can be given."""

_BAR_FULL, _BAR_EMPTY = "━", "╌"
_CHOOSING = (
    KeyHint("⏎", "send", "send"),
    KeyHint("tab", "grace", "app.focus_next"),
    KeyHint("a-z", "find a signal", "focus_signals"),
    KeyHint("esc", "cancel", "leave"),
)
_STOPPING = (
    KeyHint("k", "kill now", "kill_now"),
    KeyHint("esc", "leave it running down in the background", "leave"),
)


class StopDialog(ModalScreen[None]):
    """A choice of signals, then, if it is a stop, how that goes.

    Whoever opened it does what it asks for by `stop` and `send`, and tells it by
    `show_progress` and `finish`.
    """

    DEFAULT_CSS = """
    StopDialog {
        align: center middle;

        & > .dialog {
            width: 96%;
            min-width: 60;
            max-width: 110;
            height: 70%;
            min-height: 18;
            max-height: 32;
            background: $surface;
            border: round $error;
            border-title-style: bold;
            border-title-color: $foreground;
        }
        & #choice { width: 27; border-right: vkey $panel; }
        & LineView { scrollbar-size-horizontal: 0; }
        & #grace { height: 1; background: $panel; }
        & #grace Label { width: auto; padding: 0 0 0 1; }
        & #grace Input { width: 8; height: 1; border: none; padding: 0 1; }
        & #grace Input:focus { background: $primary 30%; text-style: bold; }
        & #progress { height: 3; padding: 0 1; display: none; }
        &.-stopping #progress { display: block; }
        &.-stopping #choice { display: none; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False),
        # Before the lines, which know k as up.
        Binding("k", "kill_now", "Kill now", show=False, priority=True),
    ]
    """
    | Key(s) | Description |
    | :- | :- |
    | enter | Send. |
    | k | Kill now, when a stop is under way. |
    | escape | Close; a stop that is under way goes on. |
    """

    def __init__(
        self,
        heading: str,
        load: Callable[[], Sequence[SessionProcess]],
        *,
        grace: float,
        terminal: bool,
        stop: Callable[[float], None],
        send: Callable[[int], None],
    ) -> None:
        """Show the processes of the session `heading` tells of.

        `load` returns them, the victims of a stop marked; it blocks and is called in
        threads. `stop` begins a stop with a grace in seconds, at first `grace`; `send`
        sends one signal to the program. Both return at once. `terminal` tells whether
        the session has one, and is hung up first.
        """
        super().__init__()
        self._heading = heading
        self._load = load
        self._grace = grace
        self._ladder = "HUP, TERM, KILL" if terminal else "TERM, KILL"
        self._stop = stop
        self._send = send
        self._processes: Sequence[SessionProcess] = ()
        self._stopping = False
        self._over = False

    def compose(self) -> ComposeResult:
        """Lay out the signals, the processes and the grace."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Content(display_text(self._heading))
            yield Static(id="progress", markup=False)
            with Horizontal():
                with Vertical(id="choice"):
                    yield SignalList(f"stop: {self._ladder}")
                    with Horizontal(id="grace"):
                        yield Label("KILL after")
                        yield Input(f"{self._grace:g}", restrict=r"[0-9]*\.?[0-9]*")
                        yield Label("s")
                yield LineView(id="victims")
            yield KeyBar(_CHOOSING, context="STOP")

    def on_mount(self) -> None:
        """Begin with the signals, and look at the processes."""
        self.set_focus(self.query_one(SignalList))
        self.query_one("#victims", LineView).wrapped = False
        self.run_worker(self._watch(), exclusive=False)

    async def _watch(self) -> None:
        while True:
            # What cannot be seen now may be the next time; a stop needs none of it.
            with suppress(ExecdeckError, OSError):
                self._processes = await asyncio.to_thread(self._load)
            self._show_processes()
            await asyncio.sleep(LOOK_SECONDS)

    # -- choosing -----------------------------------------------------------

    @property
    def grace(self) -> float:
        """The grace in seconds, as it was typed."""
        with suppress(ValueError):
            return min(float(self.query_one(Input).value), GRACE_MAX)
        return self._grace

    @property
    def stopping(self) -> bool:
        """Whether a stop is under way."""
        return self._stopping

    @on(LineText.Moved)
    def _moved(self, event: LineText.Moved) -> None:
        event.stop()
        if isinstance(event.view, SignalList):
            self._show_processes()

    @on(LineView.Chosen)
    @on(Input.Submitted)
    def _chosen(self, event: LineView.Chosen | Input.Submitted) -> None:
        event.stop()
        self.action_send()

    def action_send(self) -> None:
        """Begin the stop, or send the signal and close."""
        if self._stopping:
            return
        signum = self.query_one(SignalList).signum
        if signum is not None:
            self._send(signum)
            self.action_leave()
            return
        self._grace = self.grace
        self._stopping = True
        self.add_class("-stopping")
        self.query_one(KeyBar).set_hints(_STOPPING)
        self.set_focus(self.query_one("#victims"))
        self._show_processes()
        self._stop(self._grace)

    def action_focus_signals(self) -> None:
        """Give the keyboard to the signals."""
        self.set_focus(self.query_one(SignalList))

    # -- stopping -----------------------------------------------------------

    def show_progress(self, sent: str, seconds_left: float) -> None:
        """Show which signal was sent last, and the grace that is left."""
        if not self.is_attached:
            return
        width = max(self.query_one("#progress").size.width - 2, 1)
        full = round(width * seconds_left / self._grace) if self._grace else 0
        told = f"KILL in {seconds_left:.0f} s" if seconds_left else "no grace left"
        lines = (
            f"{sent} sent, {told}.",
            _BAR_FULL * full + _BAR_EMPTY * (width - full),
        )
        self.query_one("#progress", Static).update("\n".join(lines))

    def finish(self) -> None:
        """Close: the stop is over."""
        self._over = True
        self.action_leave()

    def on_screen_resume(self) -> None:
        """Close now if that was not possible while another screen lay above."""
        if self._over:
            self.action_leave()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave k to the signals as long as there is nothing to kill."""
        if action == "kill_now":
            return self._stopping
        return super().check_action(action, parameters)

    def action_kill_now(self) -> None:
        """Do not wait for the grace to run down."""
        self._send(signal.SIGKILL)

    def action_leave(self) -> None:
        """Close; a stop that is under way goes on."""
        if self.is_current:
            self.dismiss(None)

    # -- processes ----------------------------------------------------------

    def _show_processes(self) -> None:
        if not self.is_attached:
            return
        signum = self.query_one(SignalList).signum
        processes = [item for item in self._processes if item.role != "monitor"]
        if signum is None:
            count = sum(process.victim for process in processes)
            told = f"{count} left" if self._stopping else f"A stop ends these {count}"
            told += f", marked {VICTIM}:"
        else:
            told = f"{signal_name(signum)} goes to the program alone, marked {VICTIM}:"
            processes = [
                replace(process, victim=process.role == "program")
                for process in processes
            ]
        lines = [make_line((told, "label"), key="told")]
        if processes:
            lines += tree_lines(processes, brief=True)
        self.query_one("#victims", LineView).set_lines(lines)

    async def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        """Do what was clicked in the footer."""
        event.stop()
        await self.run_action(event.action)
