"""The lines of the session tree, as a tree or flat, and where an item is. Pure.

A line is nothing but its item, and rows are made of those that are looked at: lists
of thousands are made anew every second.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from core.session.types import ContainerRef, ExecSession
from widgets.session_order import Item, Key, key_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from widgets.session_order import Branch


class Row(NamedTuple):
    """One line."""

    item: Item
    container: ContainerRef
    """The container itself, or that of the session."""
    sessions: Sequence[ExecSession] = ()
    """Of a container: what is below it, folded or not."""
    folded: bool = False


class TreeRows:
    """The lines of a tree, unfolded but for some containers."""

    def __init__(
        self, branches: Sequence[Branch] = (), folded: Collection[Key] = ()
    ) -> None:
        self._branches = branches
        self._folded = folded
        self._starts: list[int] = []
        """The line of each container."""
        self.items: list[Item] = []
        """What is on each line."""
        for key, container, sessions in branches:
            self._starts.append(len(self.items))
            self.items.append(container)
            if key not in folded:
                self.items += sessions

    def __len__(self) -> int:
        return len(self.items)

    def at(self, line: int) -> Row | None:
        """Return the row on a line; None above the first and below the last."""
        if not 0 <= line < len(self.items):
            return None
        item = self.items[line]
        branch = self._branches[bisect_right(self._starts, line) - 1]
        if isinstance(item, ExecSession):
            return Row(item, branch.container)
        folded = bool(branch.sessions) and branch.key in self._folded
        return Row(item, item, branch.sessions, folded)

    def line(self, item: Item) -> int | None:
        """Return the line of an item, or of the folded container that it is in."""
        key = key_of(item)
        for start, branch in zip(self._starts, self._branches, strict=True):
            if branch.key == key:
                return start
            if isinstance(item, ExecSession):
                for place, session in enumerate(branch.sessions, 1):
                    if session.id == key:
                        return start if branch.key in self._folded else start + place
        return None


class FlatRows:
    """A line for each session, and none for containers."""

    def __init__(
        self, sessions: Sequence[ExecSession], homes: Sequence[ContainerRef]
    ) -> None:
        """Hold sessions in this order, and the container of each."""
        self.items = sessions
        self._homes = homes

    def __len__(self) -> int:
        return len(self.items)

    def at(self, line: int) -> Row | None:
        """Return the row on a line; None above the first and below the last."""
        if not 0 <= line < len(self.items):
            return None
        return Row(self.items[line], self._homes[line])

    def line(self, item: Item) -> int | None:
        """Return the line of a session, or of the first of a container."""
        key = key_of(item)
        items: Sequence[Item] = self.items
        if isinstance(item, ContainerRef):
            items = self._homes
        return next((at for at, one in enumerate(items) if key_of(one) == key), None)
