"""Users and groups, resolved in files that a container wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidConfig
from core.runtime.users import User, resolve_user

ENTRIES = (
    "root:x:0:0:root:/root:/bin/sh\n"
    "ann:x:1000:1000:Ann:/home/ann:/bin/sh\n"
    "bob:x:1001:1001:Bob::/bin/sh\n"
    "77:x:1077:1077::/home/77:/bin/sh\n"
)
GROUP = "root:x:0:\nann:x:1000:\nstaff:x:50:ann\nwheel:x:10:ann,bob\n"

MAX = 2**32 - 2


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ("root", User(0, 0, (0,), "/root")),
        ("ann", User(1000, 1000, (10, 50, 1000), "/home/ann")),
        ("1000", User(1000, 1000, (10, 50, 1000), "/home/ann")),
        ("bob", User(1001, 1001, (10, 1001), "/")),
        ("ann:staff", User(1000, 50, (50,), "/home/ann")),
        ("ann:7", User(1000, 7, (7,), "/home/ann")),
        ("ann:", User(1000, 1000, (10, 50, 1000), "/home/ann")),
        ("1234", User(1234, 0, (0,), "/")),
        ("1234:wheel", User(1234, 10, (10,), "/")),
        ("1234:5678", User(1234, 5678, (5678,), "/")),
        (f"{MAX}:{MAX}", User(MAX, MAX, (MAX,), "/")),
        ("77", User(1077, 1077, (1077,), "/home/77")),
        ("0", User(0, 0, (0,), "/root")),
    ],
)
def test_known(user: str, expected: User) -> None:
    """A name needs an entry, a number does not; a group that is given stands alone."""
    assert resolve_user(user, ENTRIES, GROUP) == expected


@pytest.mark.parametrize(
    "user",
    [
        "nobody",
        "",
        ":",
        ":staff",
        "ann:nogroup",
        "-1",
        "+1",
        "1_0",
        "٣",
        "1.0",
        pytest.param("x" * 5000, id="long"),
        pytest.param("9" * 5000, id="huge"),
        "4294967295",
        "99999999999",
        "ann:4294967295",
        pytest.param("ann:" + "9" * 5000, id="huge-group"),
        "ann\n",
        "ann:x:0",
    ],
)
def test_unknown(user: str) -> None:
    """What the container does not know, and what is no id, is refused."""
    with pytest.raises(InvalidConfig) as caught:
        resolve_user(user, ENTRIES, GROUP)

    assert caught.value.field == "user"
    assert str(caught.value).isprintable()


def test_no_files() -> None:
    """Without passwd and group only numbers can be used."""
    assert resolve_user("0:0", "", "") == User(0, 0, (0,), "/")
    with pytest.raises(InvalidConfig, match="no user 'root' in the container"):
        resolve_user("root", "", "")


@pytest.mark.parametrize(
    "line",
    [
        "ann",
        "ann:x:1000",
        "ann:x:abc:1000::/x:",
        "ann:x::1000::/x:",
        "ann:x:-1:1000::/x:",
        pytest.param("ann:x:" + "9" * 5000 + ":1000::/x:", id="huge"),
        "ann:x:4294967296:1000::/x:",
        "ann:x:1000:4294967296::/x:",
        "::::::",
        "#comment",
        "\0\0",
        "+ann:x:1:1::/x:",
    ],
)
def test_weird_passwd_lines(line: str) -> None:
    """A line that is no entry is passed over; a later sound one counts."""
    assert resolve_user("ann", f"{line}\n{ENTRIES}", GROUP).uid == 1000


@pytest.mark.parametrize(
    "line",
    [
        "staff",
        "staff:x:abc:ann",
        "huge:x:4294967296:ann",
        pytest.param("h:x:" + "9" * 5000 + ":ann", id="huge"),
    ],
)
def test_weird_group_lines(line: str) -> None:
    """A group that is none, or whose number is no id, is not handed to the runtime."""
    user = resolve_user("ann", ENTRIES, f"{line}\n{GROUP}")

    assert user.additional_gids == (10, 50, 1000)


@pytest.mark.parametrize("separator", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\r"])
def test_only_newlines_end_a_line(separator: str) -> None:
    """A comment field cannot smuggle in a second entry, nor lose its own."""
    passwd = f"ann:x:1000:1000:A{separator}eve:x:0:0::/:/home/ann:/bin/sh\n"
    with pytest.raises(InvalidConfig):
        resolve_user("eve", passwd, "")

    plain = f"ann:x:1000:1000:A{separator}B:/home/ann:/bin/sh\n"
    assert resolve_user("ann", plain, "").home == "/home/ann"


FILES = st.lists(
    st.lists(
        st.sampled_from(["ann", "x", "0", "1000", "", "9" * 5000, "-1", ",", "ann,bob"])
        | st.text(max_size=4),
        max_size=8,
    ).map(":".join),
    max_size=5,
).map("\n".join)


@given(
    st.sampled_from(["ann", "0", "1000:ann", "ann:x", "x:0"]) | st.text(max_size=6),
    FILES,
    FILES,
)
def test_nothing_but_invalid_config(user: str, passwd: str, group: str) -> None:
    """Whatever the container's files hold, ids come out that the kernel can take."""
    try:
        found = resolve_user(user, passwd, group)
    except InvalidConfig:
        return
    ids = (found.uid, found.gid, *found.additional_gids)
    assert all(0 <= number <= MAX for number in ids)
    assert list(found.additional_gids) == sorted(set(found.additional_gids))
    assert found.gid in found.additional_gids
    assert found.home
