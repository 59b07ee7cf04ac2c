"""The form for a new session: what to run in a container, as whom, where and how."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Select, Static, TextArea

from core.session.types import display_text
from widgets.session_form_fields import WRONG, Field, LinesArea, RecallInput, Tick
from widgets.session_request import (
    Draft,
    FieldError,
    FieldName,
    SavedCommand,
    SessionRequest,
    draft_of,
    mistakes,
    parse_command,
    parse_environment,
    request_of,
    shell_operator,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.widget import Widget

_LABELS: dict[FieldName, str] = {
    "command": "Command",
    "user": "User",
    "workdir": "Directory",
    "environment": "Environment",
    "name": "Name",
}

_LINES = ("command", "user", "workdir", "name")
_TICKS = ("terminal", "privileged", "detached")

_WIDE = 72
"""Columns in which the boxes to tick stand side by side."""

_KEYS = "⏎ or ^s runs it, esc closes"


class SessionForm(ModalScreen[SessionRequest | None]):
    """Asks for a session and hands it to `submit`; closes when that is content.

    Dismisses with the request that was taken, or with None when cancelled. What was
    filled in is in `draft` then.
    """

    AUTO_FOCUS = "#command"

    DEFAULT_CSS = """
    SessionForm {
        align: center middle;

        & > #form {
            width: 76;
            max-width: 100%;
            height: auto;
            max-height: 100%;
            padding: 1 2 0 2;
            background: $surface;
            border: round $primary;
            border-title-style: bold;
            border-title-color: $foreground;
            scrollbar-size-vertical: 1;
        }
        & #ticks {
            height: 1;
            padding-left: 13;
        }
        &.-narrow #ticks {
            layout: vertical;
            height: auto;
            padding-left: 0;
        }
        & Tick {
            margin-right: 3;
            background: $surface;
        }
        & #refusal {
            height: auto;
            color: $text-error;
        }
        & #answer {
            height: auto;
            margin-top: 1;
        }
        & #status {
            width: 1fr;
            height: auto;
            color: $text-muted;
        }
        & #status.-wrong { color: $text-error; }
        & #answer Button {
            width: auto;
            min-width: 0;
            padding: 0 1;
            margin-left: 2;
        }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "run", "Run", show=False),
        Binding("escape", "cancel", "Cancel", show=False),
        # At once, so that a key that follows quickly is for the next field.
        Binding("tab", "app.focus_next", "Next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", "Back", show=False, priority=True),
    ]
    """
    | Key(s) | Description |
    | :- | :- |
    | ctrl+s, or enter in a line of text | Run it. |
    | escape | Close the form; what was filled in is not lost. |
    | tab, shift+tab | Go to the next field, or back. |
    | up, down in the command and the user | Walk through what is known. |
    """

    def __init__(
        self,
        container: str,
        submit: Callable[[SessionRequest], Awaitable[FieldError | None]],
        *,
        saved: Sequence[SavedCommand] = (),
        draft: Draft | None = None,
    ) -> None:
        """Ask for a session in the container of this name.

        `submit` is given what was asked for and returns why it was refused, or None
        when there is a session; it is cancelled if the operator leaves meanwhile.
        `draft` is how the form was left the last time.
        """
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide")]
        self._container = container
        self._submit = submit
        self._saved = {item.name: item for item in saved}
        self._draft = draft or Draft()
        self._left: set[str] = {name for name in _LABELS if getattr(self._draft, name)}
        """Fields whose mistakes are told: those that the operator has left."""
        self._refusals: dict[FieldName, tuple[str, str]] = {}
        """By field, the text that was refused and why."""
        self._busy = False
        self._taken: SessionRequest | None = None
        self._fields: dict[FieldName, Field] = {}

    @property
    def draft(self) -> Draft:
        """What was filled in and not run: all of it when cancelled, else nothing."""
        return self._draft

    def offer(self, *, history: Sequence[str] = (), users: Sequence[str] = ()) -> None:
        """Suggest commands, the newest first, and users of the container.

        They may come late, when the form is already used, or closed again.
        """
        for name, known in (("command", history), ("user", users)):
            for entry in self.query(f"#{name}").results(RecallInput):
                entry.offer(known)

    def compose(self) -> ComposeResult:
        """Lay out the fields, the most used ones first."""
        draft = self._draft
        with VerticalScroll(id="form", can_focus=False) as form:
            form.border_title = Content(
                f"New session in {display_text(self._container)}"
            )
            if self._saved:
                names = [(Text(display_text(name)), name) for name in self._saved]
                prompt = "a command of yours"
                yield Field(
                    "Saved", Select(names, prompt=prompt, id="saved", compact=True)
                )
            hint = "top -d 1    ↑ earlier commands"
            yield self._line("command", draft.command, hint)
            hint = "user or user:group; empty: the container's"
            yield self._line("user", draft.user, hint)
            hint = "/srv; empty: the container's"
            yield self._line("workdir", draft.workdir, hint)
            hint = "NAME=value; several on lines, or with commas between"
            entry = LinesArea("environment", draft.environment, hint)
            yield self._field("environment", entry)
            yield self._line("name", draft.name, "for you to tell it by; may be empty")
            with Horizontal(id="ticks"):
                yield Tick("terminal", "Terminal", draft.terminal)
                yield Tick("privileged", "Privileged", draft.privileged)
                yield Tick("detached", "Detached, no pane", draft.detached)
            yield Static("", id="refusal", markup=False)
            with Horizontal(id="answer"):
                yield Static(_KEYS, id="status", markup=False)
                yield Button("Cancel", id="cancel", compact=True)
                yield Button("Run", id="run", variant="primary", compact=True)

    def _line(self, name: FieldName, text: str, hint: str) -> Field:
        return self._field(name, RecallInput(name, text, hint))

    def _field(self, name: FieldName, entry: Widget) -> Field:
        self._fields[name] = Field(_LABELS[name], entry)
        return self._fields[name]

    def on_mount(self) -> None:
        """Show what the last time's texts are worth."""
        self.query_one("#refusal").display = False
        self._show()

    # -- what is filled in ----------------------------------------------------

    def _read(self) -> Draft:
        """Return the form as it is filled now."""
        values: dict[str, Any] = {
            "environment": self.query_one("#environment", TextArea).text
        }
        for name in _LINES:
            values[name] = self.query_one(f"#{name}", Input).value
        for name in _TICKS:
            values[name] = self.query_one(f"#{name}", Tick).value
        return Draft(**values)

    def _fill(self, draft: Draft) -> None:
        """Fill the form."""
        for name in _LINES:
            self.query_one(f"#{name}", Input).value = getattr(draft, name)
        for name in _TICKS:
            self.query_one(f"#{name}", Tick).value = getattr(draft, name)
        self.query_one("#environment", TextArea).text = draft.environment

    @on(Select.Changed)
    def _saved_chosen(self, event: Select.Changed) -> None:
        event.stop()
        saved = self._saved.get(str(event.value))
        if saved is not None:
            self._fill(replace(draft_of(saved), name=self._read().name))

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _changed(self, event: Input.Changed | TextArea.Changed) -> None:
        event.stop()
        self._show()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Tell of mistakes in a field once it has been left."""
        # Another window of the operator's is no other field.
        if self.app.app_focus and event.widget.id is not None:
            self._left.add(event.widget.id)
            self._show()

    # -- what is wrong with it ------------------------------------------------

    def _show(self) -> None:
        """Show at each field what is wrong with it, or what it means."""
        draft = self._read()
        wrong = {
            name: text for name, text in mistakes(draft).items() if name in self._left
        }
        for name, (refused, reason) in self._refusals.items():
            if getattr(draft, name) == refused:
                wrong.setdefault(name, reason)
        for name, field in self._fields.items():
            field.say(wrong.get(name) or _meaning(name, draft), wrong=name in wrong)
        status = self.query_one("#status", Static)
        status.set_class(bool(wrong) and not self._busy, "-wrong")
        if self._busy:
            status.update("starting …   esc does not wait for it")
        elif wrong:
            places = ", ".join(_LABELS[name] for name in _LABELS if name in wrong)
            status.update(f"{WRONG}{places}")
        else:
            status.update(_KEYS)

    def _refuse(self, error: FieldError) -> None:
        """Show why core, or the runtime, refused what was asked for."""
        refusal = self.query_one("#refusal", Static)
        refusal.display = error.field is None
        if error.field is None:
            refusal.update(Content(f"{WRONG}{display_text(error.message)}"))
            refusal.scroll_visible(animate=False)
        else:
            text = getattr(self._read(), error.field)
            self._refusals[error.field] = (text, error.message)
            self.query_one(f"#{error.field}").focus()
        self._show()

    # -- run and leave --------------------------------------------------------

    @on(Input.Submitted)
    @on(Button.Pressed, "#run")
    def _submitted(self, event: Input.Submitted | Button.Pressed) -> None:
        event.stop()
        self.action_run()

    @on(Button.Pressed, "#cancel")
    def _cancelled(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_cancel()

    def action_run(self) -> None:
        """Hand over what is asked for, or go to the first mistake."""
        if self._busy:
            return
        self._refusals.clear()
        self.query_one("#refusal").display = False
        self._left.update(_LABELS)
        draft = self._read()
        wrong = mistakes(draft)
        if wrong:
            self.query_one(f"#{next(iter(wrong))}").focus()
        else:
            self._busy = True
            self.run_worker(self._hand_over(request_of(draft)))
        self._show()

    async def _hand_over(self, request: SessionRequest) -> None:
        error = await self._submit(request)
        self._busy = False
        if error is not None:
            self._refuse(error)
            return
        self._draft = Draft()
        # Another question may have come meanwhile: it is on top, and would go.
        if self.is_active:
            self.dismiss(request)
        else:
            self._taken = request

    def on_screen_resume(self) -> None:
        """Close, if there is a session since something else was on top."""
        taken, self._taken = self._taken, None
        if taken is not None:
            self.dismiss(taken)

    def action_cancel(self) -> None:
        """Close the form without waiting for anything; remember what is in it."""
        self._draft = self._read()
        self.dismiss(None)


def _meaning(name: FieldName, draft: Draft) -> str:
    """Return what an entry without mistakes will do, where that may surprise."""
    with suppress(ValueError):
        if name == "command":
            operator = shell_operator(parse_command(draft.command))
            if operator:
                return f"{operator} is passed on; a shell: sh -c '… {operator} …'"
        elif name == "environment" and draft.environment:
            return f"sets {', '.join(parse_environment(draft.environment))}"
    return ""
