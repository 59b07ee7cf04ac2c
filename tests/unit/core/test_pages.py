"""A log by pages: all of it, from anywhere, while it grows and begins anew."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.bundle import pages
from core.bundle.log import STDERR, STDOUT, format_entry
from core.bundle.pages import LogPages
from core.bundle.text import text_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

READS = st.lists(
    st.tuples(
        st.sampled_from([STDOUT, STDOUT, STDERR]),
        st.lists(
            st.sampled_from([b"\n", b"\r\n", b"a", b"needle ", b"x" * 300, b"\r"]),
            min_size=1,
            max_size=6,
        ).map(b"".join),
    ),
    max_size=60,
)


def log_of(reads: list[tuple[int, bytes]]) -> bytes:
    """Return a log of reads."""
    return b"".join(
        format_entry(stream, data, at) for at, (stream, data) in enumerate(reads)
    )


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page be so small that a short log has many."""
    monkeypatch.setattr(pages, "PAGE_BYTES", 2500)


_OPEN: list[LogPages] = []


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """Return the path of a log, which is closed at the end."""
    yield tmp_path / "exec_log"
    while _OPEN:
        _OPEN.pop().close()


def opened(path: Path, data: bytes) -> LogPages:
    """Write a log and open it."""
    path.write_bytes(data)
    _OPEN.append(LogPages(path))
    return _OPEN[-1]


def forward(log: LogPages, place: int = 0) -> Iterator[pages.LogPage]:
    """Yield the pages from a place to the end."""
    while True:
        page = log.after(place)
        if page.end == place:
            return
        yield page
        place = page.end


def backward(log: LogPages, place: int) -> Iterator[pages.LogPage]:
    """Yield the pages from a place back to the start."""
    while place > log.start:
        page = log.before(place)
        yield page
        place = page.start


@pytest.mark.usefixtures("small_pages")
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reads=READS)
def test_pages_make_up_the_log(reads: list[tuple[int, bytes]], path: Path) -> None:
    """From both ends, pages follow one another without a gap, and miss nothing."""
    data = log_of(reads)
    log = opened(path, data)
    onward = list(forward(log))
    back = list(backward(log, log.end))[::-1]

    for found in (onward, back):
        assert [page.start for page in found[1:]] == [page.end for page in found[:-1]]
        for page in found:
            assert page.lines == text_lines(data[page.start : page.end], page.start)
        assert bool(found) == bool(data)
        if data:
            assert (found[0].start, found[-1].end) == (0, len(data))


@pytest.mark.usefixtures("small_pages")
def test_lines_are_not_cut_between_pages(path: Path) -> None:
    """Lines in several reads are whole, from whichever end they are read."""
    reads = [
        (STDOUT, piece)
        for at in range(400)
        for piece in (b"line ", str(at).encode(), b" is whole\n")
    ]
    log = opened(path, log_of(reads))
    wanted = [f"line {at} is whole" for at in range(400)]

    assert [line.text for page in forward(log) for line in page.lines] == wanted
    back = list(backward(log, log.end))[::-1]
    assert len(back) > 10
    assert [line.text for page in back for line in page.lines] == wanted


@pytest.mark.usefixtures("small_pages")
def test_at_finds_the_next_line(path: Path) -> None:
    """From any place on, the page begins with a line, and none before it is nearer."""
    data = log_of([(STDOUT, b"%d\n" % at) for at in range(100)])
    log = opened(path, data)
    starts = [line.place for page in forward(log) for line in page.lines]

    for place in range(0, len(data) - 200, 7):
        found = log.at(place).lines[0].place
        assert found in starts
        # The rest of the line in which it falls is passed over, and may be the next.
        assert place <= found <= place + 120
    assert log.at(0).lines[0].place == 0
    assert log.at(len(data) + 5).lines[-1].text == "99"


def test_the_last_page_of_a_large_log(path: Path) -> None:
    """The end is there without the rest having been read."""
    line = format_entry(STDOUT, b"x" * 50 + b"\n", 1)
    log = opened(path, line * 20_000 + format_entry(STDOUT, b"end", 2))
    page = log.last()

    assert page.lines[-1].text == "end"
    assert page.end == log.end
    assert log.end - page.start <= pages.PAGE_BYTES


