"""What is left when the deck crashes: a sane terminal, one line of error, a report.

Sessions are not the deck's to lose: their monitors go on. The report is for whoever
mends the deck. It holds where the crash was, and neither environment, nor commands,
nor what was on the screen; only the text of an error may quote some of that.
"""

from __future__ import annotations

import os
import platform
import select
import signal
import sys
import termios
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

from rich.console import Console
from textual.app import App
from textual.worker import WorkerFailed

from app.cli.arguments import VERSION
from core.bundle.directory import write_file
from core.errors import ExecdeckError
from core.session.types import display_text
from core.settings import make_private

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

REPORTS_KEPT = 10
"""Reports that stay; older ones are removed."""

_REPORTS = "execdeck-crash-*.txt"
_TAKEN_SECONDS = 0.5
"""Longest time for a terminal to read what it was sent before."""

_SUMMARY_MAX = 200
_LINE_MAX = 400
"""Characters of a line of the report: an error may quote something long."""

_RESET = (
    "\x1b[?2026l"  # What was held back is shown.
    "\x1b[?2004l\x1b[?1004l\x1b[?2048l"  # Pastes, focus, sizes.
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l"  # The mouse.
    "\x1b[<u\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[m"
)
"""Undoes what a full-screen program asks of a terminal."""


@dataclass(frozen=True, slots=True)
class Crash:
    """What ended the deck."""

    summary: str
    """The error in one line, as plain text: `KeyError 'x'`."""
    trace: str
    """Where it was raised, as Python shows it, without the values of variables."""

    @classmethod
    def of(cls, error: BaseException) -> Crash:
        """Describe an exception that nobody has handled."""
        if isinstance(error, WorkerFailed):
            error = error.error
        words = ""
        with suppress(Exception):  # An error may fail to say what it is.
            words = str(error)
        text = display_text(f"{type(error).__name__} {words}".strip())
        if len(text) > _SUMMARY_MAX:
            text = f"{text[:_SUMMARY_MAX]}…"
        lines = "".join(traceback.format_exception(error)).splitlines()
        return cls(text, "\n".join(display_text(line)[:_LINE_MAX] for line in lines))


class DeckCrashed(ExecdeckError):
    """The deck has ended by a mistake of its own."""

    def __init__(self, summary: str, report: Path | None, problem: str = "") -> None:
        """Keep what happened, and where the report is or why there is none."""
        super().__init__(summary, report, problem)
        self.summary = summary
        self.report = report
        self.problem = problem

    def __str__(self) -> str:
        report = f"A report is in {self.report}"
        if self.report is None:
            report = f"A report cannot be written: {self.problem}"
        advice = "sessions go on; run execdeck again."
        return f"the deck crashed: {self.summary}. {report}; {advice}"


class CrashKeeper(App[int]):
    """An app that keeps what crashed it, for a report, and prints nothing of it.

    Textual has no public hook for that, and would print a traceback with the value of
    every variable: pages of what sessions have shown, and their environment.
    """

    crash: Crash | None = None
    """What has ended the app; None while it runs, and if nothing went wrong."""

    def _handle_exception(self, error: Exception) -> None:
        if self.crash is None:  # What goes wrong on the way out is no news.
            self.crash = Crash.of(error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self.panic()

    def panic(self, *renderables: RenderableType) -> None:
        """End the app; what is to be shown goes into the report."""
        if self.crash is None:
            page = StringIO()
            Console(file=page, width=100, color_system=None).print(*renderables)
            lines = [display_text(line) for line in page.getvalue().splitlines()]
            self.crash = Crash("the terminal cannot be read", "\n".join(lines))
        super().panic()


class SavedTerminal:
    """The modes of our terminal as they are now, to be set again."""

    def __init__(self) -> None:
        """Look at the terminal on stdin, if there is one."""
        self._modes: list[Any] | None = None
        with suppress(termios.error, OSError, ValueError):
            self._modes = termios.tcgetattr(sys.__stdin__)  # type: ignore[arg-type]

    def restore(self) -> None:
        """Give the terminal back, as far as it is there; it has a moment to take it."""
        if self._modes is None:
            return
        # In the background we would be stopped for touching it.
        before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        with suppress(termios.error, OSError, ValueError):
            termios.tcsetattr(sys.__stdin__, termios.TCSANOW, self._modes)  # type: ignore[arg-type]
            screen = sys.__stderr__.fileno()  # type: ignore[union-attr]
            if select.select([], [screen], [], _TAKEN_SECONDS)[1]:
                os.write(screen, _RESET.encode())
        signal.signal(signal.SIGTTOU, before)


def run_app(app: CrashKeeper, state_dir: Path, *, mouse: bool = True) -> int:
    """Run an app on our terminal; return its exit status.

    Raises:
        DeckCrashed: it has crashed; the terminal is as before, the report in
            `state_dir`.
    """
    terminal = SavedTerminal()
    try:
        app.run(mouse=mouse)
    except Exception as error:  # noqa: BLE001 (whatever it is, the terminal comes first)
        terminal.restore()
        app.crash = app.crash or Crash.of(error)
    if app.crash is None:
        return app.return_code or 0
    try:
        report = write_report(app.crash, state_dir)
    except OSError as error:
        # There is no other place for it.
        print(app.crash.trace, file=sys.stderr)  # noqa: T201
        problem = (error.strerror or str(error)).lower()
        raise DeckCrashed(app.crash.summary, None, problem) from None
    raise DeckCrashed(app.crash.summary, report)


def write_report(crash: Crash, state_dir: Path) -> Path:
    """Write a report, mode 0600, and remove the oldest of too many; return its path.

    Raises:
        OSError: it cannot be written.
    """
    make_private(state_dir)
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    path = state_dir / f"execdeck-crash-{stamp}-{os.getpid()}.txt"
    write_file(path, report_text(crash).encode(errors="replace"))
    for old in sorted(state_dir.glob(_REPORTS))[:-REPORTS_KEPT]:
        with suppress(OSError):
            old.unlink()
    return path


def report_text(crash: Crash) -> str:
    """Return a report: what crashed, on what, and where."""
    from importlib.metadata import version  # noqa: PLC0415 (20 ms, only here)

    try:
        size = os.get_terminal_size(sys.__stderr__.fileno())  # type: ignore[union-attr]
        terminal = f"{size.columns}x{size.lines}"
    except (OSError, ValueError, AttributeError):
        terminal = "none"
    facts = {
        "execdeck": VERSION,
        "python": platform.python_version(),
        "textual": version("textual"),
        "system": platform.platform(),
        "terminal": f"{terminal}, TERM={os.environ.get('TERM', '')}",
    }
    lines = [
        "The text of an error may quote what was on the screen: read it before you",
        "send it to anybody.",
        "",
        f"crash:    {crash.summary}",
        *(f"{name + ':':9} {display_text(fact)}" for name, fact in facts.items()),
        "",
        crash.trace,
    ]
    return "\n".join(lines) + "\n"
