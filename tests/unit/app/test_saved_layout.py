"""The saved layout: there and back, and what is not one."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING, Any

import pytest

from app.saved_layout import (
    SavedLayout,
    SavedPane,
    SavedWorkspace,
    layout_from_json,
    layout_to_json,
    load,
    save,
)
from widgets.splits.nodes import Leaf
from widgets.splits.tree import SplitTree

if TYPE_CHECKING:
    from pathlib import Path

TREE = SplitTree(Leaf("a")).split("a", "row", "b")
LAYOUT = SavedLayout(
    (
        SavedWorkspace(
            "web", TREE, "b", {"a": SavedPane("1"), "b": SavedPane("2", read_only=True)}
        ),
        SavedWorkspace(),
    ),
    current=1,
)


def test_a_layout_is_read_back(tmp_path: Path) -> None:
    """What was saved is loaded; only its owner may read the file."""
    path = tmp_path / "state" / "layout.json"
    assert load(path) == SavedLayout()
    save(path, LAYOUT)
    assert load(path) == LAYOUT
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    save(path, SavedLayout())
    assert load(path) == SavedLayout()
    assert [item.name for item in path.parent.iterdir()] == ["layout.json"]


def test_a_failed_save_keeps_what_was_there(tmp_path: Path) -> None:
    """A place that cannot be written is an error, and leaves nothing behind."""
    path = tmp_path / "layout.json"
    path.mkdir()
    with pytest.raises(OSError, match="layout"):
        save(path, LAYOUT)
    assert [item.name for item in tmp_path.iterdir()] == ["layout.json"]


def changed(**changes: Any) -> dict[str, Any]:
    """Return the layout as data, with changes to its first workspace."""
    data = layout_to_json(LAYOUT)
    data["workspaces"][0].update(changes)
    return data


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"version": 2, "current": 0, "workspaces": []},
        {"version": 1, "current": 1, "workspaces": []},
        {"version": 1, "current": -1, "workspaces": []},
        {"version": 1, "current": True, "workspaces": []},
        {"version": 1, "current": 0, "workspaces": {}},
        changed(name=3),
        changed(tree={"pane": "a"}),
        changed(tree={"orientation": "row"}),
        changed(tree=None),
        changed(focused="c"),
        changed(focused=["a"]),
        changed(panes={"a": {"session": 1, "readOnly": False}}),
        changed(panes={"a": {"session": "1"}, "b": {"session": "2"}}),
    ],
)
def test_what_is_no_layout_is_refused(data: Any) -> None:
    """Every field is checked."""
    with pytest.raises(ValueError, match=r"."):
        layout_from_json(data)


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, '"\\ud800', "\xff", " " * 2_000_000]
)
def test_a_damaged_file_is_refused(tmp_path: Path, text: str) -> None:
    """Whatever is in it, it is one kind of error."""
    path = tmp_path / "layout.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ValueError, match=r"."):
        load(path)


def test_the_file_is_plain_json() -> None:
    """It can be written and read by others."""
    assert layout_from_json(json.loads(json.dumps(layout_to_json(LAYOUT)))) == LAYOUT
