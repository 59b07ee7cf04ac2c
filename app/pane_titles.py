"""What stands in a pane's border. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.session.states import SessionState
from widgets.session_labels import RUNNING, SHORT_ID, STOPPED, WATCHED, command_text

if TYPE_CHECKING:
    from core.session.types import ExecSession

TITLE_MAX = 60
"""Characters of a title that a program may set and the border shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaneState:
    """All that a pane's border tells."""

    container: str
    session: ExecSession | None = None
    title: str = ""
    """What the program calls itself (OSC 0, 2)."""
    size: str
    """Columns and rows, as `80x24`."""
    read_only: bool = False
    synchronized: bool = False
    """What is typed goes to other panes as well."""
    mirrors: int = 0
    """Other panes that show the same session."""
    bell: bool = False
    """It rang while another pane had the keyboard."""
    activity: bool = False
    """It wrote while it was not to be seen."""


def pane_title(state: PaneState) -> str:
    """Return the text of a pane's border, the most telling first: its end may be cut."""
    parts = []
    if state.synchronized:
        parts.append("SYNC")
    marks = ("!" if state.bell else "") + ("#" if state.activity else "")
    session = state.session
    if session is None:
        parts.append(f"{state.container} {marks}".rstrip())
        return " · ".join(parts)
    parts.append(f"{_glyph(session)} {session.container_name} {marks}".rstrip())
    title = (not session.name and state.title) or command_text(session)
    parts.append(title if len(title) <= TITLE_MAX else f"{title[: TITLE_MAX - 1]}…")
    if session.state is SessionState.STOPPED:
        parts.append(exit_text(session))
    if state.read_only:
        parts.append("read-only")
    if state.mirrors:
        parts.append(f"mirrored {state.mirrors + 1}x")
    parts.append(session.id[:SHORT_ID])
    parts.append(state.size)
    return " · ".join(parts)


def _glyph(session: ExecSession) -> str:
    if session.state is SessionState.STOPPED:
        return STOPPED
    return RUNNING if session.attachable else WATCHED


def exit_text(session: ExecSession) -> str:
    """Return how a session ended, in a few words."""
    if session.exit_code is None:
        return "ended, exit code unknown"
    return f"exited {session.exit_code}"
