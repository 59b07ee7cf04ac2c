"""What the form for a new session asks for, on real containers and the host."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

import pytest

from app.cli.listings import run_ps
from app.new_session import field_error
from app.session_config import exec_config
from core.errors import ExecdeckError
from core.session.states import SessionState
from core.session.types import TerminalSize
from widgets.session_request import FieldError, SessionRequest

if TYPE_CHECKING:
    from core.session.types import ExecSession
    from tests.conftest import Target

pytestmark = pytest.mark.real_runtime


def start(target: Target, **fields: Any) -> ExecSession:
    """Start what a form asks for."""
    request = SessionRequest(**fields)
    environment = {"TERM": "vt100", "FROM": "deck"}
    config = exec_config(request, environment)
    size = TerminalSize(90, 30)
    return target.service.launch(target.container.id, config, size, name=request.name)


def refusal(target: Target, **fields: Any) -> FieldError:
    """Return why what a form asks for is refused."""
    with pytest.raises((ExecdeckError, OSError)) as caught:
        start(target, **fields)
    return field_error(caught.value, SessionRequest(**fields))


@pytest.mark.parametrize("terminal", [True, False])
@pytest.mark.parametrize(
    ("fields", "blamed", "said"),
    [
        ({"command": ("nope",)}, "command", "nope"),
        ({"command": ("chdir",), "workdir": "/tmp"}, "command", "chdir"),
        ({"command": ("/nope/cwd",), "workdir": "/"}, "command", "/nope/cwd"),
        ({"command": ("/etc",)}, "command", "permi"),
        ({"command": ("sh",), "workdir": "/no/dir"}, "workdir", "no such file"),
        ({"command": ("sh",), "workdir": "/no 'd\"ir"}, "workdir", "no such file"),
        ({"command": ("sh",), "workdir": "/etc/passwd"}, "workdir", "not a directory"),
        ({"command": ("sh",), "user": "zed"}, "user", "no user 'zed'"),
        ({"command": ("sh",), "user": "0:zed"}, "user", "no group 'zed'"),
        ({"command": ("sh",), "name": "a\x1b[31m"}, "name", "cannot be shown"),
    ],
    ids=str,
)
def test_the_field_to_blame(
    target: Target, terminal: bool, fields: dict[str, Any], blamed: str, said: str
) -> None:
    """A refusal names the field that can be changed about it; nothing is left."""
    error = refusal(target, terminal=terminal, **fields)

    assert error.field == blamed
    assert said in error.message.lower()
    assert not target.service.store.sessions()


def test_all_that_was_asked_for(target: Target) -> None:
    """Command, user, directory, variables and name are those of the form."""
    script = 'test "$A$FROM$TERM" = "b deckansi" && test "$(pwd)" = /tmp && id -u'
    session = start(
        target,
        command=("sh", "-c", f"{script}; exit 5"),
        user="0:0",
        workdir="/tmp",
        environment={"A": "b ", "TERM": "ansi"},
        terminal=False,
        name="nightly import",
    )
    ended = target.service.wait(session.id)

    assert (ended.state, ended.exit_code) == (SessionState.STOPPED, 5)
    assert ended.name == "nightly import"
    assert ended.to_json()["name"] == "nightly import"
    log = target.service.paths(session).exec_log.read_text()
    assert log.splitlines()[0].endswith(" 0")


def test_the_terminal(target: Target) -> None:
    """With a terminal it is one, of the size that was given."""
    script = "test -t 0 && stty size"
    session = start(target, command=("sh", "-c", f"sleep 0.2; {script}"))
    target.service.wait(session.id)

    log = target.service.paths(session).exec_log.read_text()
    assert "30 90" in log


def test_ps_shows_the_name(target: Target, capsys: pytest.CaptureFixture[str]) -> None:
    """The list has a column of names; nameless sessions leave it empty."""
    start(target, command=("true",), name="one two")
    start(target, command=("true",))
    options = argparse.Namespace(container=None, all=True, format="table")
    assert run_ps(target.service.settings, options) == 0
    head, *rows = capsys.readouterr().out.splitlines()

    at = head.index("NAME")
    assert [row[at:] for row in rows] == ["one two", ""]
