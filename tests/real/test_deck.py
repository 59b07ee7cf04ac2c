"""The deck in a real terminal, on real containers: what an operator does."""

from __future__ import annotations

import os
import re
import signal
import time
import uuid
from typing import TYPE_CHECKING

import psutil
import pytest

from app.saved_layout import layout_path
from core.session.states import SessionState
from core.session.types import HOST_ID
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.session.types import ExecSession
    from tests.support.containers import RealContainer
    from tests.support.deck_driver import DeckDriver

pytestmark = [pytest.mark.real_runtime, pytest.mark.tmux, pytest.mark.timeout(120)]


def test_a_shell_lives_in_its_pane(container_name: str, deck: DeckDriver) -> None:
    """Open, type, split, interrupt, stop, see the exit code, remove."""
    session = deck.open_shell(container_name)
    before = re.findall(
        r"size=(\d+) (\d+)", deck.run("echo size=$(stty size)", "size=3")
    )
    deck.prefix("%")
    wait_until(lambda: len(deck.service.active_sessions(session.container_id)) == 2)
    deck.prefix("o")
    wait_until(lambda: _size_of(session) != tuple(map(int, before[0])))
    rows, columns = _size_of(session)
    assert rows == int(before[0][0])
    assert columns < int(before[0][1]) // 2 + 1

    deck.tmux.type("sleep 4715; echo code=$?")
    deck.tmux.keys("Enter")
    wait_until(lambda: _runs("sleep 4715"))
    deck.tmux.keys("C-c")
    wait_until(lambda: not _runs("sleep 4715"))
    deck.run("echo alive-$((1+1))", "alive-2")

    deck.prefix("Tab")
    deck.tmux.expect("LIST")
    begun = time.monotonic()
    deck.tmux.keys("s")
    deck.tmux.expect("exit 129", timeout=5)
    assert time.monotonic() - begun < 2.5
    assert deck.service.inspect(session.id).exit_code == 129
    bundle = deck.service.paths(session).directory
    assert bundle.exists()
    deck.tmux.keys("d")
    deck.tmux.expect("Remove this session?")
    deck.tmux.keys("y")
    wait_until(lambda: not bundle.exists())
    deck.tmux.expect_gone("exit 129")
    assert session.id not in {item.id for item in deck.service.list()}


def _size_of(session: ExecSession) -> tuple[int, int]:
    """Return rows and columns of a session's terminal, as the kernel has them."""
    with open(f"/proc/{session.pid}/fd/0", "rb") as terminal:  # noqa: PTH123
        size = os.get_terminal_size(terminal.fileno())
    return size.lines, size.columns


def _runs(command: str) -> bool:
    return any(
        " ".join(item.info["cmdline"] or ()) == command
        for item in psutil.process_iter(["cmdline"])
    )


def test_full_screen_programs_draw_right(container_name: str, deck: DeckDriver) -> None:
    """Vi edits and gives the screen back; top draws its table."""
    note = f"/tmp/note-{uuid.uuid4().hex[:6]}"
    deck.open_shell(container_name)
    deck.run("clear; echo before-$((1+2))", "before-3")
    deck.tmux.type(f"vi {note}")
    deck.tmux.keys("Enter")
    deck.tmux.expect("~")
    deck.tmux.keys("i")
    # busybox shows its mode as a letter, vim as a word.
    wait_until(lambda: _inserting(deck.tmux.screen()))
    deck.tmux.type("first line")
    deck.tmux.keys("Enter")
    deck.tmux.type("second line")
    screen = deck.tmux.expect("second line")
    lines = [line.partition("▏")[2].strip() for line in screen.splitlines()]
    first = lines.index("first line")
    assert lines[first + 1] == "second line"
    assert set(lines[first + 2 : first + 10]) == {"~"}
    deck.tmux.keys("Escape")
    wait_until(lambda: not _inserting(deck.tmux.screen()))
    # A key at a time: right after Escape, a terminal takes one for Alt and that key.
    deck.tmux.expect("second line")
    deck.tmux.type(":")
    wait_until(lambda: re.search(r"(?m)▏:\s*$", deck.tmux.screen()))
    deck.tmux.type("wq")
    deck.tmux.keys("Enter")
    deck.tmux.expect("before-3")  # The main screen is back; vim drops type-ahead.
    deck.run(f"cat {note} | tr a-z A-Z; rm -f {note}", "SECOND LINE")

    deck.tmux.type("clear; top")
    deck.tmux.keys("Enter")
    screen = deck.tmux.expect("PID")
    header = next(line for line in screen.splitlines() if "PID" in line)
    assert "USER" in header
    deck.tmux.keys("q")
    wait_until(lambda: not _runs("top"))  # At its end it drops what was typed ahead.
    deck.run("echo after-$((2+2))", "after-4")


