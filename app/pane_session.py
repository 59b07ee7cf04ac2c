"""One pane and the session in it: bytes to the pane, keys and sizes to the session.

Output comes from the session's log and is read only when the event loop has time for
it, so neither a slow pane nor a stopped deck ever makes a program wait.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from core.attach.stream import resize_terminal
from core.bundle.log import STDOUT
from core.errors import AttachFailed
from core.session.states import SessionState

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.output_schedule import OutputSchedule
    from core.attach.replay import ReplayStream
    from core.attach.stream import InputStream
    from core.service import ExecService
    from core.session.types import ContainerRef, ExecSession, TerminalSize
    from widgets.terminal.pane import TerminalPane

READ_SIZES = (16 * 1024, 1024 * 1024)
"""Least and most bytes of the log to parse between two looks at the clock."""

READ_SECONDS = 0.002
"""Time that parsing one read should take: it is made smaller or larger for that."""

BACKLOG_MAX = 16 * 1024 * 1024
"""Bytes of the log that a pane may be behind before it skims ahead."""

SKIM_SIZE = 256 * 1024

TYPE_AHEAD_MAX = 4096
"""Bytes kept of what is typed before the session runs (a terminal's own limit)."""


class PaneSession:
    """Connects a pane with a session; lives on the event loop."""

    def __init__(
        self,
        service: ExecService,
        pane: TerminalPane,
        container: ContainerRef | None,
        *,
        ended: Callable[[PaneSession], None],
        heard: Callable[[PaneSession], None],
        schedule: OutputSchedule,
    ) -> None:
        """Serve `pane`; call `heard` on output, `ended` when the session is over."""
        self.pane = pane
        self.container = container
        """Where a split opens its shell; None when it is gone."""
        self.session: ExecSession | None = None
        self.over = False
        """Whether the session has ended, or could not be started."""
        self._service = service
        self._ended = ended
        self._heard = heard
        self._schedule = schedule
        self._input: InputStream | None = None
        self._output: ReplayStream | None = None
        self._watched: tuple[int, ...] = ()
        self._past = 0
        self._read_size = READ_SIZES[0]
        self._ahead = b""

    async def attach(
        self, session: ExecSession, *, watch_only: bool = False, fresh: bool = False
    ) -> None:
        """Show a session from its beginning and type into it.

        Queries of the program in its past output are not answered again; in that
        of a `fresh` session, which has just been started, they are.

        Raises:
            ExecdeckError: there is nothing to attach to.
        """
        self.session = session
        typing = session.state is SessionState.RUNNING and not watch_only

        output, self._input = await asyncio.to_thread(
            self._service.open_streams, session.id, read_only=not typing
        )
        self._output = output
        self._past = 0 if fresh else output.backlog
        if typing:
            if self.pane.size:
                self.resize(self.pane.size_in_cells)
            self.send(self._ahead)
        self._schedule.request(self)

    def send(self, data: bytes) -> None:
        """Type into the session, or once it has started."""
        if self._input is None:
            if self._output is None and len(self._ahead) < TYPE_AHEAD_MAX:
                self._ahead += data
            return
        self._input.send(data)
        if self._input.pending:
            loop = asyncio.get_running_loop()
            loop.add_writer(self._input.fileno(), self._flush)

    def resize(self, size: TerminalSize) -> None:
        """Set the size of the session's terminal."""
        session = self.session
        if session is not None and self._input is not None and session.config.terminal:
            # It may have ended this very moment; then its end is on its way.
            with suppress(AttachFailed):
                resize_terminal(session.id, self._service.paths(session), size)

    def close(self) -> None:
        """Leave the session alone; it goes on."""
        self._unwatch()
        self._schedule.cancel(self)
        if self._input is not None:
            asyncio.get_running_loop().remove_writer(self._input.fileno())
            self._input.close()
            self._input = None
        if self._output is not None:
            self._output.close()
            self._output = None

    def _flush(self) -> None:
        if self._input is None:
            return
        self._input.flush()
        if not self._input.pending:
            asyncio.get_running_loop().remove_writer(self._input.fileno())

    def _watch(self) -> None:
        if self._output is not None and not self._watched:
            self._watched = self._output.wait_fds()
            for descriptor in self._watched:
                asyncio.get_running_loop().add_reader(descriptor, self._readable)

    def _unwatch(self) -> None:
        for descriptor in self._watched:
            asyncio.get_running_loop().remove_reader(descriptor)
        self._watched = ()

    def _readable(self) -> None:
        self._unwatch()
        self._schedule.request(self)

    @property
    def in_use(self) -> bool:
        """Whether the pane has the keyboard."""
        return self.pane.has_focus

    def take(self, until: float) -> bool:
        """Feed the pane until that time of the monotonic clock; return whether there is more."""
        output = self._output
        while output is not None:
            # What has scrolled out of any scrollback need not be drawn; but what
            # it switched on (alternate screen, margins, modes) must stay on.
            backlog = output.backlog
            skim = backlog > BACKLOG_MAX
            news = output.read(SKIM_SIZE if skim else self._read_size)
            if news is None:
                self.over = True
                self.close()
                self._ended(self)
                return False
            if not news:
                self._watch()
                return False
            replay = self._past > 0
            self._past -= backlog - output.backlog
            begun = time.monotonic()
            for stream, data in news:
                if stream != STDOUT and self._is_terminal():
                    continue  # The runtime's own words, not the program's.
                if skim:
                    self.pane.skim(data, replay=replay)
                else:
                    self.pane.feed(self._as_shown(data), replay=replay)
            if not skim:
                self._adapt_read_size(time.monotonic() - begun)
            if not replay:
                self._heard(self)
            if time.monotonic() >= until:
                return True
            output = self._output
        return False

    def _adapt_read_size(self, took: float) -> None:
        """Read more at once of what is parsed fast: a flood costs less in large pieces."""
        least, most = READ_SIZES
        if took > 2 * READ_SECONDS:
            self._read_size = max(self._read_size // 2, least)
        elif took < READ_SECONDS:
            self._read_size = min(self._read_size * 2, most)

    def _is_terminal(self) -> bool:
        return self.session is not None and self.session.config.terminal

    def _as_shown(self, data: bytes) -> bytes:
        # Without a terminal nobody has turned line feeds into new lines.
        return data if self._is_terminal() else data.replace(b"\n", b"\r\n")
