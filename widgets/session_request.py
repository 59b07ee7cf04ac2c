"""What the form for a new session asks for, and its fields' texts as values; pure.

A function that reads a text raises ValueError with what is wrong with it, in words
for the operator; the words may quote the text, so they are shown as plain text.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from core.errors import InvalidConfig
from core.session.types import check_name, display_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

FieldName: TypeAlias = Literal["command", "user", "workdir", "environment", "name"]
"""A field into which text is typed."""

_QUOTED_MAX = 24
"""Characters of a text that a message quotes."""

# A comma separates variables where one follows; others belong to the value.
_SEPARATOR = re.compile(r"(?<!\\),[ \t]*(?=[A-Za-z_][A-Za-z0-9_]*=)")

_OPERATORS = frozenset(("|", "||", "&&", "&", ";", "<", ">", ">>", "2>", "2>&1"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRequest:
    """A session to make, every field checked as far as the form can."""

    command: tuple[str, ...]
    """Program and arguments; never empty."""
    user: str = ""
    """`name`, `uid`, either with `:group`; empty: the container's user."""
    workdir: str = ""
    """Absolute directory in the container; empty: the container's."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables to add to the container's own."""
    terminal: bool = True
    privileged: bool = False
    detached: bool = False
    """Only start it; open no pane."""
    name: str = ""
    """What the operator calls it; may be empty."""
    typed: str = ""
    """The command as it was typed, for a history of commands."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """Why a session was refused, and the field that can be changed about it."""

    field: FieldName | None
    """None: no field is to blame."""
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The form as it is filled: texts as they were typed, right or wrong."""

    command: str = ""
    user: str = ""
    workdir: str = ""
    environment: str = ""
    name: str = ""
    terminal: bool = True
    privileged: bool = False
    detached: bool = False


class SavedCommand(Protocol):
    """A command that the operator keeps under a name."""

    @property
    def name(self) -> str:
        """What it is called; unique."""

    @property
    def command(self) -> tuple[str, ...]:
        """Program and arguments."""

    @property
    def user(self) -> str:
        """`user[:group]`, or empty."""

    @property
    def workdir(self) -> str:
        """Absolute directory, or empty."""

    @property
    def tty(self) -> bool:
        """Whether it gets a terminal."""

    @property
    def detach(self) -> bool:
        """Whether it is only started."""

    @property
    def environment(self) -> Mapping[str, str]:
        """Variables to add."""


def draft_of(saved: SavedCommand) -> Draft:
    """Return the form as a saved command fills it."""
    return Draft(
        command=shlex.join(saved.command),
        user=saved.user,
        workdir=saved.workdir,
        environment=format_environment(saved.environment),
        terminal=saved.tty,
        detached=saved.detach,
    )


def request_of(draft: Draft) -> SessionRequest:
    """Return what a filled form asks for.

    Raises:
        ValueError: a text is wrong; `mistakes` tells which.
    """
    return SessionRequest(
        command=parse_command(draft.command),
        user=parse_user(draft.user),
        workdir=parse_workdir(draft.workdir),
        environment=parse_environment(draft.environment),
        terminal=draft.terminal,
        privileged=draft.privileged,
        detached=draft.detached,
        name=parse_name(draft.name),
        typed=draft.command,
    )


def mistakes(draft: Draft) -> dict[FieldName, str]:
    """Return what is wrong with a filled form, by field, in the form's order."""
    found: dict[FieldName, str] = {}
    for name, parse in _PARSERS.items():
        try:
            parse(getattr(draft, name))
        except ValueError as error:
            found[name] = str(error)
    return found


def parse_command(text: str) -> tuple[str, ...]:
    """Split a command into words, quotes and backslashes as a POSIX shell has them.

    Nothing is expanded: variables, patterns, pipes stay the characters that they are.
    """
    try:
        words = tuple(shlex.split(_storable(text)))
    except ValueError as error:
        raise ValueError(_SHLEX_WORDS.get(str(error), str(error))) from None
    if not words:
        raise ValueError("a command is needed")
    if not words[0]:
        raise ValueError("the first word, the program, is empty")
    return words


