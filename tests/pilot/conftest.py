"""Fixtures of the deck under a pilot: needs no root and no runtime."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from core.service import ExecService
from tests.conftest import end_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.settings import Settings


@pytest.fixture
def deck_settings(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """Settings with a state root of the test's own; sessions end with the test."""
    monkeypatch.setenv("SHELL", "/bin/sh")
    monkeypatch.setenv("PS1", "$ ")
    mine = dataclasses.replace(settings, runtime_roots=(tmp_path / "roots",))
    yield mine
    for store in (tmp_path / "state" / "state.db",):
        if store.exists() and store.read_bytes()[:6] == b"SQLite":
            end_all(ExecService(mine))
