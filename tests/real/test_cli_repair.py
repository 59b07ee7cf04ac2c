"""`doctor`, `import` and `completion` as commands."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.support.cli import EXECDECK, assert_refused

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.cli import Cli

pytestmark = pytest.mark.real_runtime


def test_a_healthy_host(cli: Cli, box: str) -> None:
    """With nothing wrong there is nothing to say."""
    cli.ok("exec", "-d", box, "sleep", "1000")

    assert cli.ok("doctor") == ""
    assert cli.ok("doctor", "--format", "json") == "[]\n"


def test_doctor_finds_and_fixes(cli: Cli, each_box: str) -> None:
    """Trouble is 1, and a line each; fixed it is 0, and gone the next time."""
    session = cli.ok("exec", "-d", each_box, "sleep", "1000").strip()
    monitor = cli.service.inspect(session).monitor_pid
    subprocess.run(["kill", "-9", str(monitor)], check=True)
    found = cli("doctor")
    assert (found.returncode, found.stderr) == (1, "")
    assert [line.split()[:3] for line in found.stdout.splitlines()] == [
        ["TROUBLE", "SUBJECT", "DETAIL"],
        ["lost", "monitor", session],
    ]
    (finding,) = json.loads(cli.ok("doctor", "--fix", "--format", "json"))

    assert (finding["trouble"], finding["subject"], finding["fixed"]) == (
        "lost monitor",
        session,
        True,
    )
    assert cli.ok("doctor") == ""


def test_import(cli: Cli, each_box: str, tmp_path: Path) -> None:
    """A state file, or stdin, is taken over; what is left out is said on stderr."""
    ended = {"id": "ended", "containerId": each_box, "state": 3, "exitCode": 6}
    state = {
        "execSessions": {"old": {"id": "old", "command": ["x"], "pid": 2**22}},
        "newExecSessions": {"ended": {**ended, "config": {"command": ["true"]}}},
    }
    path = tmp_path / "state.json"
    path.write_text(json.dumps(state))
    done = cli("import", str(path))
    assert (done.returncode, done.stdout) == (0, "ended\n")
    assert done.stderr == "session old is left out: it is dead\n"
    again = cli("import", "-", stdin=json.dumps(state))

    assert (again.returncode, again.stdout) == (0, "")
    assert json.loads(cli.ok("inspect", "ended"))["exitCode"] == 6
    assert cli.ok("rm", "ended") == "ended\n"


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "\0", '{"execSessions": 1}'])
def test_import_of_what_is_no_state(cli: Cli, text: str) -> None:
    """Any other file is refused, and no session is made."""
    assert_refused(cli("import", "-", stdin=text), "cannot use the state file")
    assert_refused(cli("import", "/no/such/file"), "/no/such/file")
    assert cli.service.list() == []


def complete(cli: Cli, line: str) -> list[str]:
    """Return what a shell would offer after this line."""
    read, write = os.pipe()
    os.set_inheritable(write, True)
    script = f'exec 8>&{write} 9>/dev/null; exec "$@"'
    subprocess.run(
        ["bash", "-c", script, "bash", EXECDECK],
        check=False,
        env={
            **cli.env,
            "EXECDECK_ROOT": str(cli.root),
            "_ARGCOMPLETE": "1",
            "_ARGCOMPLETE_IFS": "\n",
            "_ARGCOMPLETE_SHELL": "bash",
            "COMP_LINE": line,
            "COMP_POINT": str(len(line)),
        },
        pass_fds=(write,),
        stdout=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as stream:
        return [item.strip() for item in stream.read().split("\n")]


def test_completion(cli: Cli, box: str) -> None:
    """Commands, options, running containers and sessions are offered."""
    session = cli.ok("create", box, "true").strip()

    assert {"exec", "attach", "doctor"} <= set(complete(cli, "execdeck "))
    assert set(complete(cli, "execdeck log --")) >= {"--raw", "--cast", "--follow"}
    assert {box, "host"} <= set(complete(cli, "execdeck exec "))
    assert complete(cli, f"execdeck inspect {session[:4]}") == [session[:12]]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_code_of_a_shell(cli: Cli, shell: str) -> None:
    """The code names our program; a shell that is there takes it."""
    code = cli.ok("completion", shell)

    assert "execdeck" in code
    if shell == "bash":
        loaded = cli.run(["bash", "-c", f"{code}\ncomplete -p execdeck"])
        assert "execdeck" in loaded.stdout
