"""What happens between two looks, made certain to happen."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from core.attach.pump import Streams
from core.service import ExecService
from core.session.states import SessionState
from core.session.types import HOST_ID
from tests.conftest import end_all
from tests.support.session import config
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from core.session.types import ExecSession
    from core.settings import Settings


class LateClient(ExecService):
    """A client that attaches only when others have recorded the session's end."""

    def follow(
        self, session: ExecSession, streams: Streams, *, read_only: bool = False
    ) -> ExecSession:
        """Follow a session when it has been settled as stopped."""
        other = ExecService(self.settings)
        wait_until(lambda: other.inspect(session.id).state is SessionState.STOPPED)
        other.store.close()
        return super().follow(session, streams, read_only=read_only)


@pytest.mark.parametrize("removed", [False, True])
def test_over_and_settled_before_we_attach(
    settings: Settings, *, removed: bool
) -> None:
    """A deck that looks first takes neither output nor exit code from `exec -t`."""
    service = LateClient(settings)
    read, write = os.pipe()
    fast = config("sh", "-c", "echo fast; exit 3", terminal=True)
    if removed:
        done = service.exec(HOST_ID, fast, Streams(stdout=write))
    else:
        session = service.create(HOST_ID, fast)
        done = service.start_and_attach(session.id, Streams(stdout=write))
    os.close(write)
    with os.fdopen(read, "rb") as stream:
        assert stream.read() == b"fast\r\n"

    assert (done.state, done.exit_code) == (SessionState.STOPPED, 3)
    assert len(service.store.sessions()) == (0 if removed else 1)
    end_all(service)
