"""Sample containers made from the host's own files: nothing is downloaded.

Each sees the host's programs and configuration, read-only, has its own /tmp and /run,
and runs a small program; they live in the runtime's ordinary state root.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import ExecdeckError
from core.runtime.roots import read_root

if TYPE_CHECKING:
    from core.session.types import ContainerRef
    from core.settings import Settings

PREFIX = "execdeck-demo-"
"""Ids of sample containers begin so."""

RUNTIMES = ("crun", "runc")
"""Tried in this order."""

SHARED = ("bin", "etc", "lib", "lib32", "lib64", "libx32", "sbin", "usr")
"""Directories of the host's root that the samples see."""

RUN_TIMEOUT = 60.0
"""Seconds for a runtime to make or delete a container."""

_LOOP = "i=0; while :; do i=$((i+1)); {body}; sleep {pause}; done"
_LOG = (
    r'printf "\033[32m%s\033[0m request %d \033[1;3%dm%s\033[0m\n" "$(date +%T)" $i '
    r'$((i%6+1)) "GET /item/$i" >>/tmp/access.log'
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample container and the session that shows what it does."""

    name: str
    program: str
    """Shell script of the container's init."""
    session: tuple[str, ...]
    """Command of the exec session to open in it."""


SAMPLES = (
    Sample(
        "web",
        _LOOP.format(body=_LOG, pause=1),
        ("tail", "-n", "50", "-F", "/tmp/access.log"),  # noqa: S108 (its own /tmp)
    ),
    Sample(
        "worker",
        _LOOP.format(body="echo $i | sha256sum > /tmp/job", pause=2),
        ("top", "-d", "2"),
    ),
    Sample("box", "exec sleep infinity", ("sh",)),
)


class SamplesUnavailable(ExecdeckError):
    """No sample containers can be made here."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"cannot make sample containers: {self.reason}"


def create_samples(settings: Settings) -> list[tuple[ContainerRef, Sample]]:
    """Make the sample containers that are not there yet; return all of them.

    Raises:
        SamplesUnavailable: we are not root, or no runtime works here.
    """
    if os.geteuid() != 0:
        raise SamplesUnavailable("that needs root")
    reasons = []
    for runtime in RUNTIMES:
        program = shutil.which(runtime)
        if program is None:
            reasons.append(f"{runtime} is not installed")
            continue
        root = _root_for(settings, runtime)
        try:
            return [(_ensure(settings, program, root, item), item) for item in SAMPLES]
        except _RuntimeRefusedError as error:
            reasons.append(f"{runtime}: {error}")
    raise SamplesUnavailable("; ".join(reasons))


def remove_samples(settings: Settings) -> list[str]:
    """Delete every sample container; return the ids."""
    removed = []
    for container in find_samples(settings):
        program = shutil.which(container.runtime) or container.runtime
        _run(program, container.root, "delete", "--force", container.id)
        removed.append(container.id)
    for sample in SAMPLES:
        _remove_bundle(_bundles(settings) / sample.name)
    with suppress(OSError):
        _bundles(settings).rmdir()
    return removed


def find_samples(settings: Settings) -> list[ContainerRef]:
    """Return the sample containers that exist."""
    return [
        container
        for root in settings.runtime_roots
        for container in read_root(root)[0]
        if container.id.startswith(PREFIX)
    ]


class _RuntimeRefusedError(Exception):
    """A runtime could not make a container; the text is its own."""


def _bundles(settings: Settings) -> Path:
    return settings.run_dir / "demo"


def _root_for(settings: Settings, runtime: str) -> Path:
    named = [root for root in settings.runtime_roots if runtime in root.name]
    return (named or list(settings.runtime_roots) or [Path("/run") / runtime])[0]


def _ensure(
    settings: Settings, program: str, root: Path, sample: Sample
) -> ContainerRef:
    name = PREFIX + sample.name
    for container in find_samples(settings):
        if container.id == name and container.status == "running":
            return container
        if container.id == name:
            _run(program, container.root, "delete", "--force", name)
    bundle = _bundles(settings) / sample.name
    _remove_bundle(bundle)
    _make_rootfs(bundle / "rootfs")
    _run(program, str(root), "spec", cwd=bundle)
    path = bundle / "config.json"
    path.write_text(json.dumps(_adapt(json.loads(path.read_text()), sample)))
    _run(
        program, str(root), "run", "--detach", "--bundle", str(bundle), name, cwd=bundle
    )
    for container in read_root(root)[0]:
        if container.id == name:
            return container
    raise _RuntimeRefusedError(f"{name} is not in {root}")


def _adapt(spec: dict[str, Any], sample: Sample) -> dict[str, Any]:
    """Turn the runtime's own example into a sample container's config.json."""
    # Not the host's root itself: neither runtime can pivot into that everywhere.
    spec["root"] = {"path": "rootfs", "readonly": True}
    spec["hostname"] = sample.name
    # Deleting a container kills what is in its cgroup, by default named after the id:
    # one of the same id in another state root would die with it.
    unique = f"/{PREFIX}{sample.name}-{secrets.token_hex(4)}"
    spec.setdefault("linux", {})["cgroupsPath"] = unique
    process = spec["process"]
    process["terminal"] = False
    process["args"] = ["sh", "-c", sample.program]
    process["env"] = [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    ]
    # Raising a limit needs a capability that we may not have ourselves.
    process.pop("rlimits", None)
    # The cgroup hierarchy of some hosts cannot be mounted again, and is not needed.
    mounts = [item for item in spec["mounts"] if item["type"] != "cgroup"]
    for place in ("/tmp", "/run"):  # noqa: S108 (inside the container)
        options = ["nosuid", "nodev", "mode=1777", "size=16m"]
        mounts.append(_mount(place, "tmpfs", "tmpfs", options))
    mounts += [
        _mount(f"/{name}", "bind", f"/{name}", ["rbind", "ro"])
        for name in _shared_directories()
    ]
    spec["mounts"] = mounts
    return spec


def _mount(place: str, kind: str, source: str, options: list[str]) -> dict[str, Any]:
    return {"destination": place, "type": kind, "source": source, "options": options}


def _shared_directories() -> list[str]:
    found = (name for name in SHARED if Path("/", name).is_dir())
    return [name for name in found if not Path("/", name).is_symlink()]


def _make_rootfs(rootfs: Path) -> None:
    """Make the mount points, and the links of a merged /usr."""
    for name in ("proc", "sys", "dev", "tmp", "run", "root", *_shared_directories()):
        (rootfs / name).mkdir(parents=True)
    for name in SHARED:
        link = Path("/", name)
        if link.is_symlink():
            (rootfs / name).symlink_to(link.readlink())


def _remove_bundle(bundle: Path) -> None:
    """Remove a bundle file by file.

    Never recursively: the host's own directories are mounted over its mount points
    in the container, and a mount that was left behind must not be emptied.
    """
    for path in (bundle / "config.json", bundle / "log"):
        path.unlink(missing_ok=True)
    rootfs = bundle / "rootfs"
    with suppress(OSError):
        for path in rootfs.iterdir():
            if path.is_symlink():
                path.unlink()
            else:
                path.rmdir()
    for path in (rootfs, bundle):
        with suppress(OSError):
            path.rmdir()


def _run(program: str, root: str, *arguments: str, cwd: Path | None = None) -> None:
    """Run a runtime.

    Its output goes to a file: a detached container keeps it open, and a pipe
    there would never close.
    """
    with (cwd / "log" if cwd else Path(os.devnull)).open("w+b") as log:
        try:
            done = subprocess.run(
                [program, "--root", root, *arguments],
                check=False,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                timeout=RUN_TIMEOUT,
            )
        except subprocess.TimeoutExpired:
            raise _RuntimeRefusedError(f"no answer in {RUN_TIMEOUT:g} s") from None
        if done.returncode != 0 and cwd is not None:
            log.seek(0)
            text = log.read(400).decode(errors="replace")
            raise _RuntimeRefusedError(" ".join(text.split()) or "it gave no reason")