_SHLEX_WORDS = {
    "No closing quotation": "a quote is not closed",
    "No escaped character": "nothing follows the backslash at the end",
}


def shell_operator(words: tuple[str, ...]) -> str:
    """Return a word that only a shell would understand, or nothing."""
    return next((word for word in words[1:] if word in _OPERATORS), "")


def parse_user(text: str) -> str:
    """Return `user[:group]`, or nothing for the container's user."""
    user = _storable(text).strip()
    name, colon, group = user.partition(":")
    if any(character.isspace() for character in user):
        raise ValueError("a user has no white space in it")
    if ":" in group:
        raise ValueError("only one : between user and group")
    if colon and not name:
        raise ValueError("a user is needed before the :")
    if colon and not group:
        raise ValueError("a group is needed after the :")
    return user


def parse_workdir(text: str) -> str:
    """Return an absolute path, or nothing for the container's directory."""
    path = _storable(text).strip()
    if path and not path.startswith("/"):
        raise ValueError(f"an absolute path begins with /, not {_quoted(path)}")
    return path


def parse_name(text: str) -> str:
    """Return a session's name, or nothing."""
    name = _storable(text).strip()
    try:
        check_name(name)
    except InvalidConfig as error:
        raise ValueError(error.reason) from None
    return name


def parse_environment(text: str) -> dict[str, str]:
    r"""Read variables: `NAME=value` on lines, or several on one with commas between.

    A comma separates only where another `NAME=` follows, and never as `\,`, which
    stands for a comma. White space around a name and after a value does not count,
    nor do empty lines and those that begin with `#`. Every bad part is named.
    """
    found: dict[str, str] = {}
    wrong = []
    for place, part in _parts(_storable(text)):
        name, equals, value = part.partition("=")
        name = name.strip()
        if not equals:
            wrong.append(f"{place}: no = in {_quoted(part)}")
        elif not name or any(item.isspace() for item in name):
            wrong.append(f"{place}: no name before = in {_quoted(part)}")
        elif name in found:
            wrong.append(f"{place}: {_quoted(name)} is set twice")
        else:
            found[name] = value.replace("\\,", ",")
    if wrong:
        raise ValueError("; ".join(wrong))
    return found


def format_environment(variables: Mapping[str, str]) -> str:
    """Return variables as `parse_environment` reads them, a line for each.

    Values without line breaks, and without white space at their ends, stay as they are.
    """
    return "\n".join(
        f"{name}={_escape_commas(value)}" for name, value in variables.items()
    )


def visible_line(text: str) -> str:
    """Return a text for a field of one line: control characters made visible."""
    return display_text(text.replace("\t", " "))


def visible_lines(text: str) -> str:
    """Return a text for a field of several lines; tabs stay what they are."""
    return "\n".join(
        "\t".join(display_text(part) for part in line.split("\t"))
        for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    )


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield each variable's text, and where it is."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip().startswith("#"):
            continue
        for part in _SEPARATOR.split(line):
            if part.strip():
                yield f"line {number}", part.strip()


def _escape_commas(value: str) -> str:
    # Only those that would separate, or be taken for an escape.
    value = value.replace("\\,", "\\\\,")
    return _SEPARATOR.sub(lambda found: f"\\{found.group()}", value)


def _storable(text: str) -> str:
    """Return a text that an argv can hold."""
    if "\0" in text:
        raise ValueError("no NUL character can be passed on")
    try:
        text.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        raise ValueError("it has a character that is none (a surrogate)") from None
    return text


def _quoted(text: str) -> str:
    short = text if len(text) <= _QUOTED_MAX else f"{text[: _QUOTED_MAX - 1]}…"
    return repr(short)


_PARSERS: dict[FieldName, Callable[[str], object]] = {
    "command": parse_command,
    "user": parse_user,
    "workdir": parse_workdir,
    "environment": parse_environment,
    "name": parse_name,
}
