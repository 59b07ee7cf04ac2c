"""Settings: where things live, by user and environment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.settings import Settings


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let us be root."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)


@pytest.fixture
def as_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let us be user 1000."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


@pytest.mark.usefixtures("as_root")
def test_root() -> None:
    """Root has the system's places, whatever XDG says."""
    found = Settings.from_environment({"XDG_RUNTIME_DIR": "/x", "HOME": "/root"})

    assert found.run_dir == Path("/run/execdeck")
    assert found.state_dir == Path("/var/lib/execdeck")
    assert found.store_path == Path("/var/lib/execdeck/state.db")
    assert found.runtime_roots == (Path("/run/crun"), Path("/run/runc"))
    assert found.monitor == "auto"


@pytest.mark.usefixtures("as_user")
def test_another_user() -> None:
    """Others have their XDG directories, and their own runtimes' roots first."""
    found = Settings.from_environment(
        {"XDG_RUNTIME_DIR": "/run/user/7", "XDG_STATE_HOME": "/s", "HOME": "/h"}
    )

    assert found.run_dir == Path("/run/user/7/execdeck")
    assert found.state_dir == Path("/s/execdeck")
    assert found.runtime_roots == (
        Path("/run/user/7/crun"),
        Path("/run/user/7/runc"),
        Path("/run/crun"),
        Path("/run/runc"),
    )


@pytest.mark.usefixtures("as_user")
def test_without_xdg() -> None:
    """Without XDG variables the home has the records, /tmp the rest."""
    found = Settings.from_environment({"HOME": "/h"})
    assert found.run_dir == Path("/tmp/execdeck-1000/execdeck")
    assert found.state_dir == Path("/h/.local/state/execdeck")
    bare = Settings.from_environment({})

    assert bare.state_dir == Path("/tmp/execdeck-1000/.local/state/execdeck")


@pytest.mark.parametrize(
    ("environ", "root"),
    [
        ({"EXECDECK_ROOT": "/d"}, None),
        ({}, "/d"),
        ({"EXECDECK_ROOT": "/other"}, "/d"),
        ({"EXECDECK_ROOT": "/d", "XDG_STATE_HOME": "/s"}, ""),
    ],
)
def test_one_directory_for_all(environ: dict[str, str], root: str | None) -> None:
    """EXECDECK_ROOT, or the option that beats it, holds everything."""
    found = Settings.from_environment(environ, root=root)

    assert (found.run_dir, found.state_dir) == (Path("/d/run"), Path("/d/state"))


def test_a_relative_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are made absolute: a monitor works in another directory than we."""
    monkeypatch.chdir(tmp_path)
    found = Settings.from_environment(
        {"EXECDECK_RUNTIME_ROOTS": "r"}, root="here", runtime_roots=["s"]
    )

    assert found.run_dir == tmp_path / "here/run"
    assert found.runtime_roots == (tmp_path / "r", tmp_path / "s")


def test_runtime_roots() -> None:
    """The variable replaces the known roots, the option adds, none stands twice."""
    found = Settings.from_environment(
        {"EXECDECK_RUNTIME_ROOTS": "/a::/b"}, runtime_roots=["/c", "/a"]
    )
    assert found.runtime_roots == (Path("/a"), Path("/b"), Path("/c"))
    none = Settings.from_environment({"EXECDECK_RUNTIME_ROOTS": ""})

    assert none.runtime_roots == ()


def test_monitor() -> None:
    """EXECDECK_MONITOR names the monitor."""
    found = Settings.from_environment({"EXECDECK_MONITOR": "embedded"})

    assert found.monitor == "embedded"
