"""The history of commands: order, bounds, two decks, and files that are none."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app import command_history
from app.command_history import COMMAND_MAX, COMMANDS_MAX, CommandHistory
from core.locks import container_lock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the history is."""
    return tmp_path / "state" / "history.json"


@pytest.fixture
def history(path: Path) -> CommandHistory:
    """A history that nothing was added to."""
    return CommandHistory(path)


def test_newest_first_each_once(history: CommandHistory, path: Path) -> None:
    """A command that comes again moves to the front; the file is for us alone."""
    assert history.recent() == []
    for command in ("top", "sh -c 'a  b'", "é \x1b[31m", "top"):
        history.add(command)

    assert history.recent() == ["top", "é \x1b[31m", "sh -c 'a  b'"]
    assert CommandHistory(path).recent() == history.recent()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("text", ["", "  ", " secret", "x" * (COMMAND_MAX + 1)])
def test_not_kept(history: CommandHistory, path: Path, text: str) -> None:
    """Nothing, what begins with a space, and what is very long are not kept."""
    history.add(text)

    assert not path.exists()


def test_bounded(history: CommandHistory, path: Path) -> None:
    """The oldest go; the longest commands of the widest characters fit."""
    longest = "\U0001f600" * (COMMAND_MAX - 4)
    known = [f"{number:03}{longest}" for number in range(COMMANDS_MAX)]
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(known))
    history.add("new")

    assert history.recent() == ["new", *known[:-1]]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b'["to',
        b"{}",
        b"null",
        b"[1]",
        b'["a", null]',
        b"\xff\xfe",
        b"[" * 100_000,
        b'["' + b"x" * (17 * COMMANDS_MAX * COMMAND_MAX) + b'"]',
    ],
    ids=lambda data: repr(data[:8]),
)
def test_damaged(history: CommandHistory, path: Path, data: bytes) -> None:
    """A file that is no history is nothing to recall; it is moved aside, not lost."""
    path.parent.mkdir(parents=True)
    path.write_bytes(data)

    assert history.recent() == []
    assert path.read_bytes() == data

    history.add("top")

    assert history.recent() == ["top"]
    assert path.with_suffix(".damaged").read_bytes() == data


@pytest.mark.timeout(10)
def test_no_file_at_all(history: CommandHistory, path: Path) -> None:
    """A FIFO or a directory in its place makes nobody wait and is moved aside."""
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    assert history.recent() == []
    history.add("top")
    assert path.with_suffix(".damaged").is_fifo()

    path.unlink()
    path.mkdir()
    path.with_suffix(".damaged").unlink()
    history.add("htop")

    assert history.recent() == ["htop"]


def test_what_cannot_be_written(
    history: CommandHistory, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A state directory that is none, or a lock that stays held, is not fatal."""
    path.parent.write_text("a file")
    history.add("top")
    assert history.recent() == []

    path.parent.unlink()
    monkeypatch.setattr(command_history, "LOCK_SECONDS", 0.05)
    with container_lock(path.with_suffix(".lock")):
        history.add("top")

    assert history.recent() == []


def test_threads(history: CommandHistory) -> None:
    """What threads add at once is all there."""
    commands = [f"command {number}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(history.add, commands))

    assert sorted(history.recent()) == sorted(commands)


def test_two_decks(history: CommandHistory, path: Path) -> None:
    """What two processes add at the same time is all there."""
    script = (
        "import sys; from pathlib import Path\n"
        "from app.command_history import CommandHistory\n"
        "for number in range(20):\n"
        "    CommandHistory(Path(sys.argv[1])).add(f'{sys.argv[2]} {number}')\n"
    )
    decks = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(path), name],
            cwd=Path(__file__).parents[3],
        )
        for name in ("one", "two")
    ]

    assert [deck.wait() for deck in decks] == [0, 0]
    expected = [f"{name} {number}" for name in ("one", "two") for number in range(20)]
    assert sorted(history.recent()) == sorted(expected)
