"""Entries of a passwd file, and whom a user's name or number means."""

from __future__ import annotations

import os

import pytest

from core.runtime.logins import Login, find_login, list_logins, parse_logins
from core.session.types import HOST_ID, ContainerRef

ENTRIES = (
    "root:x:0:0:root:/root:/bin/sh\n"
    "# a comment\n"
    "+::::::\n"
    ":x:5:5:::/bin/sh\n"
    "short:x:6:6\n"
    "minus:x:-1:0:::\n"
    "arabic:x:٣:0:::\n"
    "huge:x:99999999999:0:::\n"
    "ann:x:1000:1000:Ann,,,:/home/ann:/bin/zsh\n"
    "line\x85d:x:7:7:::/bin/x\u2028y\n"
    "1000:x:1001:1::/:"
)


def test_entries() -> None:
    """Only whole entries with a name and a uid count; only newlines end them."""
    assert parse_logins(ENTRIES) == [
        Login("root", 0, "/bin/sh"),
        Login("ann", 1000, "/bin/zsh"),
        Login("line\x85d", 7, "/bin/x\u2028y"),
        Login("1000", 1001, ""),
    ]
    assert parse_logins("") == []


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ("root", "root"),
        ("ann", "ann"),
        ("ann:staff", "ann"),
        ("0", "root"),
        ("1000", "ann"),
        ("1001:5", "1000"),
        ("bob", None),
        ("", None),
    ],
)
def test_find(user: str, expected: str | None) -> None:
    """A name or a uid, group or not, means the first entry that has it."""
    found = find_login(parse_logins(ENTRIES), user)

    assert (found.name if found else None) == expected


def test_list() -> None:
    """Our own root's users are found by any way in; of a dead container, none."""
    host = ContainerRef(id=HOST_ID, name=HOST_ID, status="running", runtime=HOST_ID)
    same = ContainerRef(id="c", name="c", status="running", pid=os.getpid())
    gone = ContainerRef(id="c", name="c", status="stopped", pid=0)

    assert "root" in [login.name for login in list_logins(host)]
    assert list_logins(same) == list_logins(host)
    assert list_logins(gone) == []
