"""`execdeck exec` without a terminal, on real containers of both runtimes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from core.session.states import SessionState
from tests.support.cli import assert_refused
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.cli import Cli

pytestmark = pytest.mark.real_runtime


@pytest.mark.parametrize("status", [0, 125, 127, 255])
def test_the_commands_own_status(cli: Cli, each_box: str, status: int) -> None:
    """The exit status is the command's, even where it looks like one of ours."""
    done = cli("exec", each_box, "sh", "-c", f"exit {status}")

    assert (done.returncode, done.stdout, done.stderr) == (status, "", "")


def test_killed_by_a_signal(cli: Cli, each_box: str) -> None:
    """A command that a signal ends has 128 and the signal's number."""
    assert cli("exec", each_box, "sh", "-c", "kill -9 $$").returncode == 137


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("no-such-program", 127),
        ("/no/such/program", 127),
        ("/etc", 126),
        ("/etc/passwd", 126),
        ("\x1b[31mred", 127),
    ],
)
def test_a_command_that_cannot_run(
    cli: Cli, each_box: str, command: str, status: int
) -> None:
    """127 is not found, 126 not allowed; one clear line says which; no session stays."""
    assert_refused(cli("exec", each_box, command), "cannot start ", status=status)


def test_a_session_is_called_by_a_name(cli: Cli, box: str) -> None:
    """`--name` stands in `ps` and `inspect`; one that cannot be shown is refused."""
    session = cli.ok("exec", "-d", "--name", "nightly", box, "sleep", "60").strip()
    assert cli.ok("ps").splitlines()[1].split()[-1] == "nightly"
    assert json.loads(cli.ok("inspect", session))["name"] == "nightly"
    created = cli.ok("create", "--name", "later", box, "true").strip()
    assert cli.service.session(created).name == "later"
    assert_refused(cli("exec", "--name", "a\nb", box, "true"), "name")


def test_a_failed_exec_leaves_nothing(cli: Cli, box: str) -> None:
    """A command that did not start leaves neither record nor bundle."""
    cli("exec", box, "no-such-program")
    cli("exec", "-d", box, "no-such-program")
    cli("exec", "-u", "nobody-at-all", box, "true")

    assert cli.service.store.sessions() == []
    assert not list(cli.root.glob("run/bundles/*/*"))


def test_streams_are_apart(cli: Cli, each_box: str) -> None:
    """What the command writes to stderr is on stderr; nothing of ours is added."""
    done = cli("exec", each_box, "sh", "-c", "echo out; echo err >&2; exit 7")

    assert (done.stdout, done.stderr, done.returncode) == ("out\n", "err\n", 7)


def test_stdin(cli: Cli, each_box: str) -> None:
    """With -i the command reads our stdin to its end; without, it has none."""
    text = "x" * 100_000 + "\nlast"
    assert cli.ok("exec", "-i", each_box, "cat", stdin=text) == text
    assert cli.ok("exec", "-i", each_box, "cat", stdin="") == ""
    assert cli.ok("exec", each_box, "cat", stdin="unread") == ""


def test_a_command_that_does_not_read(cli: Cli, box: str) -> None:
    """Input that the command leaves unread does not keep us."""
    done = cli("exec", "-i", box, "sh", "-c", "exit 5", stdin="x" * 1_000_000)

    assert (done.returncode, done.stderr) == (5, "")


def test_detached(cli: Cli, each_box: str) -> None:
    """With -d the id is printed at once; the session runs under its monitor."""
    session = cli.ok("exec", "-d", each_box, "sleep", "1000")

    assert len(session) == 65
    found = cli.service.inspect(session.strip())
    assert found.state is SessionState.RUNNING
    assert found.monitor == "conmon"


def test_environment(cli: Cli, box: str, tmp_path: Path) -> None:
    """Files come first, then -e; a bare name takes our value, or none."""
    file = tmp_path / "env"
    file.write_text("# comment\n\nA=file\nB=with = equals\n  C=trimmed  \nPASSED\n")
    other = tmp_path / "other"
    other.write_text("A=other\n")
    options = ["--env-file", str(file), "--env-file", str(other)]
    options += ["-e", "D=option", "--env", "C=option", "-e", "UNSET", "-e", "EMPTY="]
    text = cli.ok("exec", *options, box, "env", env={"PASSED": "ours"})

    assert {
        *("A=other", "B=with = equals", "C=option", "D=option"),
        *("PASSED=ours", "EMPTY=", "BASE=container", "PATH=/bin", "HOME=/root"),
    } <= set(text.splitlines())
    assert "UNSET" not in text


def test_directory(cli: Cli, box: str) -> None:
    """-w is where the command begins; a relative one is refused."""
    assert cli.ok("exec", "-w", "/tmp", box, "pwd") == "/tmp\n"
    assert cli.ok("exec", box, "pwd") == "/\n"
    assert_refused(cli("exec", "-w", "tmp", box, "pwd"), "workDir", "must be absolute")
    assert cli("exec", "-w", "/no/such", box, "pwd").returncode in (126, 127)


