"""`execdeck exec` against `podman exec`, in the same container of podman's."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.support.cli import Cli, Terminal
from tests.support.podman import Podman

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.real_runtime, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def podman(run_root: Path, rootfs: Path) -> Iterator[Podman]:
    """A podman with a container of the run's root filesystem."""
    with Podman(run_root / "podman", rootfs) as podman:
        yield podman


@pytest.fixture
def cli(tmp_path: Path, podman: Podman) -> Iterator[Cli]:
    """Execdeck on the containers of podman."""
    cli = Cli.at(tmp_path / "execdeck", (podman.state_root,))
    yield cli
    for session in cli.service.list():
        cli.service.remove(session.id, force=True)
    cli.service.store.close()


def both(
    cli: Cli, podman: Podman, *command: str, options: tuple[str, ...], stdin: bytes
) -> list[tuple[bytes, bytes, int]]:
    """Run a command by podman and by execdeck; return stdout, stderr and status."""
    results = []
    for argv, env in (
        (podman.exec_argv(*command, options=options), podman.env),
        ([*cli.argv, "exec", *options, podman.container_id, *command], cli.env),
    ):
        done = subprocess.run(
            argv, input=stdin, check=False, capture_output=True, env=env, timeout=60
        )
        results.append((done.stdout, done.stderr, done.returncode))
    return results


CASES = [
    ("", "true", b""),
    ("", "exit 3", b""),
    ("", "exit 255", b""),
    ("", "echo out; echo err >&2; exit 7", b""),
    ("", "kill -9 $$", b""),
    ("", "kill -TERM $$", b""),
    ("-i", "cat", b"line\nno newline, \x00, \xff, \x10\x11 and \x03"),
    ("-i", "cat", b""),
    ("", "cat", b"nobody reads this"),
    ("-i", "wc -c", b"y\n" * 250_000),
    ("-i", "cat >&2; exit 2", b"to stderr"),
    ("", "printf 'no newline'", b""),
    ("", "seq 1 50000", b""),
    ("", "pwd; id; umask", b""),
    ("-w /tmp", "pwd", b""),
    ("-u ann", "id -un; id -gn; echo $HOME; grep Cap /proc/self/status", b""),
    ("-u ann:staff", "id -u; id -g", b""),
    ("-u 1234", "id -u; id -g; echo $HOME", b""),
    ("-u 1234:5678", "id -u; id -g", b""),
    ("-u bob --privileged", "grep Cap /proc/self/status", b""),
    ("", "grep Cap /proc/self/status; grep NoNew /proc/self/status", b""),
    ("--privileged", "grep Cap /proc/self/status", b""),
    ("", "env | grep -v ^HOSTNAME | sort", b""),
    ("-e A=1 -e HOME=/x", "env | grep -v ^HOSTNAME | sort", b""),
    ("", "ulimit -n; cat /proc/self/oom_score_adj", b""),
    ("-t", "echo hi; exit 4", b""),
    ("-t", "tty; stty -a | grep -c echo; echo $TERM", b""),
    ("-t -e TERM=vt100", "echo $TERM", b""),
]


@pytest.mark.parametrize(
    ("options", "command", "stdin"),
    CASES,
    ids=[f"{case[0]} {case[1]}" for case in CASES],
)
def test_the_same_bytes_and_status(
    cli: Cli, podman: Podman, options: str, command: str, stdin: bytes
) -> None:
    """Stdout, stderr and the exit status are podman's to the byte."""
    by_podman, by_execdeck = both(
        cli, podman, "sh", "-c", command, options=tuple(options.split()), stdin=stdin
    )

    assert by_execdeck == by_podman


@pytest.mark.parametrize("command", ["no-such-program", "/etc", "/etc/passwd", "/no/x"])
def test_the_same_status_for_what_cannot_run(
    cli: Cli, podman: Podman, command: str
) -> None:
    """126 and 127 are podman's; nothing is on stdout, the reason is on stderr."""
    by_podman, by_execdeck = both(cli, podman, command, options=(), stdin=b"")

    assert (by_execdeck[0], by_execdeck[2]) == (by_podman[0], by_podman[2])
    assert by_execdeck[1].startswith(b"Error: ")
    assert by_podman[1].startswith(b"Error: ")


def in_terminals(cli: Cli, podman: Podman, script: str) -> Iterator[Terminal]:
    """Run a script by each of the two in a terminal of 90x28; yield the terminals."""
    command = ["sh", "-c", script]
    for argv, env in (
        (podman.exec_argv(*command, options=("-it",)), podman.env),
        ([*cli.argv, "exec", "-it", podman.container_id, *command], cli.env),
    ):
        shown = Terminal(argv, env, 90, 28)
        yield shown
        shown.close()


def test_terminals(cli: Cli, podman: Podman) -> None:
    """Size, its changes, keys and the end are the same in a terminal."""
    script = "trap 'stty size' WINCH; echo ready; read x; stty size; read x; exit 6"
    for shown in in_terminals(cli, podman, script):
        shown.expect("ready")
        assert shown.raw
        shown.resize(70, 20)
        shown.expect("20 70")
        shown.type("one\rtwo\r")
        shown.expect_status(6)


def test_interrupts_go_to_the_program(cli: Cli, podman: Podman) -> None:
    """Ctrl-C ends what runs in the session, not the client."""
    script = "trap 'echo caught; exit 9' INT; echo ready; while :; do sleep 0.1; done"
    for shown in in_terminals(cli, podman, script):
        shown.expect("ready")
        shown.type("\x03")
        shown.expect("caught")
        shown.expect_status(9)
