"""The filter language of the session tree."""

from __future__ import annotations

import dataclasses

import pytest

from core.session.types import ExecConfig
from tests.support.listed import container, created, session, stopped
from widgets.session_filter import ALL, FIELDS, Facts, parse_filter

WEB = container("web-1", runtime="crun", owner="alice")
ITEMS = {
    "shell": session(0xA1, "web-1", "/usr/bin/bash -l", user="root"),
    "top": session(0xB2, "web-1", "top -d 1", user="www:www"),
    "failed": stopped(0xC3, "web-1", "vacuumdb --all", code=137),
    "done": stopped(0xD4, "web-1", "pg_dump app", code=0),
    "lost": stopped(0xE5, "web-1", "tail -f log", code=None),
    "new": created(0xF6, "web-1", "sh"),
}
FACTS = Facts(open={ITEMS["top"].id}, marked={ITEMS["shell"].id, ITEMS["done"].id})


def left(text: str) -> set[str]:
    """Return which of the sessions a filter leaves."""
    wanted = parse_filter(text)
    return {name for name, item in ITEMS.items() if wanted.matches(WEB, item, FACTS)}


EVERY = set(ITEMS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", EVERY),
        ("   ", EVERY),
        ("web", EVERY),
        ("WB1", EVERY),
        ("bash", {"shell"}),
        ("bin/", {"shell"}),
        ("vdb", {"failed"}),
        ("dump app", {"done"}),
        ('"d 1"', {"top"}),
        ('"vdb"', set()),
        ("nothing", set()),
        ("web top", {"top"}),
        ("-web", set()),
        ("-top", EVERY - {"top"}),
        ("!top", EVERY - {"top"}),
        ("-vdb", EVERY),
        ('-"tail -f"', EVERY - {"lost"}),
        ("state:running", {"shell", "top"}),
        ("STATE:Run", {"shell", "top"}),
        ("-state:stopped", {"shell", "top", "new"}),
        ("state:!stopped", {"shell", "top", "new"}),
        ("-state:!stopped", {"failed", "done", "lost"}),
        ("state:", EVERY),
        ("exit:0", {"done"}),
        ("exit:!0", {"failed", "lost"}),
        ("exit:?", {"lost"}),
        ("-exit:0", EVERY - {"done"}),
        ("exit:!", EVERY),
        ("cmd:top", {"top"}),
        ('cmd:"-d 1"', {"top"}),
        ("cmd:web", set()),
        ("user:root", {"shell"}),
        ("user:www", {"top"}),
        ("id:" + "0" * 62 + "a1", {"shell"}),
        ("id:0", EVERY),
        ("id:a1", set()),
        ("ctr:eb-", EVERY),
        ("ctr:db", set()),
        ("-ctr:db", EVERY),
        ("-ctr:web", set()),
        ("owner:ali", EVERY),
        ("owner:bob", set()),
        ("runtime:runc", set()),
        ("runtime:crun state:created", {"new"}),
        ("is:open", {"top"}),
        ("is:marked", {"shell", "done"}),
        ("-is:m", EVERY - {"shell", "done"}),
        ("is:adopted", set()),
        ("-", EVERY),
        ("!", EVERY),
        ('"', EVERY),
        ('"tail -', {"lost"}),
        ("10:30", set()),
    ],
)
def test_what_a_filter_leaves(text: str, expected: set[str]) -> None:
    """Words are joined by and; each kind of word asks what it says."""
    assert expected == left(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        ("web", True),
        ("ctr:web", True),
        ("owner:alice runtime:crun", True),
        ("top", False),
        ("web top", False),
        ("-top", True),
        ("-web", False),
        ("state:running", False),
        ("-state:running", False),
        ("web is:open", False),
    ],
)
def test_containers_by_themselves(text: str, expected: bool) -> None:
    """A container fits by its own name; a filter that asks for sessions fits none."""
    assert expected is parse_filter(text).matches(WEB)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("state:runing", "No state runing: there are created, running, stopped."),
        ("exit:x", "No exit code x: a number, !number or ?."),
        ("is:big", "is:big says nothing: there are adopted, marked, open."),
    ],
)
def test_wrong_values_are_named(text: str, expected: str) -> None:
    """A wrong value is told with what could stand there, and nothing is left."""
    assert expected == parse_filter(f"web {text}").problem
    assert left(f"web {text}") == set()
    assert not parse_filter(text).matches(WEB)


def test_wrong_fields_are_named() -> None:
    """A field that there is not is told with those that there are."""
    problem = parse_filter("http://x").problem

    assert problem.startswith("No field http: ")
    assert all(field in problem for field in FIELDS)
    assert parse_filter('"http://x"').problem == ""


def test_half_a_field_is_no_problem() -> None:
    """Typing a filter letter by letter never passes a problem."""
    text = '-web state:running exit:!0 is:marked cmd:"tail -f" id:ab'

    assert [parse_filter(text[:end]).problem for end in range(len(text) + 1)] == [
        ""
    ] * (len(text) + 1)


@pytest.mark.parametrize(
    ("text", "shown", "expected"),
    [
        ("eb", "web", "eb"),
        ("wb", "web", "w.b"),
        ("tl", "test tool", "t..l"),
        ("ß", "STRASSE", "SS"),
        ("tail", "t a i tail", "tail"),
        ("x", "web", ""),
        ("-web", "web", ""),
        ("ctr:web", "web", "web"),
        ("we eb", "web", "web"),
        ("state:running", "running", ""),
    ],
)
def test_what_is_found_in_a_name(text: str, shown: str, expected: str) -> None:
    """The characters asked for are found, as close together as they come."""
    found = parse_filter(text).found(shown, "name")
    first = found[0] if found else 0
    last = found[-1] + 1 if found else 0

    assert expected == "".join(
        shown[index] if index in found else "." for index in range(first, last)
    )


def test_fields_are_found_where_they_ask() -> None:
    """`cmd:` finds nothing in names, `ctr:` nothing in commands."""
    assert parse_filter("cmd:web").found("web", "name") == ()
    assert parse_filter("cmd:web").found("web", "command") == (0, 1, 2)
    assert parse_filter("ctr:web").found("web", "command") == ()


def test_facts_that_are_asked_for() -> None:
    """A filter says whether it depends on marks and panes."""
    assert parse_filter("is:marked -is:open").facts == {"marked", "open"}
    assert parse_filter("web is:adopted").facts == frozenset()
    assert not ALL
    assert parse_filter("web")


def test_no_text_takes_long() -> None:
    """Of a command made to be slow to search, a pattern that tries again never ends."""
    evil = dataclasses.replace(
        ITEMS["top"], config=ExecConfig(command=("a" * 100_000,))
    )
    wanted = parse_filter("a" * 200 + "b")

    assert not wanted.matches(container("x"), evil)
    assert wanted.found("a" * 100_000, "command") == ()
