"""Keeps the nodes of a Textual tree in step with a list of branches.

Only nodes whose place changes are touched; the others get their newer record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.session.types import ContainerRef
from widgets.session_labels import Item, Key, key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widgets.tree import TreeNode

    from widgets.session_labels import Branch


class SessionRows:
    """The nodes below `root`, by key."""

    def __init__(self, root: TreeNode[Item]) -> None:
        self._root = root
        self._rows: dict[Key, TreeNode[Item]] = {}
        self._order: dict[Key, list[Key]] = {}
        """Keys below the root, `()`, and below every container, as displayed."""

    def __contains__(self, key: Key | None) -> bool:
        return key in self._rows

    def get(self, key: Key | None) -> TreeNode[Item] | None:
        """Return the node of an item."""
        return self._rows.get(key) if key is not None else None

    def line(self, key: Key | None) -> int | None:
        """Return the line of an item, or of the folded container it is in.

        The tree must have numbered its lines since the last `place`.
        """
        row = self.get(key)
        if row is None:
            return None
        parent = row.parent
        return row.line if parent is None or parent.is_expanded else parent.line

    def place(self, wanted: Sequence[Branch], folded: set[Key]) -> bool:
        """Hold exactly `wanted`, unfolded but for the keys in `folded`.

        Returns whether any line moved.
        """
        containers = [branch.container for branch in wanted]
        moved = self._place((), self._root, containers)
        for key, _, sessions in wanted:
            row = self._rows[key]
            moved |= self._place(key, row, sessions)
            if row.allow_expand != bool(sessions):
                row.allow_expand = bool(sessions)
                row.refresh()
            if row.is_expanded == (key in folded):
                row.toggle()
                moved = True
        return moved

    def _place(self, parent: Key, row: TreeNode[Item], items: Sequence[Item]) -> bool:
        keys = [key_of(item) for item in items]
        shown = self._order.setdefault(parent, [])
        if shown == keys:
            for node, item in zip(row.children, items, strict=True):
                node.data = item
            return False
        kept = set(keys)
        for key in [key for key in shown if key not in kept]:
            self._drop(key)
        for index, (key, item) in enumerate(zip(keys, items, strict=True)):
            if shown[index + 1 : index + 2] == [key]:
                # The one before it has moved on to a later place.
                self._drop(shown[index])
            if shown[index : index + 1] == [key]:
                self._rows[key].data = item
                continue
            if key in self._rows:
                self._drop(key)
            branch = isinstance(item, ContainerRef)
            node = row.add("", item, before=index, expand=branch, allow_expand=False)
            self._rows[key] = node
            shown.insert(index, key)
        return True

    def _drop(self, key: Key) -> None:
        """Take a node out, with the nodes below it."""
        row = self._rows.pop(key)
        parent = row.parent
        above = parent.data if parent is not None else None
        self._order[key_of(above) if above is not None else ()].remove(key)
        for child in self._order.pop(key, ()):
            del self._rows[child]
        row.remove()
