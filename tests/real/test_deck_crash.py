"""However the deck ends, the terminal is given back and sessions go on."""

from __future__ import annotations

import signal
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from core.session.states import SessionState
from tests.support.cli import Terminal
from widgets.terminal.parser import TerminalStream
from widgets.terminal.screen import TerminalScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.cli import Cli

FAULTS = {
    "action": "Deck.action_help = broken",
    "first frame": "SessionTree.render_line = broken",
    "start": "Deck.on_mount = broken",
    "end": "Deck.on_unmount = broken",
    "worker": "Deck.action_help = lambda self: self.run_worker(broken, thread=True)",
}

SCRIPT = """
import sys
from app.cli import main
from app.deck import Deck
from widgets.session_tree import SessionTree
def broken(*_):
    raise KeyError("x")
{fault}
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def faulty(cli: Cli) -> Iterator[Callable[[str], Terminal]]:
    """Open a deck that has a fault."""
    opened: list[Terminal] = []

    def open_one(fault: str) -> Terminal:
        argv = [sys.executable, "-c", SCRIPT.format(fault=FAULTS[fault])]
        env = {**cli.env, "TERM": "xterm-256color"}
        opened.append(Terminal([*argv, "--root", str(cli.root)], env, 250, 24))
        return opened[-1]

    yield open_one
    for item in opened:
        item.close()


def assert_given_back(terminal: Terminal) -> None:
    """Check what the terminal is left with, as a terminal understands it."""
    screen = TerminalScreen(250, 24)
    TerminalStream(screen).feed(terminal.read())

    assert b"\x1b[?1049h" in terminal.seen
    assert not screen.alternate
    assert screen.cursor_visible
    assert screen.mouse_tracking is None
    assert not screen.bracketed_paste
    assert not screen.focus_events
    assert not screen.keyboard_flags
    assert not screen.synchronized


@pytest.mark.parametrize("fault", FAULTS)
def test_a_crash(cli: Cli, faulty: Callable[[str], Terminal], fault: str) -> None:
    """One line says what happened and where the report is; sessions go on."""
    session = cli.service.session(cli.ok("exec", "-d", "host", "sleep", "100").strip())
    terminal = faulty(fault)
    if fault in {"action", "worker", "end"}:
        terminal.expect("LIST")
        terminal.type("q" if fault == "end" else "?")
    terminal.expect("Error: the deck crashed: KeyError 'x'. A report is in ")
    terminal.expect("sessions go on; run execdeck again.\r\n")
    terminal.expect_status(125)

    assert_given_back(terminal)
    assert b"Traceback" not in terminal.seen
    (report,) = (cli.root / "state").glob("execdeck-crash-*.txt")
    assert str(report).encode() in terminal.seen
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert "KeyError: 'x'" in report.read_text()
    assert cli.service.inspect(session.id).state is SessionState.RUNNING


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGTERM, 0), (signal.SIGINT, 0), (signal.SIGHUP, 129)],
)
def test_a_signal(
    terminal: Callable[..., Terminal], number: signal.Signals, status: int
) -> None:
    """Of a deck that is told to end, nothing is left on the terminal."""
    deck = terminal(columns=250)
    deck.expect("LIST")
    deck.program().send_signal(number)
    deck.expect_status(status)

    assert_given_back(deck)
