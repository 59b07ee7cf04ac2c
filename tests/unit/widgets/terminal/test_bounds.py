"""Whatever a program sends, and however much of it: memory stays bounded."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest

from widgets.terminal.actions import SEQUENCE_MAX, STRING_MAX
from widgets.terminal.characters import CLUSTER_MAX
from widgets.terminal.reports import REPLIES_MAX, TITLE_STACK_MAX
from widgets.terminal.strings import (
    EVENTS_MAX,
    LINK_MAX,
    LINK_NAME_MAX,
    TITLE_MAX,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Emulator

CHUNK = 65536


def growth(action: Callable[[], object]) -> int:
    """Return the bytes that are still held after an action."""
    tracemalloc.start()
    action()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return held


@pytest.mark.parametrize("start", ["\x1b]0;", "\x1bP", "\x1b_", "\x1b^", "\x1bX"])
def test_an_endless_string(terminal: Emulator, start: str) -> None:
    """A string that does not end is held up to its greatest length."""
    terminal.feed(start)
    held = growth(lambda: [terminal.feed(b"x" * CHUNK) for _ in range(100)])
    terminal.feed(b"\x1b\\ok")

    assert held < STRING_MAX + 3 * CHUNK
    assert terminal.lines[0] == "ok"
    assert growth(lambda: terminal.feed(b"x")) < CHUNK


def test_a_string_of_single_bytes(terminal: Emulator) -> None:
    """That it comes in small parts makes it no larger."""
    terminal.feed(b"\x1b]0;")
    held = growth(lambda: [terminal.feed(b"x") for _ in range(CHUNK)])

    assert held < 20 * CHUNK


@pytest.mark.parametrize("size", [0, 1, STRING_MAX - 10, STRING_MAX, 2 * STRING_MAX])
def test_a_string_of_any_length_ends(terminal: Emulator, size: int) -> None:
    """One that is too long does nothing, and what follows is as ever."""
    screen = terminal.feed(b"\x1b]2;old\x07")
    terminal.feed(b"\x1b]2;" + b"x" * size + b"\x07ok")

    assert terminal.lines[0] == "ok"
    assert screen.title == ("old" if size >= STRING_MAX else "x" * min(size, TITLE_MAX))


ENDLESS = [
    *((start, part) for start in ("\x1b[", "\x1b", "\x1b(", "\x1b#") for part in " \0"),
    *(("\x1b[", part) for part in ("1;", "9", ":", "1 2", "\x1b[", "\r")),
]


@pytest.mark.parametrize(("start", "endless"), ENDLESS)
def test_an_endless_sequence(terminal: Emulator, start: str, endless: str) -> None:
    """Nothing of it is held beyond a length, and it does nothing."""
    terminal.feed(start)
    held = growth(lambda: [terminal.feed(endless * 1000) for _ in range(50)])
    terminal.feed(b"\x18ok")

    assert held < 50 * SEQUENCE_MAX
    assert terminal.lines == ["ok", "", "", ""]


def test_many_parameters(terminal: Emulator) -> None:
    """Numbers have a largest value, and functions a largest number of them."""
    digits = b"9" * 400
    terminal.feed(b"\x1b[" + digits + b"B\x1b[" + digits + b"C\x1b[" + digits + b"b")
    terminal.feed(b"\x1b[" + b"7;" * 200 + b"7h" + b"\x1b[%s;%sr" % (b"9" * 99, digits))

    assert terminal.position == (9, 3)
    assert terminal.screen.margins is None


def test_modes_that_nobody_knows(terminal: Emulator) -> None:
    """There are only so many numbers."""

    def switch_all() -> None:
        for first in range(0, 70_000, 50):
            numbers = ";".join(map(str, range(first, first + 50))).encode()
            terminal.feed(b"\x1b[?%sh\x1b[%sh\x1b[?%ss" % (numbers, numbers, numbers))

    assert growth(switch_all) < 24_000_000


def test_titles(terminal: Emulator) -> None:
    """A title is cut, and so is their stack."""
    screen = terminal.feed(b"\x1b]2;" + b"c" * 100_000 + b"\x07")
    for number in range(1000):
        terminal.feed(b"\x1b]0;%d\x07\x1b[22t" % number)
    for _ in range(1000):
        terminal.feed(b"\x1b[23t")

    assert screen.title == str(1000 - TITLE_STACK_MAX)
    terminal.feed(b"\x1b]1;" + b"c" * 100_000 + b"\x07")
    assert len(screen.icon_name) == TITLE_MAX


def test_directories(terminal: Emulator) -> None:
    """The name of the working directory is cut as well."""
    screen = terminal.feed(b"\x1b]7;file://h/" + b"d" * 100_000 + b"\x07")

    assert len(screen.working_directory) <= LINK_MAX


def test_links(terminal: Emulator) -> None:
    """An address that is too long, or not printable, is none; names are cut."""
    fits = "a" * LINK_MAX
    screen = terminal.feed(f"\x1b]8;id={'n' * 9999};{fits}\x07x\x1b]8;;{fits}a\x07y")
    terminal.feed("\x1b]8;;a\u0007\x1b]8;;a\tb\x07z")
    cells = screen.buffer[0]
    name = cells[0].rendition.link.partition("\0")[0]

    assert [cells[x].link for x in range(3)] == [fits, "", ""]
    assert len(name) == LINK_NAME_MAX


def test_marks(terminal: Emulator) -> None:
    """A cell keeps a few marks and drops the rest, in one go or one by one."""
    terminal.feed("a" + "\u0301" * 10_000)
    for _ in range(1000):
        terminal.feed("\u0302")
    terminal.feed("\x1b[?2027h\r\n" + "\U0001f469\u200d" * 1000)

    assert len(terminal.lines[0]) == CLUSTER_MAX
    assert max(len(cell.data) for cell in terminal.screen.buffer[1].values()) <= (
        CLUSTER_MAX
    )


QUERIES = [
    (b"\x1b[c", 5_000),
    (b"\x1b[6n", 12_000),
    (b"\x1b[?1$p", 10_000),
    (b"\x1bP$qm\x1b\\", 10_000),
    (b"\x1bP+q" + b"436f;" * 60 + b"436f\x1b\\", 100),
    (b"\x1b]4" + b";1;?" * 100 + b"\x07", 100),
    (b"\x1b]10;?;?;?\x07", 2_000),
]


@pytest.mark.parametrize(("query", "count"), QUERIES)
def test_unread_replies(terminal: Emulator, query: bytes, count: int) -> None:
    """A flood of queries is answered up to a size, and again when that is read."""
    screen = terminal.feed(query * count)
    first = screen.take_replies()
    terminal.feed(query)

    assert REPLIES_MAX <= len(first) < REPLIES_MAX + 1024
    assert screen.take_replies()


def test_unread_events(terminal: Emulator) -> None:
    """Only so many are kept, the first ones."""
    screen = terminal.feed(b"".join(b"\x1b]9;%d\x07" % n for n in range(1000)))
    events = screen.take_events()

    assert len(events) == EVENTS_MAX
    assert "body='0'" in str(events[0])


def test_notifications(terminal: Emulator) -> None:
    """Their title and text are cut."""
    long = b"n" * 100_000
    screen = terminal.feed(b"\x1b]777;notify;%s;%s\x07" % (long, long))

    assert len(str(screen.take_events()[0])) < TITLE_MAX + 1024 + 100


def test_the_clipboard(terminal: Emulator) -> None:
    """Text is asked for that a string can hold, and no longer one."""
    fits = b"\x1b]52;c;%s\x07" % (b"QUFB" * 250_000)
    too_long = b"\x1b]52;c;%s\x07" % (b"QUFB" * (STRING_MAX // 4 + 1))
    screen = terminal.feed(fits + too_long)
    events = screen.take_events()

    assert [getattr(event, "text", "") == "AAA" * 250_000 for event in events] == [True]


def test_stacks(terminal: Emulator) -> None:
    """Whatever can be pushed can be pushed only so often."""
    pushes = b"\x1b[#{\x1b[>1u\x1b[22t\x1b7\x1b[s"

    assert growth(lambda: [terminal.feed(pushes * 100) for _ in range(20)]) < CHUNK


def test_repetition(terminal: Emulator) -> None:
    """A character repeated without end takes the time of a screenful."""
    terminal.feed(b"x" + b"\x1b[999999999b" * 100)

    assert terminal.screen.scrollback_size <= 100


def test_the_scrollback_of_a_flood(make_terminal: type[Emulator]) -> None:
    """Raw output that nobody looks at is bounded as rows are."""
    terminal = make_terminal(80, 24, scrollback=1000)
    output = b"".join(b"line %d\r\n" % number for number in range(5000))
    held = growth(lambda: [terminal.feed(output) for _ in range(100)])

    assert held < 4 * len(output)
    assert terminal.screen.scrollback_size == 1000
