"""Reading a container's files without ever leaving its root."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from core.runtime.rootfs import FILE_MAX, ContainerRoot
from tests.support.containers import require

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OUTSIDE = "the host's own\n"


@pytest.fixture(scope="module")
def jail(
    tmp_path_factory: pytest.TempPathFactory, rootfs: Path
) -> Iterator[tuple[Path, int]]:
    """A folder, and the pid of a process whose root directory it is."""
    require(os.geteuid() == 0, "chroot needs root")
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret").write_text(OUTSIDE)
    root = outside / "jail"
    (root / "bin").mkdir(parents=True)
    (root / "etc").mkdir()
    (root / "dev").mkdir()
    (root / "deep/er").mkdir(parents=True)
    (root / "bin/busybox").write_bytes((rootfs / "bin/busybox").read_bytes())
    (root / "bin/busybox").chmod(0o755)
    (root / "bin/ash").symlink_to("busybox")
    (root / "etc/passwd").write_text("inside\n")
    (root / "etc/bytes").write_bytes(b"a\xffb")
    (root / "etc/huge").touch()
    os.truncate(root / "etc/huge", FILE_MAX + 1)
    os.mkfifo(root / "etc/fifo")
    os.mknod(root / "dev/null", 0o600 | 0o020000, os.makedev(1, 3))
    links = {
        "relative": "passwd",
        "absolute": "/etc/passwd",
        "climbing": "../../../../../../etc/passwd",
        "slashes": "//etc///./passwd",
        "host-secret": str(outside / "secret"),
        "up-to-secret": "../../secret",
        "loop": "loop",
        "ping": "pong",
        "pong": "ping",
        "dangling": "none",
        "to-directory": "/deep",
    }
    for name, target in links.items():
        (root / "etc" / name).symlink_to(target)
    (root / "deep/er/etc").symlink_to("../../etc")
    (root / "link0").symlink_to("/etc/passwd")
    for number in range(1, 50):
        (root / f"link{number}").symlink_to(f"link{number - 1}")
    process = subprocess.Popen(
        ["chroot", str(root), "/bin/busybox", "sh", "-c", "echo; read x"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.readline()
    yield root, process.pid
    process.communicate()


@pytest.fixture
def root(jail: tuple[Path, int]) -> Iterator[ContainerRoot]:
    """The root of that process."""
    with ContainerRoot(jail[1]) as root:
        yield root


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "etc/passwd",
        "//etc/./passwd",
        "/etc/../etc/passwd",
        "/../../../etc/passwd",
        "/etc/relative",
        "/etc/absolute",
        "/etc/climbing",
        "/etc/slashes",
        "/deep/er/etc/passwd",
        "/etc/to-directory/er/etc/passwd",
        "/etc/to-directory/../etc/passwd",
        "/link0",
        "/link39",
    ],
)
def test_inside(root: ContainerRoot, path: str) -> None:
    """Links and dots mean what they mean within the container's root."""
    assert root.read_text(path) == "inside\n"


@pytest.mark.parametrize(
    "path",
    [
        "/etc/host-secret",
        "/etc/up-to-secret",
        "/../secret",
        "/..",
        "/",
        "/etc",
        "/etc/loop",
        "/etc/ping",
        "/link40",
        "/etc/dangling",
        "/none",
        "/etc/passwd/x",
        "/etc/passwd/..",
        "/etc/huge",
        "/dev/null",
        "/" + "x" * 300,
        "/" + "d/" * 3000,
    ],
)
def test_refused(root: ContainerRoot, path: str) -> None:
    """What is not a regular file of fair size in the root is an OSError."""
    with pytest.raises(OSError, match=r"\w"):
        root.read_text(path)


@pytest.mark.timeout(10)
def test_a_fifo_does_not_make_us_wait(root: ContainerRoot) -> None:
    """A FIFO in the place of a file is refused without opening it."""
    with pytest.raises(OSError, match="is not a regular file"):
        root.read_text("/etc/fifo")


def test_undecodable_bytes(root: ContainerRoot) -> None:
    """Bytes that are no UTF-8 are kept as surrogates."""
    assert root.read_text("/etc/bytes") == "a\udcffb"


def test_executables(root: ContainerRoot) -> None:
    """A program is a regular file with an execute bit, links followed inside."""
    assert root.is_executable("/bin/busybox")
    assert root.is_executable("/bin/ash")
    for path in ("/etc/passwd", "/bin", "/bin/none", "/etc/loop", "/etc/fifo"):
        assert not root.is_executable(path)


def test_no_descriptor_is_left(jail: tuple[Path, int]) -> None:
    """However a read ends, it closes all that it opened."""
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    with ContainerRoot(jail[1]) as root:
        for path in ("/etc/climbing", "/etc/loop", "/link40", "/none", "/etc/fifo"):
            root.is_executable(path)
            try:
                root.read_text(path)
            except OSError:
                continue

    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


def test_no_process() -> None:
    """The root of a process that is not there is an OSError."""
    with pytest.raises(FileNotFoundError):
        ContainerRoot(2**22 + 1)