def test_it_grows(path: Path) -> None:
    """What comes is in the page when it is read again; half a log line waits."""
    log = opened(path, format_entry(STDOUT, b"$ ", 1))

    assert [line.text for line in log.last().lines] == ["$ "]

    more = format_entry(STDOUT, b"ls\n", 2)
    with path.open("ab") as stream:
        stream.write(more[:-3])
        stream.flush()

        assert [line.text for line in log.last().lines] == ["$ "]

        stream.write(more[-3:])
    page = log.after(0)

    assert [line.text for line in page.lines] == ["$ ls"]
    assert page.end == log.end


def test_it_begins_anew(path: Path) -> None:
    """Past the monitor's limit places go on, and the old file can still be read."""
    first = format_entry(STDOUT, b"old\n", 1)
    log = opened(path, first + b"half a line that a full disk left")
    end = log.end
    new = path.with_name("new")
    new.write_bytes(format_entry(STDOUT, b"new\n", 2))
    new.replace(path)

    assert log.end == end + new_size(path)
    assert [line.text for page in forward(log) for line in page.lines] == ["old", "new"]
    back = list(backward(log, log.end))[::-1]
    assert [line.text for page in back for line in page.lines] == ["old", "new"]

    new.write_bytes(format_entry(STDOUT, b"newer\n", 3))
    new.replace(path)

    assert log.end > end + new_size(path)
    assert log.start == end
    assert log.after(0).start == end
    assert [line.text for page in forward(log) for line in page.lines] == [
        "new",
        "newer",
    ]


def new_size(path: Path) -> int:
    """Return the size of a file."""
    return path.stat().st_size


@pytest.mark.usefixtures("small_pages")
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reads=READS, word=st.sampled_from(["needle", "NEEDLE A", "xa", "zzz", "ax"]))
def test_find(reads: list[tuple[int, bytes]], word: str, path: Path) -> None:
    """The first and the last line that match are found, and all between them."""
    data = log_of(reads)
    log = opened(path, data)
    pattern = re.compile(re.escape(word), re.IGNORECASE)
    lines = [line for page in forward(log) for line in page.lines]
    wanted = [line.place for line in lines if pattern.search(line.text)]
    places: list[int] = []
    place = log.find(pattern, 0)
    while place is not None:
        places.append(place)
        after = next((line.place for line in lines if line.place > place), None)
        place = log.find(pattern, after) if after is not None else None

    assert places == wanted
    back = log.find(pattern, log.end, forward=False)
    assert (back is None) == (not wanted)


def test_a_search_can_be_ended(path: Path) -> None:
    """It asks for each page whether it is to go on."""
    line = format_entry(STDOUT, b"x" * 50 + b"\n", 1)
    log = opened(path, line * 20_000)
    asked: list[int] = []

    def going(place: int) -> bool:
        asked.append(place)
        return len(asked) < 3

    assert log.find(re.compile("y"), 0, going=going) is None
    assert len(asked) == 3
    assert asked == sorted(set(asked))


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("junk", [b"\0" * 5000, b"x y\n" * 500, b"\n" * 3000])
def test_what_is_no_log_is_passed_over(junk: bytes, path: Path) -> None:
    """A damaged part hides no other, and holds nobody up."""
    data = format_entry(STDOUT, b"one\n", 1) + junk + b"\n"
    log = opened(path, data + format_entry(STDOUT, b"two\n", 2))

    for found in (forward(log), backward(log, log.end)):
        texts = {line.text for page in found for line in page.lines}
        assert texts == {"one", "two"}
    assert log.find(re.compile("two"), 0) is not None


def test_a_closed_log_is_empty(path: Path) -> None:
    """Whoever still reads it finds nothing more, and no file is left open."""
    before = len(list(Path("/proc/self/fd").iterdir()))
    log = opened(path, format_entry(STDOUT, b"one\n", 1))
    log.close()

    assert log.after(0).lines == []
    assert log.last().lines == []
    assert log.find(re.compile("one"), 0) is None
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_there_is_no_log(path: Path) -> None:
    """A log that is not there, or is none, cannot be opened."""
    with pytest.raises(FileNotFoundError):
        LogPages(path)
    os.mkfifo(path)
    with pytest.raises(OSError, match="regular"):
        LogPages(path)
