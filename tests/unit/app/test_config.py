"""Reading the configuration: what it may say, and what is said of what it may not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeAlias

import pytest

from app.config import SIZE_MAX, ConfigError, check_config, config_path, load_config
from app.config_schema import Command, Config
from app.themes import DEFAULT_THEME
from core.errors import ExecdeckError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write: TypeAlias = Callable[[str | bytes], Path]

EVERYTHING = """\
theme = "nord"

[terminal]
scrollback = 0
prefix = "Ctrl+A"
mouse = false

[sidebar]
sort = "cpu"
view = "flat"
refresh = 5

[session]
shell = "/bin/zsh"
stop_timeout = 2.5
env = { LANG = "C.UTF-8" }

[keys.list]
quit = ["x", "ctrl+q"]
prune = ""
[keys.prefix]
split-row = "|"
[keys.filter]
clear-filter = "f2"

[[commands]]
name = "logs"
command = "tail -f '/var/log/a b'"
key = "t"
user = "root:adm"
workdir = "/srv"
tty = false
detach = true
environment = { A = "1" }

[[commands]]
name = "top"
command = ["top", "-d", "1"]
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a configuration file; return its path."""

    def write(text: str | bytes) -> Path:
        path = tmp_path / "config.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def found(path: Path) -> list[tuple[int | None, str, str]]:
    """Return line, key and reason of everything that is wrong with a file."""
    return [(item.line, item.key, item.reason) for item in check_config(path).errors]


def test_everything_can_be_said(write: Write) -> None:
    """Each key of the file is in the record, names of keys as Textual has them."""
    config = load_config(write(EVERYTHING))

    assert config.theme == "nord"
    assert (config.terminal.scrollback, config.terminal.prefix) == (0, "ctrl+a")
    assert config.terminal.mouse is False
    assert (config.sidebar.sort, config.sidebar.view) == ("cpu", "flat")
    assert config.sidebar.refresh == 5.0
    assert config.session.shell == "/bin/zsh"
    assert config.session.stop_timeout == 2.5
    assert config.session.env == {"LANG": "C.UTF-8"}
    assert config.keys == {
        "list": {"quit": ("x", "ctrl+q"), "prune": ()},
        "prefix": {"split-row": ("vertical_line",)},
        "filter": {"clear-filter": ("f2",)},
    }
    assert config.commands == (
        Command(
            name="logs",
            command=("tail", "-f", "/var/log/a b"),
            key="t",
            user="root:adm",
            workdir="/srv",
            tty=False,
            detach=True,
            environment={"A": "1"},
        ),
        Command(name="top", command=("top", "-d", "1")),
    )


@pytest.mark.parametrize("text", ["", "\ufeff", "# nothing\n", "[keys]\n[keys.list]\n"])
def test_what_is_not_said_is_as_by_default(write: Write, text: str) -> None:
    """An empty file, also one with a mark of its byte order, changes nothing."""
    config = load_config(write(text))

    assert config.theme == DEFAULT_THEME
    assert (config.terminal, config.session) == (Config().terminal, Config().session)
    assert not config.commands
    assert not any(config.keys.values())


@pytest.mark.parametrize(
    ("text", "line", "key", "reason"),
    [
        # Names.
        ("colour = 1", 1, "colour", "no such setting"),
        ("\n[terminals]", 2, "terminals", "no such setting (did you mean terminal?)"),
        ("[terminal]\nmuose = true", 2, "terminal.muose", "(did you mean mouse?)"),
        ("[keys.lst]", 1, "keys.lst", "no such table (did you mean list?)"),
        ("keys.list.quti = 'x'", 1, "keys.list.quti", "(did you mean quit?)"),
        (
            "keys.list.zoom = 'x'",
            1,
            "keys.list.zoom",
            "action here, but in [keys.prefix]",
        ),
        ('"a b" = 1', 1, '"a b"', "no such setting"),
        # Types.
        ("theme = 1", 1, "theme", "must be a text, not a number"),
        ("terminal = 1", 1, "terminal", "must be a table, not a number"),
        ("terminal.mouse = 'yes'", 1, "terminal.mouse", "true or false, not a text"),
        (
            "terminal.scrollback = 1.5",
            1,
            "terminal.scrollback",
            "whole number, not 1.5",
        ),
        ("terminal.scrollback = true", 1, "terminal.scrollback", "not true or false"),
        ("sidebar.refresh = '1'", 1, "sidebar.refresh", "must be a number, not a text"),
        ("sidebar.sort = 2026-01-01", 1, "sidebar.sort", "a text, not a date or time"),
        ("session.env = []", 1, "session.env", "must be a table, not a list"),
        ("session.env.A = 1", 1, "session.env.A", "must be a text, not a number"),
        ("keys = 1", 1, "keys", "must be a table"),
        ("keys.list = 1", 1, "keys.list", "must be a table"),
        ("keys.list.quit = 1", 1, "keys.list.quit", "must be the name of a key"),
        ("keys.list.quit = ['x',\n1]", 2, "keys.list.quit[1]", "the name of a key"),
        ("commands = {}", 1, "commands", "must be [[commands]] tables, not a table"),
        ("commands = [1]", 1, "commands[0]", "must be a table, not a number"),
        # Values.
        ("theme = 'drak'", 1, "theme", "no such theme: 'drak'"),
        ("theme = 'execdeck-lite'", 1, "theme", "(did you mean execdeck-light?)"),
        ("sidebar.sort = 'x'", 1, "sidebar.sort", "only name, age, state, cpu"),
        ("terminal.scrollback = -1", 1, "terminal.scrollback", "from 0 to 1,000,000"),
        ("sidebar.refresh = nan", 1, "sidebar.refresh", "from 0.1 to 60.0, not nan"),
        ("session.stop_timeout = inf", 1, "session.stop_timeout", "not inf"),
        ("session.shell = ''", 1, "session.shell", "must not be empty"),
        ("session.shell = 'a\\u0000'".replace("'", '"'), 1, "session.shell", "NUL"),
        ("session.env = {'A=B' = ''}", 1, 'session.env."A=B"', "can have this name"),
        ("keys.list.quit = 'esc'", 1, "keys.list.quit", "(did you mean escape?)"),
        ("terminal.prefix = 'b'", 1, "terminal.prefix", "'b' types a character"),
        ("keys.filter.clear-filter = 'x'", 1, "keys.filter.clear-filter", "character"),
        # Commands.
        ("[[commands]]\nname = 'x'", 1, "commands[0]", "command is missing"),
        ("[[commands]]\nname = ''\ncommand = 'x'", 2, "commands[0].name", "be empty"),
        ("[[commands]]\nname='x'\ncommand = \"'x\"", 3, "commands[0].command", "words"),
        ("[[commands]]\nname='x'\ncommand = []", 3, "commands[0].command", "be empty"),
        (
            "[[commands]]\nname = 'x'\ncommand = ['x', 1]",
            *(3, "commands[0].command[1]", "must be a text"),
        ),
        (
            "[[commands]]\nname = 'x'\ncommand = 'x'\nworkdir = 'y'",
            *(4, "commands[0].workdir", "must be an absolute path"),
        ),
        # Conflicts.
        (
            "[keys.list]\nstop = 'x'\nquit = ['y', 'x']",
            *(3, "keys.list.quit", "x is the key of stop too"),
        ),
        (
            "terminal.prefix = 'ctrl+a'\n[keys.prefix]\nzoom = 'ctrl+a'",
            *(3, "keys.prefix.zoom", "it is the prefix"),
        ),
        (
            "keys.list.stop = '?'\n[[commands]]\nname='a'\ncommand='b'\nkey = '?'",
            *(5, "commands[0].key", "? is the key of stop too"),
        ),
        (
            "[[commands]]\nname='a'\ncommand='b'\nkey='x'\n[[commands]]\nname='c'\n\
command='d'\nkey='x'",
            *(8, "commands[1].key", "x is the key of a too"),
        ),
        (
            "[[commands]]\nname='a'\ncommand='b'\n[[commands]]\nname='a'\ncommand='c'",
            *(5, "commands[1].name", "another command is 'a'"),
        ),
        # Not TOML.
        ("a = 1\nb = ", 2, "", "invalid value"),
        ("a = 1\na = 2\n", 2, "", "cannot overwrite a value, at column"),
        ("a = [1,\n2\n", 2, "", "unclosed array, at the end"),
        ("a = " + "[" * 100_000, None, "", "nested too deeply"),
        ("a = " + "1" * 5000, None, "", "a number in it is too long"),
    ],
)
def test_a_mistake_is_named(
    write: Write, text: str, line: int | None, key: str, reason: str
) -> None:
    """Each mistake has its line, its key and a reason, and nothing else is wrong."""
    ((found_line, found_key, found_reason),) = found(write(text))

    assert (found_line, found_key) == (line, key)
    assert reason in found_reason


def test_bytes_that_are_no_text(write: Write) -> None:
    """The line of the first bad byte is named."""
    assert found(write(b"a = 1\n# \xff\n")) == [(2, "", "it is not UTF-8")]


def test_a_file_that_is_too_large(write: Write) -> None:
    """A file that is no configuration is not read to its end."""
    assert load_config(write("#" * SIZE_MAX)) == Config()
    assert found(write("#" * (SIZE_MAX + 1))) == [
        (None, "", "it is larger than 1,048,576 bytes")
    ]


def test_all_mistakes_are_found_at_once(write: Write) -> None:
    """In the order of their lines; loading tells the first and how many follow."""
    path = write("[terminal]\nmouse = 1\n[x]\n[sidebar]\nsort = 'x'\nview = 'x'\n")

    assert [line for line, _, _ in found(path)] == [2, 3, 5, 6]
    with pytest.raises(ConfigError) as refused:
        load_config(path)
    assert str(refused.value) == (
        f"cannot use {path}:2: terminal.mouse: must be true or false, not a number"
        " (and 3 more)"
    )
    assert isinstance(refused.value, ExecdeckError)
    assert refused.value.exit_status == 125


def test_defaults_give_way_to_what_is_said(write: Write) -> None:
    """A key that is another action's by default can be given away."""
    assert load_config(write("keys.list.quit = 's'")).keys["list"]["quit"] == ("s",)


