"""The command line's lists and what can be done with sessions, on real containers."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from core.session.states import SessionState
from core.session.types import ExecConfig, ExecSession
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.cli import Cli

pytestmark = pytest.mark.real_runtime

CONTAINER_KEYS = {
    *("id", "name", "status", "pid", "runtime", "root", "owner", "created"),
    *("bundle", "sessions"),
}
SESSION_KEYS = {
    *("id", "containerId", "state", "pid", "exitCode", "config"),
    *("containerName", "name", "createdAt", "startedAt", "finishedAt"),
    *("adopted", "attachable", "monitor", "command"),
}
CONFIG_KEYS = {
    *("command", "terminal", "attachStdin", "attachStdout", "attachStderr"),
    *("detachKeys", "environment", "privileged", "user", "workDir", "preserveFDs"),
}
HOSTILE = [
    "[bold red]x[/]",
    "\x1b]0;title\x07\x1b[31mred",
    "two\nlines\tand\r",
    "\udcff",
]


def detached(cli: Cli, box: str, *command: str) -> str:
    """Start a session in the background; return its id."""
    return cli.ok("exec", "-d", box, *command).strip()


def test_containers(cli: Cli, each_box: str) -> None:
    """A running container and the host are listed, with the sessions they have."""
    detached(cli, each_box, "sleep", "1000")
    rows = json.loads(cli.ok("containers", "--format", "json"))

    assert all(set(row) == CONTAINER_KEYS for row in rows)
    found = {row["id"]: row for row in rows}
    assert found["host"]["runtime"] == "host"
    row = found[each_box]
    assert (row["status"], row["sessions"], row["owner"]) == ("running", 1, "root")
    assert row["pid"] > 1
    assert row["root"].endswith(f"state-{row['runtime']}")


def test_containers_as_a_table(cli: Cli, box: str) -> None:
    """The table has a head, and a line for each container."""
    head, *lines = cli.ok("containers").splitlines()

    assert head.split() == [
        *("ID", "NAME", "STATUS", "PID", "RUNTIME", "OWNER", "CREATED", "SESSIONS")
    ]
    assert [line.split()[2] for line in lines if line.startswith(box)] == ["running"]


def test_ps(cli: Cli, box: str) -> None:
    """Running sessions are listed; with -a the stopped ones too, with their codes."""
    running = detached(cli, box, "sleep", "1000")
    stopped = detached(cli, box, "sh", "-c", "exit 3")
    wait_until(
        lambda: cli.service.inspect(stopped).state is SessionState.STOPPED,
    )
    rows = json.loads(cli.ok("ps", "--format", "json"))
    everything = json.loads(cli.ok("ps", "-a", "--format", "json"))

    assert [row["id"] for row in rows] == [running]
    assert [row["id"] for row in everything] == [running, stopped]
    assert all(set(row) == SESSION_KEYS for row in everything)
    assert all(set(row["config"]) == CONFIG_KEYS for row in everything)
    assert [row["exitCode"] for row in everything] == [None, 3]
    assert [row["pid"] > 1 for row in everything] == [True, False]
    table = cli.ok("ps", "-a").splitlines()
    assert table[0].split() == [
        "ID",
        "CONTAINER",
        "COMMAND",
        "STATE",
        *["PID", "AGE", "EXIT", "NAME"],
    ]
    assert [line.split()[0] for line in table[1:]] == [running[:12], stopped[:12]]
    assert table[2].split()[-1] == "3"


def test_ps_of_one_container(cli: Cli, box: str) -> None:
    """A container limits the list; without sessions there is only the head."""
    detached(cli, box, "sleep", "1000")

    assert len(cli.ok("ps", box).splitlines()) == 2
    assert len(cli.ok("ps", box[:-1]).splitlines()) == 2
    assert len(cli.ok("ps", "host").splitlines()) == 1


def test_nothing_yet(cli: Cli) -> None:
    """Before the first session the list is empty, which is no error."""
    assert json.loads(cli.ok("ps", "--format", "json")) == []


def test_inspect(cli: Cli, box: str) -> None:
    """A prefix shows all of a session, by the keys of `ps`."""
    session = detached(cli, box, "sleep", "1000")
    data = json.loads(cli.ok("inspect", session[:8]))

    assert set(data) == SESSION_KEYS
    assert (data["id"], data["containerId"], data["containerName"]) == (
        session,
        box,
        box,
    )
    assert (data["state"], data["attachable"], data["adopted"]) == (
        "running",
        True,
        False,
    )
    assert data["command"] == data["config"]["command"] == ["sleep", "1000"]
    assert data["createdAt"] <= data["startedAt"]
    assert data["finishedAt"] is None


def test_stop_and_rm(cli: Cli, box: str) -> None:
    """Stopping ends the program and keeps the record; removing takes it away."""
    session = detached(cli, box, "sleep", "1000")
    pid = cli.service.inspect(session).pid

    assert cli.ok("stop", "-t", "5", session[:12]) == f"{session}\n"
    assert not os.path.exists(f"/proc/{pid}")  # noqa: PTH110
    assert json.loads(cli.ok("inspect", session))["exitCode"] == 143
    assert cli.ok("rm", session) == f"{session}\n"
    assert json.loads(cli.ok("ps", "-a", "--format", "json")) == []


def test_rm_force(cli: Cli, box: str) -> None:
    """A running session is removed by force only."""
    session = detached(cli, box, "sleep", "1000")
    refused = cli("rm", session)

    assert refused.returncode == 125
    assert refused.stderr == (
        f"Error: cannot remove session {session[:12]}: it is running\n"
    )
    assert cli.ok("rm", "-f", session) == f"{session}\n"
    assert not list(cli.root.glob("run/bundles/*/*"))


def test_several_ids_one_of_them_bad(cli: Cli, box: str) -> None:
    """What is wrong with one session keeps nothing from the others."""
    first, second = (detached(cli, box, "sleep", "1000") for _ in range(2))
    done = cli("stop", "-t", "5", first, "nope", second)

    assert done.stdout == f"{first}\n{second}\n"
    assert done.stderr == "Error: cannot find session 'nope': no such session\n"
    assert done.returncode == 125
    done = cli("rm", "nope", first, second)
    assert done.stdout == f"{first}\n{second}\n"
    assert done.returncode == 125


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names(tmp_path: Path, name: str) -> None:
    """Whatever containers call themselves, lists are plain text, a line for each."""
    # A container of runc by its files alone, whose init are we.
    cli = fake_container(tmp_path, name)
    stat = name.encode("unicode_escape").decode() if not name.isprintable() else name
    containers, sessions = cli.ok("containers"), cli.ok("ps", "-a")

    for text in (containers, sessions):
        assert all(line.isprintable() for line in text.split("\n"))
        assert stat in text
    assert len(containers.splitlines()) == 3
    assert len(sessions.splitlines()) == 2
    assert json.loads(cli.ok("containers", "--format", "json"))[1]["name"] == name
    assert json.loads(cli.ok("ps", "-a", "--format", "json"))[0]["command"] == [name]
    refused = cli("exec", name + "?", "true")
    assert refused.stderr.rstrip("\n").isprintable()
    cli.service.store.close()


def fake_container(tmp_path: Path, name: str) -> Cli:
    """Make a state root with one container of this name, and a session of its."""
    from core.process import read_stat  # noqa: PLC0415
    from tests.support.cli import Cli  # noqa: PLC0415

    stat = read_stat(os.getpid())
    assert stat is not None
    state = {
        "init_process_pid": os.getpid(),
        "init_process_start": stat.start,
        "created": "2024-01-01T00:00:00Z",
        "config": {"labels": [f"nerdctl/name={name}"]},
    }
    (tmp_path / "root/c1").mkdir(parents=True)
    (tmp_path / "root/c1/state.json").write_text(json.dumps(state))
    cli = Cli.at(tmp_path / "execdeck", (tmp_path / "root",))
    cli.service.store.insert(
        ExecSession(
            id="a" * 64,
            container_id="c1",
            container_name=name,
            config=ExecConfig(command=(name,)),
            created_at=1.0,
        )
    )
    return cli


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_that_cannot_show_a_name(tmp_path: Path, encoding: str) -> None:
    """A name that the terminal's encoding does not have is escaped, no traceback."""
    cli = fake_container(tmp_path, "日本")
    text = cli.ok("containers", env={"PYTHONIOENCODING": encoding})
    cli.service.store.close()

    assert r"\u65e5\u672c" in text


