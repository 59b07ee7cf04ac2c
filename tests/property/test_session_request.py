"""What is written into the form by us is read from it as it was."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from widgets.session_request import (
    SessionRequest,
    draft_of,
    format_environment,
    mistakes,
    parse_command,
    parse_environment,
    request_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

SOUND = st.characters(codec="utf-8", exclude_characters="\0")
words = st.lists(st.text(SOUND, max_size=8), min_size=1, max_size=5).map(tuple)
commands = words.filter(lambda found: found[0])

letters = st.sampled_from("AB_x1.-é")
names = st.text(letters, min_size=1, max_size=4)
pieces = st.sampled_from([",", "\\", "A=", "B=", " ", "=", "#", '"', "x", "\t", "é"])
values = st.lists(pieces, max_size=8).map("".join).map(str.strip)
environments = st.dictionaries(names, values, max_size=5)
users = st.sampled_from(["", "0", "ann", "0:0", "ann:staff"])
directories = st.sampled_from(["", "/", "/srv/a b"])


@dataclass(frozen=True)
class Saved:
    """A saved command."""

    name: str
    command: tuple[str, ...]
    user: str
    workdir: str
    tty: bool
    detach: bool
    environment: Mapping[str, str]


saved_commands = st.builds(
    Saved,
    st.just("x"),
    commands,
    users,
    directories,
    st.booleans(),
    st.booleans(),
    environments,
)


@given(commands)
def test_words(command: tuple[str, ...]) -> None:
    """Words that are joined for a shell are the same words again."""
    assert parse_command(shlex.join(command)) == command


@given(environments)
def test_variables(environment: dict[str, str]) -> None:
    """Variables that are written down are the same ones again, in their order."""
    found = parse_environment(format_environment(environment))

    assert list(found.items()) == list(environment.items())


@given(st.dictionaries(st.text(st.sampled_from("AB"), min_size=1), st.just("1")))
def test_lines_or_commas(environment: dict[str, str]) -> None:
    """On lines, with commas, with white space around: it is the same."""
    parts = [f"{name}=1" for name in environment]
    lines = "\n".join(parts)
    for text in (lines, ",".join(parts), ", \t".join(parts), f"# x\n {lines}\r\n\n"):
        assert parse_environment(text) == environment


@given(saved_commands)
def test_saved_commands(saved: Saved) -> None:
    """A saved command fills the form so that it asks for just that."""
    draft = draft_of(saved)

    assert mistakes(draft) == {}
    assert request_of(draft) == SessionRequest(
        command=saved.command,
        user=saved.user,
        workdir=saved.workdir,
        environment=saved.environment,
        terminal=saved.tty,
        detached=saved.detach,
        typed=shlex.join(saved.command),
    )
