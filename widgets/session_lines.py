"""`SessionLines`: how the lines of the session tree are drawn.

Lines are composed when they are drawn, from the newest record and the clock of the
last update. So an update only compares the lines in sight, however many there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style

from core.session.types import ExecSession
from widgets.line_list import LineList
from widgets.session_labels import (
    MARK,
    Label,
    SessionView,
    container_label,
    fit,
    session_label,
)
from widgets.session_listing import Listing

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from widgets.session_rows import Row
    from widgets.sparkline_text import History

ICON_FOLDED, ICON_UNFOLDED, BLANK = "▸ ", "▾ ", "  "
"""What stands before a container."""

FOUND = Style(bold=True, underline=True)
"""How characters look that the filter asks for: not by colour."""

_NAME_PART = 3
"""The container's name takes no more than this part of a line of a flat list."""


class Line(NamedTuple):
    """All that decides how a line looks."""

    before: str
    """Triangle or mark, in cells of its own."""
    label: Label


class SessionLines(LineList):
    """The lines of a `Listing`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "session-tree--host",
        "session-tree--running",
        "session-tree--paused",
        "session-tree--stopped",
        "session-tree--created",
        "session-tree--failed",
        "session-tree--unknown",
        "session-tree--stopping",
        "session-tree--open",
        "session-tree--note",
        "session-tree--mark",
    }
    """
    | Class | Description |
    | :- | :- |
    | `session-tree--host` … `--stopping` | Glyphs and notes of that kind. |
    | `session-tree--open` | The mark of a session that is open in a pane. |
    | `session-tree--note` | Ages, use and runtimes. |
    | `session-tree--mark` | What stands before a marked session. |
    """

    DEFAULT_CSS = """
    SessionLines {
        & > .session-tree--host { color: $text-primary; }
        & > .session-tree--running { color: $text-success; }
        & > .session-tree--paused { color: $text-warning; }
        & > .session-tree--stopped { color: $text-muted; }
        & > .session-tree--created { color: $foreground 75%; }
        & > .session-tree--failed { color: $text-error; }
        & > .session-tree--unknown { color: $text-warning; }
        & > .session-tree--stopping { color: $text-warning; }
        & > .session-tree--open { color: $text-accent; }
        & > .session-tree--note { color: $text-muted; }
        & > .session-tree--mark { color: $text-accent; }
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._listing = Listing()
        self._now = 0.0
        self._stopping: Mapping[str, float] = {}
        self._usage: Mapping[str, History] = {}

    @property
    def margin(self) -> int:
        """Cells before a session, where its mark is."""
        return len(BLANK) if self._listing.flat else len(ICON_UNFOLDED) + len(BLANK)

    def line_content(self, line: int) -> Line | None:
        """Return all that decides how a line looks."""
        row = self._listing.rows.at(line)
        if row is None:
            return None
        if isinstance(row.item, ExecSession):
            return self._session_line(row, row.item)
        icon = ICON_FOLDED if row.folded else ICON_UNFOLDED
        return Line(
            icon if row.sessions else BLANK,
            container_label(
                row.item,
                row.sessions if row.folded else (),
                marked=self._listing.marked_below(row) if row.folded else 0,
                wanted=self._listing.wanted,
            ),
        )

    def _session_line(self, row: Row, session: ExecSession) -> Line:
        listing = self._listing
        room = self.scrollable_content_region.width // _NAME_PART
        view = SessionView(
            now=self._now,
            stopping=self._stopping.get(session.id),
            open=session.id in listing.open,
            marked=session.id in listing.marked,
            usage=self._usage.get(session.id),
            name_width=min(listing.name_width, room) if listing.flat else 0,
        )
        label = session_label(row.container, session, view, listing.wanted)
        return Line((f"{MARK} " if view.marked else "").rjust(self.margin), label)

    def paint(
        self, content: Hashable, width: int, style: Style, *, cursor: bool
    ) -> Iterable[Segment]:
        """Compose a line, fitted to the width."""
        if not isinstance(content, Line):
            return
        before, label = content
        own = self._coloured("mark", style, cursor) if label.marked else style
        yield Segment(before, own)
        for text, kind, found in fit(label, width - len(before)):
            own = style if kind is None else self._coloured(kind, style, cursor)
            yield Segment(text, own + FOUND if found else own)

    def _coloured(self, kind: str, style: Style, cursor: bool) -> Style:
        """Return the style of a piece; on the cursor's line it has no colour."""
        if cursor:
            return style
        # Only the colour: the background is the line's.
        own = self.get_component_rich_style(f"session-tree--{kind}")
        return style + Style(color=own.color)
