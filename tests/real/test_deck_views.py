"""Inspect, log, events, doctor and the stop dialog, on real sessions."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from core.session.states import SessionState
from core.session.types import HOST_ID
from tests.support.session import config
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from core.session.types import ExecSession
    from tests.support.deck_driver import DeckDriver

pytestmark = [pytest.mark.real_runtime, pytest.mark.tmux, pytest.mark.timeout(120)]


def start(deck: DeckDriver, container: str, *command: str) -> ExecSession:
    """Start a session and put the cursor on it."""
    created = deck.service.create(container, config(*command))
    session = deck.service.start(created.id)
    deck.select(container)
    wait_until(lambda: {"▶", "■"} & set(deck.tmux.screen()))
    deck.tmux.keys("j")
    return session


def test_inspect_shows_processes_and_hides_values(
    container_name: str, deck: DeckDriver
) -> None:
    """The fields, the tree that a stop would end; a variable's value when asked."""
    created = deck.service.create(
        container_name,
        config("sh", "-c", "sleep 4721 & wait", environment={"SECRET": "hunter2"}),
    )
    session = deck.service.start(created.id)
    deck.tmux.resize(120, 60)
    deck.select(container_name)
    deck.tmux.expect(f" {session.id[:4]} ")
    deck.tmux.keys("j", "i")
    deck.tmux.expect(session.id)
    screen = deck.tmux.expect("sleep 4721")
    assert "SECRET" in screen
    assert "hunter2" not in screen
    deck.tmux.keys("e")
    deck.tmux.expect("hunter2")
    deck.tmux.keys("q")
    deck.tmux.expect("LIST")


def test_the_log_of_an_ended_session_is_searched(
    container_name: str, deck: DeckDriver
) -> None:
    """All of its output, long after its end; what is looked for is found far back."""
    script = "i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo row-$i-; done"
    session = start(deck, container_name, "sh", "-c", script)
    deck.service.wait(session.id)
    deck.tmux.keys("l")
    deck.tmux.expect("row-2000-")
    deck.tmux.type("/row-777-")
    deck.tmux.keys("Enter")
    deck.tmux.expect("row-777-")
    deck.tmux.expect("row-778-")
    deck.tmux.keys("q")
    deck.tmux.expect("LIST")


def test_a_log_is_followed(deck: DeckDriver) -> None:
    """What a running session writes appears as it comes."""
    script = "for i in 1 2 3 4 5 6 7 8 9; do echo step-$i-; sleep 0.4; done"
    start(deck, HOST_ID, "sh", "-c", script)
    deck.tmux.keys("l")
    deck.tmux.expect("step-1-")
    assert "step-9-" not in deck.tmux.screen()
    deck.tmux.expect("step-9-")


def test_events_lead_to_their_session(deck: DeckDriver) -> None:
    """The timeline shows a session's life; enter goes to it."""
    session = start(deck, HOST_ID, "sleep", "4722")
    deck.tmux.keys("g", "E")
    deck.tmux.expect("exec_created")
    deck.tmux.expect(session.id[:4])
    deck.tmux.keys("G", "Enter")
    deck.tmux.expect("LIST")
    deck.tmux.keys("s")
    wait_until(
        lambda: deck.service.session(session.id).state is SessionState.STOPPED, 20
    )


def test_the_doctor_mends_what_a_crash_left(deck: DeckDriver) -> None:
    """An orphaned bundle is named, and gone after the fix."""
    session = start(deck, HOST_ID, "sleep", "4723")
    bundle = deck.service.paths(session).directory
    orphan = bundle.with_name("f" * 64)
    orphan.mkdir(mode=0o700)
    deck.tmux.keys("!")
    deck.tmux.expect("ffff")
    deck.tmux.keys("F")
    deck.tmux.expect("?")
    deck.tmux.keys("y")
    wait_until(lambda: not orphan.exists())
    deck.tmux.keys("q")
    deck.tmux.expect("LIST")
    assert deck.service.session(session.id).state is SessionState.RUNNING


def test_any_signal_can_be_sent(container_name: str, deck: DeckDriver) -> None:
    """The dialog finds a signal by its name, and sends it alone."""
    script = "trap 'echo got-usr1-$((1+1))' USR1; while :; do sleep 0.1; done"
    session = start(deck, container_name, "sh", "-c", script)
    wait_until(lambda: deck.service.session(session.id).pid)
    deck.tmux.keys("S")
    deck.tmux.expect("USR1")
    deck.tmux.type("usr1")
    deck.tmux.keys("Enter")
    log = deck.service.paths(session).exec_log
    wait_until(lambda: "got-usr1-2" in log.read_text(errors="replace"))
    assert deck.service.session(session.id).state is SessionState.RUNNING
    deck.service.kill(session.id, signal.SIGKILL)


def test_the_grace_runs_down_and_can_be_cut_short(deck: DeckDriver) -> None:
    """A program that ignores the stop is killed by `k` before its grace is over."""
    session = start(
        deck, HOST_ID, "sh", "-c", "trap '' HUP TERM; while :; do sleep 0.1; done"
    )
    deck.tmux.keys("S")
    deck.tmux.expect("KILL")
    deck.tmux.keys("Enter")
    deck.tmux.expect("kill now")
    deck.tmux.keys("k")
    wait_until(
        lambda: deck.service.session(session.id).state is SessionState.STOPPED, 8
    )
    assert deck.service.session(session.id).exit_code == 137
