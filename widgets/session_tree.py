"""`SessionTree`: containers and their exec sessions in one narrow tree, or flat.

It speaks by messages and knows no app: it is given listings, and what is open, being
stopped and used.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import var

from core.session.states import SessionState
from core.session.types import ExecSession
from widgets.session_filter import parse_filter
from widgets.session_lines import ICON_UNFOLDED, SessionLines
from widgets.session_order import SORTS, Item, Sort, key_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from textual import events
    from textual.timer import Timer

    from core.session.types import ContainerRef
    from widgets.session_counts import Counts
    from widgets.session_order import Key
    from widgets.session_rows import Row
    from widgets.sparkline_text import History

CPU_ORDER_SECONDS = 5.0
"""Least time between two orders by CPU: lines that always move are of no use."""

VISIBLE_SECONDS = 0.2
"""How long it has to be quiet before `VisibleChanged` is told."""


class SessionTree(SessionLines):
    """A tree of containers with their sessions.

    One click selects, two clicks or enter choose; the triangle folds, and a click
    before a session marks it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Choose", show=False),
        Binding("left", "fold", "Fold", show=False),
        Binding("right", "unfold", "Unfold", show=False),
        Binding("v,space", "toggle_mark", "Mark", show=False),
        Binding("shift+up", "mark_to(-1)", "Mark up", show=False),
        Binding("shift+down", "mark_to(1)", "Mark down", show=False),
        Binding("asterisk", "mark_all_visible", "Mark all", show=False),
        Binding("escape", "clear_marks", "Clear marks", show=False),
        Binding("t", "toggle_flat", "Tree or list", show=False),
        Binding("o", "next_sort", "Order", show=False),
    ]
    """
    | Key(s) | Description |
    | :- | :- |
    | left | Fold the container, or go to it from a session. |
    | right | Unfold the container, or go to its first session. |
    | enter | Choose. |
    | v, space | Mark the session, or all of the container. |
    | shift+up, shift+down | Mark this line and the next. |
    | * | Mark everything that the filter leaves. |
    | escape | Clear the marks. |
    | t | Show a tree, or sessions only. |
    | o | Change the order. |
    """

    filter_text: var[str] = var("", init=False)
    """Show only what this leaves; see `session_filter`."""
    flat: var[bool] = var(False, init=False)
    """Show sessions only, one per line with its container's name."""
    sort: var[Sort] = var[Sort]("name", init=False)
    """The order; see `session_order`. That by CPU changes every few seconds at most."""

    class _OfTree(Message):
        """Something about a tree."""

        def __init__(self, tree: SessionTree) -> None:
            super().__init__()
            self.tree = tree
            """The tree."""

        @property
        def control(self) -> SessionTree:
            """The tree."""
            return self.tree

    class _OfItem(_OfTree):
        """Something about one line."""

        def __init__(self, tree: SessionTree, item: Item) -> None:
            super().__init__(tree)
            self.item = item
            """The container or session on that line."""

    class Chosen(_OfItem):
        """Enter or a double click on a line."""

    class Highlighted(_OfItem):
        """The cursor is on another container or session."""

    class MarksChanged(_OfTree):
        """Other sessions are `marked`."""

    class CountsChanged(_OfTree):
        """The `counts` are others."""

    class VisibleChanged(_OfTree):
        """Other sessions are in `watched_sessions`; told when it has been quiet."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._ordered_at = 0.0
        self._announced: Key | None = None
        self._counted = self._listing.counts
        self._watched: tuple[tuple[str, int], ...] = ()
        self._quiet: Timer | None = None

    # What is shown

    @property
    def selected(self) -> Item | None:
        """The container or session under the cursor."""
        row = self._row
        return row.item if row is not None else None

    @property
    def counts(self) -> Counts:
        """How many containers and sessions there are, are shown and are marked."""
        return self._listing.counts

    @property
    def filter_problem(self) -> str:
        """What is wrong with the filter; empty when nothing is."""
        return self._listing.wanted.problem

    def update(
        self,
        containers: Sequence[ContainerRef],
        sessions: Sequence[ExecSession],
        now: float,
    ) -> None:
        """Show this listing at the time `now`; cursor, folds, marks, scroll stay."""
        self._now = now
        before = self.marked
        self._listing.take(containers, sessions)
        self._arrange()
        if self.marked != before:
            self.post_message(self.MarksChanged(self))

    def set_open(self, ids: Collection[str]) -> None:
        """Show which sessions are open in a pane."""
        self._listing.open = frozenset(ids)
        self._show_fact("open")

    def set_stopping(self, seconds_left: Mapping[str, float]) -> None:
        """Show for these sessions how long until they are killed."""
        self._stopping = dict(seconds_left)
        self.redraw_changed()

    def set_usage(self, usage: Mapping[str, History]) -> None:
        """Show what sessions use, by their ids; order by it if it is time."""
        self._usage = usage
        if self.sort == "cpu" and monotonic() >= self._ordered_at + CPU_ORDER_SECONDS:
            self._order_by_use()
        else:
            self.redraw_changed()

    def select_session(self, session_id: str) -> bool:
        """Move the cursor to a session; return whether it is in the list."""
        for session in self._listing.sessions_left:
            if session.id == session_id:
                self._listing.unfold_for(session)
                self._arrange()
                self.go_to(self._listing.rows.line(session) or 0)
                return True
        return False

    def visible_session_ids(self) -> tuple[str, ...]:
        """Return the ids of the sessions on the screen, from top to bottom."""
        return tuple(session.id for session in self._in_sight())

    def watched_sessions(self) -> list[ExecSession]:
        """Return the running sessions whose use is of interest.

        Those on the screen; all that the filter leaves when the order is by CPU.
        """
        by_cpu = self.sort == "cpu"
        sessions = self._listing.sessions_left if by_cpu else self._in_sight()
        return [item for item in sessions if item.state is SessionState.RUNNING]

    def _in_sight(self) -> list[ExecSession]:
        rows = map(self._listing.rows.at, self.lines_in_sight)
        items = (row.item for row in rows if row is not None)
        return [item for item in items if isinstance(item, ExecSession)]

    # What the operator wants to see

    def watch_filter_text(self, text: str) -> None:
        """Show what the new filter leaves, with the cursor on what fits it best."""
        self._listing.filter(parse_filter(text))
        self._arrange()
        best = self._listing.best_line(text)
        if best is None:
            self.show_line(self.cursor_line)
        else:
            self.go_to(best)

    def watch_flat(self, flat: bool) -> None:
        """Show the same in the other form, with the cursor on the same item."""
        selected = self.selected
        self._listing.flat = flat
        if not flat and isinstance(selected, ExecSession):
            self._listing.unfold_for(selected)
        self._arrange()
        self.show_line(self.cursor_line)

    def watch_sort(self, sort: Sort) -> None:
        """Show the new order."""
        self._listing.sort = sort
        self._order_by_use()
        self.show_line(self.cursor_line)

    def _order_by_use(self) -> None:
        self._ordered_at = monotonic()
        self._listing.order_by_use(self._usage)
        self._arrange()

    # Marks

    @property
    def marked(self) -> frozenset[str]:
        """Ids of the marked sessions, in sight or not; all of them are listed."""
        return self._listing.marked

    def toggle_mark(self) -> None:
        """Mark the session under the cursor and go on, or all of the container."""
        row = self._row
        if row is None:
            return
        self._mark(self._listing.toggled(row))
        if isinstance(row.item, ExecSession) and self.selected is row.item:
            self.action_cursor_down()

    def mark_all_visible(self) -> None:
        """Mark every session that the filter leaves, folded or not."""
        ids = {session.id for session in self._listing.sessions_left}
        self._mark(self.marked | ids)

    def clear_marks(self) -> None:
        """Mark nothing."""
        self._mark(frozenset())

    def _mark(self, ids: frozenset[str]) -> None:
        if ids != self.marked:
            self._listing.marked = ids
            self._show_fact("marked")
            self.post_message(self.MarksChanged(self))

    # Merging a listing into the lines

    @property
    def _row(self) -> Row | None:
        return self._listing.rows.at(self.cursor_line)

    def _show_fact(self, fact: str) -> None:
        """Show what is open or marked, which the filter may ask for."""
        if fact in self._listing.wanted.facts:
            self._arrange()
        else:
            self._listing.count()
            self.redraw_changed()
            self._tell_counts()

    def _arrange(self) -> None:
        """Bring the lines up to date; the cursor and what is looked at stay."""
        line, sight = self.cursor_line, self.lines_in_sight
        held = line if line in sight else sight.start
        before = self._listing.rows
        selected, anchor = before.at(line), before.at(held)
        self._listing.arrange()
        rows = self._listing.rows
        cursor = rows.line(selected.item) if selected is not None else None
        now_at = rows.line(anchor.item) if anchor is not None else None
        keep = (held, now_at) if now_at is not None else None
        self.set_lines(len(rows), line if cursor is None else cursor, keep)
        if line in sight:
            self.show_line(self.cursor_line)
        self.cursor_moved()
        self._tell_counts()

    def _tell_counts(self) -> None:
        if self.counts != self._counted:
            self._counted = self.counts
            self.post_message(self.CountsChanged(self))

    def cursor_moved(self) -> None:
        """Say which item is selected, when it is another one."""
        item = self.selected
        key = key_of(item) if item is not None else None
        if key != self._announced:
            self._announced = key
            if item is not None:
                self.post_message(self.Highlighted(self, item))

    def lines_moved(self) -> None:
        """Tell what is in sight, once it stays."""
        watched = tuple((item.id, item.pid) for item in self.watched_sessions())
        if watched == self._watched or not self.is_mounted:
            return
        self._watched = watched
        if self._quiet is not None:
            self._quiet.stop()
        self._quiet = self.set_timer(VISIBLE_SECONDS, self._tell_visible)

    def _tell_visible(self) -> None:
        self._quiet = None
        self.post_message(self.VisibleChanged(self))

    # Keys and mouse

    def action_choose(self) -> None:
        """Choose the item under the cursor."""
        if self.selected is not None:
            self.post_message(self.Chosen(self, self.selected))

    def action_fold(self) -> None:
        """Fold the container under the cursor, or go up to it from a session."""
        row = self._row
        if row is None or self.flat:
            return
        if isinstance(row.item, ExecSession):
            self.go_to(self._listing.rows.line(row.container) or 0)
        elif not row.folded:
            self._toggle_fold(row)

    def action_unfold(self) -> None:
        """Unfold the container under the cursor, or go down to its sessions."""
        row = self._row
        if row is None or not row.sessions:
            return
        if row.folded:
            self._toggle_fold(row)
        else:
            self.action_cursor_down()

    def _toggle_fold(self, row: Row) -> None:
        if row.sessions:
            self._listing.folded.symmetric_difference_update([key_of(row.item)])
            self._arrange()

    def action_toggle_mark(self) -> None:
        """Mark the session under the cursor, or all of the container."""
        self.toggle_mark()

    def action_mark_to(self, step: int) -> None:
        """Mark the session under the cursor and the one that is `step` lines on."""
        for line in (self.cursor_line, self.cursor_line + step):
            row = self._listing.rows.at(line)
            if row is not None and isinstance(row.item, ExecSession):
                self._mark(self.marked | {row.item.id})
        self.go_to(self.cursor_line + step)

    def action_mark_all_visible(self) -> None:
        """Mark every session that the filter leaves."""
        self.mark_all_visible()

    def action_clear_marks(self) -> None:
        """Mark nothing."""
        self.clear_marks()

    def action_toggle_flat(self) -> None:
        """Show a tree, or sessions only."""
        self.flat = not self.flat

    def action_next_sort(self) -> None:
        """Change the order."""
        self.sort = SORTS[(SORTS.index(self.sort) + 1) % len(SORTS)]

    def on_click(self, event: events.Click) -> None:
        """Select on one click, choose on two, fold on the triangle, mark before it."""
        at = self.line_at(event)
        row = self._listing.rows.at(at[0]) if at is not None else None
        if at is None or row is None:
            return
        line, column = at
        self.cursor_line = line
        if isinstance(row.item, ExecSession) and column < self.margin:
            self._mark(self._listing.toggled(row))
        elif row.sessions and column < len(ICON_UNFOLDED):
            self._toggle_fold(row)
        elif event.chain == 2:  # noqa: PLR2004 - a double click
            self.action_choose()
