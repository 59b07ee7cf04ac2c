"""What the configuration file may hold: each key with its default, check and meaning.

`app.config` reads files by these records, and `execdeck config --print` writes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from app import config_checks as checks
from app.actions import PREFIX
from app.config_checks import Place, is_table
from app.key_names import suggestion, written_key
from app.keymap import CONTEXTS, action_ids
from app.themes import DEFAULT_THEME, THEME_NAMES, THEMES
from core.settings import STOP_TIMEOUT
from widgets.session_order import SORTS
from widgets.terminal.screen import SCROLLBACK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.actions import Context
    from app.config_checks import Check
    from app.keymap import KeyMap
    from widgets.session_order import Sort

_DAY_SECONDS = 86400


def _meta(check: Check, meaning: str, *, required: bool = False) -> dict[str, Any]:
    """Return what a field knows of the key that sets it."""
    return {"check": check, "meaning": meaning, "required": required}


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalConfig:
    """`[terminal]`: the panes."""

    scrollback: int = field(
        default=SCROLLBACK,
        metadata=_meta(
            checks.number(0, 1_000_000, whole=True),
            "Lines that each pane keeps above its screen, from 0 to 1,000,000.",
        ),
    )
    prefix: str = field(
        default=PREFIX,
        metadata=_meta(
            checks.control_key,
            "In a pane, the key after which the next one is for the deck.",
        ),
    )
    mouse: bool = field(
        default=True,
        metadata=_meta(
            checks.flag, "Whether the deck, and programs in it, get the mouse."
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SidebarConfig:
    """`[sidebar]`: the list."""

    sort: Sort = field(
        default="name",
        metadata=_meta(
            checks.one_of("order", SORTS),
            "What the list is ordered by: name, age, state or cpu.",
        ),
    )
    view: str = field(
        default="tree",
        metadata=_meta(
            checks.one_of("view", ("tree", "flat")),
            "tree: sessions below their containers; flat: sessions alone.",
        ),
    )
    refresh: float = field(
        default=1.0,
        metadata=_meta(
            checks.number(0.1, 60.0),
            "Seconds between two looks for what has changed, from 0.1 to 60.",
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionConfig:
    """`[session]`: sessions that the deck starts."""

    shell: str = field(
        default="bash",
        metadata=_meta(
            checks.name,
            "Shell to open where a container has it, a name or a path; on the host, $SHELL.",
        ),
    )
    stop_timeout: float = field(
        default=STOP_TIMEOUT,
        metadata=_meta(
            checks.number(0.0, _DAY_SECONDS),
            "Seconds that a session gets to end before it is killed, from 0 to 86,400.",
        ),
    )
    env: Mapping[str, str] = field(
        default_factory=dict,
        metadata=_meta(
            checks.variables, 'Variables that every session gets: { NAME = "value" }.'
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One of `[[commands]]`: a command to run in the container under the cursor."""

    name: str = field(
        default="",
        metadata=_meta(checks.name, "What the deck calls it.", required=True),
    )
    command: tuple[str, ...] = field(
        default=(),
        metadata=_meta(
            checks.command, "Words as in a shell, or a list of words.", required=True
        ),
    )
    key: str = field(
        default="",
        metadata=_meta(checks.key_or_none, "Its key in the list; empty: none."),
    )
    user: str = field(
        default="",
        metadata=_meta(checks.text, "USER or USER:GROUP; empty: the container's."),
    )
    workdir: str = field(
        default="",
        metadata=_meta(checks.directory, "Absolute directory; empty: the container's."),
    )
    tty: bool = field(
        default=True, metadata=_meta(checks.flag, "Whether it gets a terminal.")
    )
    detach: bool = field(
        default=False,
        metadata=_meta(checks.flag, "Whether it is only started, and no pane opened."),
    )
    environment: Mapping[str, str] = field(
        default_factory=dict,
        metadata=_meta(checks.variables, "Variables, besides those of [session] env."),
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
        inside = place.at(context)
        if context not in CONTEXTS:
            inside.note(f"no such table{suggestion(context, CONTEXTS)}")
        elif is_table(table, inside):
            found[context] = _key_table(context, table, inside)
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
            others = [item for item in CONTEXTS if name in action_ids(item)]
            hint = f" here, but in [keys.{others[0]}]" if others else None
            place.at(name).note(f"no such action{hint or suggestion(name, ids)}")
            continue
        # In a row of keys, a place may be left empty.
        is_row = "{n}" in ids[name].name
        found[name] = checks.keys(
            value, place.at(name), checks.key_or_none if is_row else take
        )
        for key in filter(None, found[name]):
            if owners.setdefault(key, name) != name:
                place.at(name).note(
                    f"{written_key(key)} is the key of {owners[key]} too"
                )
    return found


def _commands(value: Any, place: Place) -> tuple[Command, ...]:
    """Take the `[[commands]]` tables."""
    if not isinstance(value, list):
        place.note(f"must be [[commands]] tables, not {checks.kind_of(value)}")
        return ()
    items = [read_record(Command, item, place.at(at)) for at, item in enumerate(value)]
    names: set[str] = set()
    for at, item in enumerate(items):
        if item.name and item.name in names:
            place.at(at, "name").note(f"another command is {checks.quoted(item.name)}")
        names.add(item.name)
    return tuple(items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything that a configuration file can say; the defaults are the deck's."""

    theme: str = field(
        default=DEFAULT_THEME,
        metadata=_meta(
            checks.one_of("theme", THEME_NAMES),
            f"Colours: {', '.join(item.name for item in THEMES)}, or one of Textual's.",
        ),
    )
    terminal: TerminalConfig = field(
        default=TerminalConfig(), metadata=_meta(_table(TerminalConfig), "The panes.")
    )
    sidebar: SidebarConfig = field(
        default=SidebarConfig(), metadata=_meta(_table(SidebarConfig), "The list.")
    )
    session: SessionConfig = field(
        default=SessionConfig(),
        metadata=_meta(_table(SessionConfig), "Sessions that the deck starts."),
    )
    keys: KeyMap = field(
        default_factory=dict,
        metadata=_meta(_key_tables, "Keys of actions, by context and id."),
    )
    commands: tuple[Command, ...] = field(
        default=(),
        metadata=_meta(_commands, "Commands to run in the container under the cursor."),
    )


def read_config(data: dict[str, Any], place: Place) -> Config:
    """Return a parsed file as a record; it is good if the place has no findings."""
    config: Config = read_record(Config, data, place)
    _find_conflicts(config, place)
    return config


def read_record(kind: type[Any], value: Any, place: Place) -> Any:
    """Return a table as a record of this kind; note what is wrong with it."""
    if not is_table(value, place):
        return kind()
    known = {item.name: item for item in fields(kind)}
    for name in value:
        if name not in known:
            place.at(name).note(f"no such setting{suggestion(name, known)}")
    values = {}
    for name, item in known.items():
        if name in value:
            values[name] = item.metadata["check"](value[name], place.at(name))
        elif item.metadata["required"]:
            place.note(f"{name} is missing")
    return kind(**values)


def _find_conflicts(config: Config, place: Place) -> None:
    """Note keys that two tables give to different things."""
    for name, keys in config.keys.get("prefix", {}).items():
        if config.terminal.prefix in keys:
            reason = "it is the prefix: pressed twice, it goes to the program"
            place.at("keys", "prefix", name).note(reason)
    owners = {
        key: name for name, keys in config.keys.get("list", {}).items() for key in keys
    }
    for number, command in enumerate(config.commands):
        if command.key and command.key in owners:
            key = written_key(command.key)
            reason = f"{key} is the key of {owners[command.key]} too"
            place.at("commands", number, "key").note(reason)
        owners[command.key] = command.name
