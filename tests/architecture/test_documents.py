"""What the documents claim is what the code says."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

from app import actions
from app.deck import Deck
from core.session.states import state_table

ROOT = Path(__file__).resolve().parents[2]


def test_the_state_table_is_the_codes_own() -> None:
    """ARCHITECTURE.md shows the table that the code generates."""
    text = (ROOT / "ARCHITECTURE.md").read_text()
    shown = re.search(r"<!-- generated.*?-->\n(.*?)\n<!-- end -->", text, re.DOTALL)
    assert shown is not None
    assert shown.group(1) == state_table()


def test_every_file_that_the_map_names_exists() -> None:
    """A newcomer who follows the map finds the file."""
    text = (ROOT / "ARCHITECTURE.md").read_text()
    table = text.partition("## Noun to file")[2].partition("## A byte")[0]
    missing = []
    for row in table.splitlines():
        folder = Path()
        for name in re.findall(r"`((?:app|core|widgets)/[\w/]*|[\w/]+\.py)`", row):
            path = ROOT / name if "/" in name else ROOT / folder / name
            folder = Path(name).parent if "/" in name else folder
            if not path.exists():
                missing.append(name)
    assert missing == []


def test_every_name_in_the_table_of_libpod_exists() -> None:
    """Each of libpod's names has a name of ours, and a test that is there."""
    text = (ROOT / "ARCHITECTURE.md").read_text()
    table = text.partition("## From libpod")[2].partition("## ")[0]
    rows = [row.split("|")[1:4] for row in table.splitlines() if row.startswith("| ")]
    missing = [
        name
        for _, here, _ in rows[1:]
        for name in re.findall(r"`([\w.]+)`", here)
        if not _resolves(name)
    ]
    for _, _, shown in rows[1:]:
        (place,) = re.findall(r"`([\w/]+\.py::\w+)`", shown)
        path, _, test = place.partition("::")
        if f"def {test}(" not in (ROOT / path).read_text():
            missing.append(place)
    assert missing == []
    assert len(rows) > 20


def _resolves(name: str) -> bool:
    """Whether a dotted name is a module's, or a class's in one."""
    module, _, rest = name.rpartition(".")
    try:
        found: Any = import_module(module)
    except ModuleNotFoundError:
        module, _, owner = module.rpartition(".")
        found = getattr(import_module(module), owner, None)
    return hasattr(found, rest)


def test_no_file_names_a_package_host() -> None:
    """Packages are installed by name, wherever that leads."""
    hosts = ("pypi.org", "pythonhosted", "registry.npmjs", "deb.debian", "cdnjs")
    found = [
        str(path)
        for path in ROOT.rglob("*")
        if path.is_file()
        and not {".venv", ".git"} & set(path.parts)
        and path.suffix in {"", ".md", ".py", ".toml", ".txt", ".lock", ".svg"}
        and path != Path(__file__)
        and any(host in path.read_text(errors="ignore") for host in hosts)
    ]
    assert found == []


def test_every_action_can_be_performed() -> None:
    """Each name in the action table is a method of the deck."""
    names = [item.name.partition("(")[0] for item in actions.ACTIONS]
    assert [name for name in names if not hasattr(Deck, f"action_{name}")] == []


def test_no_key_means_two_things() -> None:
    """In each context a key has one action."""
    for context in ("list", "prefix"):
        keys = [
            key
            for item in actions.ACTIONS
            if item.context == context
            for key in item.keys
        ]
        assert sorted(keys) == sorted(set(keys))
