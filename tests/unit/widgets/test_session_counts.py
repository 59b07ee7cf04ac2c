"""The line that counts containers and sessions."""

from __future__ import annotations

import pytest

from tests.support.listed import container, created, session, stopped
from widgets.session_counts import Counts, count, counts_text
from widgets.session_filter import parse_filter
from widgets.session_order import grouped, kept


def test_counts() -> None:
    """All is counted, whatever the filter leaves."""
    branches = grouped(
        [container("web"), container("db")],
        [session(1), session(2), stopped(3), created(4)],
    )
    left = kept(branches, parse_filter("state:running"))

    assert count(branches, left, {"a"}) == Counts(2, 2, 1, 4, shown=2, marked=1)
    assert count([], [], ()) == Counts()


@pytest.mark.parametrize(
    ("counts", "width", "expected"),
    [
        (Counts(3, 8, 2, 11, 11), 80, "8 running · 2 stopped · 3 containers"),
        (Counts(3, 8, 2, 11, 11), 21, "8 running · 2 stopped"),
        (Counts(3, 8, 2, 11, 11), 20, "8 running"),
        (Counts(3, 8, 2, 11, 4), 20, "4 of 11 · 8 running"),
        (Counts(3, 8, 2, 11, 4, 2), 20, "✓ 2 · 4 of 11"),
        (Counts(1, 0, 0, 0, 0), 80, "0 running · 0 stopped · 1 container"),
        (Counts(3, 8, 2, 11, 11), 1, "8 running"),
    ],
)
def test_the_line(counts: Counts, width: int, expected: str) -> None:
    """What is marked and what is left come first; the rest goes where it fits."""
    assert expected == counts_text(counts, width)
