"""The log of a session's output: its format, and reading it while it grows."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.bundle.log import STDERR, STDOUT, LogReader, format_entry, parse_lines

if TYPE_CHECKING:
    from pathlib import Path

# 1970-01-01T00:00:01.000000002
WHEN = 1_000_000_002
STAMP = b"1970-01-01T00:00:01.000000002+00:00"

READS = st.lists(
    st.tuples(
        st.sampled_from([STDOUT, STDERR]),
        st.binary(min_size=1, max_size=40)
        | st.lists(
            st.sampled_from([b"\n", b"\r", b"\0", b"\xff", b"a", b" F x", STAMP]),
            min_size=1,
            max_size=6,
        ).map(b"".join),
    ),
    max_size=12,
)


def joined(reads: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """Join neighbours of one stream."""
    return [
        (stream, b"".join(data for _, data in group))
        for stream, group in itertools.groupby(reads, key=lambda item: item[0])
    ]


def entry(data: bytes, stream: int = STDOUT) -> bytes:
    """Return the log lines of one read."""
    return format_entry(stream, data, WHEN)


def test_format() -> None:
    """A whole line is F, a piece is P; each line has stamp and stream, as conmon's."""
    assert entry(b"one\ntwo") == (
        STAMP + b" stdout F one\n" + STAMP + b" stdout P two\n"
    )
    assert entry(b"\n", STDERR) == STAMP + b" stderr F \n"


@given(READS)
def test_round_trip(reads: list[tuple[int, bytes]]) -> None:
    """Any bytes in any chunks come back whole, in order and on their stream."""
    log = b"".join(entry(data, stream) for stream, data in reads)

    assert parse_lines(log) == joined(reads)


@given(READS, st.data())
def test_cut_anywhere_between_lines(
    reads: list[tuple[int, bytes]], data: st.DataObject
) -> None:
    """Parsed in two parts, cut at any line, the log gives the same bytes."""
    log = b"".join(entry(text, stream) for stream, text in reads)
    lines = log.splitlines(keepends=True) if b"\r" not in log else [log]
    cut = data.draw(st.integers(0, len(lines)))
    parts = parse_lines(b"".join(lines[:cut])) + parse_lines(b"".join(lines[cut:]))

    assert joined(parts) == joined(reads)


@pytest.mark.parametrize(
    "garbage",
    [
        b"garbage\n",
        b"\n",
        b"no stdout here\n",
        STAMP + b" stdout\n",
        STAMP + b" stdout X text\n",
        STAMP + b" stdin F text\n",
        STAMP[:20] + b"\n",
        b"\xff\xfe\0\n",
    ],
)
def test_garbage_is_skipped(garbage: bytes) -> None:
    """A line that no monitor writes is left out; its neighbours are not."""
    log = entry(b"a\n") + garbage + entry(b"b\n")

    assert parse_lines(log) == [(STDOUT, b"a\nb\n")]
    assert parse_lines(garbage) == []


@given(st.binary(max_size=200))
def test_parsing_never_fails(data: bytes) -> None:
    """Any file at all can be parsed."""
    parse_lines(data)


def append(path: Path, data: bytes) -> None:
    """Write as a monitor does: at the end."""
    with path.open("ab") as stream:
        stream.write(data)


def text_of(news: list[tuple[int, bytes]]) -> bytes:
    """Return the bytes of all streams."""
    return b"".join(data for _, data in news)


def test_reading_as_it_grows(tmp_path: Path) -> None:
    """Each byte is returned once; half a line waits for its other half."""
    path = tmp_path / "exec_log"
    append(path, entry(b"one\n"))
    reader = LogReader(path)
    assert reader.read() == [(STDOUT, b"one\n")]
    assert reader.read() == []
    line = entry(b"two\n", STDERR)
    append(path, line[:30])
    assert reader.read() == []
    append(path, line[30:] + entry(b"thr"))
    assert reader.read() == [(STDERR, b"two\n"), (STDOUT, b"thr")]
    append(path, entry(b"ee\n"))

    assert reader.read() == [(STDOUT, b"ee\n")]
    reader.close()


def test_no_log(tmp_path: Path) -> None:
    """A log that is not there cannot be opened."""
    with pytest.raises(FileNotFoundError):
        LogReader(tmp_path / "none")


