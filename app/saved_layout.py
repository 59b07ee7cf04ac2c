"""The workspaces as they are kept between two runs of the deck: one small JSON file.

Only where each session stood is kept; what it shows comes from its log.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from widgets.splits.presets import from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.settings import Settings
    from widgets.splits.tree import SplitTree

VERSION = 1
SIZE_MAX = 1024 * 1024
"""Bytes of a file that we could have written."""


@dataclass(frozen=True, slots=True)
class SavedPane:
    """What stood in one pane."""

    session: str
    """The session's id."""
    read_only: bool = False


@dataclass(frozen=True, slots=True)
class SavedWorkspace:
    """One workspace."""

    name: str = ""
    tree: SplitTree | None = None
    """None: it had no panes."""
    focused: str | None = None
    panes: Mapping[str, SavedPane] = field(default_factory=dict)
    """What stood where, by the names of the tree's leaves."""


@dataclass(frozen=True, slots=True)
class SavedLayout:
    """All workspaces."""

    workspaces: tuple[SavedWorkspace, ...] = ()
    current: int = 0
    """The number of the one that was shown, from 0."""


def layout_path(settings: Settings) -> Path:
    """Return where the layout is kept."""
    return settings.state_dir / "layout.json"


def load(path: Path) -> SavedLayout:
    """Return what was saved; an empty layout if nothing was.

    Raises:
        ValueError: the file is not one of ours, or not whole.
        OSError: it cannot be read.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(SIZE_MAX + 1)
    except FileNotFoundError:
        return SavedLayout()
    if len(data) > SIZE_MAX:
        raise ValueError("it is too large")
    try:
        return layout_from_json(json.loads(data))
    except RecursionError:
        raise ValueError("it is too deep") from None


def save(path: Path, layout: SavedLayout) -> None:
    """Write a layout, whole or not at all.

    Raises:
        OSError: it cannot be written; what was saved before is still there.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(layout_to_json(layout), stream)
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise


def layout_to_json(layout: SavedLayout) -> dict[str, Any]:
    """Return plain data for `layout_from_json`."""
    return {
        "version": VERSION,
        "current": layout.current,
        "workspaces": [
            {
                "name": item.name,
                "tree": None if item.tree is None else to_json(item.tree),
                "focused": item.focused,
                "panes": {
                    pane: {"session": shown.session, "readOnly": shown.read_only}
                    for pane, shown in item.panes.items()
                },
            }
            for item in layout.workspaces
        ],
    }


def layout_from_json(data: object) -> SavedLayout:
    """Return the layout that `layout_to_json` described.

    Raises:
        ValueError: it describes none, or has panes that its trees do not.
    """
    fields = _typed(data, dict)
    if fields.get("version") != VERSION:
        raise ValueError(f"its version is not {VERSION}")
    items = _typed(fields.get("workspaces"), list)
    workspaces = tuple(_workspace_from_json(item) for item in items)
    current = _typed(fields.get("current"), int)
    if not 0 <= current < max(len(workspaces), 1):
        raise ValueError("its current workspace is none of its own")
    return SavedLayout(workspaces, current)


def _workspace_from_json(data: object) -> SavedWorkspace:
    fields = _typed(data, dict)
    described = fields.get("tree")
    tree = None if described is None else from_json(described)
    panes = {
        _typed(pane, str): SavedPane(
            _typed(_typed(shown, dict).get("session"), str),
            _typed(shown.get("readOnly"), bool),
        )
        for pane, shown in _typed(fields.get("panes"), dict).items()
    }
    if set(panes) != set(tree.panes() if tree else ()):
        raise ValueError("its panes are not those of its tree")
    focused = fields.get("focused")
    if focused is not None and focused not in tuple(panes):
        raise ValueError("its focused pane is none of its own")
    return SavedWorkspace(_typed(fields.get("name"), str), tree, focused, panes)


def _typed(value: object, kind: type[Any]) -> Any:
    if type(value) is not kind:
        raise ValueError(f"{value!r:.40} is not a {kind.__name__}")
    return value
