"""Detach keys: their names, and finding them in what is typed."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.attach.detach_keys import DetachMatcher, parse_keys
from core.errors import InvalidConfig

DEFAULT = b"\x10\x11"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (None, DEFAULT),
        ("", b""),
        ("ctrl-p,ctrl-q", DEFAULT),
        ("ctrl-P", b"\x10"),
        ("ctrl-a,d", b"\x01d"),
        ("ctrl-@", b"\0"),
        ("ctrl-[,ctrl-\\,ctrl-],ctrl-^,ctrl-_", b"\x1b\x1c\x1d\x1e\x1f"),
        ("DEL", b"\x7f"),
        ("a,b,c", b"abc"),
        ("~,.", b"~."),
    ],
)
def test_names(text: str | None, keys: bytes) -> None:
    """Names are docker's; none is the default, an empty text turns detaching off."""
    assert parse_keys(text) == keys


@pytest.mark.parametrize(
    "text", ["ctrl-", "ctrl-1", "ctrl-pq", "ab", "a,,b", ",", "é", "del", "ctrl-é"]
)
def test_bad_names(text: str) -> None:
    """What is no key is refused by its name."""
    with pytest.raises(InvalidConfig, match="^cannot use detach keys: no such key"):
        parse_keys(text)


@given(st.text(max_size=12))
def test_names_never_fail_otherwise(text: str) -> None:
    """Any text is either keys or an InvalidConfig."""
    with suppress(InvalidConfig):
        assert isinstance(parse_keys(text), bytes)


def type_keys(matcher: DetachMatcher, *chunks: bytes) -> tuple[bytes, bool]:
    """Feed chunks until the matcher detaches; return what passed, and if it did."""
    passed = b""
    for chunk in chunks:
        out, detach = matcher.feed(chunk)
        passed += out
        if detach:
            return passed, True
    return passed, False


@pytest.mark.parametrize(
    "chunks",
    [[DEFAULT], [b"\x10", b"\x11"], [b"a", DEFAULT], [b"a\x10", b"\x11"]],
)
def test_the_sequence_detaches(chunks: list[bytes]) -> None:
    """In one read or in several, the sequence detaches and what came before passes."""
    passed, detach = type_keys(DetachMatcher(DEFAULT), *chunks)

    assert detach
    assert passed == b"".join(chunks).removesuffix(DEFAULT)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=12))
def test_any_chunking(sizes: list[int]) -> None:
    """Typed in any pieces that are not pastes, the sequence is found."""
    keys, text = b"abac", b"xabaabac"
    chunks, rest = [], text
    for size in [*sizes, *([1] * len(text))]:
        if rest:
            chunks.append(rest[:size])
            rest = rest[size:]
    passed, detach = type_keys(DetachMatcher(keys), *chunks)

    assert detach
    assert passed == b"xaba"


def test_a_first_key_alone_is_given_back() -> None:
    """ctrl-p is held for what may follow; `flush` gives it back, once."""
    matcher = DetachMatcher(DEFAULT)
    assert matcher.feed(b"\x10") == (b"", False)
    assert matcher.holding
    assert matcher.flush() == b"\x10"
    assert not matcher.holding
    assert matcher.flush() == b""
    # What was given back is forgotten: this ctrl-q stands alone.
    assert matcher.feed(b"\x11") == (b"\x11", False)


def test_another_key_gives_the_first_one_back() -> None:
    """ctrl-p and then anything else passes both, in order."""
    matcher = DetachMatcher(DEFAULT)

    assert type_keys(matcher, b"\x10", b"x") == (b"\x10x", False)
    assert type_keys(matcher, b"\x10", b"\x10", b"\x11") == (b"\x10", True)


def test_a_paste_passes_whole() -> None:
    """A chunk longer than the sequence may hold the sequence; nothing is taken."""
    matcher = DetachMatcher(DEFAULT)
    paste = b"text \x10\x11 more"

    assert matcher.feed(paste) == (paste, False)
    assert matcher.feed(b"\x10") == (b"", False)
    assert matcher.feed(paste) == (b"\x10" + paste, False)
    assert not matcher.holding


def test_off() -> None:
    """Without keys everything passes and nothing is held."""
    matcher = DetachMatcher(b"")

    assert type_keys(matcher, b"\x10", b"\x11", DEFAULT) == (DEFAULT * 2, False)
    assert not matcher.holding


CHUNKS = st.lists(
    st.lists(st.sampled_from([b"\x10", b"\x11", b"a"]), max_size=4).map(b"".join),
    max_size=20,
)


@given(CHUNKS, st.sampled_from([DEFAULT, b"a", b"aa", b"\x10\x10\x11", b"a\x10a"]))
def test_no_byte_is_lost(chunks: list[bytes], keys: bytes) -> None:
    """What passes is what was typed, in order, without the sequence and nothing else."""
    matcher = DetachMatcher(keys)
    typed = passed = b""
    for chunk in chunks:
        typed += chunk
        out, detach = matcher.feed(chunk)
        passed += out
        if detach:
            assert typed.startswith(passed + keys)
            return
        held = typed.removeprefix(passed)
        assert keys.startswith(held)
        assert matcher.holding is bool(held)

    assert passed + matcher.flush() == typed
