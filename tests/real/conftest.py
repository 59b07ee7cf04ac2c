"""Fixtures of the tests that use execdeck as a program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.session.types import HOST_ID
from tests.conftest import end_all
from tests.support.cli import Cli, Terminal
from tests.support.deck_driver import DeckDriver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from core.settings import Settings
    from tests.support.containers import RealContainer


@pytest.fixture
def cli(tmp_path: Path, run_root: Path) -> Iterator[Cli]:
    """The command line on the run's containers; its sessions end with the test."""
    roots = (run_root / "state-crun", run_root / "state-runc")
    cli = Cli.at(tmp_path / "execdeck", roots)
    yield cli
    end_all(cli.service)


@pytest.fixture
def box(standing_containers: Callable[[str], RealContainer]) -> str:
    """The id of a container of crun."""
    return standing_containers("crun").id


@pytest.fixture(params=["crun", "runc"])
def each_box(
    request: pytest.FixtureRequest, standing_containers: Callable[[str], RealContainer]
) -> str:
    """The id of a container of each runtime in turn."""
    return standing_containers(request.param).id


@pytest.fixture
def terminal(cli: Cli) -> Iterator[Callable[..., Terminal]]:
    """Open terminals with a command each; they are hung up after the test."""
    opened: list[Terminal] = []

    def open_one(*arguments: str, columns: int = 80, rows: int = 24) -> Terminal:
        opened.append(cli.terminal(*arguments, columns=columns, rows=rows))
        return opened[-1]

    yield open_one
    for item in opened:
        item.close()


@pytest.fixture
def deck(tmp_path: Path, settings: Settings) -> Iterator[DeckDriver]:
    """A deck whose sessions end with the test."""
    driver = DeckDriver(tmp_path / "deck", settings)
    yield driver
    driver.tmux.close()
    end_all(driver.service)


@pytest.fixture(params=["runc", "crun", HOST_ID])
def container_name(
    request: pytest.FixtureRequest, standing_containers: Callable[[str], RealContainer]
) -> str:
    """A real runc container, a real crun container, and the host."""
    return (
        HOST_ID if request.param == HOST_ID else standing_containers(request.param).id
    )
