"""What real programs write gives the same screen here as in tmux.

Each program runs once, in a pseudo-terminal of ours. What it wrote is then fed, up to
each of its checkpoints, both to our emulator and to a pane of a real tmux.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.conformance.looks import look
from tests.conformance.programs import PROGRAMS
from tests.conformance.recorder import Program, record
from tests.conformance.reference import Reference, as_screen, plain
from widgets.terminal.parser import TerminalStream
from widgets.terminal.screen import TerminalScreen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
COLUMNS, LINES = 80, 24
FRESH = b"\x1b[?1049l\x1bc"
PLAIN = "\x1b[?6l\x1b[4l\x1b[r\x1b[m\x1b(B\x0f"
"""Text is written where and as it says after this, whatever was before."""
_ERASED = re.compile(rb"\x1b\[[0-2]?[JK]\Z")
"""tmux keeps a wrap pending when the line is erased; for xterm it is over."""
FEW = 8
"""Differences that a failure shows."""


def differences(
    ours: TerminalScreen, captured: list[str], *, marked: bool
) -> Iterator[str]:
    """Describe, row by row, where our screen is not as tmux's.

    A captured line ends with its last character: how the cells look that were erased
    to the right of it cannot be seen. So a screen is captured twice, as it is and
    `marked` with a character at the end of each line.
    """
    shown = as_screen(captured, ours.columns)
    for y, line in enumerate(plain(captured)):
        text = ours.display[y].rstrip()
        if text != line:
            yield f"row {y}\n  ours {text!r}\n  tmux {line!r}"
            continue
        cells, others = ours.buffer[y], shown.buffer[y]
        for x in range(ours.columns - marked):
            cell = cells[x]
            mine, other = look(cell), look(others[x])
            if mine != other and (marked or cell.data != " "):
                yield f"row {y} column {x} of {text!r}\n  ours {mine}\n  tmux {other}"
                break


def compare(reference: Reference, data: bytes) -> Iterator[str]:
    """Describe where our screen after `data` is not as tmux's."""
    screen = TerminalScreen(reference.columns, reference.lines)
    stream = TerminalStream(screen)
    stream.feed(data)
    reference.feed(FRESH + data)
    cursor, expected = (screen.cursor.x, screen.cursor.y), reference.cursor()
    if _ERASED.search(data):
        expected = (min(expected[0], reference.columns - 1), expected[1])
    if cursor != expected:
        yield f"cursor\n  ours {cursor}\n  tmux {expected}"
    yield from differences(screen, reference.capture(), marked=False)
    marks = PLAIN + "".join(
        f"\x1b[{y};{reference.columns}H|" for y in range(1, reference.lines + 1)
    )
    stream.feed(marks.encode())
    reference.feed(marks.encode())
    yield from differences(screen, reference.capture(), marked=True)


@pytest.mark.tmux
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_a_program_looks_as_in_tmux(program: Program, tmp_path: Path) -> None:
    """Text, attributes and cursor are equal at each checkpoint."""
    recording = record(program, tmp_path / "work", columns=COLUMNS, lines=LINES)
    with Reference(tmp_path, COLUMNS, LINES) as reference:
        for length in recording.checkpoints:
            found = list(compare(reference, recording.data[:length]))
            kept = tmp_path / "recording.bin"
            kept.write_bytes(recording.data[:length])
            assert not found, "\n".join([f"after {kept}:", *found[:FEW]])