# -- the place ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "path"),
    [
        ({"HOME": "/h"}, "/h/.config/execdeck/config.toml"),
        ({"HOME": "/h", "XDG_CONFIG_HOME": "/x"}, "/x/execdeck/config.toml"),
        ({"HOME": "/h", "XDG_CONFIG_HOME": "x"}, "/h/.config/execdeck/config.toml"),
        ({"XDG_CONFIG_HOME": "/x", "EXECDECK_CONFIG": "/c.toml"}, "/c.toml"),
    ],
)
def test_the_usual_place(environ: dict[str, str], path: str) -> None:
    """XDG says where it is, unless the environment names a file."""
    assert str(config_path(environ)) == path


def test_nobody_needs_a_file(tmp_path: Path) -> None:
    """Where none is at the usual place, everything is as by default."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    for base in (tmp_path / "nothing", blocked):
        environ = {"XDG_CONFIG_HOME": str(base)}

        assert load_config(None, environ) == Config()
        assert not check_config(None, environ).exists
    assert load_config(None, {"EXECDECK_CONFIG": os.devnull}) == Config()


def test_a_file_that_is_named_has_to_be_there(tmp_path: Path) -> None:
    """A name that is mistyped is not taken for no wishes."""
    path = tmp_path / "no.toml"

    with pytest.raises(ConfigError, match="no such file or directory"):
        load_config(path)
    with pytest.raises(ConfigError, match="no such file or directory"):
        load_config(None, {"EXECDECK_CONFIG": str(path)})


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    """A directory and a FIFO are refused at once."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)

    for path in (fifo, tmp_path):
        with pytest.raises(ConfigError, match=r"not a regular file|is a directory"):
            load_config(path)
