"""What can go wrong: one clear line on stderr, a status of 125, and no data."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from core.session.types import ExecConfig, ExecSession
from tests.support.cli import assert_refused
from tests.support.containers import require
from tests.support.nobody import NOBODY, open_to_all, run_as_nobody
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.cli import Cli, Terminal
    from tests.support.containers import RealContainer

pytestmark = pytest.mark.real_runtime

SESSION_COMMANDS = [["inspect"], ["attach"], ["stop"], ["rm"], ["rm", "-f"]]


@pytest.mark.parametrize(
    ("command", "ref"),
    [
        *((command, "nope") for command in SESSION_COMMANDS),
        *((["inspect"], ref) for ref in ("", "%", "..", "\x1b[31m", "\udcff")),
    ],
)
def test_unknown_session(cli: Cli, command: list[str], ref: str) -> None:
    """A session that is not there is named, whatever was typed."""
    assert_refused(cli(*command, ref), "cannot find session", "no such session")


@pytest.mark.parametrize("command", SESSION_COMMANDS)
def test_ambiguous_session(cli: Cli, command: list[str]) -> None:
    """A prefix of two sessions does nothing to either."""
    for number in (1, 2):
        cli.service.store.insert(
            ExecSession(
                id=f"ab{number}" + "0" * 61,
                container_id="c1",
                container_name="web",
                config=ExecConfig(command=("sh",)),
            )
        )
    refused = cli(*command, "ab")

    assert_refused(refused, "cannot tell which session 'ab'", "ab1000", "ab2000")
    assert len(cli.service.store.sessions()) == 2


@pytest.mark.parametrize("ref", ["nope", "", "\x1b]0;x\x07", "\udcff"])
def test_unknown_container(cli: Cli, ref: str) -> None:
    """A container that is not there is named, whatever was typed."""
    assert_refused(cli("exec", ref, "true"), "cannot find container")
    assert_refused(cli("exec", "-d", ref, "true"), "cannot find container")
    assert_refused(cli("ps", ref), "cannot find container")


def test_ambiguous_container(
    cli: Cli, make_container: Callable[..., RealContainer]
) -> None:
    """A prefix of two containers is refused, with their names."""
    twins = [
        make_container(runtime, f"twin-{os.getpid():x}-{runtime}")
        for runtime in ("crun", "runc")
    ]
    refused = cli("exec", "twin", "true")

    assert_refused(refused, "cannot tell which container 'twin' means: it fits")
    assert_refused(refused, *(twin.id for twin in twins))


def test_stopped_container(
    cli: Cli, make_container: Callable[..., RealContainer]
) -> None:
    """A container that has ended takes no session, and the sessions in it are over."""
    container = make_container("crun", f"ended-{os.getpid():x}")
    session = cli.ok("exec", "-d", container.id, "sleep", "1000").strip()
    container.run("kill", container.id, "KILL")
    wait_until(lambda: cli.service.container(container.id).status == "stopped")
    refused = cli("exec", container.id, "true")

    assert_refused(refused, "cannot exec in container", container.id, "it is stopped")
    wait_until(lambda: cli.service.inspect(session).state.value == "stopped")
    assert_refused(cli("attach", session), "it is stopped")
    assert_refused(cli("stop", session), "it is stopped")
    assert cli.ok("rm", session) == f"{session}\n"


def test_removed_container(
    cli: Cli, make_container: Callable[..., RealContainer]
) -> None:
    """Sessions of a container that is gone can still be seen and removed."""
    container = make_container("crun", f"gone-{os.getpid():x}")
    session = cli.ok("exec", "-d", container.id, "sleep", "1000").strip()
    container.delete()
    wait_until(lambda: cli.service.inspect(session).state.value == "stopped")

    assert session[:12] in cli.ok("ps", "-a", container.id)
    assert_refused(cli("exec", container.id, "true"), "cannot find container")
    assert cli.ok("rm", session) == f"{session}\n"


def path_with(folder: Path, *programs: str) -> dict[str, str]:
    """Return a PATH that holds only these programs."""
    folder.mkdir()
    for program in programs:
        found = shutil.which(program)
        require(found, f"{program} is not installed")
        (folder / program).symlink_to(str(found))
    return {"PATH": str(folder)}


@pytest.mark.parametrize("programs", [(), ("conmon",)])
def test_no_runtime(
    cli: Cli, each_box: str, tmp_path: Path, programs: tuple[str, ...]
) -> None:
    """A runtime that is not in PATH is named, under either monitor."""
    env = path_with(tmp_path / "bin", *programs)
    runtime = cli.service.container(each_box).runtime
    for options in ([], ["-d"], ["-t"]):
        refused = cli("exec", *options, each_box, "true", env=env)
        assert_refused(refused, f"cannot run {runtime}: no such program in PATH")

    assert cli.service.store.sessions() == []


def test_no_conmon(cli: Cli, each_box: str, tmp_path: Path) -> None:
    """Without conmon the embedded monitor takes its place."""
    env = path_with(tmp_path / "bin", cli.service.container(each_box).runtime)
    done = cli("exec", "--keep", each_box, "sh", "-c", "echo x; exit 3", env=env)
    (session,) = cli.service.list()

    assert (done.stdout, done.stderr, done.returncode) == ("x\n", "", 3)
    assert session.monitor == "embedded"


def test_a_runtime_that_fails(cli: Cli, box: str, tmp_path: Path) -> None:
    """What a broken runtime says is the reason, made safe to print."""
    env = path_with(tmp_path / "bin", "conmon", "sh")
    fake = tmp_path / "bin/crun"
    fake.write_text("#!/bin/sh\nprintf 'b\\033[31moom\\nand more' >&2\nexit 1\n")
    fake.chmod(0o755)
    for monitor in ("conmon", "embedded"):
        refused = cli("exec", box, "true", env={**env, "EXECDECK_MONITOR": monitor})
        assert_refused(refused, "cannot start 'true'", "oom", status=126)


def test_corrupt_records(cli: Cli, box: str) -> None:
    """Records that are no database stop every command, and stay to the byte."""
    path = cli.service.settings.store_path
    path.parent.mkdir(parents=True)
    data = b"not a database, but perhaps all that somebody has\n" * 100
    path.write_bytes(data)
    for command in (
        ["ps"],
        ["ps", "--format", "json"],
        ["containers"],
        ["inspect", "a"],
        ["stop", "a"],
        ["rm", "-f", "a"],
        ["attach", "a"],
        ["exec", box, "true"],
        ["exec", "-d", "host", "true"],
    ):
        refused = cli(*command)
        assert_refused(refused, f"cannot use the session records in {path}")

    assert path.read_bytes() == data
    path.unlink()


def test_a_root_that_is_a_file(cli: Cli) -> None:
    """A directory that cannot be made is named."""
    cli.root.write_text("in the way")
    assert_refused(cli("ps"), "cannot use", str(cli.root))
    cli.root.unlink()


AS_USER = (
    "import sys\n"
    "import app.cli.listings, app.cli.running, core.service, psutil, getpass\n"
    "from app.cli import main"
)


def test_an_unreadable_state_root(cli: Cli, box: str, tmp_path: Path) -> None:
    """A user who may not read a state root is told so, not that nothing is there."""
    open_to_all(tmp_path)
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o700)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    os.chown(home, NOBODY, NOBODY)
    env = {**cli.env, "EXECDECK_RUNTIME_ROOTS": str(shut)}

    def as_nobody(*arguments: str) -> tuple[int, str, str]:
        done = run_as_nobody(
            AS_USER,
            "sys.exit(main(sys.argv[1:]))",
            *("--root", str(home / "execdeck"), *arguments),
            env=env,
        )
        return done.returncode, done.stdout, done.stderr

    reason = f"cannot read {shut}: Permission denied"
    assert as_nobody("exec", box, "true") == (
        125,
        "",
        f"Error: cannot find container {box!r}: no such container ({reason})\n",
    )
    status, shown, said = as_nobody("containers")
    assert (status, said) == (125, f"Error: {reason}\n")
    assert [line.split()[0] for line in shown.splitlines()] == ["ID", "host"]
    status, shown, said = as_nobody("ps")
    assert (status, said) == (0, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["exec"],
        ["stop"],
        ["stop", "-t", "-5", "a"],
        ["stop", "-t", "nan", "a"],
        ["ps", "--format", "xml"],
        ["--no-such-option"],
        ["exec", "--preserve-fds", "x", "box", "true"],
    ],
)
def test_usage(cli: Cli, arguments: list[str]) -> None:
    """A mistake in the command line is an error as any other, with a hint."""
    done = cli(*arguments)
    first, second = done.stderr.splitlines()

    assert (done.returncode, done.stdout) == (125, "")
    assert first.startswith("Error: ")
    assert second.startswith("See 'execdeck")


@pytest.mark.parametrize(
    ("options", "field"),
    [
        (["-e", "=x"], "environment"),
        (["--detach-keys", "ctrl-", "-t"], "detach keys"),
        (["--detach-keys", "ctrl-", "-d"], "detach keys"),
        (["--preserve-fds", "-1"], "preserveFDs"),
        (["-u", "nobody-at-all"], "user"),
        (["-u", "9" * 5000], "user"),
        (["--env-file", "/no/such/file"], "/no/such/file"),
        (["--env-file", "/"], "/"),
    ],
)
def test_bad_options(cli: Cli, box: str, options: list[str], field: str) -> None:
    """An option that cannot be used is named, and no session is left."""
    assert_refused(cli("exec", *options, box, "true"), f"cannot use {field}")
    assert cli.service.store.sessions() == []


def test_no_command(cli: Cli, box: str) -> None:
    """A command must be given."""
    assert_refused(cli("exec", box), "cannot use command: must not be empty")
    assert_refused(cli("exec", box, "--"), "cannot use command: must not be empty")


def test_the_deck_needs_a_terminal(cli: Cli) -> None:
    """Without a terminal the deck is not shown."""
    assert_refused(cli(), "cannot show the deck")


def test_version_and_help(cli: Cli) -> None:
    """Asked for, version and help are data."""
    assert cli.ok("--version").startswith("execdeck ")
    assert "exec" in cli.ok("--help")


def test_interrupted(cli: Cli, terminal: Callable[..., Terminal], box: str) -> None:
    """Ctrl-C leaves a session of pipes running, says how to go on, and is 130."""
    tty = terminal("exec", box, "sh", "-c", "echo up; sleep 1000")
    tty.expect("up")
    # A plain terminal: the key is a signal to us and to the shell around us.
    tty.program().send_signal(2)
    tty.expect_status(130)
    (session,) = cli.service.list()

    assert session.state.value == "running"
    assert f"execdeck attach {session.id[:12]}".encode() in tty.seen
