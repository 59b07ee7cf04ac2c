"""What importlinter cannot see: modules at run time, sizes of files, forbidden calls."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "core", "widgets")
SOURCES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py")
)
HEAVY = {"textual", "rich", "pyte"}
LINES_MAX = 400


def loaded(script: str, *arguments: str, root: Path) -> set[str]:
    """Run a script in a fresh interpreter; return the top-level modules it loaded."""
    report = "\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script + report, *arguments],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "EXECDECK_ROOT": str(root), "EXECDECK_RUNTIME_ROOTS": ""},
    )
    names: list[str] = json.loads(done.stdout.splitlines()[-1])
    return {name.partition(".")[0] for name in names}


def test_core_loads_no_terminal_ui(tmp_path: Path) -> None:
    """Every module of core together loads neither textual nor rich nor pyte."""
    # `core.monitor.__main__` guards itself, so it may be imported too.
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in SOURCES
        if path.is_relative_to(ROOT / "core")
    ]
    script = "\n".join(f"import {name.removesuffix('.__init__')}" for name in names)
    modules = loaded(script, root=tmp_path)

    assert len(names) > 20
    assert not modules & HEAVY
    assert not modules & {"app", "widgets"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("ps",),
        ("ps", "-a", "--format", "json"),
        ("containers",),
        ("exec", "host", "true"),
    ],
)
def test_a_command_loads_no_terminal_ui(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """A command of the command line loads no terminal UI: it would cost its start."""
    script = "import sys; from app.cli import main\nassert main(sys.argv[1:]) == 0"
    modules = loaded(script, *arguments, root=tmp_path)

    assert "core" in modules
    assert not modules & HEAVY


def test_the_probe_can_fail(tmp_path: Path) -> None:
    """The probe of the tests above sees a module when there is one."""
    assert "rich" in loaded("import rich.text", root=tmp_path)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_are_short(path: Path) -> None:
    """No source file is longer than 400 lines."""
    assert len(path.read_text().splitlines()) <= LINES_MAX


def places(pattern: str) -> set[str]:
    """Return the source files whose code, comments aside, matches."""
    found = re.compile(pattern)
    return {
        str(path.relative_to(ROOT))
        for path in SOURCES
        if any(
            found.search(line.partition("#")[0])
            for line in path.read_text().splitlines()
        )
    }


@pytest.mark.parametrize(
    "pattern",
    [r"\btime\.sleep\(", r"\bshell\s*=\s*True", r"\bos\.(system|popen)\(", r"\beval\("],
)
def test_forbidden_calls(pattern: str) -> None:
    """Nothing sleeps for a fixed time, and nothing goes through a shell."""
    assert places(pattern) == set()


def test_one_place_sends_signals() -> None:
    """Only core/process.py sends a signal: a bare pid may be anybody's by then."""
    signals = r"\b(os\.kill(pg)?|signal\.pidfd_send_signal)\("

    assert places(signals) == {"core/process.py"}
    assert places(r"\.send_signal\(|\.terminate\(\)") == set()


def test_state_changes_in_one_place() -> None:
    """Every record's new state comes from the table of core/session/states.py."""
    assigned = places(r"\bstate=SessionState\.(RUNNING|STOPPED)")

    assert assigned == set()
    assert places(r"\bnext_state\(") == {
        "core/recovery.py",
        "core/session/states.py",
    }
