"""`log` and `events`: what a session wrote, and what happened to it."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.support.cli import assert_refused
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.cli import Cli

pytestmark = pytest.mark.real_runtime

COLOURED = r"printf '\033[31mred\033[0m \033]0;title\007plain\n'; printf 'a\tb\000\r\n'"


def ended(cli: Cli, *arguments: str) -> str:
    """Run a session to its end, detached; return its id."""
    session = cli.ok("exec", "-d", *arguments).strip()
    cli("wait", session)
    return session


@pytest.fixture
def following() -> Iterator[list[subprocess.Popen[str]]]:
    """Programs that follow something; they are ended after the test."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        process.kill()
        process.communicate()


def follow(cli: Cli, *arguments: str) -> subprocess.Popen[str]:
    """Start a command that goes on."""
    return subprocess.Popen(
        [*cli.argv, *arguments],
        env=cli.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_log_is_plain_text(cli: Cli, each_box: str) -> None:
    """Escape sequences and controls are left out, tabs and line ends stay."""
    session = ended(cli, "-t", each_box, "sh", "-c", COLOURED)

    assert cli.ok("log", session) == "red plain\na\tb\n"


def test_raw_log_is_every_byte(cli: Cli, each_box: str) -> None:
    """With --raw the bytes are those that the terminal got."""
    session = ended(cli, "-t", each_box, "sh", "-c", COLOURED)
    command = [*cli.argv, "log", "--raw", session]
    raw = subprocess.run(command, check=True, capture_output=True, env=cli.env).stdout

    assert raw == b"\x1b[31mred\x1b[0m \x1b]0;title\x07plain\r\na\tb\0\r\r\n"


def test_streams_of_a_log_are_apart(cli: Cli, each_box: str) -> None:
    """Without a terminal the program's stderr comes on stderr."""
    session = ended(cli, each_box, "sh", "-c", "echo out; echo err >&2")
    done = cli("log", session)

    assert (done.stdout, done.stderr, done.returncode) == ("out\n", "err\n", 0)


def test_log_of_a_running_session(cli: Cli, box: str) -> None:
    """Without -f the log ends with what there is; a flood does not keep it going."""
    session = cli.ok("exec", "-d", box, "sh", "-c", "while :; do echo y; done").strip()
    wait_until(lambda: cli.ok("log", session).startswith("y\n"))


def test_following_a_log(
    cli: Cli, box: str, following: list[subprocess.Popen[str]]
) -> None:
    """-f shows what comes as it comes, and ends with the session."""
    script = "echo one; read x </tmp/go; echo two"
    cli.ok("exec", box, "sh", "-c", "rm -f /tmp/go; mkfifo /tmp/go")
    session = cli.ok("exec", "-d", box, "sh", "-c", script).strip()
    process = follow(cli, "log", "-f", session)
    following.append(process)
    assert process.stdout is not None
    assert process.stdout.readline() == "one\n"
    cli.ok("exec", box, "sh", "-c", "echo > /tmp/go")

    assert process.communicate(timeout=30) == ("two\n", "")
    assert process.returncode == 0


def test_log_of_what_never_ran(cli: Cli, box: str) -> None:
    """A created session has no output."""
    session = cli.ok("create", box, "true").strip()

    assert_refused(cli("log", session), "it has not been started")


def test_cast(cli: Cli, each_box: str) -> None:
    """A recording has a header, timed output in order, and the resizes."""
    script = "echo €; read x; stty size; exit 4"
    session = cli.ok("create", "-t", each_box, "sh", "-c", script).strip()
    cli.ok("start", session)
    wait_until(lambda: cli.ok("log", session) == "€\n")
    cli.ok("resize", session, "100x30")
    with cli.service.open_input(session) as typing:
        typing.send(b"\n")
    cli.ok("wait", session)
    header, *events = map(json.loads, cli.ok("log", "--cast", session).splitlines())

    assert (header["version"], header["width"], header["height"]) == (2, 80, 24)
    assert header["timestamp"] == int(cli.service.inspect(session).started_at)
    times = [event[0] for event in events]
    assert times == sorted(times)
    assert [event[1:] for event in events if event[1] == "r"] == [["r", "100x30"]]
    shown = "".join(event[2] for event in events if event[1] == "o")
    assert shown == "€\r\n\r\n30 100\r\n"
    kinds = [event[1] for event in events]
    assert kinds.index("r") > kinds.index("o")


def test_events_tell_a_life(cli: Cli, each_box: str) -> None:
    """Each step is an event with container, session and, at the end, exit code."""
    session = ended(cli, each_box, "sh", "-c", "exit 5")
    cli.ok("rm", session)
    events = [
        json.loads(line) for line in cli.ok("events", "--format", "json").splitlines()
    ]

    assert [item["type"] for item in events] == [
        "exec_created",
        "exec",
        "exec_died",
        "exec_removed",
    ]
    assert {(item["id"], item["containerId"]) for item in events} == {
        (session, each_box)
    }
    assert [item["exitCode"] for item in events] == [None, None, 5, None]


def test_attaching_and_detaching_are_events(cli: Cli, box: str) -> None:
    """Who comes and goes is told, too."""
    session = cli.ok("exec", "-d", "-t", box, "sh").strip()
    main, other = os.openpty()
    with subprocess.Popen([*cli.argv, "attach", session], env=cli.env, stdin=other,
                          stdout=other, stderr=other) as process:  # fmt: skip
        wait_until(lambda: "exec_attach" in cli.ok("events"))
        os.write(main, b"\x10\x11")
        assert process.wait(20) == 0
    os.close(main)
    os.close(other)

    assert cli.ok("events").splitlines()[-1].split()[2] == "exec_detach"


def test_following_events(
    cli: Cli, box: str, following: list[subprocess.Popen[str]]
) -> None:
    """-f prints what has been, and then what another process does, at once."""
    cli.ok("create", box, "true")
    process = follow(cli, "events", "-f")
    following.append(process)
    assert process.stdout is not None
    assert "exec_created" in process.stdout.readline()
    session = cli.ok("create", box, "true").strip()

    assert session[:12] in process.stdout.readline()


def test_no_events_yet(cli: Cli) -> None:
    """Before the first session nothing has happened."""
    assert cli.ok("events") == ""
