"""Every container on this host, and the pseudo-container for the host itself."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.bundle.paths import check_id
from core.errors import Ambiguous, InvalidConfig, NotFound
from core.runtime.roots import read_container, read_root, user_name
from core.session.types import HOST_ID, ContainerRef, RootProblem, display_text

if TYPE_CHECKING:
    from core.settings import Settings

HOST = ContainerRef(
    id=HOST_ID,
    name=HOST_ID,
    status="running",
    pid=1,
    runtime=HOST_ID,
)
"""The host: sessions in it are plain processes under the embedded monitor."""


@dataclass(frozen=True, slots=True)
class ContainerListing:
    """What the state roots hold, and what of them could not be read."""

    containers: tuple[ContainerRef, ...]
    problems: tuple[RootProblem, ...]


def list_containers(settings: Settings) -> ContainerListing:
    """Read every state root; the host comes first."""
    containers = [host()]
    problems: list[RootProblem] = []
    for root in settings.runtime_roots:
        found, unread = read_root(root)
        containers += found
        problems += unread
    return ContainerListing(tuple(containers), tuple(problems))


def find_container(listing: ContainerListing, ref: str) -> ContainerRef:
    """Return the container that a name, id or unambiguous prefix means.

    Raises:
        NotFound: none fits; the reason names roots that could not be read.
        Ambiguous: several fit.
    """
    everything = listing.containers
    exact = [item for item in everything if ref in (item.id, item.name)]
    matches = exact or [
        item
        for item in everything
        if ref and (item.id.startswith(ref) or item.name.startswith(ref))
    ]
    if not matches:
        unread = tuple(display_text(str(item)) for item in listing.problems)
        raise NotFound("container", ref, unread)
    if len(matches) > 1:
        names = tuple(f"{item.name} ({item.root})" for item in matches)
        raise Ambiguous("container", ref, names)
    return matches[0]


def holds_process(container: ContainerRef, pid: int) -> bool:
    """Whether a process belongs to a container, as far as namespaces can tell.

    One that shares the host's pid namespace is told from others by its cgroup.
    """
    if container.is_host:
        return True
    with suppress(OSError):
        ours = Path("/proc/self/ns/pid").readlink()
        init = Path(f"/proc/{container.pid}")
        process = Path(f"/proc/{pid}")
        namespace = (init / "ns/pid").readlink()
        if (process / "ns/pid").readlink() != namespace:
            return False
        return (
            namespace != ours
            or (process / "cgroup").read_bytes() == (init / "cgroup").read_bytes()
        )
    return False


def container_by_id(settings: Settings, ref: str) -> ContainerRef | None:
    """Return the container with exactly this id, without reading all the others.

    None when there is none, or one in several roots: then a listing tells more. So
    it does of the host, whose name a container may have too.
    """
    if ref == HOST_ID:
        return None
    try:
        check_id("container", ref)
    except InvalidConfig:
        return None
    roots = settings.runtime_roots
    found = [item for root in roots if (item := read_container(root, ref)) is not None]
    return found[0] if len(found) == 1 else None


def host() -> ContainerRef:
    """Return the pseudo-container for the host itself."""
    return replace(HOST, owner=user_name(os.geteuid()))
