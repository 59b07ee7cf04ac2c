"""Configuration files of any bytes, TOML of any shape, settings of any value."""

from __future__ import annotations

import tomllib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest

from app.config import CheckedConfig, check_config
from app.config_schema import Command, Config
from app.config_text import config_text, toml_value
from app.keymap import deck_actions
from app.toml_lines import key_lines
from core.session.types import display_text
from tests.fuzz.inputs import BYTES, RECIPES, Recipe, fuzz

if TYPE_CHECKING:
    from pathlib import Path

    from app.toml_lines import KeyPath

PIECES = (
    *("a", "b.c", '"d"', "'e'", "terminal", "keys.list", "commands", "theme", "é"),
    *("=", " = ", ".", "[", "]", "[[", "]]", "{", "}", ",", " ", "\t", "\n", "\r\n"),
    *(
        "1",
        "-1",
        "0.5",
        "inf",
        "true",
        "'x'",
        '"y"',
        '"\\u0000"',
        "1979-05-27 07:32:00",
    ),
    *('"""', "'''", '"', "'", "\\", "#", "# c\n", "\n[k]\n", "\n[[m]]\n", "\na = 1\n"),
    *('"""\n[x]\n"""', "[1, 2]", "{ a = 1 }", "[{}, {}]", "\x00", "\x85", "\u2028"),
)
"""Parts of TOML, some of which only fit each other by chance."""

LINES = (
    *("[t]", "[t.u]", "[[m]]", "[m.n]", "[ 'q r' . \"s\" ]", "# c", "", "  ", "\t# ]"),
    *("a = 1", "b.c = 'x # y'", "b.d = { e = [1, { f = 2 }] }", '"g h" = """', '"""'),
    *("i = [", "1, # ]", "]", "'j' = '''", "'''", 'k = "\\"]"', "l = [[1], ['}']]"),
)
"""Lines of which most sequences are TOML, if no name comes twice."""

SETTINGS: dict[str, Any] = {
    **asdict(Config()),
    "keys": {"list": {"quit": ["x"], "prune": ""}, "prefix": {"zoom": "ctrl+z"}},
    "commands": [asdict(Command(name="logs", command=("tail", "-f"), key="t"))],
}
"""A valid configuration, as a parsed file has it."""


@pytest.fixture(scope="module")
def path(folder: Path) -> Path:
    """The file that every case writes."""
    return folder / "config.toml"


def paths_of(value: Any, path: KeyPath = ()) -> set[KeyPath]:
    """Return the paths of all keys and elements of a parsed document."""
    inside: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    found = {path} if path else set()
    for key, item in inside:
        found |= paths_of(item, (*path, key))
    return found


def check(checked: CheckedConfig, text: bytes) -> None:
    """Assert that a file is used or refused in words, never anything else."""
    for error in checked.errors:
        words = str(error)
        assert words.startswith(f"cannot use {checked.path}")
        assert error.reason
        assert error.line is None or 1 <= error.line <= text.count(b"\n") + 1
        assert display_text(words).isprintable()
        assert len(words) < 4000
    if not checked.errors:
        deck_actions(checked.config)
        assert tomllib.loads(config_text(checked.config))


@fuzz(BYTES, share=4)
def test_any_bytes(path: Path, data: bytes) -> None:
    """A file of any bytes is a configuration, or is refused in words."""
    path.write_bytes(data)
    check(check_config(path), data)


@fuzz(RECIPES, share=4)
@pytest.mark.timeout(180)
def test_lines_of_anything(recipe: Recipe) -> None:
    """Of what tomllib takes, every key is found; of the rest, nothing harmful."""
    joined = recipe.below(2)
    many = 2 + recipe.below(12)
    pieces = [recipe.pick(LINES if joined else PIECES) for _ in range(many)]
    text = ("\n" if joined else "").join(pieces)
    lines = key_lines(text)

    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())
    try:
        parsed = tomllib.loads(text)
    except ValueError:
        return
    assert set(lines) == paths_of(parsed)


@fuzz(RECIPES, share=2)
@pytest.mark.timeout(180)
def test_one_wrong_setting(path: Path, recipe: Recipe) -> None:
    """What is wrong is said of the setting that was changed, on its line."""
    changed, outermost = recipe.mutated(SETTINGS)
    try:
        text = "".join(
            f"{toml_value(key)} = {toml_value(value)}\n"
            for key, value in changed.items()
            if value is not None
        ).encode()
    except (ValueError, RecursionError):
        return  # No file can say it.
    path.write_bytes(text)
    checked = check_config(path)
    check(checked, text)
    for error in checked.errors:
        assert not error.key or error.key.startswith((outermost, "commands[0].key"))
        if error.key and error.line:
            line = text.split(b"\n")[error.line - 1]
            assert line.startswith(f'"{error.key.partition(".")[0]}'[:8].encode())


def test_the_valid_configuration_is_valid(path: Path) -> None:
    """What the mutations start from has nothing wrong with it."""
    text = "\n".join(f"{key} = {toml_value(value)}" for key, value in SETTINGS.items())
    path.write_text(text)

    assert check_config(path).errors == ()
