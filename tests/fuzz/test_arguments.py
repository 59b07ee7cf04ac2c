"""The command line, given any words at all."""

from __future__ import annotations

import argparse
import io
import os
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING

import pytest

from app.cli.arguments import parse
from core.session.types import display_text
from tests.fuzz.inputs import RECIPES, Recipe, fuzz

if TYPE_CHECKING:
    from collections.abc import Callable

COMMANDS = ("containers", "ps", "inspect", "exec", "attach", "stop", "rm", "demo")
WORDS = (
    *COMMANDS,
    *("--root", "--root=x", "--runtime-root", "--help", "-h", "--version", "--", "-"),
    *("-d", "-i", "-t", "-dit", "-e", "-eA=b", "--env", "--env-file", "-u", "-w", "-f"),
    *("--privileged", "--detach-keys", "--detach-keys=", "--preserve-fds", "--keep"),
    *("-a", "--all", "--format", "--format=json", "--format=x", "--clean", "--force"),
    *("--read-only", "--time", "-t5", "--time=nan", "--time=1e999", "--time=-1"),
    *("--preserve-fds=-1", "--preserve-fds=9", "--preserve-fds=" + "9" * 5000),
    *(
        "box",
        "sh",
        "-c",
        "5",
        "",
        " ",
        "-x",
        "--pre",
        "--e",
        "--no-such",
        "%",
        "%(prog)s",
    ),
    *(
        "é",
        "\udcff",
        "-\udcff",
        "\x1b[31m",
        "--\x1b[31m",
        "a\nb",
        "@file",
        "-1",
        "=",
        "--=",
    ),
)


def make_word(recipe: Recipe) -> str:
    """Return a word that an argv can hold: any bytes but NUL."""
    if recipe.below(8):
        return recipe.pick(WORDS)
    if recipe.below(2):
        return os.fsdecode(bytes(1 + recipe.below(255) for _ in range(recipe.below(6))))
    return recipe.text().replace("\0", "").replace("\ud800", "")


@pytest.fixture(scope="module")
def parser() -> argparse.ArgumentParser:
    """The parser that `parse` makes, made once: that costs more than all its use."""
    made: list[argparse.ArgumentParser] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            argparse.ArgumentParser, "parse_args", lambda self, _: made.append(self)
        )
        parse([])
    return made[0]


def run(
    parse_words: Callable[[list[str]], argparse.Namespace], words: list[str]
) -> tuple[argparse.Namespace | object, str, str]:
    """Parse; return the result, or the exit status, and what was printed."""
    # As the interpreter opens stderr; stdout is by `main` itself.
    out, err = (
        io.TextIOWrapper(io.BytesIO(), "utf-8", errors="backslashreplace")
        for _ in range(2)
    )
    result: argparse.Namespace | object
    with redirect_stdout(out), redirect_stderr(err):
        try:
            result = parse_words(words)
        except SystemExit as end:
            result = end.code
    texts = []
    for stream in (out, err):
        stream.seek(0)
        texts.append(stream.read())
    return result, texts[0], texts[1]


def make_words(recipe: Recipe) -> list[str]:
    """Return an argv, most often of a command."""
    words = [make_word(recipe) for _ in range(recipe.below(7))]
    return [recipe.pick(COMMANDS), *words] if recipe.below(2) else words


def check(result: argparse.Namespace | object, out: str, err: str) -> None:
    """Assert that words are a command, a question that is answered, or a mistake."""
    if isinstance(result, argparse.Namespace):
        assert callable(result.run)
        assert (out, err) == ("", "")
        assert isinstance(getattr(result, "preserve_fds", 0), int)
        seconds = getattr(result, "time", None)
        assert seconds is None or 0 <= seconds <= 86400
    elif result == 0:
        assert err == ""
        assert out.startswith(("usage: execdeck", "execdeck "))
    else:
        assert result == 125
        assert out == ""
        assert err.startswith("Error: ")
        assert "Traceback" not in err
        # The words may be anybody's, pasted: they are shown as plain text.
        for line in err.splitlines():
            assert display_text(line) == line


@fuzz(RECIPES, share=2)
@pytest.mark.timeout(180)
def test_any_words(parser: argparse.ArgumentParser, recipe: Recipe) -> None:
    """Any words are a command, a question that is answered, or a mistake: 125."""
    check(*run(parser.parse_args, make_words(recipe)))


@fuzz(RECIPES, share=20)
@pytest.mark.timeout(180)
def test_any_words_of_a_new_parser(recipe: Recipe) -> None:
    """The same holds for the parser as it is made for each command line."""
    check(*run(parse, make_words(recipe)))


@fuzz(RECIPES, share=4)
@pytest.mark.timeout(180)
def test_a_command_is_handed_on(
    parser: argparse.ArgumentParser, recipe: Recipe
) -> None:
    """What follows the container is the command, word by word, whatever it is."""
    command = ["sh", *(make_word(recipe) for _ in range(recipe.below(4)))]
    result, _, _ = run(parser.parse_args, ["exec", "-it", "box", *command])

    assert isinstance(result, argparse.Namespace)
    assert result.container == "box"
    assert result.command == command
    assert (result.interactive, result.tty, result.detach) == (True, True, False)
