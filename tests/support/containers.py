"""Make real containers for tests: a busybox root filesystem, runc or crun."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CAPABILITIES = ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE", "CAP_SETUID"]

NAMESPACES = ("pid", "ipc", "uts", "mount")


def require(condition: object, reason: str) -> None:
    """Skip the test with a reason, or fail it where everything must be there."""
    if condition:
        return
    if os.environ.get("EXECDECK_REQUIRE_RUNTIMES"):
        pytest.fail(f"required here: {reason}")
    pytest.skip(reason)


def require_runtime(runtime: str) -> None:
    """Skip or fail unless we are root and the runtime is installed."""
    require(os.geteuid() == 0, "real containers need root")
    require(shutil.which(runtime), f"{runtime} is not installed")
    require(shutil.which("busybox"), "busybox is not installed")


def make_rootfs(path: Path) -> Path:
    """Fill `path` with a busybox root filesystem of three users."""
    busybox = shutil.which("busybox")
    require(busybox, "busybox is not installed")
    for name in ("bin", "proc", "sys", "dev", "tmp", "etc", "root", "home/ann"):
        (path / name).mkdir(parents=True)
    shutil.copy(os.path.realpath(str(busybox)), path / "bin/busybox")
    listed = subprocess.run(
        [str(busybox), "--list"], capture_output=True, text=True, check=True
    )
    for applet in listed.stdout.split():
        target = path / "bin" / applet
        if not target.exists():
            target.symlink_to("busybox")
    (path / "etc/passwd").write_text(
        "root:x:0:0:root:/root:/bin/sh\n"
        "ann:x:1000:1000:Ann:/home/ann:/bin/sh\n"
        "bob:x:1001:1001:Bob:/:/bin/sh\n"
    )
    (path / "etc/group").write_text(
        "root:x:0:\nann:x:1000:\nbob:x:1001:\nstaff:x:50:ann\nwheel:x:10:ann,bob\n"
    )
    (path / "tmp").chmod(0o1777)
    return path


@dataclass(frozen=True)
class RealContainer:
    """A container that runs."""

    id: str
    runtime: str
    root: Path
    bundle: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the runtime on this container's state root."""
        return subprocess.run(
            [self.runtime, "--root", str(self.root), *arguments],
            check=False,
            capture_output=True,
            text=True,
        )

    def processes(self) -> list[str]:
        """Return the command lines of every process in the container."""
        state = json.loads(self.run("state", self.id).stdout)
        namespace = Path(f"/proc/{state['pid']}/ns/pid").readlink()
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if (entry / "ns/pid").readlink() == namespace:
                        line = (entry / "cmdline").read_bytes()
                        found.append(line.replace(b"\0", b" ").decode().strip())
                except OSError:
                    continue
        return [line for line in found if line]

    def delete(self) -> None:
        """Remove the container, running or not."""
        self.run("delete", "-f", self.id)


def spec(rootfs: Path, **changes: Any) -> dict[str, Any]:
    """Return a config.json for a container that sleeps; `changes` replace keys."""
    mounts = [
        {"destination": "/proc", "type": "proc", "source": "proc"},
        {
            "destination": "/dev",
            "type": "tmpfs",
            "source": "tmpfs",
            "options": ["nosuid", "strictatime", "mode=755", "size=65536k"],
        },
        {
            "destination": "/dev/pts",
            "type": "devpts",
            "source": "devpts",
            "options": [
                "nosuid",
                "noexec",
                "newinstance",
                "ptmxmode=0666",
                "mode=0620",
            ],
        },
    ]
    base: dict[str, Any] = {
        "ociVersion": "1.0.2",
        "hostname": "testbox",
        "root": {"path": str(rootfs), "readonly": False},
        "process": {
            "terminal": False,
            "user": {"uid": 0, "gid": 0},
            "args": ["/bin/sleep", "100000"],
            "env": ["PATH=/bin", "BASE=container"],
            "cwd": "/",
            "capabilities": dict.fromkeys(
                ("bounding", "effective", "permitted"), CAPABILITIES
            ),
            "noNewPrivileges": False,
        },
        "mounts": mounts,
        "linux": {"namespaces": [{"type": name} for name in NAMESPACES]},
    }
    return {**base, **changes}


def run_container(
    runtime: str, root: Path, bundle: Path, container_id: str, config: dict[str, Any]
) -> RealContainer:
    """Run a container detached; fail the test when the runtime refuses."""
    bundle.mkdir(parents=True, exist_ok=True)
    (bundle / "config.json").write_text(json.dumps(config))
    container = RealContainer(container_id, runtime, root, bundle)
    # A detached container keeps our stdout: a pipe there would never close.
    log = bundle / "log"
    with log.open("wb") as output:
        command = [runtime, "--root", str(root), "run", "-d"]
        done = subprocess.run(
            [*command, "--bundle", str(bundle), container_id],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    if done.returncode != 0:
        pytest.fail(f"{runtime} cannot run a container: {log.read_text()}")
    return container
