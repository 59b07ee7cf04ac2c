"""The terminal emulator, given any bytes in any pieces, at any size.

`EXECDECK_FUZZ_BYTES` says how many bytes; `EXECDECK_RECORDINGS` names a folder of
recordings to damage; `EXECDECK_FUZZ_SEED` makes it other bytes.
"""

from __future__ import annotations

import gc
import itertools
import os
import tracemalloc
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st
from wcwidth import wcwidth

from tests.fuzz.inputs import SEED, fuzz
from tests.fuzz.terminal_streams import (
    Grammar,
    Step,
    chunks,
    encoded,
    minimise,
    minimise_bytes,
    output,
    randomness,
    steps,
)
from widgets.terminal.parser import TerminalStream
from widgets.terminal.rows import BLANK
from widgets.terminal.screen import TerminalScreen
from widgets.terminal.sgr import PLAIN

if TYPE_CHECKING:
    from random import Random

    from widgets.terminal.rows import Row

BYTES = int(os.environ.get("EXECDECK_FUZZ_BYTES", "1000000"))
SCROLLBACK = 60
REPLIES_MAX = 100_000
TITLE_MAX = 4096
GROWTH_MAX = 2_000_000

ATTRIBUTES = (
    *("columns", "lines", "margins", "title", "icon_name", "alternate", "bell_count"),
    *("cursor_shape", "cursor_visible", "application_cursor", "application_keypad"),
    *("bracketed_paste", "focus_events", "mouse_tracking", "mouse_encoding"),
    *("synchronized", "keyboard_flags", "modify_other_keys", "working_directory"),
    *("scrollback_size", "scrolled_off"),
)

FLAG_LETTERS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
"""Of one column each, two of them are a flag of two."""

PROBE = (
    b"\x1b\\\x1b[6n\x1b[?6nA\tB\x0eC\x0fD\x1bNE\x1b[2b\x1b[?1047h\x1b8F\r\n\x1b[?1047l"
    b"\x1b8G\n\n\nH\x1b[?6$p\x1b[4$pI\x1b[1;3HJJ\x1b[23;0t\x1b[?u\x1b[99B\r\n\x1b[J"
)
"""Shows what the screen does not: tab stops, saved cursors, the other screen."""


def make(columns: int, lines: int) -> tuple[TerminalScreen, TerminalStream]:
    """Return a terminal with little scrollback."""
    screen = TerminalScreen(columns, lines, SCROLLBACK)
    return screen, TerminalStream(screen)


def check_cells(data: list[str], name: str) -> None:
    """Assert that wide characters are whole."""
    for x, char in enumerate(data):
        half = x + 1 < len(data) and not data[x + 1]
        if not char:
            assert x, f"{name}: half a wide character in the first column"
            assert data[x - 1], f"{name}: two right halves at {x}"
        elif len(char) == 1 and char not in FLAG_LETTERS:
            assert (wcwidth(char) == 2) == half, f"{name}: width of {char!r} at {x}"
        elif wcwidth(char[0]) == 2 and char[0] not in FLAG_LETTERS:
            # The start of a cluster; one that begins narrow may be wide.
            assert half or len(data) == 1, f"{name}: no right half of {char!r} at {x}"


def check(screen: TerminalScreen) -> None:
    """Assert what holds after any output."""
    columns, lines = screen.columns, screen.lines
    assert 0 <= screen.cursor.x <= columns, "cursor off the columns"
    assert 0 <= screen.cursor.y < lines, "cursor off the lines"
    if screen.margins is not None:
        top, bottom = screen.margins
        assert 0 <= top < bottom < lines, "illegal margins"
    display = screen.display
    assert len(display) == lines, "number of lines"
    assert len(screen.buffer) >= lines or not isinstance(screen.buffer, list)
    for y, text in enumerate(display):
        row = screen.buffer[y]
        data = [row[x].data for x in range(columns)]
        check_cells(data, f"line {y}")
        assert "".join(data) == text, f"line {y}: displayed is not what cells hold"
    for row in getattr(screen, "rows", ()):
        if hasattr(row, "chars"):
            assert len(row.chars) == len(row.attrs) <= columns, "length of a row"
    assert screen.scrollback_size <= SCROLLBACK, "too much history"
    assert len(screen.title) <= TITLE_MAX, "title too long"
    assert len(screen.icon_name) <= TITLE_MAX, "icon name too long"
    assert len(screen.take_replies()) <= REPLIES_MAX, "replies without end"
    assert all(0 <= line < lines for line in screen.dirty), "a changed line is no line"


