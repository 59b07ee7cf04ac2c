"""From the form for a new session to a running one, or to the field to blame."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from app.command_history import HISTORY_FILE, CommandHistory
from core.errors import CommandNotFound, ExecdeckError, InvalidConfig, StartFailed
from core.errors import PermissionDenied as MayNotRun
from core.runtime.logins import list_logins
from core.session.types import ExecConfig
from widgets.session_form import SessionForm
from widgets.session_request import Draft, FieldError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from core.service import ExecService
    from core.session.types import ContainerRef, ExecSession, TerminalSize
    from widgets.session_request import FieldName, SavedCommand, SessionRequest

_FIELDS: dict[str, FieldName] = {
    "command": "command",
    "user": "user",
    "workDir": "workdir",
    "environment": "environment",
    "name": "name",
}
"""The form's fields by the names that core gives them."""

# Of crun, and of runc; the kernel's own words end with the path on the host.
_CHDIR = re.compile(r"\bchdir (?:to )?(?:`/|cwd \()")

_BOILERPLATE = "exec failed: unable to start container process: "
"""With it runc begins whatever it says of a program."""


def exec_config(request: SessionRequest, environment: Mapping[str, str]) -> ExecConfig:
    """Return what a request asks core for; its own variables win over `environment`.

    Without a terminal the output is shown and stdin is empty: a pane that closes
    would otherwise end the program's input.

    Raises:
        InvalidConfig: core does not take it.
    """
    return ExecConfig(
        command=request.command,
        terminal=request.terminal,
        attach_stdout=not request.terminal,
        attach_stderr=not request.terminal,
        environment={**environment, **request.environment},
        privileged=request.privileged,
        user=request.user,
        work_dir=request.workdir,
    )


def field_error(error: Exception, request: SessionRequest) -> FieldError:
    """Return which field of the form made core, or the runtime, refuse a session."""
    if isinstance(error, InvalidConfig) and error.field in _FIELDS:
        return FieldError(_FIELDS[error.field], error.reason)
    if isinstance(error, StartFailed):
        reason = error.reason.removeprefix(_BOILERPLATE)
        if request.workdir and (
            _CHDIR.search(reason) or reason.endswith(f": {request.workdir!r}")
        ):
            return FieldError("workdir", reason)
        if isinstance(error, CommandNotFound | MayNotRun):
            return FieldError("command", reason)
    return FieldError(None, str(error))


def start_session(
    service: ExecService,
    container: ContainerRef,
    request: SessionRequest,
    environment: Mapping[str, str],
    size: TerminalSize | None = None,
) -> ExecSession:
    """Make and start a session; blocks. One that does not start is removed.

    Raises:
        ExecdeckError, OSError: as `ExecService.create` and `start`.
    """
    config = exec_config(request, environment)
    created = service.create(container.id, config, name=request.name)
    try:
        return service.start(created.id, size)
    except (ExecdeckError, OSError):
        service.remove(created.id)
        raise


class NewSessions:
    """The forms of one deck: their drafts and the history of commands."""

    def __init__(self, service: ExecService) -> None:
        """Start sessions by `service`."""
        self._service = service
        self._history = CommandHistory(service.settings.state_dir / HISTORY_FILE)
        self._drafts: dict[tuple[str, str], Draft] = {}

    def form(
        self,
        container: ContainerRef,
        submit: Callable[[SessionRequest], Awaitable[FieldError | None]],
        saved: Sequence[SavedCommand] = (),
    ) -> SessionForm:
        """Return the form, as it was left the last time for this container."""
        draft = self._drafts.get((container.root, container.id))
        return SessionForm(container.name, submit, saved=saved, draft=draft)

    async def offer(self, form: SessionForm, container: ContainerRef) -> None:
        """Let an open form suggest earlier commands and the container's users."""
        history = await asyncio.to_thread(self._history.recent)
        logins = await asyncio.to_thread(list_logins, container)
        form.offer(history=history, users=[login.name for login in logins])

    def closed(self, form: SessionForm, container: ContainerRef) -> None:
        """Remember what a closed form was filled with and did not run."""
        self._drafts[container.root, container.id] = form.draft

    async def start(
        self,
        container: ContainerRef,
        request: SessionRequest,
        environment: Mapping[str, str],
        size: TerminalSize | None = None,
    ) -> ExecSession | FieldError:
        """Start what was asked for and keep its command, or say why it was refused.

        Cancelled, it no longer waits; the session may start all the same.
        """
        try:
            session = await asyncio.to_thread(
                start_session, self._service, container, request, environment, size
            )
        except (ExecdeckError, OSError) as error:
            return field_error(error, request)
        await asyncio.to_thread(self._history.add, request.typed)
        return session
