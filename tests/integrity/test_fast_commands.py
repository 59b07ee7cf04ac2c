"""Many short commands at once: each keeps all that it says and its exit code."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from core.attach.pump import Streams
from tests.support.session import config

if TYPE_CHECKING:
    from core.service import ExecService
    from tests.conftest import Target

pytestmark = [
    pytest.mark.real_runtime,
    pytest.mark.timeout(120),
    pytest.mark.parametrize(
        "target",
        ["crun+conmon", "runc+conmon", "crun+embedded", "host+embedded"],
        indirect=True,
    ),
]

COUNT = 125
THREADS = 4


def run(
    service: ExecService, container_id: str, script: str, *, terminal: bool
) -> tuple[int | None, bytes, bytes]:
    """Run a script that says little; return its code, stdout and stderr."""
    out, out_end = os.pipe()
    error, error_end = os.pipe()
    command = config(
        "sh",
        "-c",
        script,
        terminal=terminal,
        attach_stdout=not terminal,
        attach_stderr=not terminal,
    )
    try:
        streams = Streams(stdout=out_end, stderr=error_end)
        done = service.exec(container_id, command, streams)
    finally:
        os.close(out_end)
        os.close(error_end)
    with os.fdopen(out, "rb") as stdout, os.fdopen(error, "rb") as stderr:
        return done.exit_code, stdout.read(), stderr.read()


def test_commands_with_a_terminal(target: Target) -> None:
    """Of 125 commands with a terminal, four at a time, nothing is lost."""

    def one(number: int) -> tuple[int | None, bytes, bytes]:
        script = f"echo one {number}; printf two-{number}; exit {number}"
        return run(target.service, target.container.id, script, terminal=True)

    with ThreadPoolExecutor(THREADS) as threads:
        done = list(threads.map(one, range(COUNT)))

    assert done == [
        (number, b"one %d\r\ntwo-%d" % (number, number), b"") for number in range(COUNT)
    ]
    assert not target.service.store.sessions()


def test_commands_with_pipes(target: Target) -> None:
    """Of 125 commands with pipes, four at a time, nothing is lost or mixed up."""
    codes = range(256 - COUNT, 256)

    def one(code: int) -> tuple[int | None, bytes, bytes]:
        script = (
            f"echo one {code}; echo two {code} >&2; printf three-{code}; exit {code}"
        )
        return run(target.service, target.container.id, script, terminal=False)

    with ThreadPoolExecutor(THREADS) as threads:
        done = list(threads.map(one, codes))

    assert done == [
        (code, b"one %d\nthree-%d" % (code, code), b"two %d\n" % code) for code in codes
    ]
    assert not target.service.store.sessions()
