"""Records: what they refuse, their JSON, and text that is safe to show."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidConfig
from core.session.states import SessionState
from core.session.types import (
    NAME_MAX,
    ContainerRef,
    ExecConfig,
    ExecSession,
    TerminalSize,
    check_name,
    display_text,
)

LIBPOD_NAMES = [
    "command",
    "terminal",
    "attachStdin",
    "attachStdout",
    "attachStderr",
    "detachKeys",
    "environment",
    "privileged",
    "user",
    "workDir",
    "preserveFDs",
]

# What an argv can hold: UTF-8, and other bytes as Python shows them.
BYTES = st.characters(min_codepoint=0xDC80, max_codepoint=0xDCFF)
TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\0") | BYTES, max_size=8
)
NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="\0=") | BYTES,
    min_size=1,
    max_size=8,
)


@st.composite
def configs(draw: st.DrawFn) -> ExecConfig:
    """Draw a configuration that is allowed."""
    terminal = draw(st.booleans())
    attach = st.just(value=False) if terminal else st.booleans()
    return ExecConfig(
        command=(draw(TEXT.filter(bool)), *draw(st.lists(TEXT, max_size=3))),
        terminal=terminal,
        attach_stdin=draw(attach),
        attach_stdout=draw(attach),
        attach_stderr=draw(attach),
        detach_keys=draw(st.none() | TEXT),
        environment=draw(st.dictionaries(NAMES, TEXT, max_size=3)),
        privileged=draw(st.booleans()),
        user=draw(TEXT),
        work_dir=draw(st.just("") | TEXT.map(lambda text: "/" + text)),
        preserve_fds=draw(st.integers(0, 100)),
    )


@given(configs())
def test_config_json_round_trip(config: ExecConfig) -> None:
    """Through real JSON a configuration comes back equal, by libpod's names."""
    data = json.loads(json.dumps(config.to_json()))

    assert list(data) == LIBPOD_NAMES
    assert ExecConfig.from_json(data) == config


def test_absent_fields_take_their_defaults() -> None:
    """Only the command is needed; libpod's older `preserveFds` is understood."""
    config = ExecConfig.from_json({"command": ["sh"], "preserveFds": 2, "user": None})

    assert config == ExecConfig(command=("sh",), preserve_fds=2)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"command": ()}, "command"),
        ({"command": ("",)}, "command"),
        ({"command": ("sh", "a\0b")}, "command"),
        ({"terminal": True, "attach_stdin": True}, "terminal"),
        ({"terminal": True, "attach_stdout": True}, "terminal"),
        ({"terminal": True, "attach_stderr": True}, "terminal"),
        ({"preserve_fds": -1}, "preserveFDs"),
        ({"work_dir": "tmp"}, "workDir"),
        ({"environment": {"": "x"}}, "environment"),
        ({"environment": {"A=B": "x"}}, "environment"),
        ({"environment": {"A": "x\0"}}, "command"),
        ({"user": "a\0"}, "command"),
        ({"work_dir": "/\0"}, "command"),
    ],
)
def test_bad_configurations(fields: dict[str, Any], field: str) -> None:
    """A field that cannot be used is refused by its name."""
    with pytest.raises(InvalidConfig) as caught:
        ExecConfig(**{"command": ("sh",), **fields})

    assert caught.value.field == field


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"command": "sh"},
        {"command": []},
        {"command": [1]},
        {"command": ["sh"], "terminal": 1},
        {"command": ["sh"], "preserveFDs": True},
        {"command": ["sh"], "preserveFDs": "2"},
        {"command": ["sh"], "environment": ["A=B"]},
        {"command": ["sh"], "environment": {"A": 1}},
    ],
)
def test_bad_json(data: dict[str, Any]) -> None:
    """JSON of the wrong shape is refused, never half taken."""
    with pytest.raises(InvalidConfig, match="^cannot use "):
        ExecConfig.from_json(data)


def test_records_are_frozen() -> None:
    """A configuration cannot be changed once it is made."""
    config = ExecConfig(command=("sh",))
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.user = "root"  # type: ignore[misc]


def make_session(**fields: Any) -> ExecSession:
    """Return a session of container `c`."""
    return ExecSession(
        id="a" * 64,
        container_id="c",
        container_name="n",
        config=ExecConfig(command=("sh", "-l")),
        **fields,
    )


def test_session_json_keys() -> None:
    """The JSON of a session has libpod's fields and ours, and nothing else."""
    data = make_session(created_at=5.0).to_json()

    assert set(data) == {
        *("id", "containerId", "state", "pid", "exitCode", "config"),
        *("containerName", "name", "createdAt", "startedAt", "finishedAt"),
        *("adopted", "attachable", "monitor", "command"),
    }
    assert (data["state"], data["command"]) == ("created", ["sh", "-l"])
    assert (data["startedAt"], data["finishedAt"], data["exitCode"]) == (None,) * 3


@pytest.mark.parametrize("name", ["", "nightly import", "é x-1.2", "x" * NAME_MAX])
def test_names(name: str) -> None:
    """A name is any short text that can be shown."""
    check_name(name)


@pytest.mark.parametrize("name", ["x" * (NAME_MAX + 1), "a\x1b[31m", "a\nb", "\udcff"])
def test_bad_names(name: str) -> None:
    """What would control a terminal, or fill it, is no name."""
    with pytest.raises(InvalidConfig) as caught:
        check_name(name)
    assert caught.value.field == "name"
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("state", "monitor", "attachable"),
    [
        (SessionState.CREATED, "conmon", False),
        (SessionState.RUNNING, "conmon", True),
        (SessionState.RUNNING, "", False),
        (SessionState.STOPPED, "conmon", False),
    ],
)
def test_attachable(state: SessionState, monitor: str, *, attachable: bool) -> None:
    """Only a running session under a monitor of ours can be attached to."""
    assert make_session(state=state, monitor=monitor).attachable is attachable


def test_container_json_keys() -> None:
    """The JSON of a container is its fields by name."""
    data = ContainerRef(id="c", name="n", status="running").to_json()

    assert set(data) == {
        *("id", "name", "status", "pid", "runtime"),
        *("root", "bundle", "owner", "created"),
    }


@given(st.integers(), st.integers())
def test_sizes_are_clamped(columns: int, rows: int) -> None:
    """A size is never below 1x1 nor above what conmon accepts."""
    size = TerminalSize(columns, rows)

    assert 1 <= size.columns <= 1000
    assert 1 <= size.rows <= 1000
    assert TerminalSize(120, 40) == TerminalSize(120, 40)
    assert str(TerminalSize(120, 40)) == "120x40"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("web", "web"),
        ("[bold red]x[/]", "[bold red]x[/]"),
        ("日本 é", "日本 é"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("a\nb\tc\r", r"a\nb\tc\r"),
        ("\x9b31m", r"\x9b31m"),
        ("safe\u202egpj", r"safe\u202egpj"),
        ("\udcff", r"\udcff"),
        ("", ""),
    ],
)
def test_display_text(text: str, shown: str) -> None:
    """Control and format characters become visible; markup stays as it is."""
    assert display_text(text) == shown


@given(st.text())
def test_display_text_is_always_printable(text: str) -> None:
    """Whatever a container calls itself, what is shown cannot control a terminal."""
    shown = display_text(text)

    assert shown.isprintable()
    shown.encode()
