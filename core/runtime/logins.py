"""The users that a container's /etc/passwd names, and their login shells."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.runtime.rootfs import ContainerRoot

if TYPE_CHECKING:
    from core.session.types import ContainerRef

PASSWD = "/etc/passwd"  # noqa: S105 (a path)

_FIELDS = 7
_DIGITS_MAX = 10


@dataclass(frozen=True, slots=True)
class Login:
    """One entry of a passwd file (passwd(5))."""

    name: str
    uid: int
    shell: str
    """Empty: the file names none, which means /bin/sh."""


def list_logins(container: ContainerRef) -> list[Login]:
    """Return the users of a container or of the host, as the file has them.

    None of a container that has no passwd file or cannot be looked into.
    """
    text = ""
    with suppress(OSError):
        if container.is_host:
            text = Path(PASSWD).read_text(errors="surrogateescape")
        else:
            with ContainerRoot(container.pid) as root:
                text = root.read_text(PASSWD)
    return parse_logins(text)


def parse_logins(passwd: str) -> list[Login]:
    """Return the entries of a passwd file; lines that are none are left out."""
    found = []
    # Not `splitlines`: only a newline ends an entry, as in the C library.
    for line in passwd.split("\n"):
        fields = line.split(":")
        if len(fields) < _FIELDS or not fields[0]:
            continue
        digits = fields[2]
        if digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS_MAX:
            found.append(Login(fields[0], int(digits), fields[6]))
    return found


def find_login(logins: list[Login], user: str) -> Login | None:
    """Return the entry that `name`, `uid` or either with `:group` stands for."""
    wanted = user.partition(":")[0]
    for login in logins:
        if wanted == login.name or wanted == str(login.uid):
            return login
    return None
