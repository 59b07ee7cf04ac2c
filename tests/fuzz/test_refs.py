"""Ids and references: what may become a path, and what finds a container."""
# ruff: noqa: PT017 (what is refused is known by trying)

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import strategies as st

from core.bundle.paths import BundlePaths, bundle_paths, check_id, lock_path
from core.errors import Ambiguous, ExecdeckError, InvalidConfig, NotFound
from core.runtime.containers import ContainerListing, find_container
from core.session.types import ContainerRef, RootProblem, display_text
from core.settings import Settings
from tests.fuzz.inputs import BYTES, RECIPES, Recipe, fuzz

RUN_DIR = Path("/run/execdeck")
SETTINGS = Settings(run_dir=RUN_DIR, state_dir=Path("/var/lib/execdeck"))

NAME_MAX = 255
"""Longest file name that Linux takes."""

ID_PIECES = (
    *("a", "0", "_", ".", "-", "..", "/", "../", "\n", "\0", "é", "\udcff", " ", "A"),
    *("%2e%2e", "~", "\\", "x" * 100, "x" * 127, "*", "$HOME", "٣", "K", ""),
)
IDS = (
    RECIPES.map(lambda recipe: recipe.text(ID_PIECES, 6))
    | BYTES.map(os.fsdecode)
    | st.text(max_size=12)
)
SOUND = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]{0,200}")

NAMES = ("a", "ab", "abc", "b", "host", "web", "a\x1b[31m", "\udcff", "é", "")


def files(paths: BundlePaths) -> list[Path]:
    """Return every path of a bundle."""
    names = [name for name in dir(BundlePaths) if not name.startswith("_")]
    found = [getattr(paths, name) for name in names]
    return [item for item in found if isinstance(item, Path)]


@fuzz(IDS, share=4)
def test_any_id(text: str) -> None:
    """An id is one plain file name, or refused with its name shown plainly."""
    try:
        assert check_id("session", text) == text
    except InvalidConfig as error:
        assert display_text(str(error)).isprintable()
        assert not SOUND.fullmatch(text)
        return
    assert (RUN_DIR / text).parent == RUN_DIR
    assert os.path.normpath(RUN_DIR / text) == str(RUN_DIR / text)
    assert Path(text).name == text
    assert text.isascii()


@fuzz(IDS, IDS, share=4)
def test_any_bundle(container: str, session: str) -> None:
    """Every file of a bundle lies in the bundle, and every lock among the locks."""
    try:
        paths = bundle_paths(SETTINGS, container, session)
    except InvalidConfig:
        assert not (SOUND.fullmatch(container) and SOUND.fullmatch(session))
    else:
        assert paths.directory.parent.parent == RUN_DIR / "bundles"
        for path in files(paths):
            assert os.path.normpath(path) == str(path)
            assert path.is_relative_to(paths.directory)
            assert len(path.relative_to(paths.directory).parts) <= 2
    try:
        lock = lock_path(SETTINGS, container)
    except InvalidConfig:
        assert not SOUND.fullmatch(container)
    else:
        assert lock.parent == RUN_DIR / "locks"
        assert os.path.normpath(lock) == str(lock)


@pytest.mark.parametrize("length", range(200, 300))
def test_long_ids(length: int) -> None:
    """An id that is taken makes file names that the kernel takes too."""
    text = "x" * length
    try:
        paths = bundle_paths(SETTINGS, text, text)
    except InvalidConfig:
        return
    # As `write_file` names what it writes beside its place, with a large pid.
    beside = f".{paths.exit_file.name}.4194304"
    for name in (text, lock_path(SETTINGS, text).name, beside):
        assert len(name) <= NAME_MAX


def make_container(recipe: Recipe) -> ContainerRef:
    """Return a container with one of a few names."""
    return ContainerRef(
        id=recipe.pick(NAMES), name=recipe.pick(NAMES), status="running"
    )


@fuzz(RECIPES, share=2)
@pytest.mark.timeout(180)
def test_any_reference(recipe: Recipe) -> None:
    """A reference finds the one container that it means, or none, or several."""
    containers = tuple(make_container(recipe) for _ in range(recipe.below(4)))
    problems = (RootProblem(recipe.text(), recipe.text()),) * recipe.below(2)
    ref = recipe.pick(NAMES) if recipe.below(2) else recipe.text()
    exact = [item for item in containers if ref in (item.id, item.name)]
    try:
        found = find_container(ContainerListing(containers, problems), ref)
    except (NotFound, Ambiguous) as error:
        assert isinstance(error, ExecdeckError)
        assert display_text(str(error)).isprintable()
        assert len(exact) != 1
        if isinstance(error, NotFound):
            assert not exact
            assert len(error.unread) == len(problems)
        return
    assert found in containers
    assert exact == [found] or not exact
    assert found.id.startswith(ref) or found.name.startswith(ref)