def play(script: list[Step], random: Random) -> None:
    """Feed output and sizes; look at the screen after most of it, not always."""
    assert isinstance(script[0], tuple)
    screen, stream = make(*script[0])
    for step in script[1:]:
        if isinstance(step, tuple):
            screen.resize(step[1], step[0])
        else:
            stream.feed(step)
        # Rows may be built when they are looked at: let some wait for more output.
        if random.randrange(3):
            check(screen)
    check(screen)


def trouble(script: list[Step]) -> str:
    """Return what goes wrong with a script, or nothing."""
    if not script or not isinstance(script[0], tuple):
        return ""
    for seed in range(2):
        try:
            play(script, randomness(seed))
        except Exception as error:  # noqa: BLE001 (that none is raised is tested)
            place, last = error.__traceback__, ""
            while place:
                code = place.tb_frame.f_code
                last = f"{os.path.basename(code.co_filename)}:{code.co_name}"  # noqa: PTH119
                place = place.tb_next
            return f"{type(error).__name__} in {last}: {str(error).splitlines()[:1]}"
    return ""


def smallest(script: list[Step]) -> tuple[str, list[Step]]:
    """Return what goes wrong, and the least of a script that makes it go wrong."""
    kind = trouble(script).split(":")[0:2]

    def fails(candidate: list[Step]) -> bool:
        return trouble(candidate).split(":")[0:2] == kind

    least: list[Step] = minimise(script, fails, 500)
    for at, step in enumerate(least):
        if isinstance(step, bytes):

            def fails_with(data: bytes, at: int = at) -> bool:
                return fails([*least[:at], data, *least[at + 1 :]])

            least[at] = minimise_bytes(step, fails_with)
    return trouble(least), least


