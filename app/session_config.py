"""What the deck asks core for when it starts a session. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.session.types import ExecConfig

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.config_schema import SessionConfig
    from widgets.session_request import SessionRequest

TERMINAL_ENVIRONMENT = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
"""What programs in our panes are told of their terminal."""


def environment_of(chosen: SessionConfig, *, terminal: bool) -> dict[str, str]:
    """Return the variables of every session that the deck starts."""
    return {**(TERMINAL_ENVIRONMENT if terminal else {}), **chosen.env}


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
