"""Processes of containers, and user files, that hold anything at all."""
# ruff: noqa: PT017 (what is refused is known by trying)

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from core.errors import InvalidConfig
from core.runtime.process_spec import (
    ALL_CAPABILITIES,
    build_process_spec,
    is_process,
)
from core.runtime.users import resolve_user
from core.session.types import ExecConfig, TerminalSize
from tests.fuzz.inputs import RECIPES, Recipe, as_json, fuzz

ID_MAX = 2**32 - 2

PROCESS: dict[str, Any] = {
    "user": {"uid": 7, "gid": 8, "additionalGids": [9], "umask": 18},
    "env": ["PATH=/bin", "TERM=vt100", "EMPTY"],
    "cwd": "/srv",
    "args": ["sleep", "1"],
    "terminal": True,
    "consoleSize": {"height": 1, "width": 2},
    "capabilities": {"bounding": ["CAP_CHOWN"], "effective": ["CAP_CHOWN"]},
    "rlimits": [{"type": "RLIMIT_NOFILE", "hard": 5, "soft": 5}],
    "noNewPrivileges": True,
}
KEYS = (*PROCESS, "uid", "gid", "umask", "bounding", "effective", "additionalGids")

USER_PIECES = (
    *("root", ":", "0", "7", "8", "web", "", "x", "-1", "+1", "1_0", "4294967294"),
    *("4294967295", "00000000000000000000", "99999999999", "٣", "²", "\udcff", "\0"),
)
FILE_PIECES = (*USER_PIECES, ":", ":", "\n", "\n", "\r", "\x85", "\u2028", ",", "/")
LINES = (
    *("root:x:0:0:root:/root:/bin/sh\n", "web:x:7:8::/srv:/bin/sh\n"),
    *("web:x:8:\n", "team:x:70:web,root\n", "bad:x:-1:-1:::\n", "big:x:4294967295:\n"),
)


def make_config(recipe: Recipe) -> ExecConfig:
    """Return a config that is sound itself."""
    word, work_dir = (
        recipe.text().replace("\0", "").replace("\ud800", "") for _ in range(2)
    )
    return ExecConfig(
        command=("sh", word),
        terminal=recipe.below(2) == 1,
        environment={"A": "b", "PATH": ""} if recipe.below(2) else {},
        privileged=recipe.below(2) == 1,
        user=recipe.text(USER_PIECES[:-1]),
        work_dir=f"/{work_dir}" if recipe.below(2) else "",
    )


def make_file(recipe: Recipe) -> str:
    """Return the text of a passwd or group file."""
    return recipe.text(LINES) + recipe.text(FILE_PIECES, 12) + recipe.text(LINES)


def check(recipe: Recipe, process: dict[str, Any]) -> None:
    """Assert that what is built is a process, of the config, and a copy."""
    if not is_process(process):
        return
    config = make_config(recipe)
    before = as_json(process)
    try:
        spec = build_process_spec(
            process,
            config,
            size=TerminalSize(99, 33),
            passwd=make_file(recipe),
            group=make_file(recipe),
        )
    except InvalidConfig as error:
        assert error.field in ("user", "the container's process")
        return
    assert as_json(process) == before
    assert spec["args"] == list(config.command)
    assert spec["terminal"] is config.terminal
    assert ("consoleSize" in spec) == config.terminal
    names = [item.partition("=")[0] for item in spec["env"]]
    assert len(names) == len(set(names))
    assert "HOME" in names
    if config.environment:
        assert "A=b" in spec["env"]
    if config.user:
        ids = (spec["user"]["uid"], spec["user"]["gid"])
        assert all(type(number) is int and 0 <= number <= ID_MAX for number in ids)
    if config.work_dir:
        assert spec["cwd"] == config.work_dir
    if config.privileged:
        assert spec["capabilities"]["bounding"] == list(ALL_CAPABILITIES)
    assert all(isinstance(item, list) for item in spec["capabilities"].values())
    text = json.dumps(spec)
    assert json.dumps(json.loads(text)) == text


@fuzz(RECIPES, share=4)
@pytest.mark.timeout(180)
def test_any_process(recipe: Recipe) -> None:
    """Any object is refused as a process, or gives the process of the session."""
    check(recipe, recipe.mapping(KEYS))


@fuzz(RECIPES, share=2)
@pytest.mark.timeout(180)
def test_one_field_is_another(recipe: Recipe) -> None:
    """A process with one other field is refused, or gives the session's process."""
    process, _ = recipe.mutated(PROCESS)

    check(recipe, process)


@fuzz(RECIPES, share=20)
def test_other_fields_are_inherited(recipe: Recipe) -> None:
    """A field that we know nothing of is handed on as it is."""
    process = {**copy.deepcopy(PROCESS), "rlimits": recipe.value()}
    try:
        spec = build_process_spec(process, ExecConfig(command=("sh",)))
    except InvalidConfig as error:
        assert str(error).endswith("too deep")
        return
    assert as_json(spec["rlimits"]) == as_json(process["rlimits"])
    assert spec["user"] == PROCESS["user"]


@fuzz(RECIPES, share=2)
def test_any_user_files(recipe: Recipe) -> None:
    """Any passwd and group files give ids that the kernel can take, or no user."""
    wanted = recipe.text(USER_PIECES)
    passwd, group = make_file(recipe), make_file(recipe)
    try:
        user = resolve_user(wanted, passwd, group)
    except InvalidConfig as error:
        assert error.field == "user"
        # A plain small number needs no entry.
        assert not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10)
        return
    assert user.home
    assert list(user.additional_gids) == sorted({*user.additional_gids, user.gid})
    for number in (user.uid, user.gid, *user.additional_gids):
        assert type(number) is int
        assert 0 <= number <= ID_MAX


@fuzz(RECIPES, share=20)
def test_garbage_around_an_entry(recipe: Recipe) -> None:
    """An entry is found between lines that are none."""
    junk = "\n" + recipe.text(FILE_PIECES, 12).replace("web", "")
    user = resolve_user(
        "web", f"{junk}\nweb:x:7:8::/srv:/bin/sh{junk}", f"{junk}\nteam:x:70:a,web\n"
    )

    assert (user.uid, user.gid, user.home) == (7, 8, "/srv")
    assert {8, 70} <= set(user.additional_gids)
