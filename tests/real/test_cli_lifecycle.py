"""A session's life by commands: create, start, resize, wait, cleanup, prune."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from core.session.states import SessionState
from tests.support.cli import assert_refused
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.cli import Cli, Terminal

pytestmark = pytest.mark.real_runtime


def create(cli: Cli, *arguments: str) -> str:
    """Create a session; return its id."""
    return cli.ok("create", *arguments).strip()


def state_of(cli: Cli, session: str) -> SessionState:
    """Return a session's state."""
    return cli.service.inspect(session).state


def test_create_runs_nothing(cli: Cli, each_box: str) -> None:
    """A created session has its whole configuration, and no process and no bundle."""
    options = ["-i", "-e", "A=b", "-w", "/tmp", "-u", "ann", "--privileged"]
    session = create(cli, *options, "--detach-keys", "ctrl-a", each_box, "cat", "-u")

    shown = json.loads(cli.ok("inspect", session))
    assert (shown["state"], shown["pid"], shown["exitCode"]) == ("created", 0, None)
    assert shown["config"] == {
        "command": ["cat", "-u"],
        "terminal": False,
        "attachStdin": True,
        "attachStdout": True,
        "attachStderr": True,
        "detachKeys": "ctrl-a",
        "environment": {"A": "b"},
        "privileged": True,
        "user": "ann",
        "workDir": "/tmp",
        "preserveFDs": 0,
    }
    assert not list(cli.root.glob("run/bundles/*/*"))


def test_start_returns_at_once(cli: Cli, each_box: str) -> None:
    """Without -a the id is printed and the session runs; it starts only once."""
    session = create(cli, each_box, "sleep", "1000")
    assert cli.ok("start", session[:10]) == session + "\n"

    assert state_of(cli, session) is SessionState.RUNNING
    assert_refused(cli("start", session), "it is running")


def test_start_attached(cli: Cli, each_box: str) -> None:
    """With -a it is a pipe as `exec` is, and the record stays."""
    script = "cat; echo err >&2; exit 9"
    session = create(cli, "-i", each_box, "sh", "-c", script)
    done = cli("start", "-a", session, stdin="in")

    assert (done.returncode, done.stdout, done.stderr) == (9, "in", "err\n")
    assert cli.service.inspect(session).exit_code == 9


def test_start_attached_to_a_terminal(
    cli: Cli, terminal: Callable[..., Terminal], box: str
) -> None:
    """The program has our terminal and its size; the detach keys leave it running."""
    session = create(cli, "-t", box, "sh", "-c", "sleep 0.2; stty size; exec sh")
    shown = terminal("start", "-a", session, columns=91, rows=27)
    shown.expect("27 91")
    shown.type("\x10\x11")
    shown.expect_status(0)

    assert state_of(cli, session) is SessionState.RUNNING


def test_start_that_fails(cli: Cli, box: str) -> None:
    """A command that is not there leaves the session created, for another try."""
    session = create(cli, box, "no-such-program")

    assert_refused(cli("start", session), "cannot start", status=127)
    assert_refused(cli("start", "-a", session), "cannot start", status=127)
    assert state_of(cli, session) is SessionState.CREATED


def test_resize(cli: Cli, box: str) -> None:
    """The program is told of its terminal's new size."""
    script = "trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.1; done"
    session = create(cli, "-t", box, "sh", "-c", script)
    cli.ok("start", session)
    wait_until(lambda: "ready" in cli.ok("log", session))
    cli.ok("resize", session, "99x31")

    assert cli.ok("wait", session) == "0\n"
    assert cli.ok("log", session) == "ready\n31 99\n"


@pytest.mark.parametrize("size", ["80", "0x24", "80x1001", "axb", "80x24x1", "-1x5"])
def test_resize_to_no_size(cli: Cli, size: str) -> None:
    """What is no size is refused as a mistake in the command line."""
    done = cli("resize", "0", size)

    assert done.returncode == 125
    assert done.stderr.startswith("Error: ")


def test_resize_of_what_has_no_terminal(cli: Cli, box: str) -> None:
    """Pipes have no size, and neither has what does not run."""
    session = create(cli, box, "sleep", "1000")
    assert_refused(cli("resize", session, "80x24"), "it is created")
    cli.ok("start", session)
    assert_refused(cli("resize", session, "80x24"), "without a terminal")


def test_wait_prints_exit_codes(cli: Cli, each_box: str) -> None:
    """Each session's code is printed in the order asked for, when it has ended."""
    sessions = [
        cli.ok("exec", "-d", each_box, "sh", "-c", f"sleep 0.{code}; exit {code}")
        for code in (7, 3)
    ]
    assert cli.ok("wait", *(item.strip() for item in sessions)) == "7\n3\n"


def test_wait_without_a_code(cli: Cli, box: str) -> None:
    """A session that never ran, or whose monitor died, has no code to print."""
    created = create(cli, box, "true")
    assert_refused(cli("wait", created), "is created without one")
    lost = cli.ok("exec", "-d", box, "sleep", "1000").strip()
    subprocess.run(
        ["kill", "-9", str(cli.service.inspect(lost).monitor_pid)], check=True
    )
    assert_refused(cli("wait", lost), "is stopped without one")


def test_cleanup_keeps_the_record(cli: Cli, box: str) -> None:
    """What a stopped session left on disk goes, its record stays; a running one's not."""
    session = cli.ok("exec", "-d", box, "sleep", "1000").strip()
    assert_refused(cli("cleanup", session), "cannot clean up", "it is running")
    cli.ok("stop", session)

    assert cli.ok("cleanup", session[:12]) == session + "\n"
    assert not list(cli.root.glob("run/bundles/*/*"))
    assert_refused(cli("log", session), "its output is gone")
    assert state_of(cli, session) is SessionState.STOPPED


def test_prune(cli: Cli, each_box: str) -> None:
    """Every stopped session goes; created and running ones stay."""
    created = create(cli, each_box, "true")
    running = cli.ok("exec", "-d", each_box, "sleep", "1000").strip()
    ended = [cli.ok("exec", "-d", each_box, "true").strip() for _ in range(3)]
    cli.ok("wait", *ended)

    assert sorted(cli.ok("prune").split()) == sorted(ended)
    assert {item.id for item in cli.service.list()} == {created, running}
    assert cli.ok("prune") == ""


def test_many_are_stopped_at_once(cli: Cli, box: str) -> None:
    """Sessions that ignore the signals cost one grace, not one each."""
    script = "trap '' HUP TERM; echo ready; while :; do sleep 1; done"
    sessions = [cli.ok("exec", "-d", box, "sh", "-c", script).strip() for _ in range(6)]
    for session in sessions:
        wait_until(lambda name=session: cli.ok("log", name) == "ready\n")  # type: ignore[misc]
    spent = cli.run(["sh", "-c", 'date +%s.%N; "$@"; date +%s.%N', "sh", *cli.argv,
                     "stop", "-t", "2", *sessions])  # fmt: skip
    begun, *stopped, ended = spent.stdout.split()

    assert stopped == sessions
    assert float(ended) - float(begun) < 2 * len(sessions)
    assert [cli.service.inspect(item).exit_code for item in sessions] == [137] * 6
