"""A configuration as a file that says it: every key, with what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from app.actions import ACTIONS
from app.config_schema import Command, Config
from app.key_names import written_key
from app.keymap import CONTEXTS, action_id, deck_actions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.actions import Action

_HEAD = """\
# The configuration of execdeck's deck as it is in effect. What a file leaves out is
# as by default: keep the lines that you change.
"""

_KEYS_HEAD = """\
# Keys: names as Textual has them, or characters: "ctrl+left", "f5", "space", "/".
# Several are a list, "" is none. A key that is given here to one action is no longer
# the default of another.
"""

_COMMANDS_HEAD = "# Commands of your own, to run in the container under the cursor.\n"


def config_text(config: Config) -> str:
    """Return TOML that means this configuration, every key explained."""
    lines = [_HEAD, *_entries(config), ""]
    for item in fields(config):
        table = getattr(config, item.name)
        if is_dataclass(table):
            lines += [f"[{item.name}]", *_entries(table), ""]
    lines.append(_KEYS_HEAD)
    effective = deck_actions(config)[: len(ACTIONS)]
    for context in CONTEXTS:
        own = [item for item in effective if item.context == context]
        lines += [f"[keys.{context}]", *_key_lines(own), ""]
    lines.append(_COMMANDS_HEAD)
    for command in config.commands:
        lines += ["[[commands]]", *_entries(command), ""]
    if not config.commands:
        example = Command(name="processes", command=("ps", "aux"), key="ctrl+t")
        lines += [f"# {line}" for line in ("[[commands]]", *_entries(example))]
    return "\n".join(lines).rstrip("\n") + "\n"


def _entries(record: Any) -> Iterator[str]:
    """Return a line for each plain value of a record, its meaning above it."""
    for item in fields(record):
        value = getattr(record, item.name)
        if isinstance(record, Config) and item.name != "theme":
            continue  # Tables come after the values.
        yield f"# {item.metadata['meaning']}"
        yield f"{item.name} = {toml_value(value)}"


def _key_lines(actions: Iterable[Action]) -> Iterator[str]:
    """Return a line for each action, its meaning beside it."""
    for item in actions:
        keys = [written_key(key) for key in item.keys]
        value = toml_value(keys if len(keys) > 1 else "".join(keys))
        yield f"{action_id(item.name) + ' = ' + value:<36} # {item.help}"


def toml_value(value: object) -> str:
    """Return a value as TOML has it, in one line of printable characters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{"".join(map(_escaped, value))}"'
    if isinstance(value, Mapping):
        items = [f"{toml_value(key)} = {toml_value(value[key])}" for key in value]
        return "{ " + ", ".join(items) + " }" if items else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    return repr(value)


def _escaped(character: str) -> str:
    if character in {'"', "\\"}:
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08x}"
