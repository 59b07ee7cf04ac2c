"""What sessions in real containers use: their own processes, and nothing else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.session.types import TerminalSize
from core.usage import UsageSampler
from tests.support.session import Typist, config, start_shell
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from core.session.types import ExecSession
    from tests.conftest import Target

pytestmark = pytest.mark.real_runtime

BURN = "while :; do :; done"


def start(target: Target, script: str, *, terminal: bool = True) -> ExecSession:
    """Start a shell script as a session."""
    wanted = config("sh", "-c", script, terminal=terminal)
    session = target.service.create(target.container.id, wanted)
    return target.service.start(session.id, TerminalSize(80, 24))


@pytest.mark.parametrize("terminal", [True, False])
def test_a_session_and_its_children(target: Target, terminal: bool) -> None:
    """All that a stop would end is counted, and neither monitor nor container."""
    session = start(target, f"({BURN}) & sleep 4811 & wait", terminal=terminal)
    sampler = UsageSampler()

    wait_until(lambda: sampler.sample([session])[session.id].processes == 3)
    wait_until(lambda: sampler.sample([session])[session.id].memory_bytes > 0)
    wait_until(lambda: (sampler.sample([session])[session.id].cpu_percent or 0) > 0)


def test_sessions_are_told_apart(target: Target) -> None:
    """A session does not pay for another in the same container."""
    busy, idle = start(target, BURN), start(target, "exec sleep 4812")
    sampler = UsageSampler()

    def settled() -> bool:
        """Whether one is seen to work while the other does nothing."""
        usage = sampler.sample([busy, idle])
        assert set(usage) == {busy.id, idle.id}
        return bool(usage[busy.id].cpu_percent) and usage[idle.id].cpu_percent == 0.0

    wait_until(settled)


def test_what_is_run_and_ends_is_counted(target: Target) -> None:
    """Commands of a shell that come and go between two samples count for it."""
    session = start_shell(target.service, target.container.id)
    typist = Typist(target.service, session)
    typist.type("PS1='>> '\n")
    typist.expect(">> ")
    sampler = UsageSampler()
    sampler.sample([session])
    typist.type(
        "for i in 1 2 3; do (j=0; while [ $j -lt 30000 ]; do j=$((j+1)); done)\n"
    )
    typist.type("done; echo all-$((1+1))\n")
    typist.expect("all-2", timeout=30.0)
    typist.close()

    def counted() -> bool:
        """Whether CPU is counted now that the shell has no children any more."""
        usage = sampler.sample([session])[session.id]
        return usage.processes == 1 and bool(usage.cpu_percent)

    wait_until(counted)


def test_a_stopped_session_uses_nothing(target: Target) -> None:
    """After a stop there is nothing to sample, with the old record and the new."""
    session = start(target, BURN)
    sampler = UsageSampler()
    sampler.sample([session])
    ended = target.service.stop(session.id, 0.0)

    assert sampler.sample([session]) == {}
    assert sampler.sample([ended]) == {}
