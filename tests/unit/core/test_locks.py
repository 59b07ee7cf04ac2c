"""The lock of a container: exclusive, bounded, and never stale."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from core.errors import LockTimeout
from core.locks import container_lock

if TYPE_CHECKING:
    from pathlib import Path

HOLDER = """
import sys
from pathlib import Path
from core.locks import container_lock
with container_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""

COUNTER = """
import sys
from pathlib import Path
from core.locks import container_lock
folder = Path(sys.argv[1])
for _ in range(50):
    with container_lock(folder / "c.lock"):
        value = int((folder / "count").read_text())
        (folder / "count").write_text(str(value + 1))
"""


def holder(path: Path) -> subprocess.Popen[str]:
    """Start a process that holds the lock until its stdin closes."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_held_by_another_process(tmp_path: Path) -> None:
    """A lock that stays held ends in LockTimeout, on time and with its path."""
    path = tmp_path / "locks/c.lock"
    with holder(path) as process:
        begun = time.monotonic()
        with pytest.raises(LockTimeout) as caught, container_lock(path, timeout=0.2):
            pytest.fail("the lock was not exclusive")

        assert 0.2 <= time.monotonic() - begun < 5
        assert (caught.value.path, caught.value.waited) == (str(path), 0.2)
        process.communicate()
    with container_lock(path, timeout=0.0):
        pass


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    """When its holder is killed -9, the lock is free at once."""
    path = tmp_path / "c.lock"
    with holder(path) as process:
        process.kill()
        process.communicate()
        with container_lock(path, timeout=5.0):
            pass


def test_threads_exclude_each_other(tmp_path: Path) -> None:
    """Two threads of one process never hold a lock together."""
    path, inside, most = tmp_path / "c.lock", [0], [0]

    def work() -> None:
        for _ in range(10):
            with container_lock(path):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                threading.Event().wait(0.0005)
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == [1]
    assert inside == [0]


def test_not_reentrant(tmp_path: Path) -> None:
    """A second hold in the same thread waits like anybody's: it is not re-entrant."""
    path = tmp_path / "c.lock"
    with container_lock(path):
        with pytest.raises(LockTimeout), container_lock(path, timeout=0.05):
            pytest.fail("the lock was re-entrant")
        with pytest.raises(LockTimeout), container_lock(path, timeout=0.05):
            pytest.fail("the failed try released the lock")


def test_processes_exclude_each_other(tmp_path: Path) -> None:
    """Three processes that read, add one and write under the lock lose no count."""
    (tmp_path / "count").write_text("0")
    command = [sys.executable, "-c", COUNTER, str(tmp_path)]
    processes = [subprocess.Popen(command) for _ in range(3)]

    assert [process.wait(30) for process in processes] == [0, 0, 0]
    assert (tmp_path / "count").read_text() == "150"


def test_released_by_an_error(tmp_path: Path) -> None:
    """An error inside the lock releases it and passes through."""
    path = tmp_path / "c.lock"
    with pytest.raises(KeyError), container_lock(path):
        raise KeyError(path)
    with container_lock(path, timeout=0.0):
        pass


def test_modes(tmp_path: Path) -> None:
    """The lock's folder is 0700 and its file 0600, whatever the umask."""
    path = tmp_path / "run" / "locks" / "c.lock"
    with container_lock(path):
        modes = [item.stat().st_mode & 0o777 for item in (path.parent, path)]

    assert modes == [0o700, 0o600]
    assert (tmp_path / "run").stat().st_mode & 0o777 == 0o700
