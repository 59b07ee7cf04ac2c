"""Fixtures of the tests that count bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.cli import Cli, Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from core.settings import Settings
    from tests.conftest import Target


@pytest.fixture
def cli(tmp_path: Path, settings: Settings, target: Target) -> Cli:
    """The command line on the sessions of the target's service."""
    assert settings.run_dir == tmp_path / "run"
    assert settings.state_dir == tmp_path / "state"
    return Cli(tmp_path, settings.runtime_roots, target.service)


@pytest.fixture
def terminal(cli: Cli, target: Target) -> Iterator[Callable[..., Terminal]]:
    """Open terminals with a command each; they are hung up after the test."""
    opened: list[Terminal] = []
    env = {**cli.env, "EXECDECK_MONITOR": target.monitor}

    def open_one(*arguments: str) -> Terminal:
        opened.append(Terminal([*cli.argv, *arguments], env, 80, 24))
        return opened[-1]

    yield open_one
    for item in opened:
        item.close()
