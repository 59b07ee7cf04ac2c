"""Lines of the session tree, and where an item is."""

from __future__ import annotations

from tests.support.listed import container, session
from widgets.session_order import Item, flattened, grouped, key_of
from widgets.session_rows import FlatRows, TreeRows

DB, IDLE, WEB = container("db"), container("idle"), container("web")
SESSIONS = [session(1, "db"), session(2, "web"), session(3, "web")]
BRANCHES = grouped([DB, IDLE, WEB], SESSIONS)
LINES: list[Item] = [DB, SESSIONS[0], IDLE, WEB, SESSIONS[1], SESSIONS[2]]


def test_a_tree() -> None:
    """Each item has a line, and each line its item and container."""
    rows = TreeRows(BRANCHES)
    found = [rows.at(line) for line in range(len(rows))]

    assert [row.item for row in found if row] == LINES
    assert [rows.line(item) for item in LINES] == list(range(6))
    assert [row.container.name for row in found if row] == [
        *("db", "db", "idle", "web", "web", "web")
    ]
    assert found[3] is not None
    assert found[3].sessions == SESSIONS[1:]
    assert rows.at(-1) is None
    assert rows.at(6) is None


def test_a_folded_container_stands_for_its_sessions() -> None:
    """A session that is folded away is on the line of its container."""
    rows = TreeRows(BRANCHES, {key_of(WEB), key_of(IDLE)})

    assert len(rows) == 4
    assert [rows.line(item) for item in LINES] == [0, 1, 2, 3, 3, 3]
    assert [bool(row and row.folded) for row in map(rows.at, range(4))] == [
        *(False, False, False, True)
    ]


def test_a_flat_list() -> None:
    """Only sessions have lines; a container is where its first session is."""
    rows = FlatRows(*flattened(BRANCHES))

    assert [row and row.item for row in map(rows.at, range(-1, 4))] == [
        *(None, *SESSIONS, None)
    ]
    assert [rows.line(item) for item in LINES] == [0, 0, None, 1, 1, 2]


def test_what_is_not_there() -> None:
    """An item of another listing has no line."""
    assert TreeRows(BRANCHES).line(session(9)) is None
    assert TreeRows(BRANCHES).line(container("x")) is None
    assert FlatRows([], []).line(session(1)) is None
    assert len(TreeRows()) == 0
