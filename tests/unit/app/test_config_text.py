"""A configuration printed is a file that says the same."""

from __future__ import annotations

import dataclasses
import tomllib
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.actions import ACTIONS
from app.config import load_config
from app.config_schema import (
    Command,
    Config,
    SessionConfig,
    SidebarConfig,
    TerminalConfig,
)
from app.config_text import config_text, toml_value
from app.key_names import is_character
from app.keymap import CONTEXTS, action_ids, deck_actions
from app.themes import THEME_NAMES

if TYPE_CHECKING:
    from pathlib import Path

    from app.keymap import KeyMap

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
NAMES = TEXTS.filter(bool)
VARIABLES = st.dictionaries(
    NAMES.filter(lambda name: "=" not in name), TEXTS, max_size=3
)
KEYS = ("f1", "f2", "f3", "f4", "f5", "ctrl+e", "ctrl+left", "question_mark", "space")
CONTROL_KEYS = tuple(key for key in KEYS if not is_character(key))


@st.composite
def key_maps(draw: st.DrawFn) -> KeyMap:
    """Return keys for some actions, no key twice in a context."""
    found = {}
    for context in CONTEXTS:
        names = draw(st.permutations(list(action_ids(context))))[:3]
        left = list(draw(st.permutations(CONTROL_KEYS)))
        found[context] = {
            name: tuple(left.pop() for _ in range(draw(st.integers(0, 2))))
            for name in names
        }
    return found


@st.composite
def configs(draw: st.DrawFn) -> Config:
    """Return a configuration that a file could have."""
    names = draw(st.lists(NAMES, max_size=2, unique=True))
    commands = tuple(
        Command(
            name=name,
            command=(draw(NAMES), *draw(st.lists(TEXTS, max_size=2))),
            key=f"f{20 + number}" if draw(st.booleans()) else "",
            user=draw(TEXTS),
            workdir=draw(st.sampled_from(("", "/", "/srv\n"))),
            tty=draw(st.booleans()),
            detach=draw(st.booleans()),
            environment=draw(VARIABLES),
        )
        for number, name in enumerate(names)
    )
    return Config(
        theme=draw(st.sampled_from(THEME_NAMES)),
        terminal=TerminalConfig(
            scrollback=draw(st.integers(0, 1_000_000)),
            prefix=draw(st.sampled_from(("ctrl+b", "ctrl+a", "ctrl+space", "tab"))),
            mouse=draw(st.booleans()),
        ),
        sidebar=SidebarConfig(refresh=draw(st.floats(0.1, 60.0))),
        session=SessionConfig(
            shell=draw(NAMES),
            stop_timeout=draw(st.floats(0.0, 86400.0)),
            env=draw(VARIABLES),
        ),
        keys=draw(key_maps()),
        commands=commands,
    )


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(configs())
def test_what_is_printed_means_the_same(tmp_path: Path, config: Config) -> None:
    """Saved and read again, it is the same, and so is every action's key."""
    path = tmp_path / "config.toml"
    path.write_text(config_text(config))
    again = load_config(path)

    assert deck_actions(again) == deck_actions(config)
    assert dataclasses.replace(again, keys={}) == dataclasses.replace(config, keys={})
    assert config_text(again) == path.read_text()


@given(TEXTS | st.lists(TEXTS) | st.dictionaries(TEXTS, TEXTS))
def test_values_are_one_line_of_plain_text(value: Any) -> None:
    """Whatever a text holds, it is written so that no terminal obeys it."""
    text = toml_value(value)

    assert text.isprintable()
    assert tomllib.loads(f"key = {text}") == {"key": value}


def test_every_setting_and_action_is_explained() -> None:
    """All that a file may hold is printed by default, with what it means."""
    text = config_text(Config())
    parsed = tomllib.loads(text)

    assert parsed["terminal"] == dataclasses.asdict(TerminalConfig())
    assert set(parsed) | {"commands"} == {
        item.name for item in dataclasses.fields(Config)
    }
    assert {context: set(table) for context, table in parsed["keys"].items()} == {
        context: set(action_ids(context)) for context in CONTEXTS
    }
    for action in ACTIONS:
        assert action.help in text
    for item in dataclasses.fields(Command):
        assert f"# {item.name} = " in text
        assert item.metadata["meaning"] in text


def test_the_example_of_a_command_is_one() -> None:
    """Without the marks of a comment it can be used as it is."""
    text = config_text(Config())
    example = text[text.index("# [[commands]]") :]
    uncommented = "\n".join(line.removeprefix("# ") for line in example.splitlines())

    assert tomllib.loads(uncommented)["commands"][0]["command"] == ["ps", "aux"]