@given(
    st.lists(st.binary(min_size=1, max_size=30), max_size=10),
    st.integers(1, 64),
)
def test_small_reads(
    tmp_path_factory: pytest.TempPathFactory, chunks: list[bytes], limit: int
) -> None:
    """However little is read at a time, the bytes are the same."""
    path = tmp_path_factory.mktemp("log") / "exec_log"
    path.write_bytes(b"".join(entry(chunk) for chunk in chunks))
    reader = LogReader(path)
    seen = b""
    while reader.backlog:
        seen += text_of(reader.read(limit))
    reader.close()

    assert seen == b"".join(chunks)


def roll_over(path: Path, data: bytes) -> None:
    """Put a new log in the place of the old one, as both monitors do."""
    new = path.with_name("exec_log.tmp")
    new.write_bytes(data)
    new.rename(path)


def test_rollover_while_reading(tmp_path: Path) -> None:
    """What was unread of the old log comes first, then the new one, nothing twice."""
    path = tmp_path / "exec_log"
    append(path, entry(b"1\n"))
    reader = LogReader(path)
    assert text_of(reader.read()) == b"1\n"
    append(path, entry(b"2\n"))
    roll_over(path, entry(b"3\n"))
    append(path, entry(b"4\n"))
    seen = text_of(reader.read())
    seen += text_of(reader.read())
    assert seen == b"2\n3\n4\n"
    roll_over(path, b"")
    assert reader.read() == []
    append(path, entry(b"5\n"))

    assert text_of(reader.read()) == b"5\n"
    reader.close()


@pytest.mark.parametrize("half", [STAMP[:10], STAMP + b" ", STAMP + b" stdout F x"])
def test_half_a_line_before_a_rollover(tmp_path: Path, half: bytes) -> None:
    """A line that a full disk cut off does not swallow the first of the new log."""
    path = tmp_path / "exec_log"
    append(path, entry(b"1\n") + half)
    reader = LogReader(path)
    assert text_of(reader.read()) == b"1\n"
    roll_over(path, entry(b"2\n") + entry(b"3\n"))

    assert text_of(reader.read()) == b"2\n3\n"
    reader.close()


def test_a_log_that_is_removed(tmp_path: Path) -> None:
    """A reader outlives its file: what it holds open is read to the end."""
    path = tmp_path / "exec_log"
    append(path, entry(b"1\n") + entry(b"2\n"))
    reader = LogReader(path)
    path.unlink()

    assert text_of(reader.read()) == b"1\n2\n"
    assert reader.read() == []
    reader.close()


def test_tail(tmp_path: Path) -> None:
    """`tail` begins at the first whole line of the last bytes, and says so."""
    path = tmp_path / "exec_log"
    line = len(entry(b"0\n"))
    append(path, b"".join(entry(b"%d\n" % number) for number in range(10)))
    short = LogReader(path, tail=3 * line + 5)
    assert text_of(short.read()) == b"7\n8\n9\n"
    assert short.skipped
    whole = LogReader(path, tail=10 * line)
    assert not whole.skipped
    assert text_of(whole.read()).startswith(b"0\n1\n")
    nothing = LogReader(path, tail=5)
    assert nothing.read() == []
    append(path, entry(b"new\n"))
    assert text_of(nothing.read()) == b"new\n"
    for reader in (short, whole, nothing):
        reader.close()


def test_tail_into_one_long_line(tmp_path: Path) -> None:
    """When the tail lies within one line, reading begins with the next."""
    path = tmp_path / "exec_log"
    append(path, entry(b"x" * 100_000 + b"\n"))
    reader = LogReader(path, tail=10_000)
    assert reader.read() == []
    append(path, entry(b"next\n"))

    assert text_of(reader.read()) == b"next\n"
    reader.close()


def test_backlog(tmp_path: Path) -> None:
    """The backlog is what the file still holds: all of it at first, then nothing."""
    path = tmp_path / "exec_log"
    append(path, entry(b"one\n"))
    reader = LogReader(path)
    assert reader.backlog == path.stat().st_size
    reader.read()
    assert reader.backlog == 0
    append(path, entry(b"two\n"))

    assert reader.backlog == len(entry(b"two\n"))
    reader.close()
