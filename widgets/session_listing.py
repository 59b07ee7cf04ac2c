"""What the session tree lists, and how: filter, order, folds, marks. Pure.

The widget changes it, calls `arrange`, and shows `rows`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from core.session.types import ExecSession
from widgets.session_counts import Counts, count
from widgets.session_filter import ALL, Facts
from widgets.session_labels import name_text
from widgets.session_order import flattened, grouped, kept, key_of, ordered
from widgets.session_rows import FlatRows, TreeRows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.session.types import ContainerRef
    from widgets.session_filter import Filter
    from widgets.session_order import Branch, Key, Sort
    from widgets.session_rows import Row
    from widgets.sparkline_text import History

NAME_MAX = 16
"""Widest column of container names in a flat list, in cells."""


_LIKENESS = (str.__eq__, str.startswith, str.__contains__)
"""How a name is like a word, the best first."""


class Listing:
    """Containers and sessions, and what the operator wants to see of them."""

    def __init__(self) -> None:
        self.wanted = ALL
        self.sort: Sort = "name"
        self.flat = False
        self.open: frozenset[str] = frozenset()
        """Ids of the sessions that are open in a pane."""
        self.marked: frozenset[str] = frozenset()
        """Ids of the marked sessions; each of them is in the listing."""
        self.rows: TreeRows | FlatRows = TreeRows()
        self.counts = Counts()
        self.name_width = 0
        """Cells that names take in a flat list."""
        self._all: list[Branch] = []
        self._left: list[Branch] = []
        self._cpu: dict[str, float] = {}
        self._folded: set[Key] = set()
        self._folded_in_filter: set[Key] = set()

    def take(
        self, containers: Sequence[ContainerRef], sessions: Sequence[ExecSession]
    ) -> None:
        """Hold these containers and sessions; marks of others are gone."""
        self._all = grouped(containers, sessions)
        if self.marked:
            self.marked &= {session.id for session in sessions}

    def filter(self, wanted: Filter) -> None:
        """Leave only what a filter leaves, all of it unfolded."""
        self.wanted = wanted
        self._folded_in_filter.clear()

    def order_by_use(self, usage: Mapping[str, History]) -> None:
        """Let this use decide the order by CPU, in whole percents, until the next."""
        self._cpu = {name: round(history.recent) for name, history in usage.items()}

    @property
    def folded(self) -> set[Key]:
        """Folded containers; those of a filter are forgotten with it."""
        return self._folded_in_filter if self.wanted else self._folded

    def unfold_for(self, session: ExecSession) -> None:
        """Have a session in sight if the filter leaves it."""
        line = self.rows.line(session)
        row = self.rows.at(line) if line is not None else None
        if row is not None:
            self.folded.discard(key_of(row.container))

    @property
    def sessions_left(self) -> list[ExecSession]:
        """The sessions that the filter leaves, folded or not."""
        return [session for branch in self._left for session in branch.sessions]

    def arrange(self) -> None:
        """Bring rows and counts up to date."""
        facts = Facts(self.open, self.marked)
        self._left = kept(self._all, self.wanted, facts)
        if self.flat:
            self.rows = FlatRows(*flattened(self._left, self.sort, self._cpu))
            names = [name_text(item.container) for item in self._left if item.sessions]
            widest = max(map(cell_len, names), default=0)
            self.name_width = min(widest, NAME_MAX)
        else:
            branches = ordered(self._left, self.sort, self._cpu)
            self.rows = TreeRows(branches, frozenset(self.folded))
        self.count()

    def best_line(self, text: str) -> int | None:
        """Return the line that is most like a filter of one word; None: any is.

        A name that is the word comes before one that begins with it, and that before
        one that holds it; of a session it is the command that counts.
        """
        wanted, best, found = text.casefold(), len(_LIKENESS), None
        for line, item in enumerate(self.rows.items) if wanted else ():
            name = item.name
            if isinstance(item, ExecSession):
                name = " ".join(item.config.command)
            for rank, like in enumerate(_LIKENESS[:best]):
                if like(name.casefold(), wanted):
                    best, found = rank, line
                    break
        return found

    def count(self) -> None:
        """Bring the counts up to date."""
        self.counts = count(self._all, self._left, self.marked)

    def marked_below(self, row: Row) -> int:
        """Return how many of a container's sessions in the list are marked."""
        return sum(session.id in self.marked for session in row.sessions)

    def toggled(self, row: Row) -> frozenset[str]:
        """Return the marks with a session's, or all of a container's, changed.

        A container's sessions are those in the list; only when all are marked, all
        lose their marks.
        """
        if isinstance(row.item, ExecSession):
            return self.marked ^ {row.item.id}
        ids = {session.id for session in row.sessions}
        return self.marked - ids if ids <= self.marked else self.marked | ids
