"""`exec -it` and `attach` in a real terminal: modes, sizes, leaving, coming back."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from core.session.states import SessionState
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.session.types import ExecSession
    from tests.support.cli import Cli, Terminal
    from tests.support.containers import RealContainer

pytestmark = pytest.mark.real_runtime

DETACH = "\x10\x11"


def only_session(cli: Cli) -> ExecSession:
    """Return the one session there is."""
    (session,) = cli.service.list()
    return session


def test_a_shell(terminal: Callable[..., Terminal], each_box: str) -> None:
    """The terminal is raw while the shell runs, as before when it ends; its status is ours."""
    tty = terminal("exec", "-it", each_box, "sh")
    tty.type("echo answer=$((6*7))\r")
    tty.expect("answer=42")
    assert tty.raw
    tty.type("sh -c 'echo under=$((2+3)); sleep 1000'\r")
    tty.expect("under=5")
    tty.type("\x03")
    tty.expect("^C")
    tty.type("echo after=$((1+1)); exit 9\r")
    tty.expect("after=2")

    tty.expect_status(9)


def test_an_exec_leaves_nothing(
    cli: Cli, terminal: Callable[..., Terminal], box: str
) -> None:
    """When its program has ended, a session of `exec -it` is gone."""
    tty = terminal("exec", "-it", box, "true")
    tty.expect_status(0)

    assert cli.service.store.sessions() == []


@pytest.mark.parametrize("command", ["no-such-program", "/etc"])
def test_a_command_that_cannot_run(
    terminal: Callable[..., Terminal], box: str, command: str
) -> None:
    """The terminal is as before, and the reason can be read on it."""
    tty = terminal("exec", "-it", box, command)
    seen = tty.expect("status=")

    assert b"Error: cannot start '%s': " % command.encode() in seen
    tty.expect_status(127 if command == "no-such-program" else 126)


def test_size(terminal: Callable[..., Terminal], each_box: str) -> None:
    """The program has our terminal's size, and the new one after each change."""
    tty = terminal("exec", "-it", each_box, "sh", columns=97, rows=31)
    tty.type("stty size\r")
    tty.expect("31 97")
    tty.resize(66, 22)

    def shows_it() -> bool:
        tty.type("stty size\r")
        return b"22 66" in tty.read()

    wait_until(shows_it)
    tty.type("exit\r")
    tty.expect("status=")


def test_leaving_and_coming_back(
    cli: Cli, terminal: Callable[..., Terminal], each_box: str
) -> None:
    """Detach keys leave the shell running; `attach` shows all of it and types on."""
    first = terminal("exec", "-it", each_box, "sh")
    first.type("mark=secret$((40+2)); echo here=$((1))\r")
    first.expect("here=1")
    first.type(DETACH)
    first.expect_status(0)
    session = only_session(cli)
    assert session.state is SessionState.RUNNING

    second = terminal("attach", session.id[:10], columns=70, rows=20)
    second.expect("here=1")
    assert second.raw
    second.type("echo =$mark=; stty size\r")
    second.expect("=secret42=")
    second.expect("20 70")
    second.type("exit 4\r")
    second.expect_status(4)


def test_own_detach_keys(cli: Cli, terminal: Callable[..., Terminal], box: str) -> None:
    """Keys given to `exec` hold for `attach` too, unless it is given others."""
    first = terminal("exec", "-it", "--detach-keys", "ctrl-a,d", box, "sh")
    first.type("echo one=$((1))\r")
    first.expect("one=1")
    first.type("\x01")
    first.type("d")
    first.expect_status(0)
    session = only_session(cli)
    second = terminal("attach", session.id)
    second.expect("one=1")
    second.type("\x01d")
    second.expect_status(0)
    third = terminal("attach", "--detach-keys", "ctrl-x", session.id)
    third.expect("one=1")
    third.type("\x18")
    third.expect_status(0)

    assert cli.service.inspect(session.id).state is SessionState.RUNNING


def test_no_detach_keys(terminal: Callable[..., Terminal], box: str) -> None:
    """With empty detach keys every key goes to the program."""
    script = "stty raw -echo; echo ready; dd bs=1 count=2 2>/dev/null | od -An -tx1"
    tty = terminal("exec", "-it", "--detach-keys", "", box, "sh", "-c", script)
    tty.expect("ready")
    tty.type(DETACH)

    tty.expect("10 11")
    tty.expect_status(0)


def test_the_first_key_alone(terminal: Callable[..., Terminal], box: str) -> None:
    """A ctrl-p that nothing follows reaches the program after a moment."""
    script = "stty raw -echo; echo ready; dd bs=1 count=1 2>/dev/null | od -An -tx1"
    tty = terminal("exec", "-it", box, "sh", "-c", script)
    tty.expect("ready")
    tty.type("\x10")

    tty.expect("10")
    tty.expect_status(0)


