"""Modal screens: a question, a line of text, and text to read.

All text is shown as it is, never as markup, and control characters are made
visible: it may come from containers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Static

from core.session.types import display_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult

_LOOK = """
    {name} {{
        align: center middle;

        & > .dialog {{
            width: 64;
            max-width: 90%;
            height: auto;
            max-height: 90%;
            padding: 1 2;
            background: $surface;
            border: round {border};
            border-title-style: bold;
            border-title-color: $foreground;
            border-subtitle-color: $text-muted;
            overflow-y: auto;
        }}
        & .dialog--body {{
            width: 1fr;
            height: auto;
            max-height: 50vh;
        }}
        & .dialog--text {{
            width: 1fr;
            height: auto;
        }}
        & .dialog--buttons {{
            height: auto;
            margin-top: 1;
            align-horizontal: right;
        }}
        & .dialog--buttons Button {{
            margin-left: 2;
        }}
    }}
"""


def _plain(lines: Iterable[str]) -> Static:
    """Return a widget that shows lines of text as they are."""
    shown = (display_text(line.expandtabs()) for line in lines)
    return Static(Content("\n".join(shown)), classes="dialog--text")


class Confirm(ModalScreen[bool]):
    """A question with two answers; the safe one has the focus.

    Dismisses with True for `yes`.
    """

    DEFAULT_CSS = (
        _LOOK.format(name="Confirm", border="$foreground 40%")
        + """
    Confirm.-danger > .dialog { border: round $error; }
    """
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", show=False),
        Binding("n,escape", "answer(False)", "No", show=False),
        Binding("left,h", "app.focus_previous", "Previous", show=False),
        Binding("right,l", "app.focus_next", "Next", show=False),
    ]
    """
    | Key(s) | Description |
    | :- | :- |
    | y | Yes. |
    | n, escape | No. |
    | left, right, tab | Go to the other button. |
    | enter | Press the button. |
    """

    def __init__(
        self,
        title: str,
        body: str,
        yes: str = "Remove",
        no: str = "Cancel",
        *,
        danger: bool = True,
    ) -> None:
        super().__init__(classes="-danger" if danger else None)
        self._heading = title
        self._body = body
        self._yes = yes
        self._no = no
        self._danger = danger

    def compose(self) -> ComposeResult:
        """Show the question, and the buttons with the safe one first."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Content(display_text(self._heading))
            with VerticalScroll(classes="dialog--body", can_focus=False):
                yield _plain(self._body.split("\n"))
            with Horizontal(classes="dialog--buttons"):
                yield Button(Content(self._no), id="no")
                yield Button(
                    Content(self._yes),
                    id="yes",
                    variant="error" if self._danger else "primary",
                )

    def on_mount(self) -> None:
        """Give the safe button the focus."""
        self.query_one("#no", Button).focus()

    @on(Button.Pressed)
    def _on_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_answer(event.button.id == "yes")

    def action_answer(self, yes: bool) -> None:
        """Close with this answer."""
        self.dismiss(yes)


class Prompt(ModalScreen[str | None]):
    """A line of text; dismisses with it, or with None when cancelled."""

    DEFAULT_CSS = _LOOK.format(name="Prompt", border="$primary")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", show=False),
    ]
    """
    | Key(s) | Description |
    | :- | :- |
    | enter | Accept the text. |
    | escape | Cancel. |
    """

    def __init__(
        self, title: str, label: str, value: str = "", placeholder: str = ""
    ) -> None:
        super().__init__()
        self._heading = title
        self._label = label
        self._value = value
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        """Show the field."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Content(display_text(self._heading))
            yield Label(Content(display_text(self._label)))
            yield Input(self._value, placeholder=self._placeholder)
            with Horizontal(classes="dialog--buttons"):
                yield Button("Cancel", id="cancel")
                yield Button("OK", id="ok", variant="primary")

    def on_mount(self) -> None:
        """Give the field the focus."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _on_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value)

    @on(Button.Pressed)
    def _on_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        ok = event.button.id == "ok"
        self.dismiss(self.query_one(Input).value if ok else None)

    def action_cancel(self) -> None:
        """Close without a text."""
        self.dismiss(None)


class TextView(ModalScreen[None]):
    """Text to read and scroll."""

    DEFAULT_CSS = (
        _LOOK.format(name="TextView", border="$primary")
        + """
    TextView {
        & > .dialog { width: 100; padding: 0 1; overflow: hidden; }
        & .dialog--body {
            max-height: 100%;
            scrollbar-size-vertical: 1;
        }
    }
    """
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Close", show=False),
        Binding("j", "scroll('down')", "Down", show=False),
        Binding("k", "scroll('up')", "Up", show=False),
        Binding("g", "scroll('home')", "First line", show=False),
        Binding("G", "scroll('end')", "Last line", show=False),
    ]
    """
    | Key(s) | Description |
    | :- | :- |
    | escape, q | Close. |
    | up, down, j, k, pageup, pagedown | Scroll. |
    | home, end, g, G | First and last line. |
    """

    def __init__(self, title: str, lines: Iterable[str]) -> None:
        super().__init__()
        self._heading = title
        self._lines = tuple(lines)

    def compose(self) -> ComposeResult:
        """Show the text."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Content(display_text(self._heading))
            with VerticalScroll(classes="dialog--body"):
                yield _plain(self._lines)
            dialog.border_subtitle = Content("esc close")

    def on_mount(self) -> None:
        """Let the keys scroll."""
        self.query_one(VerticalScroll).focus()

    def action_close(self) -> None:
        """Close the screen."""
        self.dismiss(None)

    def action_scroll(self, where: str) -> None:
        """Scroll one line `up` or `down`, or to the `home` or `end`."""
        body = self.query_one(VerticalScroll)
        match where:
            case "up":
                body.scroll_up(animate=False)
            case "down":
                body.scroll_down(animate=False)
            case "home":
                body.scroll_home(animate=False)
            case _:
                body.scroll_end(animate=False)
