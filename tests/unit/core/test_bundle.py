"""A session's bundle: its paths, its directory, its exit file."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.bundle.directory import create_bundle, read_pid, remove_bundle, write_file
from core.bundle.exit_file import read_exit_file, wait_for_exit
from core.bundle.paths import BundlePaths, bundle_paths, check_id, lock_path
from core.errors import InvalidConfig
from core.process import ProcessIdentity
from core.settings import Settings

NOBODY = ProcessIdentity(0, 0)

BAD_IDS = [
    "",
    ".",
    "..",
    "/",
    "a/b",
    "../../etc",
    "/etc/passwd",
    "a\0b",
    "a\nb",
    "a\n",
    "\x1b[31m",
    "[bold]",
    "-a",
    ".hidden",
    "a b",
    "é",
    "٣",
    "a" * 256,
]


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    """Settings under a directory of the test's own."""
    return Settings(run_dir=tmp_path / "run", state_dir=tmp_path / "state")


@pytest.fixture
def paths(home: Settings) -> BundlePaths:
    """The paths of session `s1` in container `c1`."""
    return bundle_paths(home, "c1", "s1")


@pytest.mark.parametrize("bad", BAD_IDS)
def test_bad_ids(bad: str, home: Settings) -> None:
    """An id that could leave its directory, or a terminal's line, becomes no path."""
    with pytest.raises(InvalidConfig, match="it cannot be a file name") as caught:
        bundle_paths(home, bad, "s1")
    assert str(caught.value).isprintable()
    with pytest.raises(InvalidConfig):
        bundle_paths(home, "c1", bad)
    with pytest.raises(InvalidConfig):
        lock_path(home, bad)


@given(st.text(max_size=12))
def test_an_accepted_id_is_one_component(text: str) -> None:
    """Whatever `check_id` lets through stays directly under its parent."""
    try:
        value = check_id("container", text)
    except InvalidConfig:
        return
    assert value == text
    assert Path(f"/base/{value}").resolve() == Path(f"/base/{value}")
    assert Path(f"/base/{value}").parent == Path("/base")


def test_paths(home: Settings, paths: BundlePaths) -> None:
    """Every file lies in the bundle, under the names that design.md gives."""
    names = {
        "attach": paths.attach,
        "ctl": paths.ctl,
        "exec_pid": paths.exec_pid,
        "exec_log": paths.exec_log,
        "monitor_pid": paths.monitor_pid,
        "oci-log": paths.oci_log,
        "process.json": paths.process_spec,
        "exit/c1": paths.exit_file,
    }

    assert paths.directory == home.run_dir / "bundles/c1/s1"
    assert names == {name: paths.directory / name for name in names}
    assert lock_path(home, "c1") == home.run_dir / "locks/c1.lock"


def test_every_directory_is_private(home: Settings, paths: BundlePaths) -> None:
    """All directories that a bundle needs are made with mode 0700."""
    create_bundle(paths)

    made = [home.run_dir, *(item for item in home.run_dir.rglob("*") if item.is_dir())]
    assert len(made) == 5
    assert {item.stat().st_mode & 0o777 for item in made} == {0o700}


def test_create_replaces_and_remove_forgets(paths: BundlePaths) -> None:
    """What an interrupted start left is gone; removing twice is fine."""
    create_bundle(paths)
    paths.exec_log.write_text("old")
    os.mkfifo(paths.ctl)
    create_bundle(paths)
    assert list(paths.directory.iterdir()) == [paths.exit_dir]
    remove_bundle(paths)
    remove_bundle(paths)

    assert not paths.directory.parent.exists()


def test_remove_leaves_the_neighbour(home: Settings, paths: BundlePaths) -> None:
    """The container's directory stays while another session has its bundle there."""
    other = bundle_paths(home, "c1", "s2")
    create_bundle(paths)
    create_bundle(other)
    remove_bundle(paths)

    assert other.exit_dir.is_dir()
    assert not paths.directory.exists()


