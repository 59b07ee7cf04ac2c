"""The embedded monitor, told to start anything at all. No program ever runs."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import ptyprocess
import pytest

from core.bundle.paths import BundlePaths
from core.monitor.program import StartError, launch
from tests.fuzz.inputs import BYTES, RECIPES, Recipe, as_json, fuzz

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

REFUSAL = "no program is started here"

SPEC: dict[str, Any] = {
    "user": {"uid": os.geteuid() + 1, "gid": 8, "additionalGids": [9]},
    "env": ["PATH=/usr/bin:/bin", "A=b"],
    "cwd": "/",
    "args": ["/bin/sh", "-c", "true"],
}
KEYS = (*SPEC, "uid", "gid", "additionalGids")

ID_MAX = 2**32 - 1


def fork_exec(*arguments: Any) -> int:
    """Refuse as the kernel would, and what CPython's own refuses before it forks."""
    words, programs, *_ = arguments
    for word in (*words, *programs):
        assert b"\0" not in os.fsencode(word)
    for item in arguments:
        if isinstance(item, int) and item > ID_MAX:
            raise OverflowError("uid is greater than maximum")
        if isinstance(item, list) and any(
            isinstance(number, int) and number > ID_MAX for number in item
        ):
            raise OverflowError("gid is greater than maximum")
    raise OSError(REFUSAL)


def spawn(argv: Any, env: Any, **options: Any) -> None:
    """Refuse in the place of `PtyProcess.spawn`, as the kernel would.

    In its child, an error that is no OSError is raised into our own code: a second
    monitor would go on from there.
    """
    assert options["preexec_fn"]
    assert isinstance(argv, list)
    for text in (*argv, *env, *env.values()):
        assert b"\0" not in os.fsencode(text)
    raise ptyprocess.PtyProcessError(REFUSAL)


@pytest.fixture(scope="module")
def refusal(folder: Path) -> Iterator[Callable[[bytes, bool], str]]:
    """Launch what a process.json holds; return why it could not be started."""
    paths = BundlePaths(folder, "c1")

    def refusal(data: bytes, terminal: bool) -> str:
        options = argparse.Namespace(
            runtime=None, terminal=terminal, stdin=True, preserve_fds=0
        )
        paths.process_spec.write_bytes(data)
        with pytest.raises(StartError) as caught:
            launch(options, paths, None)
        assert not paths.exec_pid.exists()
        return str(caught.value)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "_fork_exec", fork_exec)
        patch.setattr(ptyprocess.PtyProcess, "spawn", spawn)
        yield refusal


@pytest.mark.parametrize("terminal", [False, True])
def test_a_sound_process_is_started(
    refusal: Callable[[bytes, bool], str], terminal: bool
) -> None:
    """What the others differ from gets as far as the kernel."""
    assert REFUSAL in refusal(as_json(SPEC), terminal)


@fuzz(BYTES, share=8)
def test_any_bytes(refusal: Callable[[bytes, bool], str], data: bytes) -> None:
    """A process.json of any bytes at all is a start that failed."""
    assert REFUSAL not in refusal(data, len(data) % 2 == 1)


@fuzz(RECIPES, share=4)
@pytest.mark.timeout(180)
def test_any_json(refusal: Callable[[bytes, bool], str], recipe: Recipe) -> None:
    """A process.json of any JSON is a start that failed."""
    value = recipe.mapping(KEYS) if recipe.below(8) else recipe.value(KEYS)
    if recipe.below(2) and isinstance(value, dict):
        value = {**SPEC, **value}
    refusal(as_json(value), recipe.below(2) == 1)


@fuzz(RECIPES, share=4)
@pytest.mark.timeout(180)
def test_one_field_is_another(
    refusal: Callable[[bytes, bool], str], recipe: Recipe
) -> None:
    """A process.json with one other field is a start that failed."""
    value, _ = recipe.mutated(SPEC)
    refusal(as_json(value), recipe.below(2) == 1)


@fuzz(RECIPES, share=4)
def test_any_command(refusal: Callable[[bytes, bool], str], recipe: Recipe) -> None:
    """A command that is no program is not found, whatever its name is."""
    folder = recipe.pick(("/nowhere/", "/", "./", "/etc/passwd/", "/x" * 3000))
    command = f"{folder}nowhere{recipe.text()}"
    data = json.dumps({**SPEC, "args": [command]}).encode()
    reason = refusal(data, recipe.below(2) == 1)

    assert REFUSAL not in reason
