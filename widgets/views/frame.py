"""What all views have: a title, lines, a search, a footer, and the keys to go about."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from core.session.types import display_text
from widgets.key_bar import KeyBar, KeyHint
from widgets.views.line_view import LineView
from widgets.views.searching import find, pattern_of
from widgets.views.title_bar import TitleBar

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from widgets.views.searching import Hit

Result = TypeVar("Result")

_SAID_SECONDS = 4


class View(ModalScreen[Result]):
    """A screen of lines.

    `/` searches: what is typed is marked as it is typed, enter goes to it.
    """

    AUTO_FOCUS = "LineView"

    NAME: ClassVar[str] = ""
    """The word on the left of the footer."""

    HINTS: ClassVar[tuple[KeyHint, ...]] = ()
    """The keys of the view that the footer shows, before those that all have."""

    SEARCH: ClassVar[str] = "search"
    """What the footer calls `/`."""

    DEFAULT_CSS = """
    View {
        background: $surface;

        &:ansi { background: ansi_default; }
        & #search {
            height: 1;
            background: $panel;
            display: none;

            & Label { width: auto; padding: 0 0 0 1; color: $text-accent; }
            & Input { width: 1fr; height: 1; border: none; padding: 0 1; background: $panel; }
        }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        # Before the parts know of a key: the next one may be for another part.
        Binding("escape", "back", "Back", show=False, priority=True),
        Binding("enter", "submit", "Keep the search", show=False, priority=True),
        Binding("q", "close", "Close", show=False, priority=True),
        Binding("slash", "search", "Search", show=False, priority=True),
        Binding("n", "next(True)", "Next", show=False, priority=True),
        Binding("N", "next(False)", "Previous", show=False, priority=True),
    ]
    """
    | Key(s) | Description |
    | :- | :- |
    | / | Search. |
    | n, N | Next and previous place that was searched for. |
    | enter | In the search: go to what was typed. |
    | escape | End the search; close. |
    | q | Close. |
    """

    def __init__(self, heading: str) -> None:
        """Show `heading`, which may hold anything, as the title."""
        super().__init__()
        self._sought = ""
        # Kept, not looked up: workers may tell something of a view that closes.
        self.title_bar = TitleBar(heading)
        """The title."""
        self._view: LineView | None = None

    def compose(self) -> ComposeResult:
        """Lay out the parts."""
        yield self.title_bar
        yield from self.compose_body()
        with Horizontal(id="search"):
            yield Label("/")
            yield Input(select_on_focus=True)
        common = (KeyHint("/", self.SEARCH, "search"), KeyHint("q", "close", "close"))
        yield KeyBar((*self.HINTS, *common), context=self.NAME)

    def compose_body(self) -> ComposeResult:
        """Lay out what is between the title and the footer."""
        yield LineView()

    @property
    def view(self) -> LineView:
        """The lines."""
        if self._view is None:
            self._view = self.query_one(LineView)
        return self._view

    @property
    def searched(self) -> str:
        """What is searched for."""
        return self.query_one("#search Input", Input).value

    def say(self, text: str, *, error: bool = False) -> None:
        """Tell something for a moment; it may hold anything."""
        self.notify(
            display_text(text),
            severity="error" if error else "information",
            timeout=_SAID_SECONDS,
            markup=False,
        )

    # -- search -------------------------------------------------------------

    def action_search(self) -> None:
        """Let the operator type what to search for."""
        self.query_one("#search").display = True
        # At once: the next key is for it.
        self.set_focus(self.query_one("#search Input", Input))

    @on(Input.Changed, "#search Input")
    def _search_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._seek(event.value)

    def _seek(self, text: str) -> None:
        if text != self._sought:
            self._sought = text
            self.search_for(text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave letters to the search while it is typed, and enter to the lines else."""
        if isinstance(self.focused, Input):
            return action in {"submit", "back"}
        return action != "submit" and super().check_action(action, parameters)

    def action_submit(self) -> None:
        """Go to what was typed, or end the search."""
        self.set_focus(self.view)
        if self.searched:
            # The field may not have told of its last key yet.
            self._seek(self.searched)
            self.keep_search()
        else:
            self._end_search()

    def keep_search(self) -> None:
        """Go to what was typed."""
        self.action_next(True)

    def search_for(self, text: str) -> None:
        """Mark what is typed."""
        self.view.set_pattern(pattern_of(text))

    def action_next(self, forward: bool) -> None:
        """Go to the next place that was searched for, or the one before."""
        pattern = pattern_of(self.searched)
        if pattern is None:
            return
        hit = self.view.find(forward=forward)
        if hit is None:
            # Around the end.
            lines = self.view.lines
            start = 0 if forward else len(lines) - 1
            hit = find(lines, pattern, start, forward=forward)
        self._show_hit(hit)

    def _show_hit(self, hit: Hit | None) -> None:
        if hit is None:
            self.say(f"No line holds {self.searched!r}.")
        else:
            self.view.show_hit(hit)

    def _end_search(self) -> None:
        entry = self.query_one("#search Input", Input)
        entry.value = ""
        self.query_one("#search").display = False
        self._seek("")
        self.set_focus(self.view)

    # -- the end ------------------------------------------------------------

    def action_back(self) -> None:
        """End the search, or close the view."""
        if self.query_one("#search").display:
            self._end_search()
        else:
            self.action_close()

    def action_close(self) -> None:
        """Close the view."""
        # Keys may come faster than it closes, and others lie below.
        if self.is_current:
            self.dismiss(None)

    async def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        """Do what was clicked in the footer."""
        event.stop()
        self.set_focus(self.view)
        await self.run_action(event.action)
