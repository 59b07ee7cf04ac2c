"""Find the shell that a container has, without running anything in it.

A shell is looked for along the PATH of the container's own process, in its root
directory; what is found is remembered for as long as the container's init lives.
"""

from __future__ import annotations

import dataclasses
import errno
import os
import pwd
import shutil
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from core.errors import NoShell
from core.process import ProcessIdentity
from core.runtime.container_config import read_process
from core.runtime.logins import PASSWD, find_login, parse_logins
from core.runtime.rootfs import ContainerRoot
from core.runtime.roots import BadStateError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.session.types import ContainerRef

SHELLS = ("bash", "zsh", "ash", "sh")
"""Looked for in this order."""

FALLBACK = "sh"
"""Tried where nobody can look: starting it then says what is wrong."""

_DIRECTORIES = ("/usr/local/bin", "/usr/bin", "/bin")
"""Looked into after the container's PATH."""

_PATH_MAX = 32
"""Directories of a PATH that are looked into: it is the container's word."""

_REFUSING = ("nologin", "false")
"""Login shells of users that nobody is to log in as."""


@dataclass(frozen=True, slots=True)
class Shell:
    """A program to open as a shell."""

    path: str
    reason: str = ""
    """Why nobody could look whether it is there; empty: it is."""


def detect_shell(
    container: ContainerRef, preference: Sequence[str] = SHELLS, user: str = ""
) -> Shell:
    """Return the first of `preference` that a container has as an executable.

    Names are looked for along its PATH and in the usual directories; absolute paths
    are taken as they are. When none is there, it is the login shell of `user` (a
    name or uid, `:group` or not; empty: the container's own user). On the host
    $SHELL comes first, then our user's login shell, then `preference`.

    Raises:
        NoShell: there is none.
    """
    names = tuple(preference)
    if container.is_host:
        return Shell(_on_host(container, names))
    init = ProcessIdentity.of(container.pid)
    try:
        if init is None:
            raise ProcessLookupError(errno.ESRCH, os.strerror(errno.ESRCH))
        # A container that is paused meanwhile is still the same one.
        same = dataclasses.replace(container, status="running")
        return Shell(_in_container(same, init, names, user))
    except OSError as error:
        return Shell(FALLBACK, f"cannot look into {container.name!r}: {error.strerror}")


@lru_cache(maxsize=1024)
def _in_container(
    container: ContainerRef, init: ProcessIdentity, names: tuple[str, ...], user: str
) -> str:
    """Return the path of a shell; what is raised is not remembered."""
    process: Mapping[str, Any] = {}
    with suppress(BadStateError):
        process = read_process(container)
    with ContainerRoot(init.pid) as root:
        directories = _directories(process)
        for name in names:
            places = (
                [name]
                if name.startswith("/")
                else [f"{item}/{name}" for item in directories]
            )
            for path in places:
                if root.is_executable(path):
                    return path
        shell = _login_shell(root, process, user)
        if shell and root.is_executable(shell):
            return shell
    raise NoShell(container.name, names)


def _directories(process: Mapping[str, Any]) -> list[str]:
    """Return where programs are looked for, absolute and each once."""
    for variable in process.get("env") or ():
        name, _, value = variable.partition("=")
        if name == "PATH":
            own = [
                item.rstrip("/") for item in value.split(":") if item.startswith("/")
            ]
            return list(dict.fromkeys([*own[:_PATH_MAX], *_DIRECTORIES]))
    return list(_DIRECTORIES)


def _login_shell(root: ContainerRoot, process: Mapping[str, Any], user: str) -> str:
    """Return the shell that the container's passwd file gives a user, or nothing."""
    own = (process.get("user") or {}).get("uid", 0)
    with suppress(OSError):
        login = find_login(parse_logins(root.read_text(PASSWD)), user or str(own))
        if login is not None and not _refuses(login.shell):
            return login.shell
    return ""


def _on_host(container: ContainerRef, names: tuple[str, ...]) -> str:
    candidates = [os.environ.get("SHELL", "")]
    with suppress(KeyError):
        candidates.append(pwd.getpwuid(os.geteuid()).pw_shell)
    for candidate in (*candidates, *names):
        if candidate and not _refuses(candidate):
            found = shutil.which(candidate)
            if found is not None:
                return found
    raise NoShell(container.name, names)


def _refuses(shell: str) -> bool:
    return PurePosixPath(shell).name in _REFUSING
