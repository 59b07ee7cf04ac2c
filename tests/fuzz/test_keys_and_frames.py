"""Detach keys typed in any chunks, and frames of any bytes."""
# ruff: noqa: PT017 (what is refused is known by trying)

from __future__ import annotations

import re
import struct

import pytest
from hypothesis import strategies as st

from core.attach.detach_keys import DetachMatcher, parse_keys
from core.attach.hijack import frame, parse_frames
from core.bundle.log import STDERR, STDOUT
from core.errors import InvalidConfig
from tests.fuzz.inputs import BYTES, RECIPES, Recipe, fuzz

NAMES = (
    *("a", "ctrl-a", "ctrl-", "ctrl-@", "ctrl-[", "ctrl-_", "DEL", ",", "-", "ctrl-Q"),
    *("ctrl-\N{KELVIN SIGN}", "ctrl-é", "é", "", "\0", "\udcff", "ctrl-ctrl-a", "del"),
)
NAME = re.compile(r"[\x00-\x2b\x2d-\x7f]|DEL|ctrl-[@a-zA-Z\[\\\]^_]")

CONTROL = st.integers(0, 255)


@fuzz(RECIPES, share=4)
def test_any_names(recipe: Recipe) -> None:
    """Any text is a list of keys, one byte for each name, or refused."""
    names = [
        recipe.text(NAMES) if recipe.below(4) == 0 else recipe.pick(NAMES)
        for _ in range(recipe.below(4))
    ]
    text = ",".join(names)
    sound = not text or all(NAME.fullmatch(name) for name in text.split(","))
    try:
        keys = parse_keys(text)
    except InvalidConfig as error:
        assert error.field == "detach keys"
        assert not sound
        return
    assert sound
    assert len(keys) == (len(text.split(",")) if text else 0)
    assert keys.isascii()


@fuzz(st.text(max_size=8), share=4)
def test_any_text(text: str) -> None:
    """Any text at all is a list of keys, or refused."""
    try:
        assert parse_keys(text).isascii()
    except InvalidConfig as error:
        assert error.field == "detach keys"


def make_typed(recipe: Recipe) -> tuple[bytes, list[bytes]]:
    """Return keys of few letters, so that they overlap, and chunks of them."""
    keys = bytes(recipe.below(2) for _ in range(recipe.below(5)))
    chunks = [
        bytes(recipe.below(3) for _ in range(recipe.below(7)))
        for _ in range(recipe.below(10))
    ]
    return keys, chunks


@fuzz(RECIPES, share=4)
@pytest.mark.timeout(180)
def test_nothing_typed_is_lost(recipe: Recipe) -> None:
    """What goes to the program is all that was typed, up to the detach keys."""
    keys, chunks = make_typed(recipe)
    matcher = DetachMatcher(keys)
    typed = passed = b""
    for chunk in chunks:
        typed += chunk
        data, detach = matcher.feed(chunk)
        passed += data
        if detach:
            assert keys
            assert typed.startswith(passed + keys)
            return
        if recipe.below(8) == 0:
            passed += matcher.flush()
            assert not matcher.holding
        held = typed[len(passed) :]
        assert typed == passed + held
        assert matcher.holding == bool(held)
        assert keys.startswith(held)
        assert len(held) < max(len(keys), 1)
    assert passed + matcher.flush() == typed


@fuzz(RECIPES, share=4)
@pytest.mark.timeout(180)
def test_the_keys_are_found(recipe: Recipe) -> None:
    """Typed in chunks that are no pastes, the first detach keys detach."""
    keys, chunks = make_typed(recipe)
    keys = keys or b"\1"
    matcher = DetachMatcher(keys)
    typed = b"".join(chunks)
    passed = b""
    at = 0
    while at < len(typed):
        size = 1 + recipe.below(len(keys))
        data, detach = matcher.feed(typed[at : at + size])
        at += size
        passed += data
        if detach:
            assert passed == typed[: typed.index(keys)]
            return
    assert keys not in typed
    assert passed + matcher.flush() == typed


@fuzz(BYTES, BYTES, share=10)
def test_any_typing(keys: bytes, data: bytes) -> None:
    """Keys and typing of any bytes: the same holds a byte at a time."""
    matcher = DetachMatcher(keys)
    passed = b""
    for number in range(len(data)):
        out, detach = matcher.feed(data[number : number + 1])
        passed += out
        if detach:
            assert passed == data[: data.index(keys)]
            return
    assert passed + matcher.flush() == data
    assert not keys or keys not in data


@fuzz(BYTES, share=4)
def test_any_frames(data: bytes) -> None:
    """Any bytes are whole frames and a rest, and nothing of them is lost."""
    frames, rest = parse_frames(data)
    again = b"".join(
        struct.pack(">BxxxL", stream, len(text)) + text for stream, text in frames
    )
    assert len(again) + len(rest) == len(data)
    assert data.endswith(rest)
    assert parse_frames(rest) == ([], rest)
    assert parse_frames(again) == (frames, b"")


@fuzz(RECIPES, share=4)
def test_frames_cut_anywhere(recipe: Recipe) -> None:
    """Frames that come in any pieces come back as they went."""
    sent = [
        (recipe.pick((STDOUT, STDERR)), recipe.text().encode("utf-8", "replace"))
        for _ in range(recipe.below(6))
    ]
    data = b"".join(frame(stream, text) for stream, text in sent)
    found: list[tuple[int, bytes]] = []
    rest = b""
    while data:
        size = 1 + recipe.below(20)
        frames, rest = parse_frames(rest + data[:size])
        found += frames
        data = data[size:]

    assert rest == b""
    assert found == [(stream - 1, text) for stream, text in sent]