@pytest.mark.parametrize(
    ("user", "ids"),
    [
        ("ann", "uid=1000(ann) gid=1000(ann) groups=10(wheel),50(staff),1000(ann)\n"),
        ("1001", "uid=1001(bob) gid=1001(bob) groups=10(wheel),1001(bob)\n"),
        ("ann:staff", "uid=1000(ann) gid=50(staff) groups=50(staff)\n"),
        ("77:88", "uid=77 gid=88 groups=88\n"),
    ],
)
def test_user(cli: Cli, each_box: str, user: str, ids: str) -> None:
    """-u takes names and numbers of the container's own files."""
    shown = cli.ok("exec", "-u", user, each_box, "id")

    assert sorted(shown.split("groups=")[1].strip().split(",")) == sorted(
        ids.split("groups=")[1].strip().split(",")
    )
    assert shown.split(" groups=")[0] == ids.split(" groups=", maxsplit=1)[0]


def test_capabilities(cli: Cli, each_box: str) -> None:
    """Without --privileged there are the container's capabilities, with it all."""
    script = ["grep", "CapEff", "/proc/self/status"]
    plain = int(cli.ok("exec", each_box, *script).split()[1], 16)
    whole = cli("exec", "--privileged", each_box, *script)

    # CAP_KILL, CAP_SETUID, CAP_NET_BIND_SERVICE, CAP_AUDIT_WRITE
    assert plain == 1 << 5 | 1 << 7 | 1 << 10 | 1 << 29
    if whole.returncode == 0:
        assert int(whole.stdout.split()[1], 16) & plain == plain
        assert int(whole.stdout.split()[1], 16) > plain
    else:
        # We may lack a capability ourselves: then the runtime says so.
        assert_refused(whole, "cannot start 'grep'", status=whole.returncode)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--", "BOX", "echo", "-e", "--", "x"],
        ["BOX", "--", "echo", "-e", "--", "x"],
        ["BOX", "echo", "-e", "--", "x"],
    ],
)
def test_double_dash(cli: Cli, box: str, arguments: list[str]) -> None:
    """`--` ends our options, once; what follows the command is the command's."""
    words = [box if word == "BOX" else word for word in arguments]

    assert cli.ok("exec", *words) == "-- x\n"


def test_the_commands_options_are_its_own(cli: Cli, box: str) -> None:
    """Options after the container are not ours, even where we have the same."""
    assert cli.ok("exec", box, "echo", "-d", "-t", "--keep") == "-d -t --keep\n"
    assert cli.ok("exec", box, "sh", "-c", 'echo "$@"', "sh", "-i") == "-i\n"


def test_keep(cli: Cli, box: str) -> None:
    """With --keep the session stays when it has ended, with its code and output."""
    assert cli("exec", "--keep", box, "sh", "-c", "echo kept; exit 6").returncode == 6
    (row,) = json.loads(cli.ok("ps", "-a", "--format", "json"))

    assert (row["state"], row["exitCode"]) == ("stopped", 6)
    log = cli.service.paths(cli.service.session(row["id"])).exec_log
    assert b"kept" in log.read_bytes()


def test_preserved_descriptors(cli: Cli, each_box: str, tmp_path: Path) -> None:
    """The command inherits the descriptors from 3 on that it was promised."""
    file = tmp_path / "three"
    file.write_text("third\n")
    script = f'exec 3<{file}; exec "$@"'
    argv = [*cli.argv, "exec", "--preserve-fds", "1", each_box, "sh", "-c", "cat <&3"]
    done = cli.run(["sh", "-c", script, "sh", *argv])

    assert (done.stdout, done.stderr, done.returncode) == ("third\n", "", 0)


def test_descriptors_that_are_not_there(cli: Cli, box: str) -> None:
    """A descriptor to preserve must be open: else it would be one of ours."""
    refused = cli("exec", "--preserve-fds", "1", box, "true")

    assert_refused(refused, "preserveFDs", "file descriptor 3 is not open")


def test_on_the_host(cli: Cli) -> None:
    """`host` is a container too: its sessions are plain processes."""
    done = cli("exec", "-i", "host", "sh", "-c", "cat; exit 3", stdin="to the host")

    assert (done.stdout, done.returncode) == ("to the host", 3)


def test_everything_is_private(cli: Cli, each_box: str) -> None:
    """Every directory is 0700, and every file, FIFO and socket of ours 0600."""
    # What conmon and the runtime write besides is behind such a directory.
    foreign = {"ctl", "winsz", "exec_pid", "monitor_pid", "oci-log", "attach"}
    cli.ok("exec", "-d", each_box, "sleep", "1000")
    cli.ok("exec", "-dt", "host", "sleep", "1000")
    found = [cli.root, *cli.root.rglob("*")]
    modes = {
        str(path.relative_to(cli.root)): oct(path.lstat().st_mode & 0o777)
        for path in found
        if path.lstat().st_mode & 0o077
        and not (path.name in foreign and each_box in path.parts)
    }

    assert len(found) > 20
    assert modes == {}


def test_a_detached_command_keeps_none_of_our_streams(cli: Cli, box: str) -> None:
    """The output of `exec -d` closes when we leave: a pipe behind it ends."""
    session = cli.ok("exec", "-d", box, "sleep", "1000").strip()
    wait_until(lambda: cli.service.inspect(session).state is SessionState.RUNNING)
