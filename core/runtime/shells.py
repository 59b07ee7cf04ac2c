"""Find the shell that a container has."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from core.runtime.rootfs import ContainerRoot

if TYPE_CHECKING:
    from core.session.types import ContainerRef

SHELLS = ("bash", "zsh", "ash", "sh")
"""Looked for in this order."""

_DIRECTORIES = ("/bin", "/usr/bin", "/usr/local/bin")

FALLBACK = "sh"


def default_shell(container: ContainerRef) -> str:
    """Return the path of the best shell in a container; our own on the host.

    `sh` when none is found or the container cannot be looked into: starting it
    then says what is wrong.
    """
    if container.is_host:
        return os.environ.get("SHELL") or FALLBACK
    with suppress(OSError), ContainerRoot(container.pid) as root:
        for name in SHELLS:
            for directory in _DIRECTORIES:
                path = f"{directory}/{name}"
                if root.is_executable(path):
                    return path
    return FALLBACK
