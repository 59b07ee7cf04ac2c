"""State roots whose files and names hold anything at all."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st

from core.process import read_stat
from core.runtime import roots
from core.runtime.containers import (
    ContainerListing,
    find_container,
    list_containers,
)
from core.runtime.roots import BadStateError, load_json
from core.session.types import ContainerRef, RootProblem, display_text
from core.settings import Settings
from tests.fuzz.inputs import BYTES, RECIPES, Recipe, as_json, fuzz

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STAT = read_stat(os.getpid())
START = STAT.start if STAT else 0

RUNC: dict[str, Any] = {
    "id": "box",
    "init_process_pid": os.getpid(),
    "init_process_start": START,
    "created": "2024-05-06T07:08:09.123456789Z",
    "config": {"labels": ["bundle=/b/web", "io.kubernetes.container.name=web"]},
}
CRUN: dict[str, Any] = {
    "pid": os.getpid(),
    "process-start-time": START,
    "bundle": "/b/web",
    "created": "2024-05-06T07:08:09.5Z",
}
CONFIG: dict[str, Any] = {"annotations": {"nerdctl/name": "web"}}

IDENTITY = ("init_process_pid", "init_process_start", "pid", "process-start-time")
"""Without these fields nobody knows the container's process."""

KEYS = (*RUNC, *CRUN, *CONFIG, "labels", "nerdctl/name")

NAMES = st.binary(min_size=1, max_size=255) | RECIPES.map(
    lambda recipe: os.fsencode(recipe.text().replace("\ud800", "?"))
)


@pytest.fixture(scope="module")
def look(folder: Path) -> Callable[..., ContainerRef | RootProblem]:
    """Write the files of the root's one container; return what becomes of it."""
    root = folder / "root"
    settings = Settings(run_dir=folder, state_dir=folder, runtime_roots=(root,))

    def look(files: dict[str, bytes], name: str = "box") -> Any:
        directory = root / name
        directory.mkdir(parents=True)
        try:
            for file, data in files.items():
                (directory / file).write_bytes(data)
            host, *found = (listing := list_containers(settings)).containers
        finally:
            for file in files:
                (directory / file).unlink()
            directory.rmdir()
        assert host.is_host
        assert len(found) + len(listing.problems) == 1
        return found[0] if found else listing.problems[0]

    return look


def check(found: ContainerRef | RootProblem, name: str = "box") -> None:
    """Assert that every field is of its type, and can be shown."""
    if isinstance(found, RootProblem):
        assert found.path.endswith(f"/{name}")
        assert found.reason
        return
    assert found.id == name
    assert found.runtime in ("runc", "crun")
    assert found.status in ("created", "running", "paused", "stopped")
    assert type(found.pid) is int
    # The only process that is known here is this one.
    assert found.pid == (0 if found.status == "stopped" else os.getpid())
    assert found.name
    for text in (found.name, found.bundle, found.owner, found.root):
        assert display_text(text).isprintable()
    assert found.created == found.created >= 0
    assert json.loads(json.dumps(found.to_json()))["id"] == name


@fuzz(st.booleans(), BYTES, BYTES, share=8)
def test_any_bytes(
    look: Callable[..., Any], runc: bool, first: bytes, second: bytes
) -> None:
    """A state file of any bytes at all is a problem and not a container."""
    files = {"state.json": first} if runc else {"status": first, "config.json": second}
    found = look(files)

    check(found)
    assert isinstance(found, RootProblem)


@fuzz(RECIPES, share=4)
@pytest.mark.timeout(180)
def test_any_json(look: Callable[..., Any], recipe: Recipe) -> None:
    """Any JSON is a container only if it names a process by two numbers."""
    runc = recipe.below(2)
    value = recipe.mapping(KEYS) if recipe.below(4) else recipe.value(KEYS)
    if runc:
        found = look({"state.json": as_json(value)})
    else:
        config = as_json(recipe.value(KEYS))
        found = look({"status": as_json(value), "config.json": config})

    check(found)
    if isinstance(found, ContainerRef):
        names = IDENTITY[:2] if runc else IDENTITY[2:]
        assert all(isinstance(value[name], int) for name in names)


@fuzz(RECIPES, share=2)
@pytest.mark.timeout(180)
def test_one_field_is_another(look: Callable[..., Any], recipe: Recipe) -> None:
    """One bad field costs the container that field, or its identity."""
    kind = recipe.below(3)
    valid: dict[str, Any] = (RUNC, CRUN, CONFIG)[kind]
    value, field = recipe.mutated(valid)
    data = as_json(value)
    if kind == 0:
        found = look({"state.json": data})
    elif kind == 1:
        found = look({"status": data, "config.json": as_json(CONFIG)})
    else:
        found = look({"status": as_json(CRUN), "config.json": data})

    check(found)
    if data.startswith(b'{"config": [[['):
        assert kind == 2 or isinstance(found, RootProblem)
    elif field not in IDENTITY:
        assert isinstance(found, ContainerRef)
        assert (found.pid, found.status) == (os.getpid(), "running")
        assert found.bundle == "/b/web" or field in ("bundle", "config")
        assert found.name == "web" or field in ("config", "annotations")
    elif not isinstance(value.get(field), int):
        assert isinstance(found, RootProblem)


@fuzz(NAMES, st.booleans(), share=8)
def test_any_name(look: Callable[..., Any], name: bytes, runc: bool) -> None:
    """A container's directory may have any name, and is found by it."""
    name = name.replace(b"\0", b"0").replace(b"/", b"|")[:255]
    text = "..." if name in (b"", b".", b"..") else os.fsdecode(name)
    file, value = ("state.json", RUNC) if runc else ("status", CRUN)
    found = look({file: as_json(value)}, text)

    check(found, text)
    assert isinstance(found, ContainerRef)
    assert find_container(ContainerListing((found,), ()), text) is found


@fuzz(BYTES | st.sampled_from((b"0::/\xff\n", b"1:freezer:/a\n0::/b\n")), share=10)
def test_any_cgroup(folder: Path, data: bytes) -> None:
    """A process whose cgroup has any name is frozen or is not."""
    proc = folder / "proc/5"
    proc.mkdir(parents=True, exist_ok=True)
    # A path holds any bytes but NUL.
    (proc / "cgroup").write_bytes(data.replace(b"\0", b"0"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(roots, "Path", lambda text: folder / text.lstrip("/"))
        assert not roots._frozen(5)  # noqa: SLF001 (of pids, it is our own that others ask)


@fuzz(BYTES, share=10)
def test_load_json(folder: Path, data: bytes) -> None:
    """A file is read as the object that it holds, or refused."""
    path = folder / "file.json"
    path.write_bytes(data)
    try:
        expected = json.loads(data)
    except ValueError:
        expected = None
    if isinstance(expected, dict):
        assert repr(load_json(path)) == repr(expected)
        return
    with pytest.raises(BadStateError, match="file.json"):
        load_json(path)
    path.write_bytes(as_json({"data": data.hex()}))

    assert load_json(path) == {"data": data.hex()}
