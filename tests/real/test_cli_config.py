"""`execdeck config`, and the deck with a configuration that it cannot use."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.support.cli import Terminal, assert_refused
from tests.support.nobody import NOBODY, open_to_all, run_as_nobody

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.cli import Cli

MISTAKES = """\
theme = "execdeck-drak"
[keys.list]
quit = "x"
stop = "x"
"\x1b[31m" = "y"
""".replace("\x1b", "\\u001b")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A directory for configurations, with none in it."""
    path = tmp_path / "home"
    (path / "execdeck").mkdir(parents=True)
    return path


def test_where_it_is(cli: Cli, home: Path, tmp_path: Path) -> None:
    """XDG's place, unless the environment or an option names another."""
    usual = {"XDG_CONFIG_HOME": str(home)}
    named = {**usual, "EXECDECK_CONFIG": "named.toml"}
    option = ("--config", str(tmp_path / "own.toml"))

    assert cli.ok("config", "--path", env=usual) == f"{home}/execdeck/config.toml\n"
    assert cli.ok("config", "--path", env=named) == "named.toml\n"
    assert cli.ok(*option, "config", "--path", env=named) == f"{tmp_path}/own.toml\n"


def test_a_good_one_is_said_to_be_good(cli: Cli, home: Path) -> None:
    """With a file, and without one."""
    env = {"XDG_CONFIG_HOME": str(home)}
    path = home / "execdeck" / "config.toml"

    assert cli.ok("config", "--check", env=env) == (
        f"{path}: no file, all is as by default\n"
    )
    path.write_text('theme = "nord"\n')
    assert cli.ok("config", "--check", env=env) == f"{path}: ok\n"


def test_every_mistake_is_said(cli: Cli, home: Path) -> None:
    """One line each on stderr, with the line of the file, and status 125."""
    path = home / "bad.toml"
    path.write_text(MISTAKES)
    done = cli("--config", str(path), "config", "--check")
    lines = done.stderr.splitlines()

    assert (done.returncode, done.stdout) == (125, "")
    assert lines[0] == (
        f"Error: cannot use {path}:1: theme: no such theme: 'execdeck-drak'"
        " (did you mean execdeck-dark?)"
    )
    assert lines[1].endswith(":4: keys.list.stop: x is the key of quit too")
    assert lines[2].endswith(r':5: keys.list."\u001b[31m": no such action')
    assert len(lines) == 3
    assert done.stderr.replace("\n", "").isprintable()


def test_what_is_in_effect_can_be_saved(cli: Cli, home: Path) -> None:
    """What is printed is a configuration that says the same."""
    path = home / "some.toml"
    path.write_text('keys.list.quit = "ctrl+x"\nsession.env = { A = "é\\t" }\n')
    printed = cli.ok("--config", str(path), "config", "--print")
    path.write_text(printed)

    assert 'quit = "ctrl+x"' in printed
    assert cli.ok("--config", str(path), "config", "--check") == f"{path}: ok\n"
    assert cli.ok("--config", str(path), "config", "--print") == printed


def test_a_bad_one_is_not_printed(cli: Cli, home: Path) -> None:
    """The first mistake is said instead, and how many others there are."""
    path = home / "bad.toml"
    path.write_text(MISTAKES)
    refused = cli("--config", str(path), "config", "--print")

    assert_refused(refused, f"{path}:1: theme", "(and 2 more)")


@pytest.mark.parametrize("name", ["nothing.toml", "."])
def test_a_file_that_is_named_and_cannot_be_read(
    cli: Cli, home: Path, name: str
) -> None:
    """A name that is mistyped, or that of a directory, is an error."""
    refused = cli("--config", str(home / name), "config", "--print")

    assert_refused(refused, f"cannot use {home / name}: ")


def test_a_file_that_may_not_be_read(home: Path, tmp_path: Path) -> None:
    """What others may not read is named, and is not taken for missing."""
    open_to_all(tmp_path)
    home.chmod(0o755)
    path = home / "mine.toml"
    path.write_text("")
    path.chmod(0o600)
    done = run_as_nobody(
        "import sys; from app.config import ConfigError, load_config\n"
        "from pathlib import Path",
        "try:\n    load_config(Path(sys.argv[1]))\n"
        "except ConfigError as error:\n    print(error)",
        str(path),
    )

    assert done.stdout == f"cannot use {path}: permission denied\n"
    assert path.stat().st_uid != NOBODY


def test_one_thing_at_a_time(cli: Cli) -> None:
    """Without a wish, or with two, it is a mistake."""
    for wishes in ((), ("--check", "--path")):
        done = cli("config", *wishes)

        assert done.returncode == 125
        assert done.stderr.startswith("Error: ")


def test_commands_do_not_read_it(cli: Cli, home: Path) -> None:
    """A script does the same for everybody, whatever they have configured."""
    path = home / "bad.toml"
    path.write_text(MISTAKES)

    assert "host" in cli.ok("--config", str(path), "containers")
    assert cli.ok("ps", env={"EXECDECK_CONFIG": str(path)})


def test_the_deck_does_not_open_with_a_bad_one(
    terminal: Callable[..., Terminal], home: Path
) -> None:
    """The mistake is said on a terminal that has not been touched."""
    path = home / "bad.toml"
    path.write_text(MISTAKES)
    screen = terminal("--config", str(path), columns=200)
    screen.expect_status(125)

    assert f"Error: cannot use {path}:1: theme".encode() in screen.seen
    assert b"\x1b[?1049h" not in screen.seen


def test_a_file_of_the_environment_is_used_by_the_deck(cli: Cli, home: Path) -> None:
    """`EXECDECK_CONFIG` is for the deck as well."""
    env = {**cli.env, "EXECDECK_CONFIG": str(home / "no.toml"), "TERM": os.devnull}
    screen = Terminal(cli.argv, env, 200, 24)
    try:
        screen.expect(f"cannot use {home}/no.toml: no such file or directory")
        screen.expect_status(125)
    finally:
        screen.close()