def test_read_only(cli: Cli, terminal: Callable[..., Terminal], box: str) -> None:
    """A watcher sees the session and types nothing; his detach keys work."""
    session = cli.ok("exec", "-dt", box, "cat").strip()
    tty = terminal("attach", "--read-only", session)
    typing = cli.service.open_input(session)
    typing.send(b"from-another\n")
    tty.expect("from-another")
    tty.type("from-the-watcher\r")
    typing.send(b"and-then\n")
    seen = tty.expect("and-then")
    typing.close()
    assert b"from-the-watcher" not in seen
    tty.type(DETACH)
    tty.expect_status(0)

    assert cli.service.inspect(session).state is SessionState.RUNNING


def test_a_watcher_does_not_resize(
    cli: Cli, terminal: Callable[..., Terminal], box: str
) -> None:
    """The size of a session is its users', not its watcher's."""
    session = cli.ok("exec", "-dt", box, "sh").strip()
    tty = terminal("attach", "--read-only", session, columns=50, rows=10)
    typing = cli.service.open_input(session)
    typing.send(b"stty size; echo end=$((1))\n")
    seen = tty.expect("end=1")
    typing.close()

    assert b"10 50" not in seen


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGHUP])
def test_killed(
    cli: Cli, terminal: Callable[..., Terminal], box: str, signum: signal.Signals
) -> None:
    """Ended by a signal we leave the terminal as it was, and the session running."""
    tty = terminal("exec", "-it", box, "sh")
    tty.type("echo up=$((1))\r")
    tty.expect("up=1")
    tty.program().send_signal(signum)
    tty.expect_status(128 + signum)
    session = only_session(cli)

    assert session.state is SessionState.RUNNING
    assert b"session %s goes on" % session.id[:12].encode() in tty.seen


def test_killed_outright(cli: Cli, terminal: Callable[..., Terminal], box: str) -> None:
    """After kill -9 of our program the session goes on, and can be attached to."""
    first = terminal("exec", "-it", box, "sh")
    first.type("echo up=$((1))\r")
    first.expect("up=1")
    first.program().kill()
    first.expect("status=137")
    session = only_session(cli)
    second = terminal("attach", session.id)
    second.expect("up=1")
    second.type("echo again=$((1)); exit\r")
    second.expect("again=1")

    second.expect_status(0)


def test_stopped_by_another(
    cli: Cli, terminal: Callable[..., Terminal], box: str
) -> None:
    """When somebody stops the session, we end with its status and a sound terminal."""
    tty = terminal("exec", "-it", box, "sh")
    tty.type("echo up=$((1))\r")
    tty.expect("up=1")
    cli.ok("stop", only_session(cli).id)

    tty.expect_status(129)


def test_a_terminal_session_in_a_pipe(cli: Cli, box: str) -> None:
    """Without a terminal of our own, -t still gives the program one."""
    done = cli("exec", "-t", box, "sh", "-c", "tty; echo err >&2; exit 2")

    assert done.returncode == 2
    assert done.stdout.splitlines()[0].startswith("/dev/pts/")
    assert "err" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("where", ["crun", "runc", "host"])
def test_fast_programs(
    cli: Cli, standing_containers: Callable[[str], RealContainer], where: str
) -> None:
    """A program that is over before we attach loses neither output nor status."""
    container = where if where == "host" else standing_containers(where).id
    for number in range(4):
        done = cli("exec", "-t", container, "sh", "-c", f"echo {number}; exit {number}")
        assert (done.returncode, done.stdout, done.stderr) == (
            number,
            f"{number}\n",
            "",
        )

    assert cli.service.store.sessions() == []


def test_attach_to_pipes(cli: Cli, box: str) -> None:
    """A session of pipes can be attached to: its output so far, its status, apart."""
    script = (
        "echo out; echo err >&2; while [ ! -e /tmp/go ]; do sleep 0.05; done; exit 3"
    )
    session = cli.ok("exec", "-d", box, "sh", "-c", script).strip()
    log = cli.service.paths(cli.service.session(session)).exec_log
    wait_until(lambda: b"err" in log.read_bytes())
    cli.ok("exec", box, "touch", "/tmp/go")
    done = cli("attach", session)
    cli.ok("exec", box, "rm", "/tmp/go")

    # It may have ended before we came.
    if done.returncode != 125:
        assert (done.stdout, done.stderr, done.returncode) == ("out\n", "err\n", 3)
