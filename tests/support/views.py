"""What pilot tests of views have in common: an app of nothing but them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App

from app.views import SessionChosen, Views
from core.service import ExecService
from core.session.types import HOST_ID, TerminalSize
from tests.support.session import config
from widgets.views.frame import View
from widgets.views.line_view import LineView
from widgets.views.title_bar import TitleBar

if TYPE_CHECKING:
    from core.session.types import ExecSession
    from core.settings import Settings


class Stage(App[int]):
    """Opens views on a service and keeps what they tell."""

    def __init__(self, settings: Settings) -> None:
        """Use a service of these settings."""
        super().__init__()
        self.service = ExecService(settings)
        self.said: list[str] = []
        self.changes = 0
        self.grace: list[float | None] = []
        self.chosen: list[str] = []
        self.copied: list[str] = []
        self.views = Views(
            self,
            self.service,
            say=self._say,
            changed=self._changed,
            stopping=lambda _, left: self.grace.append(left),
        )

    def _say(self, text: str, *, error: bool = False) -> None:
        self.said.append(f"error: {text}" if error else text)

    def _changed(self) -> None:
        self.changes += 1

    def copy_to_clipboard(self, text: str) -> None:
        """Keep what is copied."""
        self.copied.append(text)

    def on_session_chosen(self, event: SessionChosen) -> None:
        """Keep which session was chosen."""
        self.chosen.append(event.session_id)

    def start_session(self, *command: str, terminal: bool = False) -> ExecSession:
        """Start a session on the host."""
        made = self.service.create(HOST_ID, config(*command, terminal=terminal))
        return self.service.start(made.id, TerminalSize(80, 24))

    @property
    def view(self) -> View[Any]:
        """The view on top."""
        assert isinstance(self.screen, View)
        return self.screen

    @property
    def note(self) -> str:
        """The right of the view's title; empty before there is one."""
        titles = self.screen.query(TitleBar)
        return titles.first().note if titles else ""

    @property
    def texts(self) -> list[str]:
        """Every line of the view."""
        lines = self.screen.query(LineView)
        return [line.text for line in lines.first().lines] if lines else []

    @property
    def rows(self) -> list[str]:
        """The rows of the view that are drawn."""
        view = self.screen.query(LineView).first()
        return [view.render_line(y).text.rstrip() for y in range(view.size.height)]
