"""`SessionTree`: containers and their exec sessions in one narrow tree.

Lines are composed when they are drawn, from the newest record and the clock of the
last update. So an update that changes no line's place only compares the visible
lines, however many there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import var
from textual.widgets import Tree

from core.session.types import ContainerRef, ExecSession
from widgets.session_labels import (
    Item,
    branches,
    container_label,
    fit,
    key_of,
    session_label,
)
from widgets.session_rows import SessionRows

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from textual import events
    from textual.widgets.tree import TreeNode

    from widgets.session_labels import Key, Label

TOGGLE = Style.from_meta({"toggle": True})
"""What Textual's tree knows the disclosure triangle by."""


class SessionTree(Tree[Item]):
    """A tree of containers with their sessions.

    One click selects, two clicks or enter choose; the triangle and space fold.
    """

    ICON_NODE = "▸ "
    ICON_NODE_EXPANDED = "▾ "

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("left", "fold", "Fold", show=False),
        Binding("right", "unfold", "Unfold", show=False),
        Binding("home,g", "scroll_home", "First", show=False),
        Binding("end,G", "scroll_end", "Last", show=False),
    ]
    """
    | Key(s) | Description |
    | :- | :- |
    | up, down, j, k | Move the cursor. |
    | left | Fold the container, or go to it from a session. |
    | right | Unfold the container, or go to its first session. |
    | space | Fold or unfold. |
    | enter | Choose. |
    | home, end, g, G | First and last line. |
    """

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
    }
    """
    | Class | Description |
    | :- | :- |
    | `session-tree--host` … `--stopping` | Glyphs and notes of that kind. |
    | `session-tree--open` | The mark of a session that is open in a pane. |
    | `session-tree--note` | Ages and runtimes. |
    """

    DEFAULT_CSS = """
    SessionTree {
        overflow-x: hidden;
        scrollbar-size-vertical: 1;

        & > .session-tree--host { color: $text-primary; }
        & > .session-tree--running { color: $text-success; }
        & > .session-tree--paused { color: $text-warning; }
        & > .session-tree--stopped { color: $foreground 55%; }
        & > .session-tree--created { color: $foreground 75%; }
        & > .session-tree--failed { color: $text-error; }
        & > .session-tree--unknown { color: $text-warning; }
        & > .session-tree--stopping { color: $text-warning; }
        & > .session-tree--open { color: $text-accent; }
        & > .session-tree--note { color: $foreground 55%; }
    }
    """

    filter_text: var[str] = var("", init=False)
    """Show only containers and commands that hold this text, in any case."""

    class Chosen(Message):
        """Enter or a double click on a line."""

        def __init__(self, tree: SessionTree, item: Item) -> None:
            super().__init__()
            self.tree = tree
            """The tree."""
            self.item = item
            """The container or session on that line."""

        @property
        def control(self) -> SessionTree:
            """The tree."""
            return self.tree

    class Highlighted(Message):
        """The cursor is on another container or session."""

        def __init__(self, tree: SessionTree, item: Item) -> None:
            super().__init__()
            self.tree = tree
            """The tree."""
            self.item = item
            """The container or session under the cursor."""

        @property
        def control(self) -> SessionTree:
            """The tree."""
            return self.tree

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__("", id=id, classes=classes)
        self.show_root = False
        self.show_guides = False
        self.guide_depth = 4
        self.auto_expand = False
        self.root.expand()
        self._containers: Sequence[ContainerRef] = ()
        self._sessions: Sequence[ExecSession] = ()
        self._now = 0.0
        self._open: frozenset[str] = frozenset()
        self._stopping: dict[str, float] = {}
        self._rows = SessionRows(self.root)
        self._folded: set[Key] = set()
        self._drawn: dict[int, Label] = {}
        self._announced: Key | None = None

    # What is shown

    @property
    def selected(self) -> Item | None:
        """The container or session under the cursor."""
        return self.cursor_node.data if self.cursor_node is not None else None

    def update(
        self,
        containers: Sequence[ContainerRef],
        sessions: Sequence[ExecSession],
        now: float,
    ) -> None:
        """Show this listing at the time `now`; cursor, folds and scroll stay."""
        self._containers = containers
        self._sessions = sessions
        self._now = now
        self._merge()

    def set_open(self, ids: Collection[str]) -> None:
        """Mark the sessions that are open in a pane."""
        self._open = frozenset(ids)
        self._redraw_changed()

    def set_stopping(self, seconds_left: Mapping[str, float]) -> None:
        """Show for these sessions how long until they are killed."""
        self._stopping = dict(seconds_left)
        self._redraw_changed()

    def select_session(self, session_id: str) -> bool:
        """Move the cursor to a session; return whether it is in the tree."""
        row = self._rows.get((session_id,))
        if row is None or row.parent is None:
            return False
        if not row.parent.is_expanded:
            row.parent.expand()
        self._number_lines()
        self.move_cursor(row)
        return True

    def watch_filter_text(self) -> None:
        """Show what matches the new filter."""
        self._merge()

    # Merging a listing into the tree

    def _merge(self) -> None:
        wanted = branches(self._containers, self._sessions, self.filter_text)
        line, scroll = self.cursor_line, self.scroll_offset.y
        height = self.scrollable_content_region.height
        held = line if scroll <= line < scroll + height else scroll
        selected, anchor = self._key_at(line), self._key_at(held)
        folded = set() if self.filter_text else self._folded
        if self._rows.place(wanted, folded):
            self._drawn.clear()
            self._restore(selected, line)
            now_at = self._rows.line(anchor)
            if scroll and now_at is not None:
                y = scroll + now_at - held
                self.scroll_to(y=y, animate=False, immediate=True)
        self._redraw_changed()
        self._announce()

    def _restore(self, selected: Key | None, line: int) -> None:
        """Put the cursor back on its item, or on the line where that was."""
        last = self._number_lines()
        found = self._rows.line(selected)
        self.cursor_line = min(max(line, 0), last) if found is None else found

    def _number_lines(self) -> int:
        """Bring every row's `line` up to date; return the last."""
        return self.last_line

    def _key_at(self, line: int) -> Key | None:
        row = self.get_node_at_line(line) if line >= 0 else None
        return key_of(row.data) if row is not None and row.data is not None else None

    # Drawing

    def process_label(self, label: str | Text) -> Text:
        """Return the label as plain text, never as markup."""
        return Text(label) if isinstance(label, str) else label

    def get_label_width(self, node: TreeNode[Item]) -> int:
        """Return a width that never makes the tree scroll sideways."""
        del node
        return 1

    def render_label(
        self, node: TreeNode[Item], base_style: Style, style: Style
    ) -> Text:
        """Compose the line of a container or session, fitted to the width."""
        if node.data is None:
            return Text()
        label = self._label(node.data)
        self._drawn[node.id] = label
        # The cursor has its own colours, which ours could not be read on.
        plain = node is self.cursor_node
        text = Text(no_wrap=True, end="")
        width = self.scrollable_content_region.width
        if isinstance(node.data, ContainerRef):
            icon = self.ICON_NODE_EXPANDED if node.is_expanded else self.ICON_NODE
            shown = icon if node.allow_expand else " " * len(icon)
            text.append(shown, (style if plain else base_style) + TOGGLE)
        else:
            width -= self.guide_depth
        for part, kind in fit(label, width - text.cell_len):
            if plain or kind is None:
                text.append(part, style)
            else:
                # Only the colour: the background is the line's.
                own = self.get_component_rich_style(f"session-tree--{kind}")
                text.append(part, style + Style(color=own.color))
        return text

    def _label(self, item: Item) -> Label:
        if isinstance(item, ContainerRef):
            return container_label(item)
        is_open = item.id in self._open
        return session_label(item, self._now, self._stopping, is_open=is_open)

    def _redraw_changed(self) -> None:
        """Redraw the visible lines that no longer say what they should."""
        top = self.scroll_offset.y
        for line in range(top, top + self.scrollable_content_region.height):
            row = self.get_node_at_line(line)
            if row is None:
                return
            if row.data is not None and self._drawn.get(row.id) != self._label(
                row.data
            ):
                row.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Bring the lines that come into sight up to date."""
        super().watch_scroll_y(old_value, new_value)
        self._redraw_changed()

    # Keys and mouse

    def action_select_cursor(self) -> None:
        """Choose the item under the cursor."""
        if self.selected is not None:
            self.post_message(self.Chosen(self, self.selected))

    def action_fold(self) -> None:
        """Fold the container under the cursor, or go up to it from a session."""
        row = self.cursor_node
        if row is not None and isinstance(row.data, ExecSession):
            self.action_cursor_parent()
        elif row is not None and row.allow_expand and row.is_expanded:
            row.collapse()

    def action_unfold(self) -> None:
        """Unfold the container under the cursor, or go down to its sessions."""
        row = self.cursor_node
        if row is None or not row.allow_expand:
            return
        if row.is_expanded:
            self.action_cursor_down()
        else:
            row.expand()

    def on_click(self, event: events.Click) -> None:
        """Select on one click, choose on two, fold on the triangle."""
        event.prevent_default()
        line = event.style.meta.get("line")
        row = self.get_node_at_line(line) if isinstance(line, int) else None
        if row is None:
            return
        self.cursor_line = row.line
        if event.style.meta.get("toggle"):
            if row.allow_expand:
                row.toggle()
        elif event.chain == 2:  # noqa: PLR2004 - a double click
            self.action_select_cursor()

    @on(Tree.NodeHighlighted)
    def _on_highlight(self, event: Tree.NodeHighlighted[Item]) -> None:
        event.stop()
        self._announce()

    @on(Tree.NodeExpanded)
    @on(Tree.NodeCollapsed)
    def _on_fold(
        self, event: Tree.NodeExpanded[Item] | Tree.NodeCollapsed[Item]
    ) -> None:
        """Remember folds that are the user's, not the filter's."""
        event.stop()
        if event.node.data is None or self.filter_text:
            return
        # The node's state now, which may be newer than the event.
        if event.node.is_expanded:
            self._folded.discard(key_of(event.node.data))
        else:
            self._folded.add(key_of(event.node.data))

    def _announce(self) -> None:
        """Say which item is selected, when it is another one."""
        item = self.selected
        key = key_of(item) if item is not None else None
        if key != self._announced:
            self._announced = key
            if item is not None:
                self.post_message(self.Highlighted(self, item))
