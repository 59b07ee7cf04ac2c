"""Finding a container by what a user typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.errors import Ambiguous, NotFound
from core.runtime.containers import (
    HOST,
    ContainerListing,
    find_container,
    list_containers,
)
from core.session.types import ContainerRef, RootProblem
from core.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def named(container_id: str, name: str = "", root: str = "/r") -> ContainerRef:
    """Return a container with this id and name."""
    return ContainerRef(
        id=container_id, name=name or container_id, status="running", root=root
    )


def listing(
    *containers: ContainerRef, problems: tuple[RootProblem, ...] = ()
) -> ContainerListing:
    """Return a listing with the host first."""
    return ContainerListing((HOST, *containers), problems)


WEB = named("a1b2", "web")
WEBSITE = named("a1c3", "website")


@pytest.mark.parametrize(
    ("ref", "found"),
    [
        ("web", WEB),
        ("a1b2", WEB),
        ("a1b", WEB),
        ("webs", WEBSITE),
        ("a1c3", WEBSITE),
        ("host", HOST),
        ("h", HOST),
    ],
)
def test_found(ref: str, found: ContainerRef) -> None:
    """An exact name or id beats a prefix; a prefix of either finds one."""
    assert find_container(listing(WEBSITE, WEB), ref) is found


@pytest.mark.parametrize("ref", ["a1", "we"])
def test_ambiguous(ref: str) -> None:
    """A prefix of several is refused, with their names and roots."""
    with pytest.raises(Ambiguous) as caught:
        find_container(listing(WEB, WEBSITE), ref)

    assert caught.value.matches == ("web (/r)", "website (/r)")


def test_the_same_id_in_two_roots() -> None:
    """Containers of two roots may share an id: that is ambiguous, never a guess."""
    both = listing(named("x", root="/r1"), named("x", root="/r2"))
    with pytest.raises(Ambiguous, match="'x \\(/r1\\)', 'x \\(/r2\\)'"):
        find_container(both, "x")


def test_a_name_cannot_take_another_container_over() -> None:
    """A container that calls itself by another's id makes it ambiguous, not its own."""
    with pytest.raises(Ambiguous):
        find_container(listing(WEB, named("evil", "a1b2")), "a1b2")
    with pytest.raises(Ambiguous):
        find_container(listing(named("evil", "host")), "host")


@pytest.mark.parametrize("ref", ["", "nope", "WEB", "web ", "*", "\udcff"])
def test_unknown(ref: str) -> None:
    """Nothing else fits, an empty text least of all."""
    with pytest.raises(NotFound) as caught:
        find_container(listing(WEB), ref)

    assert (caught.value.kind, caught.value.ref) == ("container", ref)
    assert str(caught.value).isprintable()


def test_an_unread_root_is_named() -> None:
    """Where a root could not be read, a container that is not found may be there."""
    problem = RootProblem("/run/\x1bcrun", "Permission denied")
    with pytest.raises(NotFound) as caught:
        find_container(listing(WEB, problems=(problem,)), "nope")

    assert str(caught.value) == (
        "cannot find container 'nope': no such container"
        r" (cannot read /run/\x1bcrun: Permission denied)"
    )


def test_the_host_is_always_there(tmp_path: Path) -> None:
    """With no root at all there is the host, and no problem."""
    settings = Settings(
        run_dir=tmp_path, state_dir=tmp_path, runtime_roots=(tmp_path / "none",)
    )
    found = list_containers(settings)

    assert [(item.id, item.status, item.is_host) for item in found.containers] == [
        ("host", "running", True)
    ]
    assert found.containers[0].owner
    assert found.problems == ()
