"""Searching in copy mode: what is found, where, and how it is counted."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.widgets.terminal.copying import Copying, numbered
from widgets.terminal.characters import FILLER
from widgets.terminal.search import Haystack, Search, fold

TEXT = "foo Bar\r\nbar foo\r\n\r\nFOO.bar"


def found(copying: Copying) -> dict[int, list[str]]:
    """Return the cells of all matches in view, as text by row."""
    snapshot = copying.mode.snapshot
    return {
        number: [snapshot.row(number).chars[start:end] for start, end in spans]
        for number, spans in copying.mode.matches.items()
    }


@pytest.mark.parametrize(
    ("keys", "expected", "status"),
    [
        (["/", *"bar", "enter"], (0, 4), "1/3 [0/0]"),
        (["/", *"bar", "enter", "n"], (1, 0), "2/3 [0/0]"),
        (["/", *"bar", "enter", "2", "n"], (3, 4), "3/3 [0/0]"),
        (["/", *"bar", "enter", "3", "n"], (0, 4), "wrapped 1/3 [0/0]"),
        (["/", *"bar", "enter", "N"], (3, 4), "wrapped 3/3 [0/0]"),
        (["/", *"bar", "enter", "9", "9", "N"], (0, 4), "1/3 [0/0]"),
        (["?", *"bar", "enter"], (3, 4), "wrapped 3/3 [0/0]"),
        (["?", *"bar", "enter", "n"], (1, 0), "2/3 [0/0]"),
        (["?", *"bar", "enter", "N"], (0, 4), "wrapped 1/3 [0/0]"),
        (["/", *"Bar", "enter"], (0, 4), "1/1 [0/0]"),
        (["/", *"FOO", "enter"], (3, 0), "1/1 [0/0]"),
        (["/", *"foo", "enter"], (1, 4), "2/3 [0/0]"),
        (["/", *"foo", "enter", "l"], (1, 5), "-/3 [0/0]"),
        (["/", *"nowhere", "enter"], (0, 0), "no match [0/0]"),
        (["/", *"nowhere", "enter", "n", "N"], (0, 0), "no match [0/0]"),
        (["/", *".", "enter"], (3, 3), "1/1 [0/0]"),
        (["/", *"o.b", "enter"], (3, 2), "1/1 [0/0]"),
        (["/", *"[a-z]", "enter"], (0, 0), "no match [0/0]"),
        (["n"], (0, 0), "no pattern [0/0]"),
        (["/", "enter"], (0, 0), "no pattern [0/0]"),
        (["/", *"bar", "enter", "/", "enter"], (1, 0), "2/3 [0/0]"),
        (["/", *"bar", "enter", "?", "enter"], (3, 4), "wrapped 3/3 [0/0]"),
    ],
)
def test_keys_search(keys: list[str], expected: tuple[int, int], status: str) -> None:
    """For plain text, round the ends, in both cases unless there are capitals."""
    copying = Copying(TEXT)
    copying.press("g", *keys)

    assert (copying.at, copying.mode.status) == (expected, status)


def test_matches_are_shown_as_they_are_typed() -> None:
    """The cursor is on the first one meanwhile."""
    copying = Copying(TEXT)
    seen = []
    for key in ["g", "/", "b", "a", "x", "backspace", "ctrl+u", "f", "escape"]:
        copying.press(key)
        prompt = copying.mode.prompt
        seen.append((prompt and prompt.line, copying.at, copying.mode.match_count))

    assert seen == [
        (None, (0, 0), 0),
        ("/", (0, 0), 0),
        ("/b", (0, 4), 3),
        ("/ba", (0, 4), 3),
        ("/bax", (0, 0), 0),
        ("/ba", (0, 4), 3),
        ("/", (0, 0), 0),
        ("/f", (1, 4), 3),
        (None, (0, 0), 0),
    ]


@pytest.mark.parametrize("key", ["escape", "ctrl+c", "backspace"])
def test_a_prompt_that_is_left_changes_nothing(key: str) -> None:
    """Cursor, view and the search before are as they were."""
    copying = Copying(numbered(0, 100), lines=6)
    copying.press(*"?line 98", "enter", "k")
    before = copying.at, copying.mode.top, copying.mode.pattern, copying.mode.matches
    copying.press("?", *"line 3")
    there = copying.under
    copying.press(*["ctrl+u"] * (key == "backspace"), key)
    after = copying.at, copying.mode.top, copying.mode.pattern, copying.mode.matches

    assert there == "line 39"
    assert after == before
    assert copying.mode.prompt is None


def test_the_prompt_takes_every_key() -> None:
    """Those that move or leave elsewhere, too; keys without a character are ignored."""
    copying = Copying("qjk0 $\r\n")
    copying.press("g", "/", *"qjk0 $", "up", "tab", "f1", "ctrl+d")
    prompt = copying.mode.prompt

    assert prompt is not None
    assert (prompt.text, copying.mode.match_number) == ("qjk0 $", 1)


def test_pasted_text_is_typed_into_the_prompt() -> None:
    """One line of it, bounded and without control characters."""
    copying = Copying(TEXT)
    copying.mode.insert("nothing")
    copying.press("/")
    copying.mode.insert("\r\nb\x1ba\x07r\nfoo")
    pasted = copying.mode.prompt
    copying.mode.insert("x" * 10_000)
    long = copying.mode.prompt

    assert pasted is not None
    assert long is not None
    assert (pasted.text, len(long.text)) == ("bar", 256)


def test_a_match_may_go_on_in_the_next_row() -> None:
    """Where the line wraps, but not where it ends."""
    copying = Copying("0123456789ab\r\ncd", columns=8)
    copying.press("g", "/", *"678", "enter")
    wrapped = found(copying), copying.mode.matched
    copying.press("/", *"bcd", "enter")

    assert wrapped == ({0: ["67"], 1: ["8"]}, {0: [(6, 8)], 1: [(0, 1)]})
    assert copying.mode.match_count == 0


def test_wide_characters_are_found_whole() -> None:
    """And a mark on a character is found where the character is."""
    text = "x漢字 漢 e\u0301e"
    copying = Copying(text)
    copying.press("g", "/", *"漢", "enter")
    wide = copying.at, found(copying)
    copying.press("/", *"字 漢", "enter")
    more = copying.at, found(copying)
    copying.press("/", "e", "enter")
    base = copying.at, copying.mode.match_count
    copying.press("n")
    copying.press("g", "/", "\u0301", "enter", "n", "n")

    assert wide == ((0, 1), {0: [f"漢{FILLER}"] * 2})
    assert more == ((0, 3), {0: [f"字{FILLER} 漢{FILLER}"]})
    assert base == ((0, 9), 2)
    assert (copying.at, copying.mode.match_count) == ((0, 9), 1)


def test_blanks_at_the_end_of_a_line_can_be_found() -> None:
    """If the program has written them."""
    copying = Copying("a  \r\nb")
    copying.press("g", "/", " ", "enter", "n")

    assert (copying.at, copying.mode.status) == ((0, 2), "2/2 [0/0]")


def test_only_matches_in_view_are_looked_for() -> None:
    """One that begins above or ends below the view is among them."""
    copying = Copying("0123456789" * 8, columns=4, lines=20)
    copying.mode.resize(4, 3)
    copying.press("g", "/", *"0123456789", "enter", "ctrl+e", "ctrl+e", "ctrl+e")

    assert copying.mode.match_count == 8
    assert set(found(copying)) == {4, 5, 6}


def test_small_letters_are_as_long_as_capitals() -> None:
    """Else places would shift; there is one letter for which it is not so."""
    every = "".join(
        chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000
    )
    copying = Copying("\u0130stanbul x")
    copying.press("g", "/", "x", "enter")

    assert len(fold(every)) == len(every)
    assert copying.at == (0, 9)
    assert copying.mode.match_count == 1


def test_the_past_is_searched_whole() -> None:
    """Also rows that nobody has looked at yet."""
    copying = Copying(numbered(0, 6000))
    copying.press("?", *"line 17", "enter")

    assert copying.under == "line 1799"
    assert copying.mode.match_count == 111
    assert copying.mode.match_number == 111


WORDS = st.lists(
    st.sampled_from(["a", "b", "A", "ab", " ", "漢", "e\u0301", "\r\n", "x" * 9]),
    max_size=30,
)


@settings(deadline=None, max_examples=150)
@given(
    words=WORDS, pattern=st.sampled_from(["a", "ab", "aa", "漢", " ", "e", "A", "xx"])
)
def test_every_match_is_reached_and_numbered(words: list[str], pattern: str) -> None:
    """In order, by going on from one to the next, and back again the other way."""
    copying = Copying("".join(words), columns=7)
    haystack = Haystack(copying.mode.snapshot)
    search = Search(haystack, pattern, forward=True)
    text = haystack.exact if pattern == "A" else haystack.folded
    expected = [at for at in range(len(text)) if text.startswith(pattern, at)]
    copying.press("G", "$")
    match, seen = search.find(copying.mode.cursor, forward=True), []
    while match is not None and match.offset not in seen:
        seen.append(match.offset)
        assert 1 <= search.number(match) <= search.count
        copying.mode.go(match.place)
        assert copying.mode.cursor == match.place
        assert search.cells(match)[match.place.row][0][0] == match.place.column
        match = search.find(match.place, forward=True)
    if match is not None:
        back = [match]
        for _ in seen[1:]:
            before = search.find(back[-1].place, forward=False)
            assert before is not None
            back.append(before)
        assert [match.offset for match in back] == [seen[0], *seen[:0:-1]]

    assert sorted(seen) == expected
