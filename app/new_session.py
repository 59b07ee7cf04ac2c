"""From the form for a new session to a running one, or to the field to blame."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from app.command_history import HISTORY_FILE, CommandHistory
from app.session_config import exec_config
from core.errors import CommandNotFound, ExecdeckError, InvalidConfig, StartFailed
from core.errors import PermissionDenied as MayNotRun
from core.runtime.logins import list_logins
from widgets.session_form import SessionForm
from widgets.session_request import Draft, FieldError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from core.service import ExecService
    from core.session.types import ContainerRef, ExecSession
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
    ) -> ExecSession | FieldError:
        """Start what was asked for and keep its command, or say why it was refused.

        Cancelled, it no longer waits; the session may start all the same.
        """
        try:
            config = exec_config(request, environment)
            session = await asyncio.to_thread(
                self._service.launch, container.id, config, name=request.name
            )
        except (ExecdeckError, OSError) as error:
            return field_error(error, request)
        await asyncio.to_thread(self._history.add, request.typed)
        return session
