"""A docker engine of a test's own: everything it keeps lies in one directory."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Self

from tests.support.containers import require
from tests.support.podman import install
from tests.support.waiting import wait_until

_CLIENT = Path("/usr/bin/docker")
"""The client that the distribution packs with the engine."""

_IMAGE = "box:1"


def require_docker() -> None:
    """Skip or fail unless there is an engine; install it where possible."""
    require(os.geteuid() == 0, "an engine of our own needs root")
    packages = ("docker.io", "containerd", "iptables")
    require(install("dockerd", *packages), "docker's engine is not installed")
    require(_CLIENT.exists() or shutil.which("docker"), "there is no docker client")


class Docker:
    """An engine with one container that sleeps.

    A context manager: on leaving, the container is removed and the engine ended.
    """

    def __init__(self, folder: Path, rootfs: Path) -> None:
        """Keep everything under `folder`; the container has a copy of `rootfs`.

        Skips or fails where docker's engine is not installed.
        """
        require_docker()
        self.state_root = folder / "exec/runtime-runc/moby"
        """Where runc keeps the state of this engine's containers."""
        self.container_id = ""
        """The whole id of the container."""
        self.env = dict(os.environ)
        """The environment in which `argv` speaks to this engine."""
        self._folder = folder
        self._rootfs = rootfs
        self._socket = folder / "docker.sock"
        self._engine: subprocess.Popen[bytes] | None = None
        self._client = str(_CLIENT) if _CLIENT.exists() else "docker"

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            self._start_engine()
            self._import_image()
            options = ["--detach", "--network=host", _IMAGE]
            done = self.run("run", *options, "/bin/sleep", "100000", check=True)
            self.container_id = done.stdout.strip()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def argv(self, *arguments: str) -> list[str]:
        """Return the command line of a client of this engine."""
        return [self._client, f"--host=unix://{self._socket}", *arguments]

    def exec_argv(self, *command: str, options: tuple[str, ...] = ()) -> list[str]:
        """Return the command line of `docker exec OPTIONS CONTAINER COMMAND`."""
        return self.argv("exec", *options, self.container_id, *command)

    def run(
        self, *arguments: str, stdin: str = "", check: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """Run a client to its end."""
        return subprocess.run(
            self.argv(*arguments),
            input=stdin,
            check=check,
            capture_output=True,
            text=True,
            env=self.env,
        )

    def close(self) -> None:
        """Remove the container, end the engine and what it mounted."""
        if self._engine is None:
            return
        if self.container_id:
            self.run("rm", "--force", self.container_id)
        self._engine.terminate()
        try:
            self._engine.wait(30)
        except subprocess.TimeoutExpired:
            self._engine.kill()
            self._engine.wait()
        self._engine = None
        network = str(self._folder / "exec/netns/default")
        subprocess.run(["umount", network], check=False, capture_output=True)

    def _start_engine(self) -> None:
        # No bridge and no rules: it leaves the machine's network as it is.
        options = ["--storage-driver=vfs", "--bridge=none", "--iptables=false"]
        options += [f"--data-root={self._folder / 'data'}", "--ip6tables=false"]
        options += [f"--exec-root={self._folder / 'exec'}"]
        options += [f"--pidfile={self._folder / 'docker.pid'}"]
        options += [f"--host=unix://{self._socket}"]
        log = self._folder / "dockerd.log"
        with log.open("wb") as output:
            self._engine = engine = subprocess.Popen(
                ["dockerd", *options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

        def ready_or_over() -> bool:
            return engine.poll() is not None or self.run("version").returncode == 0

        wait_until(ready_or_over, 60)
        assert engine.poll() is None, f"dockerd ended: {log.read_text()[-2000:]}"

    def _import_image(self) -> None:
        archive = self._folder / "rootfs.tar"
        tar = ["tar", "-C", str(self._rootfs), "-cf", str(archive), "."]
        subprocess.run(tar, check=True)
        self.run("import", str(archive), _IMAGE, check=True)
        archive.unlink()
