"""A small app with a session tree, for tests that press its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App, ComposeResult

from core.session.types import ExecSession
from tests.support.listed import NOW, container, session
from widgets.session_tree import SessionTree

if TYPE_CHECKING:
    from widgets.session_order import Item

WIDTH = 32

CONTAINERS = [container("db"), container("web"), container("idle")]
SESSIONS = [
    session(1, "db", "psql"),
    session(2, "web", "bash"),
    session(3, "web", "sh"),
]


class TreeApp(App[None]):
    """A tree and a record of its messages."""

    CSS = f"SessionTree {{ width: {WIDTH}; }}"

    def __init__(self) -> None:
        super().__init__()
        self.tree_ = SessionTree()
        self.chosen: list[str] = []
        self.highlighted: list[str] = []
        self.told: list[str] = []
        """Other messages, by their names."""

    def compose(self) -> ComposeResult:
        """Show the tree."""
        yield self.tree_

    def on_mount(self) -> None:
        """Fill it."""
        self.tree_.update(CONTAINERS, SESSIONS, NOW)

    def on_session_tree_chosen(self, event: SessionTree.Chosen) -> None:
        """Record a choice."""
        assert event.control is self.tree_
        self.chosen.append(name(event.item))

    def on_session_tree_highlighted(self, event: SessionTree.Highlighted) -> None:
        """Record where the cursor is."""
        assert event.control is self.tree_
        self.highlighted.append(name(event.item))

    def on_session_tree_marks_changed(self, event: SessionTree.MarksChanged) -> None:
        """Record that marks changed."""
        assert event.control is self.tree_
        self.told.append("marks")

    def on_session_tree_counts_changed(self) -> None:
        """Record that counts changed."""
        self.told.append("counts")

    def on_session_tree_visible_changed(self) -> None:
        """Record that other sessions are in sight."""
        self.told.append("visible")


def name(item: Item | None) -> str:
    """Return a short name of an item."""
    if isinstance(item, ExecSession):
        return " ".join(item.config.command)
    return item.name if item is not None else ""


def lines(deck: TreeApp) -> list[str]:
    """Return the lines on the screen."""
    tree = deck.tree_
    count = min(tree.last_line + 1, tree.size.height)
    return [tree.render_line(y).text.rstrip() for y in range(count)]


def names(deck: TreeApp) -> list[str]:
    """Return glyph and first word of the lines on the screen."""
    return [" ".join(line.lstrip("▸▾ ").split()[:2]) for line in lines(deck)]
