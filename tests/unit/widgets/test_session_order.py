"""Grouping and order of the session tree."""

from __future__ import annotations

import dataclasses

import pytest

from tests.support.listed import HOST, container, created, session, stopped
from widgets.session_filter import parse_filter
from widgets.session_order import SORTS, flattened, grouped, kept, ordered

LISTING = grouped(
    [container("B"), container("old", "stopped"), container("a"), HOST],
    [
        session(1, "a", "zsh"),
        session(2, "a", "/bin/bash"),
        stopped(3, "a", "ls", code=0, ago=10),
        stopped(4, "a", "make", code=2, ago=500),
        created(5, "a", "new"),
        session(6, "B", "top"),
        stopped(7, "old", "sh", code=None, ago=1),
    ],
)
CPU = {session(6).id: 80, session(1).id: 90, session(2).id: 90}


def names(sort: str) -> list[str]:
    """Return containers and the numbers of their sessions in an order."""
    assert sort in SORTS
    return [
        f"{branch.container.name} {''.join(item.id[-1] for item in branch.sessions)}"
        for branch in ordered(LISTING, sort, CPU)
    ]


def flat(sort: str) -> str:
    """Return the numbers of all sessions in an order."""
    assert sort in SORTS
    sessions, homes = flattened(LISTING, sort, CPU)
    assert [item.container_id for item in sessions] == [home.id for home in homes]
    return "".join(item.id[-1] for item in sessions)


def test_by_name() -> None:
    """Host, running by name, then the rest by name; sessions by command."""
    assert names("name") == ["host ", "a 23451", "B 6", "old 7"]
    assert flat("name") == "2345167"


def test_by_age() -> None:
    """What changed last is first; containers of a kind by their first session."""
    assert names("age") == ["host ", "a 34521", "B 6", "old 7"]
    assert flat("age") == "7346521"


def test_by_state() -> None:
    """Running, created, failed, then what ended well; containers by name."""
    assert names("state") == ["host ", "a 21543", "B 6", "old 7"]
    assert flat("state") == "2165473"


def test_by_cpu() -> None:
    """The busiest first, and equal ones by name."""
    assert names("cpu") == ["host ", "a 21345", "B 6", "old 7"]
    assert flat("cpu") == "2163457"
    busy = ordered(LISTING, "cpu", {session(6).id: 80})

    assert [branch.container.name for branch in busy] == ["host", "B", "a", "old"]


def test_equal_sessions_go_by_age() -> None:
    """Sessions of the same command are in the order in which they were made."""
    many = [session(number, "a") for number in range(20)]
    mixed = [*many[7:], *reversed(many[:7])]

    for sort in SORTS:
        same = ordered(grouped([container("a")], mixed), sort)[0].sessions
        again = ordered(grouped([container("a")], many), sort)[0].sessions
        assert same == again
    assert grouped([container("a")], mixed)[0].sessions == many


def test_sessions_of_lost_containers_stay() -> None:
    """A session whose container is gone is under what it remembers of it."""
    found = grouped([], [session(1, "gone"), session(2, "gone")])

    assert [branch.container.name for branch in found] == ["gone"]
    assert found[0].container.status == "unknown"
    assert len(found[0].sessions) == 2


def test_equal_ids_in_different_roots_are_different() -> None:
    """A session goes to the container of its own state root."""
    other = dataclasses.replace(container("web"), root="/other")
    found = grouped([other, container("web")], [session()])

    assert [(branch.container.root, len(branch.sessions)) for branch in found] == [
        ("/other", 0),
        ("/r", 1),
    ]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("WEB", [("web", 2)]),
        ("vi", [("web", 1)]),
        ("s", [("db", 1), ("web", 1)]),
        ("nothing", []),
        ("-web", [("db", 1), ("idle", 0)]),
        ("-psql", [("db", 0), ("idle", 0), ("web", 2)]),
        ("state:running", [("db", 1), ("web", 2)]),
        ("state:nonsense", []),
    ],
)
def test_filter(wanted: str, expected: list[tuple[str, int]]) -> None:
    """A container matches with all its sessions, or stays for those that match."""
    listing = grouped(
        [container("web"), container("db"), container("idle")],
        [session(1, "web", "bash"), session(2, "web", "vim"), session(3, "db", "psql")],
    )

    assert expected == [
        (branch.container.name, len(branch.sessions))
        for branch in kept(listing, parse_filter(wanted))
    ]
