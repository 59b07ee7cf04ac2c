"""Writing the log: bounded, and unharmed by a full disk."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from core.bundle.log import STDERR, STDOUT, LogReader, parse_lines
from core.monitor.log_writer import LogWriter
from tests.support.containers import require

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """The log of a writer gives a reader the same bytes on the same streams."""
    path = tmp_path / "exec_log"
    writer = LogWriter(path, 0)
    writer.write(STDOUT, b"a\0\xff")
    writer.write(STDERR, b"err\n")

    assert parse_lines(path.read_bytes()) == [(STDOUT, b"a\0\xff"), (STDERR, b"err\n")]
    assert path.stat().st_mode & 0o777 == 0o600


def test_rollover(tmp_path: Path) -> None:
    """Past its limit the log starts anew; a reader that follows misses nothing."""
    path = tmp_path / "exec_log"
    writer = LogWriter(path, 1000)
    reader = LogReader(path)
    seen = b""
    inodes = set()
    for number in range(60):
        writer.write(STDOUT, b"line %d\n" % number)
        assert path.stat().st_size <= 1000
        inodes.add(path.stat().st_ino)
        seen += b"".join(data for _, data in reader.read())
    seen += b"".join(data for _, data in reader.read())
    reader.close()

    assert seen == b"".join(b"line %d\n" % number for number in range(60))
    assert len(inodes) > 1
    assert list(tmp_path.iterdir()) == [path]


def test_one_read_longer_than_the_limit(tmp_path: Path) -> None:
    """A single read that is longer than the limit is kept all the same."""
    path = tmp_path / "exec_log"
    writer = LogWriter(path, 10)
    writer.write(STDOUT, b"x" * 100)
    writer.write(STDOUT, b"y" * 100)

    assert parse_lines(path.read_bytes()) == [(STDOUT, b"y" * 100)]


def test_no_limit(tmp_path: Path) -> None:
    """A limit of 0 is none."""
    path = tmp_path / "exec_log"
    writer = LogWriter(path, 0)
    for _ in range(100):
        writer.write(STDOUT, b"z" * 100)

    assert parse_lines(path.read_bytes()) == [(STDOUT, b"z" * 10_000)]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KiB."""
    require(os.geteuid() == 0, "a mount needs root")
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    done = subprocess.run(mount, check=False, capture_output=True, text=True)
    require(done.returncode == 0, f"no mount here: {done.stderr.strip()}")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(disk: Path) -> Path:
    """Fill the rest of a disk."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as stream, suppress(OSError):
        while True:
            stream.write(b"x" * 4096)
    return ballast


def test_a_full_disk(small_disk: Path) -> None:
    """On a full disk output is left out whole; the log stays sound and goes on."""
    path = small_disk / "exec_log"
    writer = LogWriter(path, 0)
    writer.write(STDOUT, b"before\n")
    ballast = fill(small_disk)
    for _ in range(20):
        writer.write(STDOUT, b"lost" * 500 + b"\n")
    ballast.unlink()
    writer.write(STDOUT, b"after\n")
    text = b"".join(data for _, data in parse_lines(path.read_bytes()))

    assert text.startswith(b"before\n")
    assert text.endswith(b"after\n")
    kept = text.removeprefix(b"before\n").removesuffix(b"after\n")
    assert set(kept.split(b"\n")) <= {b"lost" * 500, b""}
    lines = path.read_bytes().splitlines()
    assert all(b" stdout F " in line for line in lines)


def test_rollover_on_a_full_disk(small_disk: Path) -> None:
    """A log that cannot start anew neither fails nor harms what it holds."""
    path = small_disk / "exec_log"
    writer = LogWriter(path, 6000)
    writer.write(STDOUT, b"a" * 4000 + b"\n")
    ballast = fill(small_disk)
    writer.write(STDOUT, b"b" * 4000 + b"\n")
    ballast.unlink()
    writer.write(STDOUT, b"c" * 4000 + b"\n")
    text = b"".join(data for _, data in parse_lines(path.read_bytes()))

    assert text.endswith(b"c" * 4000 + b"\n")
    assert set(path.parent.iterdir()) == {path}