def test_remove_does_not_follow_links(paths: BundlePaths, tmp_path: Path) -> None:
    """A link in a bundle is removed; what it points to is not."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "keep").touch()
    create_bundle(paths)
    (paths.directory / "link").symlink_to(outside)
    remove_bundle(paths)

    assert (outside / "keep").exists()


def test_write_file(tmp_path: Path) -> None:
    """A file is written whole, 0600, and nothing temporary stays beside it."""
    target = tmp_path / "process.json"
    write_file(target, b"one")
    write_file(target, b"two")

    assert target.read_bytes() == b"two"
    assert target.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_a_failed_write_keeps_the_old_file(tmp_path: Path) -> None:
    """When the new file cannot take its place, the old one and nothing else stays."""
    target = tmp_path / "busy"
    target.mkdir()
    with pytest.raises(OSError, match="directory"):
        write_file(target, b"data")

    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("text", "pid"),
    [("42", 42), ("42\n", 42), ("", 0), ("x", 0), ("4 2", 0), ("\0", 0)],
)
def test_read_pid(tmp_path: Path, text: str, pid: int) -> None:
    """A pid file that holds no number is as good as none."""
    path = tmp_path / "pid"
    assert read_pid(path) == 0
    path.write_text(text)

    assert read_pid(path) == pid


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0", 0),
        ("7", 7),
        ("255", 255),
        ("137\n", 137),
        ("", None),
        ("-1", None),
        ("256", None),
        ("garbage", None),
        ("9" * 5000, None),
        ("\0\xff", None),
    ],
)
def test_exit_codes(tmp_path: Path, text: str, code: int | None) -> None:
    """A number from 0 to 255 is the code; any other content is an unknown one."""
    path = tmp_path / "c1"
    path.write_bytes(text.encode("latin-1"))
    found = read_exit_file(path)

    assert found is not None
    assert found.code == code
    assert found.at == path.stat().st_mtime


def test_no_exit_file(tmp_path: Path) -> None:
    """Without a file there is no exit."""
    assert read_exit_file(tmp_path / "none") is None


def test_a_dead_monitor_without_a_file(tmp_path: Path) -> None:
    """A monitor that died first gives an unknown code at once, not after the deadline."""
    begun = time.monotonic()
    ended = wait_for_exit(tmp_path / "none", NOBODY, timeout=30)

    assert ended is not None
    assert ended.code is None
    assert time.monotonic() - begun < 5
    assert abs(ended.at - time.time()) < 5


def test_a_dead_monitor_with_a_file(tmp_path: Path) -> None:
    """What a monitor wrote counts after its death too."""
    (tmp_path / "c1").write_text("3")

    ended = wait_for_exit(tmp_path / "c1", NOBODY)
    assert ended is not None
    assert ended.code == 3


def test_a_live_monitor_that_never_writes(tmp_path: Path) -> None:
    """The deadline ends the wait for a monitor that may still write: no exit yet."""
    me = ProcessIdentity.of(os.getpid())
    assert me is not None
    begun = time.monotonic()
    ended = wait_for_exit(tmp_path / "none", me, timeout=0.2)

    assert ended is None
    assert 0.2 <= time.monotonic() - begun < 5


def test_a_monitor_that_writes_late(tmp_path: Path) -> None:
    """The file is seen soon after it is written, while the monitor lives."""
    me = ProcessIdentity.of(os.getpid())
    assert me is not None
    path = tmp_path / "c1"
    timer = threading.Timer(0.1, write_file, (path, b"9"))
    timer.start()
    ended = wait_for_exit(path, me, timeout=30)
    timer.join()

    assert ended is not None
    assert ended.code == 9


def test_a_monitor_that_is_killed_meanwhile(tmp_path: Path) -> None:
    """When the monitor dies during the wait, the wait ends too."""
    with subprocess.Popen(["sleep", "1000"]) as process:
        monitor = ProcessIdentity.of(process.pid)
        assert monitor is not None
        timer = threading.Timer(0.1, monitor.send, (signal.SIGKILL,))
        timer.start()
        ended = wait_for_exit(tmp_path / "none", monitor, timeout=30)
        timer.join()

    assert ended is not None
    assert ended.code is None
