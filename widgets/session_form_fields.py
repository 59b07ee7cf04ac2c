"""The fields of the form for a new session: entries, and a row that holds one.

What gets into an entry is made visible: an escape sequence in a command from a
clipboard, a file or a container must not reach the terminal when it is shown.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Checkbox, Input, Static, TextArea

from core.session.types import display_text
from widgets.session_request import visible_line, visible_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.document._edit import Edit
    from textual.widget import Widget
    from textual.widgets.text_area import EditResult

WRONG = "✗ "
"""Begins what tells of a mistake: colour alone would not do."""


class RecallInput(Input):
    """A line of text that can be one of several known ones.

    What fits is suggested while typing, and taken by `right` at the end of the line;
    `up` and `down` walk through all of them, the first one first, and back to what
    was typed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "recall(1)", "Earlier", show=False),
        Binding("down", "recall(-1)", "Later", show=False),
    ]

    def __init__(self, key: str, value: str, placeholder: str) -> None:
        self._known: list[str] = []
        self._place = -1
        self._typed = ""
        super().__init__(
            value,
            placeholder=placeholder,
            # Else the first key after a mistake was pointed out would delete it all.
            select_on_focus=False,
            id=key,
            compact=True,
        )

    def offer(self, known: Sequence[str]) -> None:
        """Take over the known texts; those with control characters are left out."""
        self._known = [item for item in dict.fromkeys(known) if item.isprintable()]
        self._place = -1
        self.suggester = SuggestFromList(self._known)

    def validate_value(self, value: str) -> str:
        """Make control characters visible."""
        return visible_line(value)

    def action_recall(self, step: int) -> None:
        """Go to the next earlier (1) or later (-1) of the known texts."""
        if self._place >= 0 and self.value != self._known[self._place]:
            self._place = -1
        if self._place < 0:
            self._typed = self.value
        place = min(max(self._place + step, -1), len(self._known) - 1)
        if place != self._place:
            self._place = place
            self.value = self._typed if place < 0 else self._known[place]
            self.cursor_position = len(self.value)


class LinesArea(TextArea):
    """Some lines of text; tab leaves it."""

    def __init__(self, key: str, text: str, placeholder: str) -> None:
        super().__init__(
            visible_lines(text),
            placeholder=placeholder,
            id=key,
            compact=True,
            soft_wrap=False,
            highlight_cursor_line=False,
        )

    def edit(self, edit: Edit) -> EditResult:
        """Change the text; control characters in the new one are made visible."""
        return super().edit(dataclasses.replace(edit, text=visible_lines(edit.text)))


class Tick(Checkbox):
    """A checkbox whose two states differ without colour too."""

    def __init__(self, key: str, label: str, value: bool) -> None:
        super().__init__(label, value, id=key, compact=True)
        self.BUTTON_INNER = "X" if value else " "

    def watch_value(self) -> None:
        """Show the new state and tell of it."""
        self.BUTTON_INNER = "X" if self.value else " "
        super().watch_value()


class Field(Horizontal):
    """A label, an entry, and below it a line for what is wrong with it."""

    DEFAULT_CSS = """
    Field {
        height: auto;

        & > .field--label {
            width: 13;
            padding-right: 1;
            color: $text-muted;
        }
        &.-focused > .field--label {
            color: $foreground;
            text-style: bold;
        }
        & > Vertical { height: auto; }
        & .field--note {
            height: auto;
            min-height: 1;
            max-height: 3;
            color: $text-muted;
        }
        & .field--note.-wrong { color: $text-error; }
        & Input.-textual-compact, & TextArea, & Select > SelectCurrent {
            background: $panel;
            padding: 0 1 !important;
            &:focus { background-tint: $foreground 12%; }
        }
        & Select:focus > SelectCurrent { background-tint: $foreground 12%; }
        & TextArea { height: 3; }
        & TextArea.-invalid { background-tint: $error 20%; }
    }
    """

    def __init__(self, label: str, entry: Widget) -> None:
        super().__init__()
        self._label = label
        self._entry = entry
        self._said = ""
        self._note = Static("", classes="field--note", markup=False)

    def compose(self) -> ComposeResult:
        """Show the entry beside its label, and the note below it."""
        yield Static(Content(self._label), classes="field--label")
        with Vertical():
            yield self._entry
            yield self._note

    def on_descendant_focus(self) -> None:
        """Stand out: its entry has the keyboard."""
        self.add_class("-focused")

    def on_descendant_blur(self) -> None:
        """Be one of many again."""
        self.remove_class("-focused")

    def on_click(self) -> None:
        """Let a click on the label, or the note, be one on the entry."""
        self._entry.focus()

    def say(self, message: str, *, wrong: bool = False) -> None:
        """Show a message below the entry; `wrong`: that it cannot be used."""
        text = f"{WRONG if wrong else ''}{display_text(message)}"
        if text != self._said:
            self._said = text
            self._note.set_class(wrong, "-wrong")
            self._note.update(Content(text))
            self._entry.set_class(wrong, "-invalid")
