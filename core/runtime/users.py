"""Resolve `user[:group]` in a container's own passwd and group files.

As libpod does (pkg/lookup): names come from the container, numbers need no entry.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import InvalidConfig

_ID_MAX = 2**32 - 2
_DIGITS_MAX = 10
_PASSWD_FIELDS = 7
_GROUP_FIELDS = 4


@dataclass(frozen=True, slots=True)
class User:
    """Who the program runs as."""

    uid: int
    gid: int
    additional_gids: tuple[int, ...]
    """Sorted; the groups that list the user, and the primary one."""
    home: str


def resolve_user(user: str, passwd: str, group: str) -> User:
    """Return the ids that `name`, `uid`, `name:group` or `uid:gid` stands for.

    `passwd` and `group` are the texts of the container's files, empty when absent.

    Raises:
        InvalidConfig: a name that the files do not hold, or a bad number.
    """
    wanted, colon, wanted_group = user.partition(":")
    name, home, gid, uid = "", "/", 0, _number(wanted)
    for fields in _entries(passwd, _PASSWD_FIELDS):
        entry_uid, entry_gid = _number(fields[2]), _number(fields[3])
        if entry_uid is None or entry_gid is None:
            continue
        if fields[0] == wanted or (uid is not None and entry_uid == uid):
            name, uid, gid, home = fields[0], entry_uid, entry_gid, fields[5] or "/"
            break
    if uid is None:
        raise InvalidConfig("user", f"no user {wanted!r} in the container")
    groups = [
        (fields[0], number, fields[3].split(","))
        for fields in _entries(group, _GROUP_FIELDS)
        if (number := _number(fields[2])) is not None
    ]
    additional = {number for _, number, members in groups if name and name in members}
    if colon and wanted_group:
        found = [number for label, number, _ in groups if label == wanted_group]
        given = found[0] if found else _number(wanted_group)
        if given is None:
            reason = f"no group {wanted_group!r} in the container"
            raise InvalidConfig("user", reason)
        # A group that was asked for stands alone, as in `chroot --userspec`.
        gid, additional = given, set()
    return User(uid, gid, tuple(sorted(additional | {gid})), home)


def _entries(text: str, count: int) -> list[list[str]]:
    # Not `splitlines`: only a newline ends an entry, as in the C library.
    lines = (line.split(":") for line in text.split("\n"))
    return [fields for fields in lines if len(fields) >= count]


def _number(text: str) -> int | None:
    """Read an id that the kernel can take; None for anything else."""
    digits = text.lstrip("0") or text[:1]
    if not (digits.isascii() and digits.isdigit()) or len(digits) > _DIGITS_MAX:
        return None
    number = int(digits)
    return number if number <= _ID_MAX else None