def _inserting(screen: str) -> bool:
    return "INSERT" in screen or "I /tmp/note-" in screen


def test_two_panes_survive_the_deck(
    deck: DeckDriver, standing_containers: Callable[[str], RealContainer]
) -> None:
    """Two containers at once; quit and return: both there, the same shells."""
    names = [standing_containers(runtime).id for runtime in ("runc", "crun")]
    sessions = []
    for number, name in enumerate(names):
        sessions.append(deck.open_shell(name))
        deck.run(f"mark=kept{number}", "mark=")
        deck.prefix("Tab")
        deck.tmux.expect("LIST")
    deck.tmux.keys("Tab")
    deck.tmux.expect("PANE")
    deck.run("echo both-$((3+3))", "both-6")
    deck.quit()
    assert all(
        deck.service.inspect(item.id).state is SessionState.RUNNING for item in sessions
    )

    deck.open()
    deck.tmux.expect("PANE")
    for item in sessions:
        deck.tmux.expect(f"up-{item.id[:6]}-42")
    deck.run("echo =$mark=", "=kept1=")
    deck.prefix("o")
    deck.run("echo =$mark=", "=kept0=")


def test_a_killed_deck_leaves_every_session(deck: DeckDriver) -> None:
    """Kill -9 of the deck ends nothing but the deck."""
    session = deck.open_shell(HOST_ID)
    kept = layout_path(deck.service.settings)
    wait_until(lambda: kept.exists() and session.id in kept.read_text())
    deck.deck_process().send_signal(signal.SIGKILL)
    deck.tmux.expect("status=137")
    deck.tmux.close()
    assert deck.service.inspect(session.id).state is SessionState.RUNNING

    deck.open()
    deck.tmux.expect(f"up-{session.id[:6]}-42")
    deck.prefix("x")
    deck.reopen(session, HOST_ID)
    deck.tmux.expect(f"up-{session.id[:6]}-42")
    deck.run("echo again-$((5+5))", "again-10")


def test_a_deck_whose_terminal_is_closed_ends(deck: DeckDriver) -> None:
    """It leaves no process behind, and its sessions go on."""
    session = deck.open_shell(HOST_ID)
    process = deck.deck_process()
    deck.tmux.close()
    wait_until(lambda: not process.is_running() or process.status() == "zombie")
    assert deck.service.inspect(session.id).state is SessionState.RUNNING
    deck.open()


def test_a_killed_monitor_shows_within_5_seconds(
    container_name: str, deck: DeckDriver
) -> None:
    """Its session is shown as stopped with an unknown code; the deck goes on."""
    session = deck.open_shell(container_name)
    os.kill(session.monitor_pid, signal.SIGKILL)
    screen = deck.tmux.expect("exit ?", timeout=5)
    assert "■" in screen
    deck.tmux.expect("exit code unknown")
    deck.tmux.keys("Enter")
    deck.tmux.expect("Every container of this host")


def test_a_long_stop_shows_its_grace(deck: DeckDriver) -> None:
    """A program that ignores signals is shown stopping, second by second."""
    deck.open_shell(HOST_ID)
    deck.run("trap '' HUP TERM; echo trapped-$((1+0))", "trapped-1")
    deck.prefix("Tab")
    deck.tmux.expect("LIST")
    deck.tmux.keys("s")
    deck.tmux.expect("stopping 8s", timeout=5)
    deck.tmux.expect("stopping 6s", timeout=5)
    deck.tmux.expect("exit 137", timeout=15)


def test_it_works_at_80_by_24(deck: DeckDriver) -> None:
    """A small terminal shows list, pane and footer, and follows a resize."""
    deck.tmux.resize(80, 24)
    session = deck.open_shell(HOST_ID)
    deck.tmux.expect("host")
    rows, columns = _size_of(session)
    assert rows >= 20
    assert columns >= 50
    deck.tmux.resize(160, 45)
    wait_until(lambda: _size_of(session)[1] > columns)


def test_the_terminal_tells_the_size(deck: DeckDriver) -> None:
    """Not the environment, which may tell of another terminal."""
    deck.tmux.keys("q")
    deck.tmux.expect("status=0")
    deck.tmux.close()
    deck.set_environment(COLUMNS="40", LINES="10")
    deck.open()
    assert len(deck.tmux.screen().splitlines()) == 35
    assert "LIST" in deck.tmux.screen().splitlines()[-1]


def test_a_refused_start_is_said(deck: DeckDriver) -> None:
    """A command that does not exist is named at its field; no session stays."""
    deck.select(HOST_ID)
    deck.tmux.keys("n")
    deck.tmux.expect("New session in host")
    deck.tmux.type("no-such-program --now")
    deck.tmux.keys("Enter")
    deck.tmux.expect("✗ no-such-program: no such file or directory")
    wait_until(lambda: not deck.service.list())
