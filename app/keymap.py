"""The action table as the configuration changes it: ids, other keys, own commands."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from app.actions import ACTIONS, Action, Context
from core.session.types import display_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from app.config_schema import Command, Config

KeyMap: TypeAlias = "Mapping[Context, Mapping[str, tuple[str, ...]]]"
"""The keys of each action by its id, in each context; none unbinds it."""

CONTEXTS = tuple(dict.fromkeys(item.context for item in ACTIONS))
"""Where actions have keys, in the order of the table."""

_SPOKEN = {
    "remove(True)": "remove-force",
    "swap(1)": "swap-next",
    "swap(-1)": "swap-previous",
    "next_workspace(1)": "next-workspace",
    "next_workspace(-1)": "previous-workspace",
    "scroll(1)": "scroll-back",
    "scroll(-1)": "scroll-forward",
}
"""Actions whose arguments say nothing to who does not know the method."""

_LABEL_MAX = 12
"""Characters of a command's name that the footer shows."""


def action_id(name: str) -> str:
    """Return what the configuration calls an action: `focus-pane-left`.

    It is the action's name and arguments with dashes between the words:
    `focus_pane('left')` is `focus-pane-left`. A number or a flag has a word instead,
    and which key of a row was pressed is left out.
    """
    if name in _SPOKEN:
        return _SPOKEN[name]
    return "-".join(re.findall(r"[A-Za-z0-9]+", name.replace("{n}", "")))


def action_ids(context: Context) -> dict[str, Action]:
    """Return the actions of a context by their ids, in the order of the table."""
    return {action_id(item.name): item for item in ACTIONS if item.context == context}


def remap(
    actions: Iterable[Action],
    keys: KeyMap,
    reserved: Mapping[Context, Collection[str]] = MappingProxyType({}),
) -> tuple[Action, ...]:
    """Return the actions with the keys of the configuration.

    A key that the configuration gives to one action is no longer the default of
    another in that context, nor is one of those that are `reserved` there. An action
    may be left without any key; in a row of keys, where it matters which is which, an
    empty text stays for one that is gone.
    """
    remapped = []
    for item in actions:
        context = item.context
        given = keys.get(context, {})
        own = given.get(action_id(item.name))
        if own is None:
            taken = {key for each in given.values() for key in each}
            taken.update(reserved.get(context, ()))
            left = ("" if key in taken else key for key in item.keys)
            own = tuple(key for key in left if key or "{n}" in item.name)
        remapped.append(replace(item, keys=own))
    return tuple(remapped)


def deck_actions(
    config: Config, actions: Sequence[Action] = ACTIONS
) -> tuple[Action, ...]:
    """Return every action of a deck: the table with other keys, then own commands.

    `run_command(N)` runs command N, from 0 on, of the configuration.
    """
    commands = [
        _command_action(number, command)
        for number, command in enumerate(config.commands)
    ]
    # After the prefix, the prefix is for the program.
    reserved: dict[Context, list[str]] = {
        "prefix": [config.terminal.prefix],
        "list": [command.key for command in config.commands],
    }
    return (*remap(actions, config.keys, reserved), *commands)


def _command_action(number: int, command: Command) -> Action:
    name = display_text(command.name)
    short = name if len(name) <= _LABEL_MAX else f"{name[: _LABEL_MAX - 1]}…"
    return Action(
        f"run_command({number})",
        "list",
        (command.key,) if command.key else (),
        short,
        f"{name}: {display_text(shlex.join(command.command))}.",
        footer=bool(command.key),
    )
