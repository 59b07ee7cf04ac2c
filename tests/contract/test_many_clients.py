"""More clients than the kernel has inotify instances for one user."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from inotify_simple import INotify

from core.attach.watch import LOOK_SECONDS
from core.session.states import SessionState
from tests.support.session import Typist, start_shell
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Target

pytestmark = pytest.mark.real_runtime


@pytest.fixture
def _no_inotify_left() -> Iterator[None]:
    """Take every instance that the kernel has to give."""
    limit = int(Path("/proc/sys/fs/inotify/max_user_instances").read_text())
    if limit > 4096:
        pytest.skip("there are more inotify instances than descriptors here")
    with ExitStack() as stack:
        try:
            for _ in range(limit + 1):
                stack.enter_context(closing(INotify()))
        except OSError:
            yield
            return
        pytest.fail("the kernel gives more inotify instances than it says")


@pytest.mark.usefixtures("_no_inotify_left")
def test_clients_without_a_watch(target: Target) -> None:
    """They look for themselves: typing, output and the end come all the same."""
    session = start_shell(target.service, target.container.id)
    first, second = (Typist(target.service, session) for _ in range(2))
    first.type("echo one$((1)); exit 3\n")
    first.expect("one1")
    output = target.service.open_output(session.id)
    assert output.wait_fds()
    wait_until(lambda: output.read() is None)
    assert b"one1" in second.read_to_end()
    for client in (first, second, output):
        client.close()

    assert target.service.wait(session.id).exit_code == 3
    assert target.service.inspect(session.id).state is SessionState.STOPPED


@pytest.mark.usefixtures("_no_inotify_left")
def test_news_wake_a_client_without_a_watch(target: Target) -> None:
    """A quiet client's descriptor polls readable soon after there is output."""
    session = start_shell(target.service, target.container.id)
    typist = Typist(target.service, session)
    typist.type("echo ready$((1))\n")
    typist.expect("ready1")
    quiet = target.service.open_output(session.id)
    while quiet.read():
        pass
    typist.type("echo news$((1))\n")
    seen = b""

    def woken() -> bool:
        nonlocal seen
        quiet.wait(20 * LOOK_SECONDS)
        seen += b"".join(data for _, data in quiet.read() or ())
        return b"news1" in seen

    wait_until(woken)
    quiet.close()
    typist.close()
