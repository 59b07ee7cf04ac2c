"""`DoctorView`: what does not fit together, and mending it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding, BindingType

from core.errors import ExecdeckError
from widgets.dialogs import Confirm
from widgets.key_bar import KeyHint
from widgets.views.frame import View
from widgets.views.line_view import LineView
from widgets.views.lines import Line, make_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.app import ComposeResult

_LISTED = 8
"""Findings named in a question before it only counts."""

_TROUBLE_WIDTH = 18


class FindingRow(NamedTuple):
    """A finding as it is shown."""

    trouble: str
    """What is wrong, in a word or two."""
    subject: str
    """Where: a session's id, a path, or a pid."""
    detail: str
    remedy: str = ""
    """What mending it does; empty when it cannot be mended here."""
    fixed: bool = False

    @property
    def name(self) -> tuple[str, str]:
        """What makes it the same finding in the next examination."""
        return self.trouble, self.subject


class DoctorView(View[None]):
    """Findings, each with what mending it would do; nothing is mended unasked."""

    NAME = "DOCTOR"

    HINTS = (
        KeyHint("f", "fix", "fix"),
        KeyHint("F", "fix all", "fix_all"),
        KeyHint("r", "look again", "look"),
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "fix", "Fix", show=False, priority=True),
        Binding("F", "fix_all", "Fix all", show=False, priority=True),
        Binding("r", "look", "Look again", show=False, priority=True),
    ]
    """
    | Key(s) | Description |
    | :- | :- |
    | f | Fix what the cursor is on, after a question. |
    | F | Fix all that can be, after a question. |
    | r | Look again. |
    """

    def __init__(
        self, examine: Callable[[bool, str | None], Iterable[FindingRow]]
    ) -> None:
        """Show what `examine(fix, subject)` finds.

        With `fix` true it mends what it finds, or only the `subject`. It blocks and is
        called in threads, one call at a time. It may raise an ExecdeckError or OSError,
        which is shown.
        """
        super().__init__("Doctor")
        self._examine = examine
        self._found: dict[tuple[str, str], FindingRow] = {}
        self._gone: set[tuple[str, str]] = set()
        """Findings that were not there any more when they were to be mended."""
        self._busy = False

    @property
    def found(self) -> list[FindingRow]:
        """What was found, as it is now."""
        return list(self._found.values())

    def compose_body(self) -> ComposeResult:
        """Lay out the lines."""
        yield LineView(has_cursor=True)

    def on_mount(self) -> None:
        """Begin to look."""
        self.action_look()

    # -- examinations -------------------------------------------------------

    def action_look(self) -> None:
        """Look for what is wrong."""
        if not self._busy:
            self._found, self._gone = {}, set()
            self._begin("looking")
            self.run_worker(self._run(fix=False, subject=None), exclusive=False)

    def _begin(self, doing: str) -> None:
        self._busy = True
        self.title_bar.tell(note=f"{doing} …")
        self._show()

    async def _run(self, *, fix: bool, subject: str | None) -> None:
        loop = asyncio.get_running_loop()
        names: set[tuple[str, str]] = set()

        def run() -> None:
            for row in self._examine(fix, subject):
                names.add(row.name)
                loop.call_soon_threadsafe(self._add, row)

        problem = ""
        try:
            await asyncio.to_thread(run)
        except (ExecdeckError, OSError) as error:
            problem = str(error)
        # After the findings that are still under way to the loop.
        loop.call_soon(self._finish, names, problem)

    def _add(self, row: FindingRow) -> None:
        self._found[row.name] = row
        self._show()

    def _finish(self, names: set[tuple[str, str]], problem: str) -> None:
        self._busy = False
        self._gone |= {
            row.name for row in self.found if not row.fixed and row.name not in names
        }
        if not self.is_attached:
            return
        self._show()
        fixed = sum(row.fixed for row in self.found)
        note = f"{len(self._found)} found, {fixed} fixed"
        self.title_bar.tell(note=problem or (note if self._found else "nothing found"))

    # -- mending ------------------------------------------------------------

    def _can_be_fixed(self, row: FindingRow) -> bool:
        return bool(row.remedy) and not row.fixed and row.name not in self._gone

    def action_fix(self) -> None:
        """Fix what the cursor is on."""
        line = self.view.cursor_line
        key = line.key if line is not None else None
        row = self._found.get(key) if isinstance(key, tuple) else None
        if row is None or self._busy:
            return
        if not self._can_be_fixed(row):
            self.say(
                "It is done." if row.fixed else "Nothing can be done about it here."
            )
            return
        body = f"{row.trouble}: {row.subject}\n{row.detail}\n\nThis {row.remedy}."
        question = Confirm("Fix this?", body, yes="Fix")
        self.run_worker(self._ask(question, row.subject), exclusive=False)

    def action_fix_all(self) -> None:
        """Fix all that can be."""
        rows = [row for row in self.found if self._can_be_fixed(row)]
        if self._busy:
            return
        if not rows:
            self.say("There is nothing to fix.")
            return
        lines = [f"{row.trouble} {row.subject[-40:]}: {row.remedy}" for row in rows]
        if len(lines) > _LISTED:
            lines[_LISTED:] = [f"and {len(lines) - _LISTED} more"]
        question = Confirm(f"Fix all {len(rows)}?", "\n".join(lines), yes="Fix all")
        self.run_worker(self._ask(question, None), exclusive=False)

    async def _ask(self, question: Confirm, subject: str | None) -> None:
        if await self.app.push_screen_wait(question) and not self._busy:
            self._begin("fixing")
            await self._run(fix=True, subject=subject)

    # -- lines --------------------------------------------------------------

    def _show(self) -> None:
        if self.is_attached:
            lines = [line for row in self.found for line in self._lines_of(row)]
            self.view.set_lines(lines or [make_line(self._nothing())])

    def _nothing(self) -> str:
        if self._busy:
            return "Comparing records, bundles and monitors with one another …"
        return "Nothing found: records, bundles and monitors fit together."

    def _lines_of(self, row: FindingRow) -> list[Line]:
        """Return what, where and why, and what was or would be done."""
        if row.fixed:
            mark, kind, told = "[fixed]", "success", f"done: {row.remedy}"
        elif row.name in self._gone:
            mark, kind, told = (
                "[gone]",
                "muted",
                "it was gone when it was looked at again",
            )
        elif row.remedy:
            mark, kind, told = "[open]", "warning", f"f: {row.remedy}"
        else:
            mark, kind, told = "[open]", "warning", "nothing can be done about it here"
        name = row.name
        return [
            make_line(
                (f"{mark:<8}", kind),
                (f"{row.trouble:<{_TROUBLE_WIDTH}}", "heading"),
                row.subject,
                key=name,
                indent=8 + _TROUBLE_WIDTH,
            ),
            make_line(" " * 8, row.detail, indent=8),
            make_line(" " * 8, (told, "muted"), indent=8),
            make_line(""),
        ]
