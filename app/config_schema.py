"""What the configuration file may hold: each key with its default, check and meaning.

`app.config` reads files by these records, and `execdeck config --print` writes them.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from app import config_checks as checks
from app.actions import PREFIX
from app.config_checks import Place, is_table, suggestion
from app.keymap import CONTEXTS, action_ids
from app.themes import DEFAULT_THEME, THEME_NAMES
from core.settings import STOP_TIMEOUT
from widgets.terminal.screen import SCROLLBACK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.actions import Context
    from app.config_checks import Check
    from app.keymap import KeyMap

_DAY_SECONDS = 86400


def _entry(default: Any, check: Check, meaning: str) -> Any:
    """Return a field that a file may set; `MISSING` as default: that it has to."""
    metadata = {"check": check, "meaning": meaning}
    if isinstance(default, dict):
        return field(default_factory=default.copy, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalConfig:
    """`[terminal]`: the panes."""

    scrollback: int = _entry(
        SCROLLBACK,
        checks.number(0, 1_000_000, whole=True),
        "Lines that each pane keeps above its screen, from 0 to 1,000,000.",
    )
    prefix: str = _entry(
        PREFIX,
        checks.control_key,
        "In a pane, the key after which the next one is for the deck.",
    )
    mouse: bool = _entry(
        True, checks.flag, "Whether the deck, and programs in it, get the mouse."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SidebarConfig:
    """`[sidebar]`: the list."""

    sort: str = _entry(
        "name",
        checks.one_of("order", ("name", "age", "state", "cpu")),
        "Order of the containers: name, age, state or cpu.",
    )
    view: str = _entry(
        "tree",
        checks.one_of("view", ("tree", "flat")),
        "tree has sessions below their containers, flat has sessions only.",
    )
    refresh: float = _entry(
        1.0,
        checks.number(0.1, 60.0),
        "Seconds between two looks for what has changed, from 0.1 to 60.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionConfig:
    """`[session]`: sessions that the deck starts."""

    shell: str = _entry(
        "bash",
        checks.name,
        "Shell to open where the container has it: a name or a path.",
    )
    stop_timeout: float = _entry(
        STOP_TIMEOUT,
        checks.number(0.0, _DAY_SECONDS),
        "Seconds that a session gets to end before it is killed, from 0 to 86,400.",
    )
    env: Mapping[str, str] = _entry(
        {}, checks.variables, 'Variables of every session, { LANG = "C.UTF-8" }.'
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One of `[[commands]]`: a command to run in the container under the cursor."""

    name: str = _entry(MISSING, checks.name, "What the deck calls it.")
    command: tuple[str, ...] = _entry(
        MISSING, checks.command, "As in a shell, or as a list of words."
    )
    key: str = _entry("", checks.key_or_none, "Its key in the list.")
    user: str = _entry("", checks.text, "USER or USER:GROUP; empty: the container's.")
    workdir: str = _entry("", checks.directory, "Where; empty: the container's.")
    tty: bool = _entry(True, checks.flag, "Whether it gets a terminal.")
    detach: bool = _entry(
        False, checks.flag, "Whether it is only started, without a pane."
    )
    environment: Mapping[str, str] = _entry(
        {}, checks.variables, "Variables, besides those of [session]."
    )


def _table(kind: type[Any]) -> Check:
    """Take a table as a record."""

    def check(value: Any, place: Place) -> Any:
        return read_record(kind, value, place)

    return check


def _key_tables(value: Any, place: Place) -> KeyMap:
    """Take `[keys.CONTEXT]` tables: keys by the ids of actions."""
    found: dict[Context, Mapping[str, tuple[str, ...]]] = {}
    if not is_table(value, place):
        return found
    for context, table in value.items():
        if context not in CONTEXTS:
            place.at(context).note(f"no such table{suggestion(context, CONTEXTS)}")
        elif is_table(table, place.at(context)):
            found[context] = _key_table(context, table, place.at(context))
    return found


def _key_table(
    context: Context, table: dict[str, Any], place: Place
) -> dict[str, tuple[str, ...]]:
    ids = action_ids(context)
    # The filter is typed into: only other keys can be for the deck.
    take = checks.control_key if context == "filter" else checks.key
    owners: dict[str, str] = {}
    found = {}
    for name, value in table.items():
        if name not in ids:
            place.at(name).note(f"no such action{suggestion(name, ids)}")
            continue
        found[name] = checks.keys(value, place.at(name), take)
        for key in filter(None, found[name]):
            if owners.setdefault(key, name) != name:
                place.at(name).note(f"{key} is the key of {owners[key]} too")
    return found


def _commands(value: Any, place: Place) -> tuple[Command, ...]:
    """Take the `[[commands]]` tables."""
    if not isinstance(value, list):
        place.note(f"must be [[commands]] tables, not {checks.kind_of(value)}")
        return ()
    items = [read_record(Command, item, place.at(at)) for at, item in enumerate(value)]
    names: set[str] = set()
    for at, item in enumerate(items):
        if item is not None:
            if item.name in names:
                place.at(at, "name").note(f"there is another command {item.name!r}")
            names.add(item.name)
    return tuple(item for item in items if item is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything that a configuration file can say; the defaults are the deck's."""

    theme: str = _entry(
        DEFAULT_THEME,
        checks.one_of("theme", THEME_NAMES),
        "Colours.",
    )
    terminal: TerminalConfig = _entry(
        TerminalConfig(), _table(TerminalConfig), "The panes."
    )
    sidebar: SidebarConfig = _entry(SidebarConfig(), _table(SidebarConfig), "The list.")
    session: SessionConfig = _entry(
        SessionConfig(), _table(SessionConfig), "Sessions that the deck starts."
    )
    keys: KeyMap = _entry({}, _key_tables, "Keys of the actions, by context.")
    commands: tuple[Command, ...] = _entry((), _commands, "Commands of your own.")


def read_config(data: dict[str, Any], place: Place) -> Config:
    """Return a parsed file as a record; it is good if the place has no findings."""
    config: Config = read_record(Config, data, place)
    _find_conflicts(config, place)
    return config


def read_record(kind: type[Any], value: Any, place: Place) -> Any:
    """Return a table as a record, None if it cannot be one; note what is wrong."""
    if not is_table(value, place):
        return None
    known = {item.name: item for item in fields(kind)}
    for name in value.keys() - known.keys():
        place.at(name).note(f"no such key{suggestion(name, known)}")
    for name in _required(kind) - value.keys():
        place.note(f"{name} is missing")
    if _required(kind) - value.keys():
        return None
    return kind(
        **{
            name: item.metadata["check"](value[name], place.at(name))
            for name, item in known.items()
            if name in value
        }
    )


def _required(kind: type[Any]) -> set[str]:
    return {
        item.name
        for item in fields(kind)
        if item.default is MISSING and item.default_factory is MISSING
    }


def _find_conflicts(config: Config, place: Place) -> None:
    """Note keys that are given twice in different tables."""
    for name, keys in config.keys.get("prefix", {}).items():
        if config.terminal.prefix in keys:
            reason = "it is the prefix: pressed twice, it goes to the program"
            place.at("keys", "prefix", name).note(reason)
    owners = {
        key: name for name, keys in config.keys.get("list", {}).items() for key in keys
    }
    for number, command in enumerate(config.commands):
        if command.key and command.key in owners:
            reason = f"{command.key} is the key of {owners[command.key]} too"
            place.at("commands", number, "key").note(reason)
        owners[command.key] = command.name
