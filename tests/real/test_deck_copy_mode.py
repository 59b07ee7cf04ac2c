"""Copy mode in the deck, on real containers in a real tmux, which gets what is copied."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from core.session.types import HOST_ID
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.deck_driver import DeckDriver

pytestmark = [pytest.mark.real_runtime, pytest.mark.tmux, pytest.mark.timeout(120)]


def test_search_select_and_copy(container_name: str, deck: DeckDriver) -> None:
    """Far back in the scrollback: search, next match, select words, copy by OSC 52."""
    deck.open_shell(container_name)
    lines = "i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo line-$i-needle; done"
    deck.tmux.type(f"{lines}; echo end-$((1+1))")
    deck.tmux.keys("Enter")
    deck.tmux.expect("end-2")
    deck.prefix("[")
    deck.tmux.expect("COPY")
    deck.tmux.type("?line-1234-")
    deck.tmux.keys("Enter")
    deck.tmux.expect("line-1234-needle")
    deck.tmux.type("vE")
    deck.tmux.keys("y")
    deck.tmux.expect("PANE")
    wait_until(lambda: deck.tmux.buffer() == "line-1234-needle")
    # What follows goes to the program again, and what was copied can be typed.
    deck.run("echo shell-$((2+2))", "shell-4")
    deck.tmux.type("echo got-")
    deck.prefix("]")
    deck.tmux.keys("Enter")
    deck.tmux.expect("got-line-1234-needle")


def test_the_view_stands_while_output_goes_on(deck: DeckDriver) -> None:
    """Nothing typed reaches the program; nothing it writes is lost."""
    deck.open_shell(HOST_ID)
    deck.tmux.type("for i in 1 2 3 4 5 6 7 8 9; do echo tick-$i-; sleep 0.3; done")
    deck.tmux.keys("Enter")
    deck.tmux.expect("tick-2-")
    deck.prefix("[")
    deck.tmux.expect("COPY")
    deck.tmux.keys("j", "k")
    wait_until(lambda: "tick-9-" in _log(deck))
    assert "tick-9-" not in deck.tmux.screen()
    deck.tmux.keys("q")
    screen = deck.tmux.expect("tick-9-")
    assert re.findall(r"tick-(\d)-", screen)[-9:] == list("123456789")
    assert "jk" not in screen


def _log(deck: DeckDriver) -> str:
    session = deck.service.list()[0]
    return deck.service.paths(session).exec_log.read_text(errors="replace")


def test_a_selection_is_saved(deck: DeckDriver, tmp_path: Path) -> None:
    """`s` asks where to, and asks again before it replaces a file."""
    deck.open_shell(HOST_ID)
    deck.run("echo saved-$((3+3))", "saved-6")
    path = tmp_path / "saved.txt"
    path.write_text("precious")
    for answer in ("n", "y"):
        deck.prefix("[")
        deck.tmux.expect("COPY")
        deck.tmux.keys("s")
        deck.tmux.expect("characters")
        deck.tmux.keys("C-u")
        deck.tmux.type(str(path))
        deck.tmux.keys("Enter")
        deck.tmux.expect("Replace this file?")
        deck.tmux.keys(answer)
        deck.tmux.expect_gone("Replace this file?")
        if answer == "n":
            assert path.read_text() == "precious"
        deck.tmux.keys("q")
        deck.tmux.expect("PANE")
    wait_until(lambda: "saved-6\n" in path.read_text())


def test_the_mouse_selects(deck: DeckDriver) -> None:
    """A double click copies a word of the output."""
    deck.open_shell(HOST_ID)
    screen = deck.run("clear; echo '<<' word-$((4+4)) '>>'", "<< word-8 >>")
    row = next(
        y for y, line in enumerate(screen.splitlines()) if "<< word-8 >>" in line
    )
    column = screen.splitlines()[row].index("word-8") + 2
    deck.tmux.click(column, row, times=2)
    wait_until(lambda: deck.tmux.buffer() == "word-8")
