"""A podman of a test's own: everything it keeps lies in one directory."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Self

import psutil

from tests.support.containers import require, require_runtime
from tests.support.waiting import wait_until

BOX = "box"
"""Name of the container that `Podman` starts."""

# Limits that root may set without CAP_SYS_RESOURCE; files instead of what other
# podmans share: systemd's cgroups, the journal, locks in shared memory.
_CONFIGURATION = """\
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=30000:30000"]
[engine]
runtime = "{runtime}"
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
tmp_dir = "{tmp_dir}"
"""


def install(program: str, *packages: str) -> bool:
    """Return whether a program is there, installing packages as root on Debian."""
    if shutil.which(program) or os.geteuid() != 0 or not shutil.which("apt-get"):
        return shutil.which(program) is not None
    apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(
            [*apt, *words],
            check=False,
            capture_output=True,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    return shutil.which(program) is not None


def require_podman() -> None:
    """Skip or fail unless podman can make containers; install it where possible."""
    require(os.geteuid() == 0, "podman's containers are made as root here")
    require(install("podman", "podman", "conmon"), "podman is not installed")


class Podman:
    """A podman with one container that sleeps; more by `start`.

    A context manager: on leaving, every container is removed.
    """

    def __init__(self, folder: Path, rootfs: Path, *, runtime: str = "runc") -> None:
        """Keep everything under `folder`; containers share the files of `rootfs`.

        Skips or fails where podman or the runtime is not installed.
        """
        require_podman()
        require_runtime(runtime)
        self.runtime = runtime
        self.state_root = folder / "state"
        """Where the runtime keeps the state of this podman's containers."""
        self.container_id = ""
        """The whole id of the container `BOX`."""
        self._folder = folder
        self._rootfs = rootfs

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        text = _CONFIGURATION.format(
            runtime=self.runtime, tmp_dir=self._folder / "libpod"
        )
        (self._folder / "containers.conf").write_text(text)
        try:
            self.container_id = self.start(BOX)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def env(self) -> dict[str, str]:
        """The environment in which `argv` is this podman."""
        return {
            **os.environ,
            "CONTAINERS_CONF": str(self._folder / "containers.conf"),
        }

    def argv(self, *arguments: str) -> list[str]:
        """Return the command line of this podman with these arguments."""
        return [
            "podman",
            f"--root={self._folder / 'storage'}",
            f"--runroot={self._folder / 'run'}",
            "--storage-driver=vfs",
            f"--runtime-flag=root={self.state_root}",
            *arguments,
        ]

    def exec_argv(self, *command: str, options: tuple[str, ...] = ()) -> list[str]:
        """Return the command line of `podman exec OPTIONS BOX COMMAND`."""
        return self.argv("exec", *options, self.container_id, *command)

    def run(
        self, *arguments: str, stdin: str = "", check: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """Run podman to its end."""
        return subprocess.run(
            self.argv(*arguments),
            input=stdin,
            check=check,
            capture_output=True,
            text=True,
            env=self.env,
        )

    def start(self, name: str) -> str:
        """Start a container that sleeps; return its whole id.

        Raises:
            AssertionError: podman refuses; it says why.
        """
        options = ["--detach", f"--name={name}", "--network=host", "--rootfs"]
        # What outlives podman would keep a pipe open: its words go to a file.
        log = self._folder / f"{name}.log"
        with log.open("w") as output:
            done = subprocess.run(
                self.argv("run", *options, str(self._rootfs), "/bin/sleep", "100000"),
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self.env,
            )
        text = log.read_text().strip()
        assert done.returncode == 0, f"podman cannot run a container: {text}"
        return text.splitlines()[-1]

    def close(self) -> None:
        """Remove every container, running or not, and wait for what cleans up."""
        self.run("rm", "--force", "--time=0", "--all")
        wait_until(lambda: not self._processes(), 60)

    def _processes(self) -> list[int]:
        """Return what still works in our directory: conmon, `podman cleanup`."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                line = process.cmdline()
                ours = any(word.startswith(f"{self._folder}/") for word in line)
                if ours and Path(line[0]).name in {"conmon", "podman"}:
                    found.append(process.pid)
        return found
