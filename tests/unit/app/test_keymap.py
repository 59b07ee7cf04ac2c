"""The action table as a configuration changes it."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from app.actions import ACTIONS, Action
from app.config_schema import Command, Config, TerminalConfig
from app.keymap import CONTEXTS, action_id, action_ids, deck_actions, remap

TABLE = (
    Action("open", "list", ("enter",), "open", "Open it."),
    Action("quit", "list", ("q", "ctrl+q"), "quit", "Leave."),
    Action("show({n})", "list", ("1", "2", "3"), "show", "Show one."),
    Action("zoom", "prefix", ("z",), "zoom", "Zoom."),
)


def keys_of(actions: tuple[Action, ...]) -> dict[str, tuple[str, ...]]:
    """Return the keys of actions by their names."""
    return {item.name: item.keys for item in actions}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("new_session", "new-session"),
        ("focus_pane('left')", "focus-pane-left"),
        ("remove(True)", "remove-force"),
        ("swap(-1)", "swap-previous"),
        ("show_workspace({n})", "show-workspace"),
    ],
)
def test_ids_are_words(name: str, expected: str) -> None:
    """An action is called by its words and those of its arguments."""
    assert action_id(name) == expected


def test_every_action_has_an_id_of_its_own() -> None:
    """Ids are lower-case words, and no two of a context are the same."""
    for context in CONTEXTS:
        names = [item.name for item in ACTIONS if item.context == context]
        counts = Counter(map(action_id, names))

        assert [each for each, count in counts.items() if count > 1] == []
        assert list(action_ids(context)) == list(counts)
        for name in names:
            assert re.fullmatch(r"[a-z]+(-[a-z]+)*", action_id(name)), (
                f"{name} needs a word in app.keymap"
            )


def test_keys_are_replaced() -> None:
    """An action has the keys that it is given, and no others."""
    remapped = remap(TABLE, {"list": {"quit": ("x", "f10")}, "prefix": {"zoom": ()}})

    assert keys_of(remapped) == {
        "open": ("enter",),
        "quit": ("x", "f10"),
        "show({n})": ("1", "2", "3"),
        "zoom": (),
    }
    assert remap(TABLE, {}) == TABLE


def test_a_key_that_is_given_is_taken_from_its_default() -> None:
    """A new default of a later version never takes a key from who uses it."""
    remapped = remap(TABLE, {"list": {"open": ("q", "z")}})

    assert keys_of(remapped)["quit"] == ("ctrl+q",)
    assert keys_of(remapped)["zoom"] == ("z",)


def test_keys_of_a_row_keep_their_places() -> None:
    """The third key stays the third when the second is taken."""
    remapped = remap(TABLE, {"list": {"open": ("2",)}})
    row = next(item for item in remapped if item.name == "show({n})")

    assert row.keys == ("1", "", "3")
    assert row.command("3") == "show(3)"


def test_commands_are_actions_of_the_list() -> None:
    """Each has its name, its key if it has one, and what it runs as help."""
    config = Config(
        commands=(
            Command(name="logs", command=("tail", "-f", "/var/log/a b"), key="q"),
            Command(name="a very long name\x1b[31m", command=("true",)),
        )
    )
    *table, logs, other = deck_actions(config, TABLE)

    assert keys_of(tuple(table))["quit"] == ("ctrl+q",)
    assert (logs.name, logs.context, logs.keys) == ("run_command(0)", "list", ("q",))
    assert logs.help == "logs: tail -f '/var/log/a b'."
    assert logs.footer
    assert (other.keys, other.footer) == ((), False)
    assert other.label == "a very long…"
    assert other.help.isprintable()


def test_after_the_prefix_the_prefix_is_for_the_program() -> None:
    """An action that has the prefix as its key by default loses it."""
    config = Config(terminal=TerminalConfig(prefix="tab"))
    table = (Action("sidebar", "prefix", ("tab", "s"), "list", "Go to the list."),)

    assert deck_actions(config, table)[0].keys == ("s",)
