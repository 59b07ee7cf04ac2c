"""What the session tree lists: filter, folds, order and marks together."""

from __future__ import annotations

from core.session.types import ContainerRef, ExecSession
from tests.support.listed import container, session, stopped
from widgets.session_filter import parse_filter
from widgets.session_listing import NAME_MAX, Listing
from widgets.session_order import key_of
from widgets.sparkline_text import History

DB, WEB = container("db"), container("web")
SESSIONS = [session(1, "db", "psql"), session(2, "web", "bash"), stopped(3, "web")]


def listing() -> Listing:
    """Return two containers with three sessions."""
    made = Listing()
    made.take([DB, WEB], SESSIONS)
    made.arrange()
    return made


def items(of: Listing) -> list[str]:
    """Return the names of containers and the commands of sessions."""
    rows = (of.rows.at(line) for line in range(len(of.rows)))
    return [
        row.item.name
        if isinstance(row.item, ContainerRef)
        else " ".join(row.item.config.command)
        for row in rows
        if row is not None
    ]


def test_folds_are_kept_for_the_list_and_for_a_filter() -> None:
    """A filter unfolds all; what is folded in it is forgotten with it."""
    made = listing()
    made.folded.add(key_of(WEB))
    made.arrange()

    assert items(made) == ["db", "psql", "web"]

    made.filter(parse_filter("state:running"))
    made.arrange()

    assert items(made) == ["db", "psql", "web", "bash"]

    made.folded.add(key_of(DB))
    made.arrange()

    assert items(made) == ["db", "web", "bash"]

    made.filter(parse_filter(""))
    made.arrange()

    assert items(made) == ["db", "psql", "web"]

    made.unfold_for(SESSIONS[1])
    made.unfold_for(session(99))
    made.arrange()

    assert items(made) == ["db", "psql", "web", "bash", "sh"]


def test_counts_do_not_depend_on_folds() -> None:
    """What is folded is shown: it only has no line of its own."""
    made = listing()
    made.folded.update([key_of(WEB), key_of(DB)])
    made.arrange()

    assert made.counts[:5] == (2, 2, 1, 3, 3)


def test_marks() -> None:
    """A container's marks are those of the sessions that the filter leaves."""
    made = listing()
    made.filter(parse_filter("state:running"))
    made.arrange()
    row = made.rows.at(2)
    assert row is not None
    assert row.item == WEB
    made.marked = made.toggled(row)

    assert made.marked == {SESSIONS[1].id}
    assert made.marked_below(row) == 1

    made.take([DB, WEB], [])

    assert made.marked == frozenset()


def test_the_column_of_names() -> None:
    """It is as wide as the widest name that has sessions, and never too wide."""
    made = listing()
    made.flat = True
    made.arrange()

    assert made.name_width == 3

    long = container("x" * 40)
    made.take([DB, long], [session(1, "db"), session(2, long.id)])
    made.arrange()

    assert made.name_width == NAME_MAX

    made.take([DB, long], [session(1, "db")])
    made.arrange()

    assert made.name_width == 2


def test_use_decides_in_whole_percents() -> None:
    """A hundredth of a percent does not move a line."""
    made = listing()
    made.flat, made.sort = True, "cpu"
    made.order_by_use(
        {SESSIONS[0].id: History((3.1,), 0), SESSIONS[1].id: History((3.4,), 0)}
    )
    made.arrange()

    assert items(made) == ["psql", "bash", "sh"]

    made.order_by_use({SESSIONS[1].id: History((4.0,), 0)})
    made.arrange()

    assert items(made) == ["bash", "psql", "sh"]
    assert all(isinstance(item, ExecSession) for item in made.sessions_left)
