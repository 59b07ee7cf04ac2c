"""What an inspection says."""

from __future__ import annotations

import dataclasses
import json
import time
from typing import Any

import pytest

from core.bundle.files import BundleFile
from core.session.states import SessionState
from core.session.types import ContainerRef, ExecConfig, ExecSession
from core.victims import SessionProcess
from widgets.views.inspect_lines import HIDDEN, ITEMS_MAX, Inspected, inspect_lines
from widgets.views.process_tree import size_text, tree_lines

NOW = 1_800_000_000.0


def session(**fields: Any) -> ExecSession:
    """Return a session."""
    base: dict[str, Any] = {
        "id": "ab" * 32,
        "container_id": "c1",
        "container_name": "[red]web\x1b[m",
        "config": ExecConfig(
            command=("sh", "-c", "echo hi"),
            terminal=True,
            environment={"TOKEN": "hunter2", "EMPTY": ""},
            user="ann",
            work_dir="/srv",
        ),
        "runtime": "runc",
        "created_at": NOW - 7200,
    }
    return ExecSession(**{**base, **fields})


def process(pid: int, parent: int, command: str, role: str = "") -> SessionProcess:
    """Return a process."""
    return SessionProcess(
        pid=pid,
        parent=parent,
        state="S",
        user="root",
        cpu=1.25,
        memory=2048,
        command=command,
        role=role,
        victim=role != "monitor",
    )


def texts(seen: Inspected, **options: bool) -> list[str]:
    """Return the lines of an inspection."""
    return [line.text for line in inspect_lines(seen, **options)]


def field(lines: list[str], name: str) -> str:
    """Return what the first line with this label says."""
    return next(line for line in lines if line.split("  ")[0] == name)


def test_every_section_is_there() -> None:
    """A running session has its fields, config, variables, files and processes."""
    running = session(
        state=SessionState.RUNNING,
        pid=12,
        pid_start=1,
        monitor="embedded",
        monitor_pid=11,
        started_at=NOW - 60,
        name="build",
    )
    lines = texts(
        Inspected(
            running,
            NOW,
            program_began=NOW - 61,
            files=[BundleFile("exec_log", "-rw-------", 4200, NOW - 5)],
            directory="/run/x",
            processes=[process(11, 1, "conmon", "monitor"), process(12, 11, "sh")],
        )
    )

    clock = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(NOW - 61))
    assert field(lines, "container").endswith("[red]web\\x1b[m (runc)")
    assert field(lines, "name").endswith("build")
    assert field(lines, "pid").endswith(f"12, began {clock} (1m ago)")
    assert field(lines, "user").endswith("ann")
    assert field(lines, "workdir").endswith("/srv")
    assert field(lines, "command").endswith("sh -c 'echo hi'")
    assert field(lines, "monitor").endswith("embedded, pid 11")
    assert field(lines, "attachable").endswith("yes")
    assert field(lines, "command[2]").endswith("echo hi")
    for name in json.loads(json.dumps(running.config.to_json())):
        assert any(line.startswith(name) for line in lines), name
    headings = ["Session", "Config", "Environment", "Files", "Processes"]
    assert [
        line.split("  ")[0] for line in lines if line.split("  ")[0] in headings
    ] == (headings)
    assert "-rw-------    4.1K   5s  exec_log" in lines
    assert lines[-1].startswith("†      12 root")


@pytest.mark.parametrize("raw", [False, True])
def test_values_are_hidden(raw: bool) -> None:
    """Without being asked, no value of a variable is in any line, nor its length."""
    seen = Inspected(session(), NOW)
    hidden = texts(seen, raw=raw)

    assert not any("hunter2" in line for line in hidden)
    assert f"TOKEN={HIDDEN}" in hidden
    assert f"EMPTY={HIDDEN}" in hidden
    shown = texts(seen, raw=raw, values=True)
    assert "TOKEN=hunter2" in shown
    assert ('    "TOKEN": "hunter2",' in [line[2:] for line in shown]) == raw


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (0, "0"),
        (3, "3"),
        (137, "137 (KILL)"),
        (127, "127 (no such command)"),
        (200, "200"),
        (None, "unknown"),
    ],
)
def test_exit_codes_are_explained(code: int | None, shown: str) -> None:
    """A code that stands for a signal, or that is podman's, says so."""
    ended = session(state=SessionState.STOPPED, exit_code=code)

    assert field(texts(Inspected(ended, NOW)), "exit code").endswith(f"  {shown}")


def test_an_adopted_session_says_so() -> None:
    """It tells what can be done with it."""
    lines = texts(Inspected(session(origin="legacy"), NOW))

    assert "watch and stop only" in field(lines, "adopted")


def test_a_large_config() -> None:
    """Ten thousand variables are all there; fifty megabytes cost no more than is shown."""
    config = ExecConfig(
        command=("sh", "x" * 50_000_000),
        environment={f"NAME{at}": "v" * 100 for at in range(10_000)},
    )
    large = Inspected(dataclasses.replace(session(), config=config), NOW)
    lines = texts(large, raw=True, values=True)

    assert sum(line.startswith("NAME") for line in lines) == 10_000
    assert max(map(len, lines)) < 10_000
    many = ExecConfig(command=("x",) * (ITEMS_MAX + 5))
    lines = texts(Inspected(dataclasses.replace(session(), config=many), NOW), raw=True)
    assert field(lines, "command").startswith("command")
    # Once in the config, twice in the JSON.
    assert sum("20,005 in all" in line for line in lines) == 3


def test_a_container() -> None:
    """Its fields, its sessions and its processes."""
    container = ContainerRef(
        id="c1", name="web", status="running", pid=7, runtime="crun", root="/run/crun"
    )
    ended = session(state=SessionState.STOPPED, exit_code=1)
    lines = texts(
        Inspected(
            container, NOW, sessions=[ended], processes=[process(7, 1, "init", "init")]
        ),
        raw=True,
    )

    assert field(lines, "state root").endswith("/run/crun")
    assert any(line.startswith("abababababab  exit 1  sh -c") for line in lines)
    assert any(line.endswith("init: init") for line in lines)
    assert '  "status": "running",' in lines


def test_processes_are_a_tree() -> None:
    """Children hang below their parents; one whose parent is elsewhere is a root."""
    lines = tree_lines(
        [
            process(1, 0, "a"),
            process(5, 3, "e"),
            process(2, 1, "b"),
            process(4, 1, "d"),
            process(3, 2, "c"),
        ],
        brief=True,
    )

    assert [line.text.partition("root      ")[2] for line in lines[1:]] == [
        "a",
        "├ b",
        "│ └ c",
        "│   └ e",
        "└ d",
    ]


def test_a_deep_tree() -> None:
    """A thousand processes, each below the other, are shown."""
    chain = [process(at, at - 1, f"p{at}") for at in range(1, 1000)]

    assert len(tree_lines(chain)) == 1000


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0"), (1023, "1023"), (1024, "1.0K"), (67108864, "64.0M"), (2**45, "32.0T")],
)
def test_sizes(size: int, text: str) -> None:
    """Sizes have one unit."""
    assert size_text(size) == text
