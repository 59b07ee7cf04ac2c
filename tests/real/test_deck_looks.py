"""The configuration as the deck shows it: themes, no colour, the mouse."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.themes import THEMES
from tests.support.tmux import Tmux
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [pytest.mark.tmux, pytest.mark.timeout(120)]

EXECDECK = str(Path(sys.executable).with_name("execdeck"))
COLOUR = re.compile(r"\x1b\[[0-9;:]*?(?<![0-9])(3[0-8]|4[0-8]|9[0-7]|10[0-7])[;:m]")


@pytest.fixture
def show(tmp_path: Path) -> Iterator[Callable[..., Tmux]]:
    """Open a deck with a configuration and an environment."""
    opened: list[Tmux] = []

    def open_one(config: str, **environ: str) -> Tmux:
        path = tmp_path / "config.toml"
        path.write_text(config)
        env = {
            "EXECDECK_ROOT": str(tmp_path / "deck"),
            "EXECDECK_RUNTIME_ROOTS": str(tmp_path / "roots"),
            "EXECDECK_CONFIG": str(path),
            "COLORTERM": "truecolor",
            **environ,
        }
        opened.append(Tmux([EXECDECK], env))
        opened[-1].expect("⌂ host")
        opened[-1].expect("LIST")
        return opened[-1]

    yield open_one
    for item in opened:
        item.close()


def looks(tmux: Tmux) -> str:
    """Return the screen with its renditions."""
    return tmux._tmux("capture-pane", "-p", "-e")  # noqa: SLF001 (only this needs them)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_a_theme_is_shown(show: Callable[..., Tmux], theme: object) -> None:
    """The deck has the background of the theme that is configured."""
    name, background = theme.name, theme.background  # type: ignore[attr-defined]
    red, green, blue = bytes.fromhex(background.removeprefix("#"))
    tmux = show(f'theme = "{name}"')

    wait_until(lambda: f"48;2;{red};{green};{blue}" in looks(tmux))


def test_no_colour(show: Callable[..., Tmux]) -> None:
    """With NO_COLOR there is none; the line under the cursor is told by reversing."""
    tmux = show('theme = "execdeck-dark"', NO_COLOR="1")
    wait_until(lambda: "\x1b[7m" in looks(tmux))

    assert COLOUR.findall(looks(tmux)) == []
    for key, shown in (("?", "Keys"), ("n", "New session"), ("C-p", "Search")):
        tmux.keys(key)
        tmux.expect(shown)
        assert COLOUR.findall(looks(tmux)) == []
        tmux.keys("Escape")
        tmux.expect_gone(shown)


def test_an_empty_wish_is_none(show: Callable[..., Tmux]) -> None:
    """NO_COLOR counts only if it is not empty, says its standard."""
    tmux = show("", NO_COLOR="")

    wait_until(lambda: COLOUR.search(looks(tmux)))
    assert "48;2;18;22;27" in looks(tmux)


@pytest.mark.parametrize("wanted", ["true", "false"])
def test_the_mouse_is_asked_for_if_it_is_wanted(
    show: Callable[..., Tmux], wanted: str
) -> None:
    """Without it, the terminal keeps the mouse to itself."""
    tmux = show(f"terminal.mouse = {wanted}")
    flag = tmux._tmux("display-message", "-p", "#{mouse_any_flag}")  # noqa: SLF001 (same)

    assert flag.strip() == str(int(wanted == "true"))
