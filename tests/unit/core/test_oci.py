"""The runtime's words, told apart as podman does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from core.errors import CommandNotFound, PermissionDenied, RuntimeMissing, StartFailed
from core.runtime.oci import runtime_path, start_error

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("executable file `nope` not found in $PATH: No such file", CommandNotFound),
        ('exec: "nope": executable file not found in $PATH', CommandNotFound),
        ("exec /no/such: no such file or directory", CommandNotFound),
        ("connect socket to `/b/console`: No such file or directory", StartFailed),
        ("open executable: No such file or directory", CommandNotFound),
        ("exec /etc: Permission denied", PermissionDenied),
        ("PERMISSION DENIED", PermissionDenied),
        ("setuid: Operation not permitted", PermissionDenied),
        ("open executable: Is a directory", PermissionDenied),
        ("cannot exec a container that has stopped", StartFailed),
        ("", StartFailed),
    ],
)
@pytest.mark.parametrize("logged", [False, True])
def test_kinds(tmp_path: Path, message: str, kind: type, *, logged: bool) -> None:
    """The same words mean the same, from the runtime's log or from the monitor."""
    log = tmp_path / "oci-log"
    if logged:
        log.write_text(json.dumps({"level": "error", "msg": message}) + "\n")
    error = start_error("nope", "" if logged else message, log)

    assert type(error) is kind
    assert str(error).startswith("cannot start 'nope': ")
    assert error.reason == (message or "the runtime gave no reason")


def test_the_last_error_of_the_log_counts(tmp_path: Path) -> None:
    """Warnings, older errors and lines that are no JSON say nothing."""
    log = tmp_path / "oci-log"
    lines = [
        '{"level": "error", "msg": "an older one: permission denied"}',
        '{"level": "error", "msg": "the last one"}',
        '{"level": "warning", "msg": "no such file or directory"}',
        '{"level": "error", "msg": 5}',
        '["level"]',
        "[" * 10_000,
        "\xff garbage",
        "",
    ]
    log.write_text("\n".join(lines))

    assert start_error("sh", "the monitor's", log).reason == "the last one"


def test_the_monitors_words_stand_in(tmp_path: Path) -> None:
    """Without a log, what the monitor relayed is the reason, on one line."""
    error = start_error("sh", " two\nlines \n", tmp_path / "none")

    assert error.reason == "two lines"


def test_long_words_are_cut(tmp_path: Path) -> None:
    """A runtime's flood is cut to a line that can be read."""
    assert len(start_error("sh", "x" * 10_000, tmp_path / "none").reason) == 400


def test_the_runtimes_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A runtime is found in PATH by its name, or is missing by that name."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RuntimeMissing, match="^cannot run crun: no such program"):
        runtime_path("crun")
    (tmp_path / "crun").write_text("#!/bin/sh\n")
    (tmp_path / "crun").chmod(0o755)

    assert runtime_path("crun") == str(tmp_path / "crun")
