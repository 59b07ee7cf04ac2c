"""Exit files and pid files that hold anything at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from core.bundle.directory import read_pid
from core.bundle.exit_file import read_exit_file
from tests.fuzz.inputs import BYTES, RECIPES, Recipe, fuzz

if TYPE_CHECKING:
    from pathlib import Path

_PIECES = (
    *(
        b"",
        b"0",
        b"1",
        b"7",
        b"42",
        b"255",
        b"256",
        b"-1",
        b"+",
        b"-",
        b"_",
        b".",
        b"e",
    ),
    *(b" ", b"\n", b"\t", b"\x0b", b"\0", b"\xd9\xa3", b"0" * 15, b" " * 15, b"9" * 17),
)


def make_text(recipe: Recipe) -> bytes:
    """Return what may stand in such a file."""
    return b"".join(recipe.pick(_PIECES) for _ in range(recipe.below(6)))


TEXTS = RECIPES.map(make_text) | BYTES

_NUMBER = re.compile(rb"\s*([0-9]+)\s*")


def number(text: bytes) -> int | None:
    """Return the number that a whole text is, None when it is none."""
    found = _NUMBER.fullmatch(text)
    return int(found[1]) if found else None


@fuzz(TEXTS, share=2)
def test_exit_file(folder: Path, text: bytes) -> None:
    """An exit file has the code that it holds in decimal, or an unknown one."""
    path = folder / "exit"
    path.write_bytes(text)
    found = read_exit_file(path)

    assert found is not None
    assert found.at > 0
    assert found.code is None or 0 <= found.code <= 255
    assert found.code in (None, number(text))


@fuzz(TEXTS, share=2)
def test_pid_file(folder: Path, text: bytes) -> None:
    """A pid file has the pid that it holds in decimal, or 0."""
    path = folder / "pid"
    path.write_bytes(text)

    assert read_pid(path) in (0, number(text))


@fuzz(st.integers(0, 255), share=40)
def test_sound_files(folder: Path, code: int) -> None:
    """What a monitor writes is read as it is, with a newline or without."""
    path = folder / "sound"
    for end in ("", "\n"):
        path.write_text(f"{code}{end}")
        found = read_exit_file(path)
        assert found is not None
        assert (found.code, read_pid(path)) == (code, code)
