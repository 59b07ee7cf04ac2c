"""Every error core raises: its words, its exit status, its fields."""

from __future__ import annotations

import pickle

import pytest

from core import errors
from core.errors import ExecdeckError

SAMPLES = [
    errors.InvalidConfig("workDir", "must be absolute, not 'x'"),
    errors.NotFound("container", "web"),
    errors.NotFound("container", "web", ("cannot read /run/crun: Permission denied",)),
    errors.Ambiguous("session", "ab", ("ab1", "ab2", "ab3", "ab4", "ab5")),
    errors.StateConflict("f" * 64, "running", "remove"),
    errors.ContainerNotRunning("web", "paused"),
    errors.NoShell("web", ("bash", "sh")),
    errors.RuntimeMissing("crun"),
    errors.StartFailed("sh", "the runtime gave no reason"),
    errors.CommandNotFound("nope", "executable file not found in $PATH"),
    errors.PermissionDenied("/etc", "is a directory"),
    errors.MonitorFailed("conmon", "open its attach socket", "it ended silently"),
    errors.AttachFailed("f" * 64, "it has ended"),
    errors.StoreCorrupt("/x/state.db", "file is not a database"),
    errors.LockTimeout("/x/c.lock", 30.0),
]


def leaves(root: type[ExecdeckError] = ExecdeckError) -> set[type[ExecdeckError]]:
    """Return every class of the tree below its root that core/errors.py defines."""
    found = set()
    for child in root.__subclasses__():
        if child.__module__ == "core.errors":
            found |= {child, *leaves(child)}
    return found


def test_every_error_is_sampled() -> None:
    """The samples of this file hold each class of the tree."""
    assert {type(error) for error in SAMPLES} == leaves()


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_words(error: ExecdeckError) -> None:
    """An error is one line, `cannot do this: because of that`."""
    text = str(error)

    assert text.startswith("cannot ")
    assert ": " in text
    assert "\n" not in text


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_pickle(error: ExecdeckError) -> None:
    """An error keeps its class, fields and words when it crosses a process."""
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 (our own)

    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)


@pytest.mark.parametrize("kind", sorted(leaves(), key=str))
def test_exit_status(kind: type[ExecdeckError]) -> None:
    """127 is a command not found, 126 one that could not start, 125 all else."""
    expected = 125
    if issubclass(kind, errors.StartFailed):
        expected = 127 if kind is errors.CommandNotFound else 126

    assert kind.exit_status == expected


def test_names_are_quoted() -> None:
    """Control characters in what the user typed are escaped in the message."""
    assert "\x1b" not in str(errors.NotFound("session", "\x1b[31mred"))
    assert "\x1b" not in str(errors.Ambiguous("session", "\x1b", ("\x1bA", "\x1bB")))
    assert "\x1b" not in str(errors.ContainerNotRunning("\x1b]0;x\x07", "stopped"))


def test_an_unread_root_is_named() -> None:
    """A container that is not found may be in a root that could not be read."""
    error = errors.NotFound("container", "web", ("cannot read /r: Permission denied",))

    assert str(error) == (
        "cannot find container 'web': no such container"
        " (cannot read /r: Permission denied)"
    )