@pytest.mark.timeout(600 + BYTES // 10_000)
def test_any_output() -> None:
    """Nothing raises, and the screen is sound after every chunk and new size."""
    done = number = 0
    while done < BYTES // 2:
        random = randomness(SEED, number)
        script = steps(random, random.choice((400, 4000, 30_000)))
        done += sum(len(step) for step in script if isinstance(step, bytes))
        number += 1
        try:
            play(script, random)
        except Exception:  # noqa: BLE001
            what, least = smallest(script)
            # The second view is for a failure that needs its own order of looks.
            pytest.fail(f"episode {number}: {what}\n{least or script!r}")


def content(screen: TerminalScreen, row: Row) -> tuple[Any, ...]:
    """Return what a row shows, with runs of equal renditions as one."""
    runs = [
        (screen.attributes[code].rendition, len(list(run)))
        for code, run in itertools.groupby(row.attrs)
    ]
    size = len(row.chars)
    if runs and runs[-1][0] == PLAIN:
        # Blanks at the end may be there or not.
        blanks = min(size - len(row.chars.rstrip(BLANK)), runs[-1][1])
        runs[-1] = (PLAIN, runs[-1][1] - blanks)
    return row.text, row.wrapped, row.mark, [run for run in runs if run[1]]


def state(screen: TerminalScreen) -> dict[str, Any]:
    """Return all that shows of a terminal, and what it said."""
    columns = range(screen.columns)
    found: dict[str, Any] = {
        name: getattr(screen, name) for name in ATTRIBUTES if hasattr(screen, name)
    }
    found["replies"] = screen.take_replies()
    if hasattr(screen, "take_events"):
        found["events"] = repr(screen.take_events())
    found["cursor"] = (screen.cursor.x, screen.cursor.y, screen.cursor.attrs)
    found["mode"] = sorted(screen.mode)
    for y in range(screen.lines):
        row = screen.buffer[y]
        found[f"line {y}"] = [row[x] for x in columns]
    for name in ("rows", "history"):
        found[name] = [content(screen, row) for row in getattr(screen, name)]
    return found


def fed(
    pieces: list[bytes], size: tuple[int, int], *, fast: bool = True
) -> list[dict[str, Any]]:
    """Return the states after output in pieces, and after more of it."""
    screen = TerminalScreen(*size, SCROLLBACK)
    stream = TerminalStream(screen, fast=fast)
    try:
        for piece in pieces:
            stream.feed(piece)
        found = [state(screen)]
        stream.feed(PROBE)
        return [*found, state(screen)]
    except Exception as error:  # noqa: BLE001 (it is what the test reports)
        return [{"error": repr(error)}]


Cut = Callable[[bytes], list[bytes]]


def by_byte(data: bytes) -> list[bytes]:
    """Return the bytes one by one."""
    return [data[at : at + 1] for at in range(len(data))]


def difference(
    data: bytes,
    size: tuple[int, int],
    cut: Cut,
    *,
    fast: bool = True,
    before: bytes = b"",
) -> dict[str, tuple[Any, Any]]:
    """Return what differs between output as a whole and cut up, or is raised.

    `before` is output that comes in one piece before it.
    """
    whole = fed([before, data], size)
    cut_up = fed([before, *cut(data)], size, fast=fast)
    for one, other in zip(whole, cut_up, strict=False):
        names = {**one, **other}
        found = {key: (one.get(key), other.get(key)) for key in names}
        wrong = {
            key: pair
            for key, pair in found.items()
            if key == "error" or pair[0] != pair[1]
        }
        if wrong:
            return wrong
    return {}


def _differs_after(
    differ: Callable[..., dict[str, Any]], data: bytes, before: bytes
) -> bool:
    return bool(differ(data, before=before))


def compare(
    data: bytes, size: tuple[int, int], random: Random, before: bytes = b""
) -> None:
    """Assert that how output is cut, and which way it is obeyed, changes nothing."""
    seed = random.random()

    def by_chunk(part: bytes) -> list[bytes]:
        return chunks(randomness(seed), part)

    def not_at_all(part: bytes) -> list[bytes]:
        return [part]

    ways: list[tuple[str, Cut, bool]] = [
        ("by bytes", by_byte, True),
        ("in chunks", by_chunk, True),
        ("by calls of methods", not_at_all, False),
    ]
    for name, cut, fast in ways:
        differ = partial(difference, size=size, cut=cut, fast=fast)
        if not differ(data, before=before):
            continue
        data = minimise_bytes(data, partial(differ, before=before))
        after = partial(_differs_after, differ, data)
        before = minimise_bytes(before, after)
        found = differ(data, before=before)
        key, (whole, cut_up) = next(iter(found.items()))
        pytest.fail(
            f"{size}, {before!r} and {name} {cut(data)!r}: {', '.join(found)} differ;\n"
            f"{key} whole: {whole!r}\n{key} otherwise: {cut_up!r}"
        )


def sized(random: Random) -> tuple[int, int]:
    """Return a size that is small: that is where edges are."""
    return random.choice(((1, 1), (2, 3), (9, 4), (20, 6), (80, 24), (132, 10)))


@pytest.mark.timeout(600 + BYTES // 10_000)
def test_chunks_make_no_difference() -> None:
    """Output whole, byte by byte and in chunks ends in one and the same state."""
    done = number = 0
    while done < BYTES // 12:
        random = randomness(SEED, "chunks", number)
        size = sized(random)
        data = output(random, random.choice((60, 300, 2000)), *size)
        compare(data, size, random)
        done += len(data)
        number += 1


@pytest.mark.timeout(600 + BYTES // 10_000)
def test_floods_are_no_exception() -> None:
    """Many lines at once leave what they leave one byte at a time."""
    done = number = 0
    while done < BYTES // 15:
        random = randomness(SEED, "floods", number)
        size = sized(random)
        grammar = Grammar(random, *size)
        before = b"".join(grammar.part() for _ in range(random.randrange(4)))
        for _ in range(random.randrange(3)):
            before += encoded(grammar.setup())
        data = encoded(grammar.flood()) + grammar.part()
        compare(data, size, random, before)
        done += len(data)
        number += 1


@fuzz(st.randoms(use_true_random=False), share=20)
@pytest.mark.timeout(600)
def test_chunks_make_no_difference_to_little_output(random: Random) -> None:
    """The same holds for output that is made, and made smaller, by hypothesis."""
    size = random.choice(((1, 1), (5, 3), (12, 5)))
    grammar = Grammar(random, *size)
    data = b"".join(grammar.part() for _ in range(random.randrange(8)))
    compare(data, size, random)


@pytest.mark.timeout(600)
def test_memory_is_bounded() -> None:
    """A terminal that had ten times the output has no ten times the memory."""
    _, stream = make(80, 24)

    def feed(seed: int, size: int) -> None:
        random = randomness(SEED, seed)
        for piece in chunks(random, output(random, size)):
            stream.feed(piece)

    # Unfinished strings, and queries nobody takes the answers of, are also kept.
    endless = (
        b"\x1b]0;",
        b"\x1bP$q",
        b"\x1b_G",
        b"\x1b[",
        b"\x1b[c" * 9000,
        b"\x07" * 9000,
    )
    tracemalloc.start()
    try:
        for seed in range(4):
            feed(seed, 10_000)
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        for seed in range(12):
            feed(seed, 10_000)
            stream.feed(endless[seed % len(endless)] + b"1;" * 100_000)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < GROWTH_MAX, f"grown by {grown} bytes"
