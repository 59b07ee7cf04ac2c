"""Which shell is taken: by preference, PATH and passwd; what is remembered."""

from __future__ import annotations

import json
import os
import pwd
from typing import TYPE_CHECKING, Any

import pytest

from core.errors import NoShell
from core.runtime.shells import FALLBACK, Shell, detect_shell
from core.session.types import HOST_ID, ContainerRef

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOST = ContainerRef(id=HOST_ID, name=HOST_ID, status="running", runtime=HOST_ID)


@pytest.fixture
def box(tmp_path: Path) -> Callable[..., ContainerRef]:
    """Describe a container whose init, and root directory, are this process's."""

    def make(process: dict[str, Any] | None = None, **fields: Any) -> ContainerRef:
        state = tmp_path / "root" / "box"
        state.mkdir(parents=True, exist_ok=True)
        if process is not None:
            (state / "config.json").write_text(json.dumps({"process": process}))
        known = {"id": "box", "name": "box", "status": "running"}
        place = {"pid": os.getpid(), "root": str(state.parent)}
        return ContainerRef(**{**known, **place, **fields})

    return make


def program(path: Path, mode: int = 0o755) -> str:
    """Make a file that may be executed; return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(mode)
    return str(path)


def test_the_first_that_is_there(
    box: Callable[..., ContainerRef], tmp_path: Path
) -> None:
    """Preference decides, not the order of the PATH; absolute paths stand alone."""
    program(tmp_path / "a/second-sh")
    first = program(tmp_path / "b/first-sh")
    path = f"PATH={tmp_path}/a:relative:{tmp_path}/b/"
    container = box({"env": [path]})

    assert detect_shell(container, ("first-sh", "second-sh")) == Shell(first)
    assert detect_shell(container, ("none", first)).path == first
    assert detect_shell(container, (f"{tmp_path}/none", "first-sh")).path == first


def test_what_cannot_be_executed(
    box: Callable[..., ContainerRef], tmp_path: Path
) -> None:
    """A file without an execute bit and a directory are no shells."""
    program(tmp_path / "a/x-sh", 0o644)
    (tmp_path / "b/x-sh").mkdir(parents=True)
    container = box({"env": [f"PATH={tmp_path}/a:{tmp_path}/b"], "user": {"uid": -1}})

    with pytest.raises(NoShell) as caught:
        detect_shell(container, ("x-sh", "y-sh"))
    assert (caught.value.name, caught.value.shells) == ("box", ("x-sh", "y-sh"))


@pytest.mark.parametrize(
    "process", [None, {}, {"env": []}, {"env": ["PATHS=/x", "PATH"]}, {"env": 5}]
)
def test_without_a_path(
    box: Callable[..., ContainerRef], process: dict[str, Any] | None
) -> None:
    """A container that tells no PATH is looked into at the usual places."""
    assert detect_shell(box(process), ("sh",)).path in ("/usr/bin/sh", "/bin/sh")


def test_remembered(box: Callable[..., ContainerRef], tmp_path: Path) -> None:
    """What was found is not looked for again, in whatever status; what was not, is."""
    names = ("late-sh",)
    container = box({"env": [f"PATH={tmp_path}/bin"], "user": {"uid": -1}})
    with pytest.raises(NoShell):
        detect_shell(container, names)
    shell = program(tmp_path / "bin/late-sh")

    assert detect_shell(container, names).path == shell

    (tmp_path / "bin/late-sh").unlink()

    assert detect_shell(container, names).path == shell
    assert detect_shell(box(status="paused"), names).path == shell
    with pytest.raises(NoShell):
        detect_shell(box(id="other"), names, user="-1")


def test_nobody_can_look() -> None:
    """Of a process that is gone, `sh` is tried, and it is told why."""
    for pid in (0, 2**22 + 1):
        gone = ContainerRef(id="c", name="c", status="stopped", pid=pid)
        shell = detect_shell(gone)

        assert shell.path == FALLBACK
        assert shell.reason == "cannot look into 'c': No such process"


def test_the_host(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """$SHELL comes first, then the passwd entry, then the list."""
    mine = program(tmp_path / "mine-sh")
    login = program(tmp_path / "login-sh")
    entry = pwd.struct_passwd(("me", "x", 1, 1, "", "/", login))
    monkeypatch.setattr(pwd, "getpwuid", lambda _: entry)
    monkeypatch.setenv("SHELL", mine)

    assert detect_shell(HOST).path == mine

    for useless in ("", "/none/zsh", "/usr/sbin/nologin", "/bin/false"):
        monkeypatch.setenv("SHELL", useless)
        assert detect_shell(HOST).path == login

    (tmp_path / "login-sh").unlink()
    monkeypatch.setenv("PATH", str(tmp_path))

    assert detect_shell(HOST, ("none", "mine-sh")).path == mine
    with pytest.raises(NoShell, match="none of zsh is there"):
        detect_shell(HOST, ("zsh",))


def test_a_user_without_an_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A uid that no passwd file knows still gets a shell."""

    def unknown(_: int) -> None:
        raise KeyError

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    monkeypatch.delenv("SHELL", raising=False)

    assert os.path.basename(detect_shell(HOST, ("sh",)).path) == "sh"  # noqa: PTH119
