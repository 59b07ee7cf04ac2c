"""Logs of output: garbage in them, and any output cut into any reads."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import strategies as st

from core.bundle.log import (
    STDERR,
    STDOUT,
    LogReader,
    format_entry,
    parse_entries,
    parse_lines,
)
from core.monitor.log_writer import LogWriter
from tests.fuzz.inputs import BYTES, RECIPES, Recipe, fuzz

if TYPE_CHECKING:
    from pathlib import Path

STREAMS = (STDOUT, STDERR)
STAMP = b"2024-05-06T07:08:09.123456789+00:00"
PIECES = (
    *(b"", b"a", b"\n", b"\r", b"\0", b"\xff", b" ", STAMP, STAMP + b" stdout F x\n"),
    *(b" stdout F ", b" stderr P ", b" std", b" F ", b" P ", b"x" * 300, b"\x1b[31m"),
    *(b"0001-01-01 stdout F y\n", b"9999-12-31T23:59:59.9-23:59 stderr P z\n"),
    *(b"2024-02-30T99 stdout P q\n", b"\xc3\xa9 stdout F e\n", b"F", b"stdout"),
)

Reads = list[tuple[int, bytes]]


def make_bytes(recipe: Recipe, most: int) -> bytes:
    """Return some pieces of a log, joined."""
    return b"".join(recipe.pick(PIECES) for _ in range(recipe.below(most + 1)))


def make_reads(recipe: Recipe) -> Reads:
    """Return reads of output, none of them empty."""
    return [
        (recipe.pick(STREAMS), make_bytes(recipe, 4) or b"z")
        for _ in range(recipe.below(8))
    ]


def joined(reads: Reads) -> Reads:
    """Join neighbours of one stream."""
    return [
        (stream, b"".join(data for _, data in group))
        for stream, group in itertools.groupby(reads, key=lambda item: item[0])
    ]


def parsed_slowly(data: bytes) -> Reads:
    """Parse line by line, without a regular expression."""
    output: Reads = []
    for line in data.split(b"\n")[:-1]:
        fields = line.split(b" ", 3)
        if len(fields) < 4 or not fields[0]:
            continue
        _, name, tag, text = fields
        if name in (b"stdout", b"stderr") and tag in (b"F", b"P"):
            text += b"\n" if tag == b"F" else b""
            output.append((STDOUT if name == b"stdout" else STDERR, text))
    return joined(output)


def check(path: Path, data: bytes) -> None:
    """Assert that a log is read alike, whole or in parts, by every reader."""
    expected = parsed_slowly(data)
    assert parse_lines(data) == expected
    entries = list(parse_entries(data))
    assert joined([(item.stream, item.data) for item in entries]) == expected
    assert all(isinstance(item.at, float) for item in entries)
    path.write_bytes(data)
    reader = LogReader(path)
    parts: Reads = []
    while reader.backlog:
        parts += reader.read(7)
    parts += reader.read()
    assert joined(parts) == expected
    assert reader.consumed == len(data)
    reader.close()


@fuzz(BYTES, share=8)
@pytest.mark.timeout(180)
def test_any_bytes(folder: Path, data: bytes) -> None:
    """A log of any bytes at all holds no output, and is read to its end."""
    check(folder / "exec_log", data)


@fuzz(RECIPES, share=4)
@pytest.mark.timeout(180)
def test_any_pieces(folder: Path, recipe: Recipe) -> None:
    """A log of good and broken lines gives the output of the good ones."""
    check(folder / "exec_log", make_bytes(recipe, 12))


@fuzz(RECIPES, st.integers(0, 40), share=4)
@pytest.mark.timeout(180)
def test_any_tail(folder: Path, recipe: Recipe, tail: int) -> None:
    """The tail of any log is an end of its output."""
    path = folder / "exec_log"
    data = make_bytes(recipe, 12)
    path.write_bytes(data)
    reader = LogReader(path, tail)
    found = b"".join(text for _, text in reader.read())
    reader.close()

    assert reader.skipped == (len(data) > tail)
    assert b"".join(text for _, text in parse_lines(data)).endswith(found)


@fuzz(RECIPES, share=4)
def test_round_trip(recipe: Recipe) -> None:
    """Any output in any reads comes back whole, in order and on its stream."""
    reads = make_reads(recipe)
    log = b"".join(
        format_entry(stream, data, number * 1_000_000_007)
        for number, (stream, data) in enumerate(reads)
    )
    assert parse_lines(log) == joined(reads)
    entries = [(item.stream, item.data) for item in parse_entries(log)]
    assert entries == reads


@fuzz(RECIPES, st.integers(0, 700), share=4)
@pytest.mark.timeout(180)
def test_a_small_log(folder: Path, recipe: Recipe, size_max: int) -> None:
    """A log with a limit keeps the end of the output; who follows misses nothing."""
    path = folder / "small_log"
    path.unlink(missing_ok=True)
    writer = LogWriter(path, size_max)
    reader = LogReader(path)
    reads = make_reads(recipe)
    followed: Reads = []
    for stream, data in reads:
        writer.write(stream, data)
        followed += reader.read(50)
        while reader.backlog:
            followed += reader.read(50)
        longest = len(format_entry(stream, data, 0))
        assert not size_max or path.stat().st_size <= max(size_max, longest)
    followed += reader.read()
    reader.close()
    os.close(writer._file)  # noqa: SLF001 (it is closed by exit)
    kept = parse_lines(path.read_bytes())

    assert joined(followed) == joined(reads)
    starts = range(len(reads) + 1)
    assert any(joined(reads[start:]) == kept for start in starts)
    assert not reads or kept
    assert size_max or kept == joined(reads)


@fuzz(BYTES, BYTES, share=10)
def test_output_after_garbage(garbage: bytes, output: bytes) -> None:
    """Output that follows a broken line is read as it was written."""
    good = format_entry(STDOUT, output or b"x", 5)

    assert parse_lines(garbage + b"\n" + good) == [(STDOUT, output or b"x")]
