"""What runtimes and monitors answer: their logs and their messages."""
# ruff: noqa: PT017, SLF001 (a monitor that has no process is made by hand)

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st

from core.bundle.paths import BundlePaths
from core.errors import (
    CommandNotFound,
    MonitorFailed,
    PermissionDenied,
    StartFailed,
)
from core.monitor.base import MonitorSpec, PreparedMonitor, Started
from core.process import ProcessIdentity
from core.runtime.containers import HOST
from core.runtime.oci import start_error
from core.session.types import display_text
from tests.fuzz.inputs import BYTES, RECIPES, Quiet, Recipe, as_json, fuzz

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MESSAGE_MAX = 1 << 16

LARGE = (b"[" * 60_000, b'{"message":' * 5000, b'{"data":' + b"9" * 5000)


def make_answer(recipe: Recipe) -> Quiet:
    """Return a message of a monitor, most often an object."""
    if recipe.below(64) == 1:
        return Quiet(recipe.pick(LARGE))
    keys = ("data", "message")
    value = recipe.mapping(keys) if recipe.below(4) else recipe.value(keys)
    return Quiet(as_json(value)[:MESSAGE_MAX])


ANSWERS = BYTES | RECIPES.map(make_answer)

LINE_PIECES = (
    *('{"level":"error","msg":"x"}', '{"level":"info","msg":"y"}', "\n", "{", "}"),
    *('{"level":"error","msg":5}', '{"level":"error"}', '"level"', "[]", "null", "\r"),
    *("permission denied", "[" * 2000, "\x00", "\xff", "{}", "9" * 5000),
)


def check(error: StartFailed) -> None:
    """Assert that a failed start says why, in few words."""
    assert error.command == "sh"
    assert 0 < len(error.reason) <= 400
    assert display_text(str(error)).isprintable()


@fuzz(BYTES, st.text(max_size=5), share=4)
def test_any_log(folder: Path, data: bytes, message: str) -> None:
    """A runtime's log of any bytes at all leaves the monitor's own words."""
    path = folder / "oci-log"
    path.write_bytes(data)
    error = start_error("sh", message, path)

    check(error)
    words = " ".join(message.split())
    assert error.reason == (words or "the runtime gave no reason")


@fuzz(RECIPES, share=4)
@pytest.mark.timeout(180)
def test_any_log_lines(folder: Path, recipe: Recipe) -> None:
    """A log of any lines gives an error, by its last line that tells of one."""
    path = folder / "oci-log"
    text = recipe.text(LINE_PIECES, 8) + "\n"
    value = as_json(recipe.mapping(("level", "msg", "error")))
    path.write_bytes(text.encode("latin-1") + value + b"\n")
    check(start_error("sh", "the monitor's words", path))
    with path.open("ab") as stream:
        stream.write(b'\n{"msg": "exec /x: permission denied", "level": "error"}\n')
        stream.write(recipe.text(("\n", "{", "[]", "null", '{"level":1}')).encode())
    error = start_error("sh", "the monitor's words", path)

    assert isinstance(error, PermissionDenied)
    assert error.reason == "exec /x: permission denied"


@fuzz(RECIPES, share=8)
@pytest.mark.timeout(180)
def test_any_entry(folder: Path, recipe: Recipe) -> None:
    """An entry whose message is any value is an error with a reason."""
    path = folder / "oci-log"
    path.write_bytes(as_json({"level": "error", "msg": recipe.value()}))
    error = start_error("sh", recipe.text(), path)

    check(error)
    assert type(error) in (StartFailed, PermissionDenied, CommandNotFound)


@pytest.fixture(scope="module")
def answered(folder: Path) -> Callable[[bytes | None], PreparedMonitor]:
    """Make a monitor that has answered on both of its pipes, or closed them."""
    spec = MonitorSpec(
        session_id="a" * 64,
        container=HOST,
        paths=BundlePaths(folder / "bundle", "c1"),
        command="sh",
        terminal=False,
        stdin=False,
    )

    def answered(data: bytes | None) -> PreparedMonitor:
        monitor: Any = PreparedMonitor.__new__(PreparedMonitor)
        monitor._name = "conmon"
        monitor._spec = spec
        monitor._monitor_log = folder / "no-log"
        for name in ("_sync", "_start", "_ready"):
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            if data is not None and name != "_start":
                theirs.send(data)
            theirs.close()
            setattr(monitor, name, ours)
        result: PreparedMonitor = monitor
        return result

    return answered


@fuzz(ANSWERS, share=2)
@pytest.mark.timeout(180)
def test_any_answer(
    answered: Callable[[bytes | None], PreparedMonitor], data: bytes
) -> None:
    """Any answer is a pid or a start that failed."""
    monitor = answered(data)
    try:
        started = monitor.start()
    except StartFailed as error:
        check(error)
        return
    except MonitorFailed as error:
        # No answer at all: whether the program runs has to be found out.
        assert error.stage == "start a program"
        return
    assert isinstance(started, Started)
    assert type(started.pid) is int
    assert started.pid > 0
    assert started.monitor is None


@fuzz(ANSWERS, share=10)
@pytest.mark.timeout(180)
def test_any_word_of_being_ready(
    answered: Callable[[bytes | None], PreparedMonitor], data: bytes
) -> None:
    """A monitor is ready when it says so in JSON, and has failed otherwise."""
    monitor: Any = answered(data)
    try:
        monitor._require_ready()
    except MonitorFailed as error:
        assert error.stage == "open its attach socket"
    else:
        assert data.lstrip().startswith(b"{")
    finally:
        monitor._close()


@fuzz(st.integers(1, 2**22), share=20)
def test_any_pid(answered: Callable[[bytes | None], PreparedMonitor], pid: int) -> None:
    """A pid is taken as it is, and its process looked up."""
    started = answered(as_json({"data": pid})).start()

    assert started.pid == pid
    assert started.program is None or started.program.pid == pid


def test_silence(answered: Callable[[bytes | None], PreparedMonitor]) -> None:
    """A monitor that says nothing failed; one that names us has started us."""
    with pytest.raises(MonitorFailed, match="it ended silently"):
        answered(None).start()
    started = answered(as_json({"data": os.getpid()})).start()

    assert started.program == ProcessIdentity.of(os.getpid())
