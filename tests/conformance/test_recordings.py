"""Recorded terminal output gives the screen that was recorded with it.

The environment variable EXECDECK_RECORDINGS names a directory with subdirectories of
pairs: NAME.recording, what a program wrote, and NAME.json, the screen after it.
"""

from __future__ import annotations

import json
import os
import random
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.looks import look, state
from widgets.terminal.parser import TerminalStream
from widgets.terminal.screen import TerminalScreen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VARIABLE = "EXECDECK_RECORDINGS"
EXCEPTIONS = {
    "decaln_reset": "DECALN moves the cursor home in xterm; here it was left in place",
    "erase_in_line": "in xterm EL ends a pending wrap; here the wrap stayed pending",
    "selective_erasure": "recorded without DECSCA: xterm spares only what it protects",
}
"""Recordings whose screen is not what xterm would show, with the reason."""
EXCEPTIONS_MAX = 3
HISTORY_LIMITS = {
    "delete_lines": 0,
    "region_scroll_down": 10,
    "scroll_up_reset": 0,
    "vttest_origin_mode_1": 0,
    "vttest_origin_mode_2": 0,
    "vttest_scroll": 0,
}
"""Rows of history that the recorded terminal was set up to keep, where too few."""
CHUNK_MAX = 300

_NAMES = ("Black", "Red", "Green", "Yellow", "Blue", "Magenta", "Cyan", "White")
_PALETTE = {
    **{name: number for number, name in enumerate(_NAMES)},
    **{f"Bright{name}": number + 8 for number, name in enumerate(_NAMES)},
}
_FLAGS: dict[str, dict[str, object]] = {
    "BOLD": {"bold": True},
    "DIM": {"dim": True},
    "ITALIC": {"italics": True},
    "INVERSE": {"reverse": True},
    "HIDDEN": {"conceal": True},
    "STRIKEOUT": {"strikethrough": True},
    "UNDERLINE": {"underline": 1},
    "DOUBLE_UNDERLINE": {"underline": 2},
    "UNDERCURL": {"underline": 3},
    "DOTTED_UNDERLINE": {"underline": 4},
    "DASHED_UNDERLINE": {"underline": 5},
}


def _found() -> list[Path]:
    """Return the recordings of the directory that the environment names."""
    folder = os.environ.get(VARIABLE)
    return sorted(Path(folder).glob("*/*.recording")) if folder else []


RECORDINGS = _found()
each_recording = pytest.mark.parametrize(
    "path",
    RECORDINGS
    or [pytest.param(None, marks=pytest.mark.skip(f"{VARIABLE} names no recordings"))],
    ids=lambda path: path.stem if path else "none",
)


def _colour(colour: str) -> int | str | None:
    """Return a colour of a recorded screen as a cell has it."""
    if colour in ("Foreground", "Background"):
        return None
    if colour in _PALETTE:
        return _PALETTE[colour]
    return int(colour) if colour.isdecimal() else colour


def _expected(runs: Iterable[list[Any]]) -> Iterator[dict[str, object]]:
    """Return how each cell of a row must look."""
    start = 0
    for end, foreground, background, flags in runs:
        wanted: dict[str, object] = {}
        colours = {"foreground": foreground, "background": background}
        for name, colour in colours.items():
            value = _colour(str(colour))
            if value is not None:
                wanted[name] = value
        for flag in flags:
            wanted |= _FLAGS[flag]
        for _ in range(start, end):
            yield wanted
        start = end


def _row_difference(screen: TerminalScreen, y: int, wanted: dict[str, Any]) -> str:
    """Describe where a row is not as recorded; empty if it is."""
    text = screen.display[y].rstrip()
    if text != wanted["text"]:
        return f"row {y}\n  expected {wanted['text']!r}\n  got      {text!r}"
    cells = screen.buffer[y]
    for x, expected in enumerate(_expected(wanted["runs"])):
        got = look(cells[x])
        if got != expected:
            where = f"row {y} column {x} of {text!r}"
            return f"{where}\n  expected {expected}\n  got      {got}"
    return ""


def _history_difference(screen: TerminalScreen, name: str, wanted: list[str]) -> str:
    """Describe where the history is not as recorded; empty if it is."""
    rows = list(screen.history)
    limit = HISTORY_LIMITS.get(name, len(rows))
    history = [row.text.rstrip() for row in rows[max(len(rows) - limit, 0) :]]
    expected = [text.rstrip() for text in wanted]
    if history == expected:
        return ""
    pairs = zip(history, expected, strict=False)
    at = next(
        (at for at, (got, text) in enumerate(pairs) if got != text),
        min(len(history), len(expected)),
    )
    return (
        f"history row {at}, of {len(expected)} expected and {len(history)} rows\n"
        f"  expected {expected[at : at + 1]}\n  got      {history[at : at + 1]}"
    )


def _played(data: bytes, path: Path, cuts: Iterable[int] = ()) -> TerminalScreen:
    """Return a screen of the recorded size after `data`, fed in parts."""
    recorded = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    screen = TerminalScreen(recorded["columns"], recorded["rows"])
    stream = TerminalStream(screen)
    for start, end in pairwise((0, *cuts, len(data))):
        stream.feed(data[start:end])
    return screen


@each_recording
def test_the_screen_is_as_recorded(path: Path) -> None:
    """Text, colours, attributes and scrollback are equal."""
    recorded = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    screen = _played(path.read_bytes(), path)
    rows = enumerate(recorded["screen"])
    found = [text for y, row in rows if (text := _row_difference(screen, y, row))]
    history = _history_difference(screen, path.stem, recorded["history"])
    found += [history] if history else []
    if path.stem in EXCEPTIONS:
        assert found, f"{path.stem} is listed in EXCEPTIONS and agrees"
        return
    assert not found, f"{len(found)} differences, the first:\n{found[0]}"


@each_recording
def test_where_the_output_is_cut_does_not_matter(path: Path) -> None:
    """Fed in random chunks or byte by byte, the state is the same at the end."""
    data = path.read_bytes()
    dice = random.Random(path.stem)  # noqa: S311
    cuts = []
    at = 0
    while (at := at + dice.randint(1, CHUNK_MAX)) < len(data):
        cuts.append(at)
    whole = state(_played(data, path))
    assert_same(state(_played(data, path, cuts)), whole)
    assert_same(state(_played(data, path, range(1, len(data)))), whole)


def assert_same(got: dict[str, object], expected: dict[str, object]) -> None:
    """Compare two states; name the first part that differs."""
    for name, value in expected.items():
        assert got[name] == value, name


def test_few_exceptions_name_recordings_that_exist() -> None:
    """The table of exceptions is short and up to date."""
    assert len(EXCEPTIONS) <= EXCEPTIONS_MAX
    if RECORDINGS:
        assert set(EXCEPTIONS) <= {path.stem for path in RECORDINGS}