def test_the_reader_leaves(cli: Cli) -> None:
    """When the reader of a list has gone, we end without a word."""
    for arguments in (["containers"], ["ps", "-a"], ["containers", "--format", "json"]):
        reader, writer = os.pipe()
        os.close(reader)
        done = cli(*arguments, stdout=writer)
        os.close(writer)

        assert done.stderr == ""
        assert done.returncode in (125, 141)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_standard_streams(cli: Cli, box: str, closed: str) -> None:
    """Started by a service with closed streams, commands work all the same."""
    for command in (["ps"], ["exec", box, "sh", "-c", "echo out; exit 4"]):
        script = ["sh", "-c", f'"$@" {closed}', "sh", *cli.argv, *command]
        done = cli.run(script)
        assert "Traceback" not in done.stderr
        assert done.returncode == (0 if command == ["ps"] else 4)


def test_errors_never_reach_stdout(cli: Cli) -> None:
    """With stderr closed an error is lost rather than taken for data."""
    script = ["sh", "-c", '"$@" 2>&-', "sh", *cli.argv, "inspect", "nope"]
    done = cli.run(script)

    assert (done.stdout, done.returncode) == ("", 125)


def test_a_full_disk_behind_stdout(cli: Cli) -> None:
    """Output that cannot be written is an error, said once."""
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = cli("containers", stdout=full)

    assert done.stderr == "Error: cannot use a file: No space left on device\n"
    assert done.returncode == 125
