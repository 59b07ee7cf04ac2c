"""The new-session form and quick shells, on real containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.session.types import HOST_ID
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.deck_driver import DeckDriver

pytestmark = [pytest.mark.real_runtime, pytest.mark.tmux, pytest.mark.timeout(120)]


def test_mistakes_are_named_and_then_it_runs(
    container_name: str, deck: DeckDriver
) -> None:
    """Wrong quotes, a wrong directory, a wrong user: each at its field, all kept."""
    deck.select(container_name)
    deck.tmux.keys("n")
    deck.tmux.expect("New session in")
    deck.tmux.type("sh -c 'echo in-$PWD-$COLOUR; sleep 60")
    deck.tmux.keys("Tab")
    deck.tmux.expect("uote")
    deck.tmux.keys("BTab", "End")
    deck.tmux.type("'")
    deck.tmux.keys("Tab", "Tab")
    deck.tmux.type("tmp")
    deck.tmux.keys("Tab")
    deck.tmux.expect("absolute")
    deck.tmux.type("COLOUR=blue")
    deck.tmux.keys("BTab", "Home")
    deck.tmux.type("/")
    deck.tmux.keys("C-s")
    deck.tmux.expect("PANE")
    deck.tmux.expect("in-/tmp-blue")
    session = deck.service.list()[0]
    assert session.config.work_dir == "/tmp"
    assert session.config.environment["COLOUR"] == "blue"


def test_a_detached_named_session_only_stands_in_the_list(deck: DeckDriver) -> None:
    """No pane opens; the next form offers the command again."""
    deck.select(HOST_ID)
    deck.tmux.keys("n")
    deck.tmux.expect("New session in")
    deck.tmux.type("sleep 4720")
    deck.tmux.keys("Tab", "Tab", "Tab", "Tab")
    deck.tmux.type("nightly")
    deck.tmux.keys("Tab", "Tab", "Tab", "Space", "C-s")
    session = wait_until(lambda: deck.service.active_sessions(HOST_ID))[0]
    deck.tmux.expect_gone("New session in")
    record = deck.service.session(session)
    assert record.name == "nightly"
    assert "PANE" not in deck.tmux.screen()
    deck.tmux.keys("n")
    deck.tmux.expect("New session in")
    deck.tmux.keys("Up")
    deck.tmux.expect("sleep 4720")


def test_a_saved_command_runs_by_its_key(deck: DeckDriver, tmp_path: Path) -> None:
    """The configuration names it; a mistake in the file is said with its line."""
    path = tmp_path / "config.toml"
    path.write_text(
        'theme = "execdeck-light"\n'
        "[[commands]]\n"
        'name = "answer"\n'
        "command = \"sh -c 'echo answer-$((40+2)); sleep 60'\"\n"
        'key = "f5"\n'
    )
    deck.tmux.keys("q")
    deck.tmux.expect("status=0")
    deck.tmux.close()
    deck.set_environment(EXECDECK_CONFIG=str(path))
    deck.open()
    deck.tmux.keys("F5")
    deck.tmux.expect("answer-42")
    deck.quit()
    path.write_text('theme = "execdeck-light"\n[terminal]\nscrolback = 5\n')
    deck.launch()
    deck.tmux.expect(f"{path}:3")
    deck.tmux.expect("scrollback")
    deck.tmux.expect("status=125")
