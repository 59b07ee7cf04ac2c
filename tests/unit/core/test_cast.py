"""Recordings and the sizes in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from core.bundle.cast import cast_lines
from core.bundle.log import STDERR, STDOUT, LogEntry, format_entry, parse_entries
from core.bundle.sizes import SizeChange, note_size, read_sizes
from core.session.types import ExecConfig, ExecSession, TerminalSize

if TYPE_CHECKING:
    from pathlib import Path


def session(*, terminal: bool = True) -> ExecSession:
    """Return a session that began at 1000 s."""
    config = ExecConfig(command=("ls", "-l"), terminal=terminal)
    return ExecSession(
        id="a" * 64,
        container_id="box",
        container_name="box",
        config=config,
        started_at=1000.0,
    )


def test_header() -> None:
    """The header has the size from before the start, the time and the command."""
    sizes = [SizeChange(999.9, TerminalSize(120, 40))]
    (header,) = map(json.loads, cast_lines(session(), [], sizes))

    assert header == {
        "version": 2,
        "width": 120,
        "height": 40,
        "timestamp": 1000,
        "command": "ls -l",
        "title": "box aaaaaaaaaaaa",
        "env": {"TERM": "xterm"},
    }


def test_events_are_in_order_of_time() -> None:
    """A resize stands between the outputs that it came between."""
    entries = [LogEntry(1000.5, STDOUT, b"one"), LogEntry(1002.25, STDOUT, b"two")]
    sizes = [SizeChange(1001.0, TerminalSize(50, 10))]
    _, *events = map(json.loads, cast_lines(session(), entries, sizes))

    assert events == [[0.5, "o", "one"], [1.0, "r", "50x10"], [2.25, "o", "two"]]


def test_a_character_cut_in_two() -> None:
    """A character whose bytes came in two reads is whole in the second."""
    entries = [LogEntry(1001.0, STDOUT, b"\xe2\x82"), LogEntry(1002.0, STDOUT, b"\xac")]
    _, *events = map(json.loads, cast_lines(session(), entries, []))

    assert events == [[2.0, "o", "€"]]


def test_pipes_are_shown_as_a_terminal_would() -> None:
    """Without a terminal both streams are there, with new lines for line feeds."""
    entries = [LogEntry(1001.0, STDOUT, b"a\nb"), LogEntry(1002.0, STDERR, b"err\n")]
    _, *events = map(json.loads, cast_lines(session(terminal=False), entries, []))

    assert events == [[1.0, "o", "a\r\nb"], [2.0, "o", "err\r\n"]]


def test_the_runtimes_words_are_left_out() -> None:
    """On a terminal session the other stream is not the program's."""
    entries = [LogEntry(1001.0, STDERR, b"debug")]
    assert len(list(cast_lines(session(), entries, []))) == 1


def test_entries_are_the_monitors_reads() -> None:
    """Lines of one stream and one time are one entry, as they were read."""
    data = format_entry(STDOUT, b"a\nb\nc", 5_000_000_001)
    data += format_entry(STDERR, b"d\n", 5_000_000_001)
    data += format_entry(STDERR, b"e", 6_500_000_000)

    assert list(parse_entries(data)) == [
        LogEntry(5.0, STDOUT, b"a\nb\nc"),
        LogEntry(5.0, STDERR, b"d\n"),
        LogEntry(6.5, STDERR, b"e"),
    ]


def test_a_bad_time_is_that_of_the_line_before() -> None:
    """A damaged timestamp loses no output."""
    data = format_entry(STDOUT, b"a\n", 5_000_000_000) + b"nonsense stdout F b\n"

    assert list(parse_entries(data)) == [
        LogEntry(5.0, STDOUT, b"a\n"),
        LogEntry(5.0, STDOUT, b"b\n"),
    ]


def test_conmons_local_times() -> None:
    """Conmon writes local time with its offset; the moment is the same."""
    (entry,) = parse_entries(b"1970-01-01T02:00:01.250000000+02:00 stdout F x\n")

    assert entry.at == 1.25


def test_sizes_come_back(tmp_path: Path) -> None:
    """Sizes are read in the order they were noted; other lines are left out."""
    path = tmp_path / "sizes"
    note_size(path, TerminalSize(80, 24))
    with path.open("a") as stream:
        stream.write("nonsense\n1 2\n\n")
    note_size(path, TerminalSize(100, 30))

    assert [item.size for item in read_sizes(path)] == [
        TerminalSize(80, 24),
        TerminalSize(100, 30),
    ]


def test_no_sizes(tmp_path: Path) -> None:
    """A session that was never resized has none; a full disk is no error."""
    assert read_sizes(tmp_path / "none") == []
    note_size(tmp_path / "no/such/place", TerminalSize(80, 24))
