"""Whatever is typed into the form, or lies in the files that it suggests from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import strategies as st

from app.command_history import COMMANDS_MAX, HISTORY_FILE, CommandHistory
from app.session_config import exec_config
from core.runtime.logins import find_login, parse_logins
from core.session.types import check_name, display_text
from tests.fuzz.inputs import BYTES, RECIPES, TEXT_PIECES, Recipe, as_json, fuzz
from widgets.session_request import (
    Draft,
    mistakes,
    request_of,
    visible_line,
    visible_lines,
)

if TYPE_CHECKING:
    from pathlib import Path

PIECES = (
    *TEXT_PIECES,
    *(
        "A=1",
        "B=",
        ",",
        "\\,",
        "\\",
        "#",
        "\n",
        "'",
        '"',
        "|",
        "&&",
        "sh",
        "ann:x",
        "/",
    ),
)
FIELDS = ("command", "user", "workdir", "environment", "name")
FILE_PIECES = (
    *("root:x:0:0:root:/root:/bin/sh\n", "web:x:7:8::/srv:\n", ":", "\n", "0", "7"),
    *(
        "web",
        "-1",
        "٣",
        "\x85",
        "\u2028",
        "\udcff",
        "99999999999",
        "/bin/sh",
        "+::::::",
    ),
)


def make_draft(recipe: Recipe) -> Draft:
    """Return a form filled with anything."""
    texts = {name: recipe.text(PIECES, 6) for name in FIELDS if recipe.below(3)}
    return Draft(**texts, terminal=recipe.below(2) == 1)  # type: ignore[arg-type]


@fuzz(RECIPES, share=2)
def test_any_form(recipe: Recipe) -> None:
    """A form is right, and then core takes it, or each mistake is told in one line."""
    draft = make_draft(recipe)
    wrong = mistakes(draft)
    if wrong:
        with pytest.raises(ValueError, match=r"\w"):
            request_of(draft)
        assert list(wrong) == [name for name in FIELDS if name in wrong]
        for message in wrong.values():
            assert message
            assert "\n" not in display_text(message)
        return
    request = request_of(draft)
    config = exec_config(request, {"TERM": "x"})
    check_name(request.name)

    assert config.command == request.command
    assert dict(request.environment).items() <= dict(config.environment).items()
    assert config.work_dir == draft.workdir.strip()


@fuzz(RECIPES, share=4)
def test_entries_show_no_control_characters(recipe: Recipe) -> None:
    """Whatever gets into an entry, only what can be shown is in it."""
    text = recipe.text(PIECES, 8)
    line, lines = visible_line(text), visible_lines(text)

    assert line.isprintable()
    assert all(part.isprintable() for part in lines.replace("\t", "").split("\n"))
    if text.isprintable():
        assert line == lines == text


@fuzz(RECIPES, share=8)
def test_any_passwd_file(recipe: Recipe) -> None:
    """Any text names some users, and each is found again by name or number."""
    logins = parse_logins(recipe.text(FILE_PIECES, 12))
    for login in logins:
        assert login.name
        assert not set(login.name) & set(":\n")
        found = find_login(logins, login.name)
        assert found is not None
        assert login.name in (found.name, str(found.uid))
        assert find_login(logins, f"{login.uid}:x") is not None


@fuzz(BYTES | RECIPES.map(lambda recipe: as_json(recipe.value())), share=20)
def test_any_history(folder: Path, data: bytes) -> None:
    """Any file is a history or is moved aside; then commands are kept as before."""
    path = folder / HISTORY_FILE
    path.write_bytes(data)
    history = CommandHistory(path)
    before = history.recent()
    assert all(isinstance(item, str) for item in before)
    history.add("top")

    assert history.recent() == ["top", *(item for item in before if item != "top")]
    assert len(before) <= COMMANDS_MAX


@fuzz(st.lists(st.text(max_size=6), max_size=6), share=20)
def test_any_commands(folder: Path, commands: list[str]) -> None:
    """What is kept comes back as it was, the newest first, each once."""
    path = folder / HISTORY_FILE
    path.unlink(missing_ok=True)
    history = CommandHistory(path)
    for command in commands:
        history.add(command)

    kept = [item for item in commands if item.strip() and not item.startswith(" ")]
    assert history.recent() == list(dict.fromkeys(reversed(kept)))
