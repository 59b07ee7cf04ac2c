"""Read the state roots of runc and crun: one directory per container.

runc keeps `<id>/state.json` (libcontainer's `State`), crun `<id>/status` and a copy
of `config.json`; both files are read as they are, without running anything.
"""

from __future__ import annotations

import json
import os
import pwd
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

from core.process import ProcessIdentity
from core.session.types import ContainerRef, RootProblem

STATE_FILE_MAX = 4 * 1024 * 1024
"""Bytes of a state file that we are willing to read."""

NAME_ANNOTATIONS = (
    "io.kubernetes.cri.container-name",
    "io.kubernetes.container.name",
    "nerdctl/name",
)
"""OCI annotations under which container engines write the name they show."""


class BadStateError(Exception):
    """A state file holds something else than its runtime writes."""


def read_root(root: Path) -> tuple[list[ContainerRef], list[RootProblem]]:
    """Return the containers under a state root, and what could not be read.

    A root that does not exist is no problem: its runtime has not run yet.
    """
    containers: list[ContainerRef] = []
    problems: list[RootProblem] = []
    try:
        entries = sorted(os.scandir(root), key=lambda entry: entry.name)
    except FileNotFoundError:
        return [], []
    except OSError as error:
        return [], [RootProblem(str(root), error.strerror or str(error))]
    for entry in entries:
        try:
            if entry.is_dir(follow_symlinks=False):
                found = _read_entry(root, Path(entry.path))
                if found is not None:
                    containers.append(found)
        except OSError as error:
            problems.append(RootProblem(entry.path, error.strerror or str(error)))
        except BadStateError as error:
            problems.append(RootProblem(entry.path, str(error)))
    return containers, problems


def read_container(root: Path, container_id: str) -> ContainerRef | None:
    """Return one container of a state root; None when it cannot be read there.

    `container_id` must be one that may be a file name.
    """
    directory = root / container_id
    with suppress(OSError, BadStateError):
        if not directory.is_symlink():
            return _read_entry(root, directory)
    return None


def _read_entry(root: Path, directory: Path) -> ContainerRef | None:
    """Read one container; None when a runtime is just making or deleting it."""
    with suppress(FileNotFoundError):
        return _read_runc(root, directory)
    with suppress(FileNotFoundError):
        return _read_crun(root, directory)
    return None


def _read_runc(root: Path, directory: Path) -> ContainerRef:
    path = directory / "state.json"
    state = load_json(path)
    config = state.get("config")
    listed = config.get("labels") if isinstance(config, dict) else None
    # libcontainer keeps the annotations, and the bundle, as `key=value` labels.
    labels = dict(
        label.partition("=")[::2]
        for label in (listed if isinstance(listed, list) else ())
        if isinstance(label, str)
    )
    return _container(
        root,
        directory,
        runtime="runc",
        pid=state.get("init_process_pid"),
        start=state.get("init_process_start"),
        bundle=labels.get("bundle", ""),
        created=state.get("created"),
        annotations=labels,
        owner_of=path,
    )


def _read_crun(root: Path, directory: Path) -> ContainerRef:
    path = directory / "status"
    status = load_json(path)
    annotations: Any = {}
    with suppress(OSError, BadStateError):
        annotations = load_json(directory / "config.json").get("annotations")
    return _container(
        root,
        directory,
        runtime="crun",
        pid=status.get("pid"),
        start=status.get("process-start-time"),
        bundle=status.get("bundle"),
        created=status.get("created"),
        annotations=annotations if isinstance(annotations, dict) else {},
        owner_of=path,
    )


def _container(
    root: Path,
    directory: Path,
    *,
    runtime: str,
    pid: object,
    start: object,
    bundle: object,
    created: object,
    annotations: dict[str, Any],
    owner_of: Path,
) -> ContainerRef:
    if not isinstance(pid, int) or not isinstance(start, int):
        raise BadStateError("the state file names no process")
    names = [annotations.get(key) for key in NAME_ANNOTATIONS]
    name = next((item for item in names if isinstance(item, str) and item), None)
    status = _status(directory, ProcessIdentity(pid, start))
    return ContainerRef(
        id=directory.name,
        name=name or directory.name,
        status=status,
        pid=0 if status == "stopped" else pid,
        runtime=runtime,
        root=str(root),
        bundle=bundle if isinstance(bundle, str) else "",
        owner=user_name(owner_of.stat().st_uid),
        created=_timestamp(created),
    )


def _status(directory: Path, init: ProcessIdentity) -> str:
    if not init.alive():
        return "stopped"
    # Both runtimes leave this FIFO until `start` opens it.
    if (directory / "exec.fifo").exists():
        return "created"
    return "paused" if _frozen(init.pid) else "running"


def _frozen(pid: int) -> bool:
    """Whether the cgroup of a process is frozen (cgroups v2, or v1's freezer)."""
    try:
        text = Path(f"/proc/{pid}/cgroup").read_text(errors="surrogateescape")
        lines = text.splitlines()
    except OSError:
        return False
    for line in lines:
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        relative = path.lstrip("/")
        with suppress(OSError):
            if not controllers and relative:
                flag = Path("/sys/fs/cgroup") / relative / "cgroup.freeze"
                if flag.read_text().strip() == "1":
                    return True
            elif "freezer" in controllers.split(","):
                flag = Path("/sys/fs/cgroup/freezer") / relative / "freezer.state"
                if flag.read_text().strip() != "THAWED":
                    return True
    return False


def load_json(path: Path) -> dict[str, Any]:
    """Read a JSON object of bounded size.

    Raises:
        OSError: the file cannot be read.
        BadStateError: it is no regular file, too large, or no JSON object.
    """
    # Non-blocking: opening a FIFO in its place would wait for a writer.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise BadStateError(f"{path.name} is not a regular file")
    with os.fdopen(descriptor, "rb") as stream:
        data = stream.read(STATE_FILE_MAX + 1)
    if len(data) > STATE_FILE_MAX:
        raise BadStateError(f"{path.name} is larger than {STATE_FILE_MAX} bytes")
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise BadStateError(f"{path.name} is not valid JSON") from None
    if not isinstance(value, dict):
        raise BadStateError(f"{path.name} holds no JSON object")
    return value


def _timestamp(text: object) -> float:
    if not isinstance(text, str):
        return 0.0
    from datetime import datetime  # noqa: PLC0415 (nothing else needs it here)

    # Both write nanoseconds, which fromisoformat takes only up to microseconds.
    head, dot, tail = text.rstrip("Z").partition(".")
    fraction = tail[:6] if dot else "0"
    with suppress(ValueError, OverflowError):
        return datetime.fromisoformat(f"{head}.{fraction:0<6}+00:00").timestamp()
    return 0.0


def user_name(uid: int) -> str:
    """Return the name of a user of this host, or the number of one without a name."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
