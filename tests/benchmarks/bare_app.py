"""A Textual app with a tree and a footer, and nothing else: `python bare_app.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.containers import Horizontal
from textual.widgets import Footer, Static, Tree

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

GLYPH = "⌂"
"""Before the text of the tree, and nowhere else: here as in the deck."""


class BareApp(App[None]):
    """What any app with a list would have to do to be seen."""

    CSS = "Tree { width: 30%; }"
    BINDINGS: ClassVar[list[BindingType]] = [("x", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        """Show a tree of one item, a text and a footer."""
        tree: Tree[None] = Tree("")
        tree.show_root = False
        tree.root.expand()
        tree.root.add_leaf(f"{GLYPH} host")
        with Horizontal():
            yield tree
            yield Static("Nothing is open.")
        yield Footer()


if __name__ == "__main__":
    BareApp().run()
