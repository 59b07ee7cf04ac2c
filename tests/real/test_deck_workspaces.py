"""Workspaces, mirrors and typing into several panes, on real containers."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING

import pytest

from app.saved_layout import layout_path
from core.session.types import HOST_ID
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from core.session.types import ExecSession
    from tests.support.containers import RealContainer
    from tests.support.deck_driver import DeckDriver

pytestmark = [pytest.mark.real_runtime, pytest.mark.tmux, pytest.mark.timeout(120)]


def saved(deck: DeckDriver) -> list[dict[str, Any]]:
    """Return the workspaces that the deck has kept."""
    path = layout_path(deck.service.settings)
    found: list[dict[str, Any]] = (
        json.loads(path.read_text())["workspaces"] if path.exists() else []
    )
    return found


def kept_ids(deck: DeckDriver) -> set[str]:
    """Return the sessions that the deck would open again."""
    return {pane["session"] for item in saved(deck) for pane in item["panes"].values()}


def new_session(deck: DeckDriver, before: set[str]) -> ExecSession:
    """Wait for one session more than there were."""
    return wait_until(
        lambda: [item for item in deck.service.list() if item.id not in before]
    )[0]


def test_workspaces_outlive_the_deck(
    deck: DeckDriver, standing_containers: Callable[[str], RealContainer]
) -> None:
    """Two named workspaces on two runtimes, panes in both: quit, return, all is there."""
    first = deck.open_shell(standing_containers("runc").id)
    deck.prefix("%")
    second = new_session(deck, {first.id})
    deck.run(f"echo two-{second.id[:4]}-$((1+1))", f"two-{second.id[:4]}-2")
    deck.prefix("c")
    third = new_session(deck, {first.id, second.id})
    deck.run("echo three-$((1+2))", "three-3")
    deck.prefix(",")
    deck.tmux.expect("Rename workspace 2")
    deck.tmux.type("logs")
    deck.tmux.keys("Enter")
    deck.tmux.expect("[2 logs]")
    deck.prefix("1")
    deck.tmux.expect("[1] 2 logs")
    deck.quit()
    assert kept_ids(deck) == {first.id, second.id, third.id}

    deck.open()
    deck.tmux.expect("[1] 2 logs")
    deck.tmux.expect(f"two-{second.id[:4]}-2")
    deck.tmux.expect(f"up-{first.id[:6]}-42")
    deck.prefix("2")
    deck.tmux.expect("three-3")
    deck.run("echo still-$((2+2))", "still-4")


def test_an_ended_session_is_shown_with_its_code_and_run_again(
    deck: DeckDriver, standing_containers: Callable[[str], RealContainer]
) -> None:
    """It ended while the deck was away: last screen, code, and `r`."""
    session = deck.open_shell(standing_containers("crun").id)
    deck.quit()
    deck.service.stop(session.id)
    deck.open()
    deck.tmux.expect(f"up-{session.id[:6]}-42")
    deck.tmux.expect("exited 129")
    deck.tmux.keys("r")
    again = new_session(deck, {session.id})
    assert again.config == session.config
    deck.tmux.expect_gone(f"up-{session.id[:6]}-42")
    deck.run("echo again-$((2+3))", "again-5")


def test_typing_into_two_containers_at_once(
    deck: DeckDriver, standing_containers: Callable[[str], RealContainer]
) -> None:
    """A runc and a crun container hear one keyboard, and say so in their borders."""
    for runtime in ("runc", "crun"):
        deck.open_shell(standing_containers(runtime).id)
        deck.prefix("Tab")
        deck.tmux.expect("LIST")
    deck.tmux.keys("Tab")
    deck.tmux.expect("PANE")
    deck.prefix("S")
    screen = deck.tmux.expect("SYNC 2")
    assert screen.count("SYNC · ") == 2
    deck.tmux.type("echo both-$((3+3))")
    deck.tmux.keys("Enter")
    wait_until(lambda: deck.tmux.screen().count("both-6") == 2)
    deck.prefix("S")
    deck.tmux.expect_gone("SYNC · ")
    deck.run("echo one-$((4+4))", "one-8")
    assert deck.tmux.screen().count("one-8") == 1


def test_a_mirror_shows_the_same_session(container_name: str, deck: DeckDriver) -> None:
    """One session in two panes, at the smaller one's size; either can be typed into."""
    session = deck.open_shell(container_name)
    deck.prefix("m")
    deck.tmux.expect("mirrored 2x")
    wait_until(lambda: deck.tmux.screen().count(f"up-{session.id[:6]}-42") == 2)
    deck.tmux.type("echo m-$((5+5)); stty size")
    deck.tmux.keys("Enter")
    wait_until(lambda: deck.tmux.screen().count("m-10") == 2)
    assert len(deck.service.active_sessions(session.container_id)) == 1
    deck.prefix("r")
    deck.tmux.expect("READ-ONLY")
    deck.tmux.type("echo no-$((6+6))")
    deck.prefix("o")
    deck.tmux.expect("PANE")
    deck.run("echo yes-$((7+7))", "yes-14")
    assert "no-" not in deck.tmux.screen()


def test_a_bell_in_another_workspace_is_marked(deck: DeckDriver) -> None:
    """The tab shows that something rang and wrote, until it is looked at."""
    deck.open_shell(HOST_ID)
    deck.tmux.type("sleep 1; printf '\\a'; echo rang-$((1+1))")
    deck.tmux.keys("Enter")
    deck.prefix("c")
    deck.tmux.expect("1!#")
    deck.prefix("1")
    deck.tmux.expect("rang-2")
    deck.tmux.expect("[1] 2")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_keeps_the_layout_and_the_sessions(
    deck: DeckDriver, number: signal.Signals
) -> None:
    """Told to end, or its terminal gone, the deck keeps what was open."""
    session = deck.open_shell(HOST_ID)
    deck.deck_process().send_signal(number)
    deck.tmux.expect("status=")
    deck.tmux.close()
    assert kept_ids(deck) == {session.id}
    assert deck.service.active_sessions(HOST_ID)
    deck.open()
    deck.tmux.expect(f"up-{session.id[:6]}-42")
